// The little WebGL that both custom layers share.

import type { CustomRenderMethodInput } from 'maplibre-gl';

export function compile(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`shader: ${gl.getProgramInfoLog(program) ?? ''}`);
  }
  return program;
}

/**
 * Positions are 32-bit floats relative to a fixed Mercator origin, or they would jitter at street level.
 * The matrix is moved to that origin in double precision.
 */
export function matrixAt(input: CustomRenderMethodInput, origin: { x: number; y: number }): Float32Array {
  const m = input.defaultProjectionData.mainMatrix as unknown as ArrayLike<number>;
  const out = new Float32Array(16);
  for (let k = 0; k < 16; k++) out[k] = m[k]!;
  for (let row = 0; row < 4; row++) out[12 + row] = m[row]! * origin.x + m[4 + row]! * origin.y + m[12 + row]!;
  return out;
}

/** A vertex buffer that grows by doubling and takes dirty ranges. */
export class RangeBuffer {
  private buffer: WebGLBuffer | null = null;
  private bytes = 0;

  upload(gl: WebGL2RenderingContext, data: Float32Array, floats: number, low: number, high: number): void {
    this.buffer ??= gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    if (data.byteLength !== this.bytes) {
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
      this.bytes = data.byteLength;
      return;
    }
    gl.bufferSubData(gl.ARRAY_BUFFER, low * floats * 4, data, low * floats, (high - low + 1) * floats);
  }

  /** After a lost context the old buffer is not ours to delete any more. */
  forget(): void {
    this.buffer = null;
    this.bytes = 0;
  }

  remove(gl: WebGL2RenderingContext): void {
    gl.deleteBuffer(this.buffer);
    this.forget();
  }
}
