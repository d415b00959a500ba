// S2 cells from their tokens: the four corners on the sphere, the cell under a point, the parent.
//
// Tokens are 64-bit ids in hexadecimal without trailing zeros. Ids stay strings; inside, an id is two
// 32-bit halves, because BigInt allocates at every one of the thirty steps.
// Formulas: S2 geometry, quadratic projection, Hilbert curve tables.

import type { Bbox, LngLat } from './mercator';

const POS_TO_IJ = [0, 1, 3, 2, 0, 2, 3, 1, 3, 2, 0, 1, 3, 1, 0, 2] as const;
const IJ_TO_POS = [0, 1, 3, 2, 0, 3, 1, 2, 2, 3, 1, 0, 2, 1, 3, 0] as const;
const POS_TO_TURN = [1, 0, 0, 3] as const;

export interface CellIj {
  readonly face: number;
  readonly level: number;
  readonly i: number;
  readonly j: number;
}

const TOKEN = /^[0-9a-f]{1,16}$/;

/** Face, level and position of a token; null where it is not the token of a cell. */
export function decodeToken(token: string): CellIj | null {
  if (!TOKEN.test(token)) return null;
  const hex = token.padEnd(16, '0');
  const hi = parseInt(hex.slice(0, 8), 16);
  const lo = parseInt(hex.slice(8), 16);
  const trailing = lo === 0 ? (hi === 0 ? 64 : 32 + countTrailingZeros(hi)) : countTrailingZeros(lo);
  const face = hi >>> 29;
  if (trailing % 2 !== 0 || trailing > 60 || face > 5) return null;
  const level = 30 - trailing / 2;
  let i = 0;
  let j = 0;
  let turn = face & 1;
  for (let k = 0; k < level; k++) {
    const shift = 59 - 2 * k;
    const pos = shift >= 32 ? (hi >>> (shift - 32)) & 3 : shift === 31 ? ((hi & 1) << 1) | (lo >>> 31) : (lo >>> shift) & 3;
    const ij = POS_TO_IJ[(turn << 2) | pos]!;
    i = (i * 2) + (ij >> 1);
    j = (j * 2) + (ij & 1);
    turn ^= POS_TO_TURN[pos]!;
  }
  return { face, level, i, j };
}

function countTrailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}

export function tokenOf({ face, level, i, j }: CellIj): string {
  let turn = face & 1;
  let id = BigInt(face);
  for (let k = level - 1; k >= 0; k--) {
    const ij = (Math.floor(i / 2 ** k) % 2) * 2 + (Math.floor(j / 2 ** k) % 2);
    const pos = IJ_TO_POS[(turn << 2) | ij]!;
    id = (id << 2n) | BigInt(pos);
    turn ^= POS_TO_TURN[pos];
  }
  id = ((id << 1n) | 1n) << BigInt(60 - 2 * level);
  return id.toString(16).padStart(16, '0').replace(/0+$/, '');
}

export function levelOf(token: string): number | null {
  return decodeToken(token)?.level ?? null;
}

/** The point at (i, j) of a level's lattice on a face; whole numbers are corners, halves are middles. */
export function latticePoint(face: number, level: number, i: number, j: number): LngLat {
  const u = stToUv(i / 2 ** level);
  const v = stToUv(j / 2 ** level);
  const [x, y, z] = faceUvToXyz(face, u, v);
  return { lng: (Math.atan2(y, x) * 180) / Math.PI, lat: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI };
}

/** The corners in order around the cell, longitudes continuous across the antimeridian. */
export function cellCorners(token: string): LngLat[] | null {
  const cell = decodeToken(token);
  if (!cell) return null;
  const { face, level, i, j } = cell;
  const corners = [
    latticePoint(face, level, i, j),
    latticePoint(face, level, i + 1, j),
    latticePoint(face, level, i + 1, j + 1),
    latticePoint(face, level, i, j + 1),
  ];
  const first = corners[0]!.lng;
  return corners.map(({ lng, lat }) => ({ lat, lng: lng - first > 180 ? lng - 360 : lng - first < -180 ? lng + 360 : lng }));
}

export function cellCentre(token: string): LngLat | null {
  const cell = decodeToken(token);
  return cell && latticePoint(cell.face, cell.level, cell.i + 0.5, cell.j + 0.5);
}

export function cellBbox(token: string): Bbox | null {
  const corners = cellCorners(token);
  if (!corners) return null;
  const lngs = corners.map((c) => c.lng);
  const lats = corners.map((c) => c.lat);
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
}

/** The cell of a level that holds the point. */
export function cellIjAt({ lng, lat }: LngLat, level: number): CellIj {
  const phi = (lat * Math.PI) / 180;
  const theta = (lng * Math.PI) / 180;
  const x = Math.cos(phi) * Math.cos(theta);
  const y = Math.cos(phi) * Math.sin(theta);
  const z = Math.sin(phi);
  const [face, u, v] = xyzToFaceUv(x, y, z);
  const size = 2 ** level;
  const index = (value: number) => Math.max(0, Math.min(size - 1, Math.floor(uvToSt(value) * size)));
  return { face, level, i: index(u), j: index(v) };
}

export function tokenAt(point: LngLat, level: number): string {
  return tokenOf(cellIjAt(point, level));
}

// A key is the upper 48 bits of an id, exact in a number down to level 22: cheap to compare and to truncate.
const KEY_BITS = 48;

export function cellKey(token: string): number {
  return parseInt(token.padEnd(12, '0').slice(0, 12), 16);
}

/** The key of the ancestor at a level; a key that is already coarser stays as it is. */
export function parentKey(key: number, level: number): number {
  const unit = 2 ** (KEY_BITS - 3 - 2 * level);
  const lowest = key % unit;
  // A cell coarser than `level` has its marker bit above the unit, so nothing of it is left below.
  if (lowest === 0) return key;
  return key - lowest + unit / 2;
}

/** About the edge of a cell of this level, in metres. */
export function cellEdgeMetres(level: number): number {
  return 140 * 2 ** (16 - level);
}

/** The level whose cells come out nearest to the wanted size on screen. */
export function levelFor(metresPerPx: number, wantedPx: number, finest = 16): number {
  const level = Math.round(16 - Math.log2((wantedPx * metresPerPx) / 140));
  return Math.max(4, Math.min(finest, level));
}

function stToUv(s: number): number {
  return s >= 0.5 ? (4 * s * s - 1) / 3 : (1 - 4 * (1 - s) * (1 - s)) / 3;
}

function uvToSt(u: number): number {
  return u >= 0 ? 0.5 * Math.sqrt(1 + 3 * u) : 1 - 0.5 * Math.sqrt(1 - 3 * u);
}

function faceUvToXyz(face: number, u: number, v: number): [number, number, number] {
  switch (face) {
    case 0: return [1, u, v];
    case 1: return [-u, 1, v];
    case 2: return [-u, -v, 1];
    case 3: return [-1, -v, -u];
    case 4: return [v, -1, -u];
    default: return [v, u, -1];
  }
}

function xyzToFaceUv(x: number, y: number, z: number): [number, number, number] {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const az = Math.abs(z);
  if (ax >= ay && ax >= az) return x > 0 ? [0, y / x, z / x] : [3, z / x, y / x];
  if (ay >= az) return y > 0 ? [1, -x / y, z / y] : [4, z / y, -x / y];
  return z > 0 ? [2, -x / z, -y / z] : [5, -y / z, -x / z];
}
