import { connection, countColour, expect, feedRow, middle, open, test } from './fixture.ts';

const MODERATE = [0xf0, 0xe4, 0x42] as const;

test('when the daemon falls silent the screen says so until it speaks again; how soon is printed', async ({ page, daemon }) => {
  const place = await middle(daemon);
  await daemon.send(daemon.report({ ...place, service_name: 'Before' }));
  await open(page, daemon);
  await expect(feedRow(page, 'Before')).toBeVisible();

  daemon.signal('SIGSTOP');
  const stopped = Date.now();
  const banner = page.getByRole('alert').filter({ hasText: 'No contact. Showing' });
  await expect(banner).toBeVisible();
  console.log(`measured: silence to stale, ${Date.now() - stopped} ms (budget 3000 ms and a beat)`);
  await expect(page.locator('[data-stale]')).toBeVisible();
  await expect(connection(page)).not.toHaveAccessibleName(/LIVE/);

  daemon.signal('SIGCONT');
  await expect(banner).toHaveCount(0);
  await expect(connection(page)).toHaveAccessibleName(/LIVE/);
  await daemon.send(daemon.report({ ...place, service_name: 'After' }));
  await expect(feedRow(page, 'After')).toBeVisible();
});

test('after kill -9 and a restart the page fills what it missed, 0 missing', async ({ page, daemon, complaints }) => {
  const place = await middle(daemon);
  const first = daemon.report({ ...place, service_name: 'To be closed', status: 'open' });
  await daemon.send(first, daemon.report({ ...place, service_name: 'Stays' }));
  await open(page, daemon, `?v=${place.lat},${place.long},16`);
  await expect(page.getByRole('search')).toContainText('2 open');
  // The map has its state too: only then is there a position to go on from.
  await expect.poll(() => countColour(page, MODERATE), { timeout: 60_000 }).toBeGreaterThan(5);

  await daemon.kill();
  await expect(connection(page)).toHaveAccessibleName(/RECONNECTING/);
  // Said for some seconds only: whoever looks for it must be looking when it comes.
  const said = expect(page.getByRole('status').filter({ hasText: '0 missing' })).toBeVisible({ timeout: 60_000 });
  await daemon.start();
  await daemon.send(daemon.update(String(first['subject']), { status: 'closed' }),
    ...Array.from({ length: 7 }, (_, i) => daemon.report({ ...place, service_name: `Missed ${i}` })));
  await said;
  await expect(connection(page)).toHaveAccessibleName(/LIVE/);
  await expect(page.getByRole('search')).toContainText('8 open');
  const { cases } = await daemon.get<{ cases: { service_code: string }[] }>('/api/v1/cases?state=open&limit=1000');
  expect(cases.length).toBe(8);
  for (let i = 0; i < 7; i++) await expect(feedRow(page, `Missed ${i}`).first()).toBeVisible();
  await expect(feedRow(page, 'To be closed').filter({ hasNotText: 'no longer open' })).toHaveCount(0);
  // The browser reports each attempt while nobody listened.
  expect(complaints.filter((text) => !/WebSocket|ERR_CONNECTION|Failed to (load|fetch)/.test(text))).toEqual([]);
  complaints.length = 0;
});
