// Open cases as point sprites: shape by severity, colour by severity or by deadline light, stacked where several
// share a point.
// One vertex a case: software renderers draw instances one by one, which costs them seconds at 100,000.

import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre } from 'maplibre-gl';
import type { CaseStore } from '../state/cases';
import { Stacks, stackOffset } from '../state/stacks';
import { LIGHTS } from '../wire/words';
import { Buckets } from './buckets';
import { LIGHT_COLOURS, MAP, SEVERITY_COLOURS, rgb } from './colours';
import { RangeBuffer, compile, matrixAt } from './gl';
import type { MapLayer, MapState } from './layer';
import { STACK_STEP_PX, crowdFactor, stackSpread, symbolScale } from './symbol_size';

const VERTEX = `#version 300 es
uniform mat4 u_matrix;
uniform vec2 u_viewport;
uniform float u_scale;
uniform float u_reach;
uniform float u_spread;
uniform int u_selected;
uniform bool u_by_light;
uniform vec3 u_colour;
in vec4 a_place;
in float a_light;
flat out vec3 v_colour;
flat out float v_reach;
flat out float v_selected;
const vec3 lights[${LIGHTS.length}] = vec3[](${LIGHTS.map((light) => `vec3(${rgb(LIGHT_COLOURS[light]).map((c) => c.toFixed(4)).join(', ')})`).join(', ')});
void main() {
  v_colour = u_by_light ? lights[int(a_light + 0.5)] : u_colour;
  v_selected = gl_VertexID == u_selected ? 1.0 : 0.0;
  v_reach = max(u_reach, v_selected * 22.0);
  vec4 p = u_matrix * vec4(a_place.xy, 0.0, 1.0);
  p.xy += a_place.zw * u_spread * vec2(2.0, -2.0) / u_viewport * p.w;
  gl_Position = p;
  gl_PointSize = max(1.0, 2.0 * v_reach * u_scale);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
uniform int u_severity;
uniform float u_pixel;
flat in vec3 v_colour;
flat in float v_reach;
flat in float v_selected;
out vec4 colour;
float star(vec2 p, float r, float rf) {
  const vec2 k1 = vec2(0.809016994375, -0.587785252292);
  const vec2 k2 = vec2(-k1.x, k1.y);
  p.x = abs(p.x);
  p -= 2.0 * max(dot(k1, p), 0.0) * k1;
  p -= 2.0 * max(dot(k2, p), 0.0) * k2;
  p.x = abs(p.x);
  p.y -= r;
  vec2 ba = rf * vec2(-k1.y, k1.x) - vec2(0.0, 1.0);
  float h = clamp(dot(p, ba) / dot(ba, ba), 0.0, r);
  return length(p - ba * h) * sign(p.y * ba.x - p.x * ba.y);
}
float shape(vec2 p) {
  if (u_severity == 0) return length(p) - 3.2;
  if (u_severity == 1) return length(p) - 4.6;
  if (u_severity == 2) return max(abs(p.x), abs(p.y)) - 4.2;
  if (u_severity == 3) return (abs(p.x) + abs(p.y) - 6.6) * 0.7071;
  return star(vec2(p.x, -p.y), 11.0, 0.45);
}
void main() {
  vec2 v_at = (gl_PointCoord * 2.0 - 1.0) * v_reach;
  float d = shape(v_at);
  float soft = u_pixel;
  float body = 1.0 - smoothstep(-soft, soft, d);
  float halo = (1.0 - smoothstep(2.0 - soft, 2.0 + soft, d)) * 0.85;
  float ring = 0.0;
  if (u_severity == 4) {
    float r = length(v_at);
    ring = (1.0 - smoothstep(0.6, 0.6 + soft, abs(r - 16.0))) * 0.9 + (1.0 - smoothstep(15.5, 16.0, r)) * 0.12;
  }
  vec4 c = vec4(${rgb(MAP.halo).join(', ')}, 1.0) * halo;
  c = c * (1.0 - ring) + vec4(v_colour, 1.0) * ring * (1.0 - halo) + c * ring;
  c = c * (1.0 - body) + vec4(v_colour, 1.0) * body;
  if (v_selected > 0.5) {
    float s = 1.0 - smoothstep(1.0, 1.0 + soft, abs(length(v_at) - 19.0));
    c = c * (1.0 - s) + vec4(${rgb(MAP.focus).join(', ')}, 1.0) * s;
  }
  if (c.a < 0.004) discard;
  colour = c;
}`;

/** Half the sprite's side, in symbol units: shape and halo, for Extreme also its ring. */
const REACH = [6, 7.5, 7.5, 9.5, 18] as const;
const RINGLESS = 13.5;
const STRIDE = Buckets.FLOATS * Float32Array.BYTES_PER_ELEMENT;
const UNIFORMS = ['u_matrix', 'u_viewport', 'u_scale', 'u_reach', 'u_spread', 'u_selected', 'u_by_light', 'u_severity', 'u_colour', 'u_pixel'] as const;

export interface CasesLayer extends MapLayer {
  readonly stacks: Stacks;
}

export function createCasesLayer(origin: { x: number; y: number }): CasesLayer {
  const buckets = new Buckets();
  const stacks = new Stacks();
  const buffers = buckets.bySeverity.map(() => new RangeBuffer());
  let owner: MapLibre | null = null;
  let selectedSlot: number | undefined;
  let byLight = false;
  let gpu: { program: WebGLProgram; at: Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>; vaos: WebGLVertexArrayObject[]; place: number; light: number } | null = null;

  function copy(store: CaseStore): void {
    for (const slot of store.takeChanged()) {
      for (const touched of stacks.place(slot, store.x[slot]!, store.y[slot]!)) {
        const x = store.x[touched]!;
        if (Number.isNaN(x)) {
          buckets.remove(touched);
          continue;
        }
        const [dx, dy] = stackOffset(stacks.index[touched]!);
        buckets.set(touched, store.severity[touched]!, x - origin.x, store.y[touched]! - origin.y, dx, dy, store.light[touched]!);
      }
    }
  }

  const layer: CustomLayerInterface = {
    id: 'cases',
    type: 'custom',
    renderingMode: '2d',
    onAdd(_map, gl) {
      const program = compile(gl, VERTEX, FRAGMENT);
      const at = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)])) as NonNullable<typeof gpu>['at'];
      gpu = { program, at, place: gl.getAttribLocation(program, 'a_place'), light: gl.getAttribLocation(program, 'a_light'), vaos: buckets.bySeverity.map(() => gl.createVertexArray()) };
      for (const buffer of buffers) buffer.forget();
      for (const bucket of buckets.bySeverity) bucket.allDirty();
    },
    onRemove(_map, gl) {
      if (gpu) {
        gl.deleteProgram(gpu.program);
        for (const vao of gpu.vaos) gl.deleteVertexArray(vao);
      }
      for (const buffer of buffers) buffer.remove(gl);
      gpu = null;
    },
    render(gl: WebGL2RenderingContext, input: CustomRenderMethodInput) {
      if (!gpu || !owner) return;
      const { at } = gpu;
      const zoom = owner.getZoom();
      const ratio = gl.drawingBufferWidth / owner.getContainer().clientWidth;
      gl.useProgram(gpu.program);
      gl.uniformMatrix4fv(at.u_matrix, false, matrixAt(input, origin));
      gl.uniform2f(at.u_viewport, gl.drawingBufferWidth, gl.drawingBufferHeight);
      gl.uniform1i(at.u_by_light, byLight ? 1 : 0);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.disable(gl.DEPTH_TEST);
      gl.disable(gl.CULL_FACE);
      const held = buckets.bySeverity.reduce((sum, bucket) => sum + bucket.count, 0);
      // In a crowd the rings of Extreme cases would hide more than they show.
      const rings = crowdFactor(held) > 0.5;
      const selected = buckets.find(selectedSlot);
      buckets.bySeverity.forEach((bucket, severity) => {
        if (bucket.count === 0) return;
        gl.bindVertexArray(gpu!.vaos[severity]!);
        const dirty = bucket.takeDirty();
        if (dirty) {
          buffers[severity]!.upload(gl, bucket.data, Buckets.FLOATS, dirty.low, dirty.high);
          gl.enableVertexAttribArray(gpu!.place);
          gl.vertexAttribPointer(gpu!.place, 4, gl.FLOAT, false, STRIDE, 0);
          gl.enableVertexAttribArray(gpu!.light);
          gl.vertexAttribPointer(gpu!.light, 1, gl.FLOAT, false, STRIDE, 16);
        }
        gl.uniform1i(at.u_severity, severity);
        gl.uniform1i(at.u_selected, selected?.severity === severity ? selected.index : -1);
        const scale = symbolScale(zoom, held, severity) * ratio;
        gl.uniform1f(at.u_scale, scale);
        gl.uniform1f(at.u_spread, stackSpread(zoom) * STACK_STEP_PX * scale);
        gl.uniform1f(at.u_pixel, 0.75 / scale);
        gl.uniform1f(at.u_reach, severity === 4 && !rings ? RINGLESS : REACH[severity]!);
        gl.uniform3fv(at.u_colour, rgb(SEVERITY_COLOURS[severity]!));
        gl.drawArrays(gl.POINTS, 0, bucket.count);
      });
      gl.bindVertexArray(null);
    },
  };

  return {
    stacks,
    add(map: MapLibre) {
      owner = map;
      map.addLayer(layer);
    },
    update(_map: MapLibre, state: MapState) {
      copy(state.board.cases);
      byLight = state.colourBy === 'light';
      selectedSlot = state.selection.kind === 'case' ? state.board.cases.slotOf(state.selection.id) : undefined;
    },
    remove(map: MapLibre) {
      map.removeLayer('cases');
      owner = null;
    },
  };
}
