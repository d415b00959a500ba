// What people type or paste when they mean a place: "31.0034, 108.0021", "108.0021E 31.0034N", 31°00'12"N 108°00'08"E.

import type { LngLat } from './mercator';

const PART = /([NSEW])?\s*([+-]?\d+(?:\.\d+)?)\s*(?:°|d|º)?\s*(?:(\d+(?:\.\d+)?)\s*['′])?\s*(?:(\d+(?:\.\d+)?)\s*(?:["″]|''))?\s*([NSEW])?/giy;

interface Part {
  degrees: number;
  side: string | null;
}

/** Reads two numbers as latitude and longitude; null where the text is anything else. */
export function parseCoordinate(text: string): LngLat | null {
  const clean = text.trim().replace(/[，;；]/g, ',').toUpperCase();
  if (!/[.°º\s,]/.test(clean)) return null;
  const first = readPart(clean, 0);
  if (!first) return null;
  const gap = /^\s*,?\s*/.exec(clean.slice(first.end))![0];
  const from = first.end + gap.length;
  if (first.part.side === null && !/[\s,]/.test(clean.charAt(from - 1))) return null;
  const second = readPart(clean, from);
  if (second?.end !== clean.length) return null;
  return arrange(first.part, second.part);
}

function readPart(text: string, from: number): { part: Part; end: number } | null {
  PART.lastIndex = from;
  const hit = PART.exec(text);
  if (!hit) return null;
  const minutes = Number(hit[3] ?? 0);
  const seconds = Number(hit[4] ?? 0);
  if (minutes >= 60 || seconds >= 60) return null;
  const whole = Number(hit[2]);
  const size = Math.abs(whole) + minutes / 60 + seconds / 3600;
  const side = hit[1] ?? hit[5] ?? null;
  const negative = whole < 0 || side === 'S' || side === 'W';
  return { part: { degrees: negative ? -size : size, side }, end: PART.lastIndex };
}

function arrange(a: Part, b: Part): LngLat | null {
  const isLng = (p: Part) => p.side === 'E' || p.side === 'W';
  const isLat = (p: Part) => p.side === 'N' || p.side === 'S';
  if ((isLng(a) && isLng(b)) || (isLat(a) && isLat(b))) return null;
  // Latitude comes first unless a letter, or a size no latitude can have, says otherwise.
  const swapped = isLng(a) || isLat(b) || (!isLat(a) && !isLng(b) && Math.abs(a.degrees) > 90);
  const lat = swapped ? b.degrees : a.degrees;
  const lng = swapped ? a.degrees : b.degrees;
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lng, lat } : null;
}
