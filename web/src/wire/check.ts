// The few checks that the wire decoders are made of. A message that fails one is dropped and counted
// as a whole: half a message is never applied.

export class WireError extends Error {
  constructor(path: string, wanted: string) {
    super(`${path}: ${wanted} wanted`);
    this.name = 'WireError';
  }
}

export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WireError(path, 'object');
  return value as Json;
}

export function array(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new WireError(path, 'array');
  return value;
}

export function string(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new WireError(path, 'string');
  return value;
}

export function number(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new WireError(path, 'number');
  return value;
}

export function boolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw new WireError(path, 'boolean');
  return value;
}

/** Absent and null are one on this wire. */
export function maybe<T>(value: unknown, path: string, check: (value: unknown, path: string) => T): T | null {
  return value === undefined || value === null ? null : check(value, path);
}

export function listOf<T>(value: unknown, path: string, check: (value: unknown, path: string) => T): T[] {
  return array(value, path).map((item, i) => check(item, `${path}[${i}]`));
}

export function counts(value: unknown, path: string): Map<string, number> {
  return new Map(Object.entries(object(value, path)).map(([key, n]) => [key, number(n, `${path}.${key}`)]));
}

export function bbox(value: unknown, path: string): readonly [number, number, number, number] {
  const [w, s, e, n, ...rest] = listOf(value, path, number);
  if (n === undefined || rest.length > 0) throw new WireError(path, '[w,s,e,n]');
  return [w!, s!, e!, n];
}
