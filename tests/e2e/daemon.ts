// Starts the shipped binary with a city, the demo's unless told otherwise, and sends it events, as a producer would.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

export const ROOT = resolve(import.meta.dirname, '../..');
export const BINARY = process.env['GRIDHALL_BINARY'] ?? join(ROOT, 'build/release/gridhall');
export const OUTPUT = join(ROOT, 'build/e2e');

export interface EventData {
  readonly [member: string]: unknown;
}

export interface Stored {
  /** Of the last event of the batch, milliseconds since 1970: when the acknowledgement was here. */
  readonly acknowledgedAt: number;
  readonly seq: number;
}

export interface CityInfo {
  readonly bbox: readonly [number, number, number, number];
  readonly name: string;
}

/** Writes a city's gridhall.toml, and the files it names, into a folder. */
export type WriteCity = (folder: string) => void;

const demoCity: WriteCity = (folder) => {
  const made = spawnSync(BINARY, ['simulate', '--write-city', folder], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`the demo city was not written: ${made.stderr}`);
  const demo = join(ROOT, 'deploy/demo');
  for (const file of readdirSync(demo)) copyFileSync(join(demo, file), join(folder, file));
};

export class Daemon {
  readonly folder = mkdtempSync(join(tmpdir(), 'gridhall-e2e-'));
  url = '';
  key = '';
  private process: ChildProcess | null = null;
  private port = 0;
  private sent = 0;

  constructor(writeCity: WriteCity = demoCity) {
    mkdirSync(join(this.folder, 'city'));
    writeCity(join(this.folder, 'city'));
  }

  /** The first start picks a free port, every later one takes the same again. */
  async start(): Promise<void> {
    const log = openSync(join(this.folder, 'log'), 'a');
    const child = spawn(
      BINARY,
      ['serve', '--data', join(this.folder, 'data'), '--config', join(this.folder, 'city/gridhall.toml'),
        '--listen', `127.0.0.1:${this.port}`, '--dev'],
      { stdio: ['ignore', 'pipe', log] },
    );
    this.process = child;
    this.url = '';
    this.key = '';
    for await (const line of createInterface({ input: child.stdout! })) {
      if (line.startsWith('gridhall ready ')) this.url = line.slice(15).replace(/\/$/, '');
      if (line.startsWith('key ')) this.key = line.slice(4);
      if (this.url && this.key) break;
    }
    if (!this.url || !this.key) throw new Error(`the daemon does not start:\n${readFileSync(join(this.folder, 'log'), 'utf8')}`);
    this.port = Number(new URL(this.url).port);
  }

  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  async kill(): Promise<void> {
    const child = this.process;
    this.process = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  city(): Promise<CityInfo> {
    return this.get('/api/v1/city');
  }

  /** A request report in the middle of the city, `data` over the usual members. */
  report(data: EventData = {}, id = `report-${++this.sent}`): Record<string, unknown> {
    return {
      specversion: '1.0', type: 'gridhall.request.reported.v1', source: '/e2e', id, subject: id,
      time: new Date().toISOString(), data: { service_code: 'noise.street', service_name: 'Loud music', severity: 'Moderate', ...data },
    };
  }

  update(subject: string, data: EventData): Record<string, unknown> {
    return {
      specversion: '1.0', type: 'gridhall.case.updated.v1', source: '/e2e', id: `update-${++this.sent}`, subject,
      time: new Date().toISOString(), data,
    };
  }

  /** The ids of the cases that a question of the HTTP API names. */
  async ids(query: string): Promise<string[]> {
    const { cases } = await this.get<{ cases: { id: string }[] }>(`/api/v1/cases?${query}`);
    return cases.map(({ id }) => id);
  }

  /** A step of somebody else, who saw the case as it is now. */
  async step(id: string, to: string, more: EventData = {}): Promise<void> {
    const { version } = await this.get<{ version: number }>(`/api/v1/cases/${id}`);
    const response = await fetch(`${this.url}/api/v1/cases/${id}/transitions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `step-${id}-${to}` },
      body: JSON.stringify({ to, expected_version: version, ...more }),
    });
    if (!response.ok) throw new Error(`${to}: ${response.status} ${await response.text()}`);
  }

  /** Sends one batch and waits until it is acknowledged. */
  send(...events: Record<string, unknown>[]): Promise<Stored> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/api/v1/ingest`, ['gridhall.ingest.v1'], {
      headers: { Authorization: `Bearer ${this.key}` },
    });
    return new Promise((done, fail) => {
      socket.on('error', fail);
      socket.on('message', (bytes: Buffer) => {
        const message = JSON.parse(bytes.toString()) as { op: string; pos?: { seq: number }; results?: string[] };
        if (message.op === 'welcome') {
          socket.send(JSON.stringify({ op: 'pub', ref: 'e2e', events }));
        } else if (message.op === 'ack' && message.results?.every((result) => result === 'stored')) {
          done({ acknowledgedAt: Date.now(), seq: message.pos!.seq });
          socket.close();
        } else {
          fail(new Error(`not stored: ${bytes.toString()}`));
          socket.close();
        }
      });
    });
  }
}
