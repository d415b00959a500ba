// 100,000 open cases in one browser: what is shown is right; how fast is printed and judged by a person.

import type { CDPSession, Page } from '@playwright/test';
import { sendMany } from './bulk.ts';
import { countColour, expect, middle, open, test } from './fixture.ts';

const CASES = 100_000;
const UNLOCATED = 1000;
const EXTREME = 400;
const STREAMED = 500;
const SEVERITIES = ['Unknown', 'Minor', 'Moderate', 'Severe'] as const;
const COLOURS = [[0x7f, 0x93, 0xab], [0x56, 0xb4, 0xe9], [0xf0, 0xe4, 0x42], [0xff, 0x8a, 0x3d], [0xff, 0x2e, 0x63]] as const;

/** Milliseconds of the renderer's main thread so far. */
async function mainThreadMs(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
}

async function firstRenderMs(page: Page): Promise<number> {
  const mark = () => page.evaluate(() => performance.getEntriesByName('gridhall-map-drawn')[0]?.startTime ?? 0);
  await expect.poll(mark, { timeout: 120_000 }).toBeGreaterThan(0);
  return mark();
}

test('with 100,000 open cases every count is right and the map is drawn; speeds are printed', async ({ page, daemon }) => {
  test.setTimeout(600_000);
  const [west, south, east, north] = (await daemon.city()).bbox;
  // Low-discrepancy points: even over the city, the same in every run.
  const somewhere = (i: number) => ({
    long: west + (0.1 + 0.8 * ((i * 0.7548776662) % 1)) * (east - west), lat: south + (0.1 + 0.8 * ((i * 0.5698402909) % 1)) * (north - south),
  });
  const started = Date.now() - CASES * 100;
  const report = (i: number) => ({
    ...daemon.report({
      ...(i < UNLOCATED ? {} : somewhere(i)), service_name: `Case ${i}`,
      severity: i >= UNLOCATED && i < UNLOCATED + EXTREME ? 'Extreme' : SEVERITIES[i % 4]!,
    }, `load-${i}`),
    time: new Date(started + i * 100).toISOString(),
  });
  const importing = Date.now();
  await sendMany(daemon, CASES, report);
  console.log(`measured: import of ${CASES} cases, ${Date.now() - importing} ms`);

  const counts = async (total: number) => {
    const filters = page.getByRole('search');
    await expect(filters).toContainText(`${total.toLocaleString('en-GB')} open`, { timeout: 120_000 });
    await expect(filters.getByRole('button', { name: /Extreme/ })).toContainText(String(EXTREME));
    await expect(page.getByRole('region', { name: 'Needs acknowledging' })).toContainText(String(EXTREME));
    await expect(page.getByRole('region', { name: 'Unlocated' })).toContainText(UNLOCATED.toLocaleString('en-GB'));
  };
  const drawn = async () => {
    let coloured = 0;
    for (const colour of COLOURS) coloured += await countColour(page, colour);
    return coloured;
  };

  await open(page, daemon);
  console.log(`measured: first render of the whole city, ${Math.round(await firstRenderMs(page))} ms after navigation`);
  await counts(CASES);
  // The tray's oldest come first, though the live list holds the newest.
  await expect(page.getByRole('region', { name: 'Unlocated' }).getByRole('listitem').first()).toContainText('Case 0');

  const place = await middle(daemon);
  await open(page, daemon, `?v=${place.lat},${place.long},12`);
  console.log(`measured: first render with every case, ${Math.round(await firstRenderMs(page))} ms after navigation`);
  await counts(CASES);
  await expect.poll(drawn, { timeout: 120_000 }).toBeGreaterThan(100);

  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const idle = await mainThreadMs(devtools);
  await page.waitForTimeout(3000);
  const idlePerSecond = ((await mainThreadMs(devtools)) - idle) / 3;

  let ticks = 0;
  await devtools.send('Network.enable');
  devtools.on('Network.webSocketFrameReceived', ({ response }) => {
    if (response.payloadData.startsWith('{"op":"delta","id":"map.')) ticks++;
  });
  const before = await mainThreadMs(devtools);
  const streaming = Date.now();
  for (let i = 0; i < STREAMED; i += 10) {
    await daemon.send(...Array.from({ length: 10 }, (_, k) => daemon.report({ ...somewhere(CASES + i + k), severity: 'Minor', service_name: `Streamed ${i + k}` })));
    await new Promise((next) => setTimeout(next, 90));
  }
  const seconds = (Date.now() - streaming) / 1000;
  const busy = (await mainThreadMs(devtools)) - before;
  console.log(`measured: main thread ${(busy / Math.max(1, ticks)).toFixed(1)} ms a tick (${ticks} ticks in ${seconds.toFixed(1)} s), ${Math.round(busy / seconds)} ms a second; without changes ${Math.round(idlePerSecond)} ms a second`);
  await counts(CASES + STREAMED);

  const box = (await page.getByRole('region', { name: 'Live map' }).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const frames = page.evaluate(() => new Promise<number[]>((done) => {
    const times: number[] = [];
    const look = (now: number) => {
      times.push(now);
      if (now - times[0]! < 4000) requestAnimationFrame(look);
      else done(times);
    };
    requestAnimationFrame(look);
  }));
  const still = await mainThreadMs(devtools);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 40; step++) await page.mouse.move(x + step * 4, y + step * 2);
  await page.mouse.up();
  const times = await frames;
  const gaps = times.slice(1).map((time, k) => time - times[k]!).sort((a, b) => a - b);
  console.log(`measured: a pan, main thread ${Math.round((await mainThreadMs(devtools)) - still)} ms in 4 s, frames ${gaps.length}, median ${Math.round(gaps[gaps.length >> 1]!)} ms, longest ${Math.round(gaps.at(-1)!)} ms`);
  await expect.poll(drawn, { timeout: 120_000 }).toBeGreaterThan(100);
  await expect(page).not.toHaveURL(new RegExp(`v=${place.lat.toFixed(5)},${place.long.toFixed(5)}`));
});
