// What the tests of actions share: a page with a stubbed daemon.

import { render, type RenderResult } from '@testing-library/react';
import axe from 'axe-core';
import type { ReactNode } from 'react';
import { afterAll, vi } from 'vitest';
import { App } from '../app';
import { decodeCity } from '../wire/city';
import { AppContext } from './context';

/** The page's flush and its address are written a moment later; they must still find a window. */
afterAll(() => new Promise((resolve) => setTimeout(resolve, 600)));

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Daemon = (call: Call) => Response | Promise<Response>;

const city = decodeCity({ name: 'Linshui 临水市', time_zone: 'Asia/Shanghai', bbox: [107.9, 30.9, 108.1, 31.1], basemap: { kind: 'none' }, layers: [], classes: [], build: 'b', dev: true });

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } });
}

export function page(daemon: Daemon, signedIn = true): { app: App; calls: Call[]; show: (node: ReactNode) => RenderResult } {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(400);
  localStorage.clear();
  history.replaceState(null, '', '/?lang=en');
  const calls: Call[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    const call = { method: init.method ?? 'GET', path: url.replace('/api/v1', ''), body: init.body ? (JSON.parse(init.body as string) as Record<string, unknown>) : {} };
    calls.push(call);
    return Promise.resolve(daemon(call));
  });
  const app = new App();
  app.city.set(city);
  app.board.loaded = true;
  if (signedIn) app.desk.me.set({ name: 'Demo', roles: ['operator', 'supervisor', 'admin'] });
  return { app, calls, show: (node) => render(<AppContext value={app}>{node}</AppContext>) };
}

export async function faults(container: Element): Promise<string[]> {
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map((v) => `${v.id}: ${v.nodes[0]?.html ?? ''}`);
}
