// A real city: two hours of New York's 311 requests with the community districts as areas. Not in the repository;
// looked for in GRIDHALL_SHARED_DATA, else in ../shared/data beside the checkout.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BINARY, Daemon, OUTPUT, ROOT, type WriteCity } from './daemon.ts';
import { expect, feedRow, open, test as base } from './fixture.ts';

const DATA = process.env['GRIDHALL_SHARED_DATA'] ?? join(ROOT, '../shared/data');
const ROWS = join(DATA, 'nyc_311_2022_05_01/311_Service_Requests_from_2010_to_Present.csv');
const DISTRICTS = join(DATA, 'boundaries/nyc_community_districts.geojson');

const newYork: WriteCity = (folder) => {
  copyFileSync(DISTRICTS, join(folder, 'districts.geojson'));
  writeFileSync(join(folder, 'gridhall.toml'), `[city]
name = "New York"
time_zone = "America/New_York"

[[area_layer]]
level = "district"
file = "districts.geojson"
code = "GEOCODE"
label = "GEONAME"
parent = ""
`);
};

const test = base.extend({
  daemon: async ({}, use) => {
    const daemon = new Daemon(newYork);
    await daemon.start();
    await use(daemon);
    await daemon.remove();
  },
});

test.skip(() => !existsSync(ROWS) || !existsSync(DISTRICTS), `the real data is not on this machine: ${ROWS}, ${DISTRICTS}`);

test('a real city’s requests are on the map, in their districts and with the years they are from', async ({ page, daemon }) => {
  mkdirSync(OUTPUT, { recursive: true });
  const run = spawnSync(BINARY, ['import', '--to', daemon.url, '--key', daemon.key, '--format', 'nyc311', ROWS], { encoding: 'utf8' });
  expect(run.stdout, run.stderr).toContain('"refused":{}');
  expect(run.status).toBe(0);
  const { cases } = await daemon.get<{ cases: { areas: unknown[] }[] }>('/api/v1/cases?state=open&limit=1000');
  expect(cases.length).toBeGreaterThan(100);
  expect(cases.filter(({ areas }) => areas.length > 0).length).toBeGreaterThan(cases.length * 0.9);

  await page.setViewportSize({ width: 1920, height: 1080 });
  await open(page, daemon);
  await expect(page.getByRole('search')).toContainText(`${cases.length} open`);
  await expect(page.getByRole('region', { name: 'Unlocated' })).toContainText('2022');
  await expect(feedRow(page, 'Noise').first()).toContainText('1 May 2022');
  await page.screenshot({ path: join(OUTPUT, 'real-city-1920x1080.png') });

  await feedRow(page, 'Noise').first().click();
  const panel = page.locator('.case-panel');
  await expect(panel).toContainText('1 May 2022, 0');
  await expect(panel).toContainText('CD');
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.screenshot({ path: join(OUTPUT, 'real-city-case-1366x768.png') });
});
