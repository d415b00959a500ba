// Cells in one draw of indexed quads: fill by open count, an edge by the worst inside, which is an Extreme case,
// or a case past due or soon due where colour means the deadline.

import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre } from 'maplibre-gl';
import type { CellStore } from '../state/cells';
import { COUNT_RGB, COUNT_STEPS, LIGHT_COLOURS, SEVERITY_COLOURS, rgb } from './colours';
import { RangeBuffer, compile, matrixAt } from './gl';
import type { MapLayer, MapState } from './layer';

/** Four corners a cell, each x, y, open, and one number of worst and light. */
const FLOATS = 16;
const LIGHT_STEP = 8;
const YELLOW = 1;
const RED = 2;
const INDICES = [0, 1, 2, 0, 2, 3] as const;
const glsl = (value: number) => value.toFixed(3);
const vec3 = ([r, g, b]: readonly number[]) => `vec3(${glsl(r!)}, ${glsl(g!)}, ${glsl(b!)})`;

const VERTEX = `#version 300 es
uniform mat4 u_matrix;
in vec4 a_corner;
out vec2 v_uv;
flat out vec2 v_value;
void main() {
  int k = gl_VertexID & 3;
  v_uv = vec2(k == 1 || k == 2 ? 1.0 : 0.0, k >= 2 ? 1.0 : 0.0);
  v_value = a_corner.zw;
  gl_Position = a_corner.z < 0.5 ? vec4(2.0, 2.0, 2.0, 1.0) : u_matrix * vec4(a_corner.xy, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
uniform float u_fill;
uniform bool u_by_light;
in vec2 v_uv;
flat in vec2 v_value;
out vec4 colour;
void main() {
  float open = v_value.x;
  float alpha = 0.0;
  ${COUNT_STEPS.map(({ from, alpha }) => `if (open > ${glsl(from - 0.5)}) alpha = ${glsl(alpha)};`).join('\n  ')}
  vec2 edge = min(v_uv, 1.0 - v_uv) / fwidth(v_uv);
  float d = min(edge.x, edge.y);
  float light = floor(v_value.y / ${glsl(LIGHT_STEP)} + 0.01);
  bool extreme = v_value.y - light * ${glsl(LIGHT_STEP)} > 3.5;
  bool urgent = u_by_light ? light > 0.5 : extreme;
  vec3 urgentColour = !u_by_light ? ${vec3(rgb(SEVERITY_COLOURS[4]))} : light > 1.5 ? ${vec3(rgb(LIGHT_COLOURS.red))} : ${vec3(rgb(LIGHT_COLOURS.yellow))};
  float line = 1.0 - smoothstep(urgent ? 1.0 : 0.5, urgent ? 2.0 : 1.5, d);
  vec3 edgeColour = urgent ? urgentColour : vec3(0.55, 0.706, 0.882);
  float edgeAlpha = line * (urgent ? 0.8 : 0.17);
  float a = alpha * u_fill;
  vec3 fill = ${vec3(COUNT_RGB.map((c) => c / 255))} * a;
  colour = vec4(edgeColour * edgeAlpha + fill * (1.0 - edgeAlpha), edgeAlpha + a * (1.0 - edgeAlpha));
}`;

export function createCellsLayer(origin: { x: number; y: number }): MapLayer {
  let store: CellStore | null = null;
  let data = new Float32Array(64 * FLOATS);
  let pending: { low: number; high: number } | null = null;
  let fill = 1;
  let byLight = false;
  /** Slots copied so far: the store may have grown since, the buffers have not. */
  let copied = 0;
  let gpu: { program: WebGLProgram; matrix: WebGLUniformLocation | null; fill: WebGLUniformLocation | null; byLight: WebGLUniformLocation | null; vao: WebGLVertexArrayObject; indices: WebGLBuffer; quads: number; corner: number } | null = null;
  const buffer = new RangeBuffer();

  function copy(cells: CellStore): void {
    const range = cells.takeDirty();
    if (!range) return;
    copied = cells.length;
    if (cells.open.length * FLOATS !== data.length) {
      const bigger = new Float32Array(cells.open.length * FLOATS);
      bigger.set(data.subarray(0, Math.min(data.length, bigger.length)));
      data = bigger;
    }
    for (let slot = range.low; slot <= range.high; slot++) {
      const light = cells.red[slot]! > 0 ? RED : cells.yellow[slot]! > 0 ? YELLOW : 0;
      for (let k = 0; k < 4; k++) {
        data[slot * FLOATS + 4 * k] = cells.corners[slot * 8 + 2 * k]! - origin.x;
        data[slot * FLOATS + 4 * k + 1] = cells.corners[slot * 8 + 2 * k + 1]! - origin.y;
        data[slot * FLOATS + 4 * k + 2] = cells.open[slot]!;
        data[slot * FLOATS + 4 * k + 3] = cells.worst[slot]! + LIGHT_STEP * light;
      }
    }
    pending = pending ? { low: Math.min(pending.low, range.low), high: Math.max(pending.high, range.high) } : range;
  }

  const layer: CustomLayerInterface = {
    id: 'cells',
    type: 'custom',
    renderingMode: '2d',
    onAdd(_map, gl) {
      const program = compile(gl, VERTEX, FRAGMENT);
      const vao = gl.createVertexArray();
      gpu = { program, vao, indices: gl.createBuffer(), quads: 0, corner: gl.getAttribLocation(program, 'a_corner'), matrix: gl.getUniformLocation(program, 'u_matrix'), fill: gl.getUniformLocation(program, 'u_fill'), byLight: gl.getUniformLocation(program, 'u_by_light') };
      buffer.forget();
      pending = copied > 0 ? { low: 0, high: copied - 1 } : null;
    },
    onRemove(_map, gl) {
      if (gpu) {
        gl.deleteProgram(gpu.program);
        gl.deleteVertexArray(gpu.vao);
        gl.deleteBuffer(gpu.indices);
      }
      buffer.remove(gl);
      gpu = null;
    },
    render(gl: WebGL2RenderingContext, input: CustomRenderMethodInput) {
      if (!gpu || copied === 0) return;
      gl.bindVertexArray(gpu.vao);
      if (pending) {
        buffer.upload(gl, data, FLOATS, pending.low, pending.high);
        pending = null;
        describe(gl, gpu.corner);
      }
      gl.useProgram(gpu.program);
      gl.uniformMatrix4fv(gpu.matrix, false, matrixAt(input, origin));
      gl.uniform1f(gpu.fill, fill);
      gl.uniform1i(gpu.byLight, byLight ? 1 : 0);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.disable(gl.DEPTH_TEST);
      gl.disable(gl.CULL_FACE);
      gl.drawElements(gl.TRIANGLES, copied * INDICES.length, gl.UNSIGNED_INT, 0);
      gl.bindVertexArray(null);
    },
  };

  function describe(gl: WebGL2RenderingContext, corner: number): void {
    gl.enableVertexAttribArray(corner);
    gl.vertexAttribPointer(corner, 4, gl.FLOAT, false, 16, 0);
    const quads = data.length / FLOATS;
    if (!gpu || gpu.quads === quads) return;
    const indices = new Uint32Array(quads * INDICES.length);
    for (let q = 0; q < quads; q++) INDICES.forEach((k, n) => (indices[q * INDICES.length + n] = q * 4 + k));
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gpu.indices);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
    gpu.quads = quads;
  }

  return {
    add: (map: MapLibre) => map.addLayer(layer),
    update(map: MapLibre, state: MapState) {
      store = state.board.cells;
      copy(store);
      const visibility = state.showCells ? 'visible' : 'none';
      if (map.getLayoutProperty('cells', 'visibility') !== visibility) map.setLayoutProperty('cells', 'visibility', visibility);
      // Near the ground the cases are the picture; the cells step back.
      fill = map.getZoom() >= 15 ? 0.5 : 1;
      byLight = state.colourBy === 'light';
    },
    remove: (map: MapLibre) => map.removeLayer('cells'),
  };
}
