// Many reports through the public door, with several batches on their way at a time.

import WebSocket from 'ws';
import type { Daemon } from './daemon.ts';

/** What the door takes at once, and what it lets be on its way. */
const BATCH = 500;
const IN_FLIGHT = 3;

export async function sendMany(daemon: Daemon, count: number, report: (i: number) => Record<string, unknown>): Promise<void> {
  const socket = new WebSocket(`${daemon.url.replace('http', 'ws')}/api/v1/ingest`, ['gridhall.ingest.v1'], {
    headers: { Authorization: `Bearer ${daemon.key}` },
  });
  let sent = 0;
  let stored = 0;
  const more = () => {
    while (sent < count && sent - stored < IN_FLIGHT * BATCH) {
      const events = Array.from({ length: Math.min(BATCH, count - sent) }, (_, k) => report(sent + k));
      socket.send(JSON.stringify({ op: 'pub', ref: String(events.length), events }));
      sent += events.length;
    }
  };
  await new Promise<void>((done, fail) => {
    socket.on('error', fail);
    socket.on('close', () => fail(new Error(`the door closed after ${stored} of ${count}`)));
    socket.on('message', (bytes: Buffer) => {
      const message = JSON.parse(bytes.toString()) as { op: string; results?: string[] };
      if (message.op === 'ack' && message.results?.every((result) => result === 'stored')) stored += message.results.length;
      else if (message.op !== 'welcome') fail(new Error(`not stored: ${bytes.toString().slice(0, 500)}`));
      if (stored === count) done();
      else more();
    });
  });
  socket.removeAllListeners('close');
  socket.close();
}
