import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OUTPUT, type Daemon } from './daemon.ts';
import { expect, expectAccessible, feedRow, middle, open, test } from './fixture.ts';

/** Some hundred cases of all severities over the city. */
async function populate(daemon: Daemon): Promise<void> {
  const [west, south, east, north] = (await daemon.city()).bbox;
  const severities = ['Minor', 'Minor', 'Moderate', 'Unknown', 'Severe', 'Minor', 'Moderate', 'Extreme'];
  const titles = ['Loud music', 'Fallen tree', 'Water main', 'Street lamp out', 'Blocked exit', 'Rubbish'];
  const reports = Array.from({ length: 300 }, (_, i) => {
    // Low-discrepancy points: even over the city, the same in every run.
    const x = (i * 0.7548776662) % 1;
    const y = (i * 0.5698402909) % 1;
    return daemon.report({
      long: west + (0.15 + 0.7 * x) * (east - west), lat: south + (0.15 + 0.7 * y) * (north - south),
      severity: i % 97 === 0 ? 'Extreme' : severities[i % 7], service_name: titles[i % 6],
      address: `${i} Mill Lane`, description: 'Seen by several neighbours',
    });
  });
  await daemon.send(...reports, daemon.report({ service_name: 'Caller without a place' }));
}

test('the page speaks English and Chinese, by button and by key', async ({ page, daemon }) => {
  await open(page, daemon);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { name: 'Feed' })).toBeVisible();
  await page.getByRole('radio', { name: '中文' }).or(page.getByRole('button', { name: '中文' })).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('heading', { name: 'Feed' })).toHaveCount(0);
  await expect(page).toHaveURL(/lang=zh/);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.locator('main').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Shift+L');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('no violation of WCAG 2.2 AA, on the map, in a case and in Chinese', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon);
  await expect(page.getByRole('search')).toContainText('301 open');
  await expectAccessible(page);
  await feedRow(page, 'Water main').first().click();
  await expect(page.getByRole('region', { name: 'Water main' })).toContainText('Request reported');
  await expectAccessible(page);
  await page.keyboard.press('Shift+L');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
});

for (const size of [{ width: 1920, height: 1080 }, { width: 1366, height: 768 }]) {
  test(`everything fits a screen of ${size.width} by ${size.height}`, async ({ page, daemon }) => {
    mkdirSync(OUTPUT, { recursive: true });
    await page.setViewportSize(size);
    await populate(daemon);
    await open(page, daemon);
    await expect(page.getByRole('search')).toContainText('301 open');
    const name = (what: string) => join(OUTPUT, `${what}-${size.width}x${size.height}.png`);
    const place = await middle(daemon);
    await page.screenshot({ path: name('map') });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight)).toBe(true);

    await open(page, daemon, `?v=${place.lat},${place.long},14.5`);
    await feedRow(page, 'Fallen tree').first().click();
    await expect(page.getByRole('region', { name: 'Fallen tree' })).toContainText('Request reported');
    await page.screenshot({ path: name('case') });
    await open(page, daemon, '?lang=zh');
    await page.screenshot({ path: name('zh') });
  });
}

test('at 400 % zoom the page is one column that needs no scrolling sideways', async ({ page, daemon }) => {
  // 1280 by 1024 at 400 %.
  await page.setViewportSize({ width: 320, height: 256 });
  await populate(daemon);
  await open(page, daemon);
  await expect(page.getByRole('search')).toContainText('301 open');
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  expect(await fits()).toBe(true);
  const map = await page.getByRole('region', { name: 'Live map' }).boundingBox();
  const rail = await page.getByRole('complementary').boundingBox();
  expect(rail!.y).toBeGreaterThanOrEqual(map!.y + map!.height);
  for (const name of [/Extreme/, /Requests/]) await page.getByRole('search').getByRole('button', { name }).click({ trial: true });
  await feedRow(page, 'Water main').first().click();
  await expect(page.getByRole('region', { name: 'Water main' })).toContainText('Request reported');
  expect(await fits()).toBe(true);
  await expectAccessible(page);
  await page.screenshot({ path: join(OUTPUT, 'narrow-320.png'), fullPage: true });
});

test('on paper the lists and the open panel are dark on white', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon);
  await feedRow(page, 'Fallen tree').first().click();
  await expect(page.getByRole('region', { name: 'Fallen tree' })).toContainText('Request reported');
  await page.emulateMedia({ media: 'print' });
  const colours = (selector: string) => page.locator(selector).first().evaluate((e) => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]);
  // The list takes the paper's width a moment later: its rows are others then.
  for (const selector of ['#case-title', '.feed-title']) await expect.poll(() => colours(selector)).toEqual(['rgb(16, 24, 42)', 'rgb(255, 255, 255)']);
  await expect(page.locator('.map')).toBeHidden();
  await page.screenshot({ path: join(OUTPUT, 'print.png'), fullPage: true });
});

test('the page comes with a strict policy and asks no other host', async ({ page, daemon }) => {
  const hosts = new Set<string>();
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'blob:' && protocol !== 'data:') hosts.add(host);
  });
  const response = await page.goto(daemon.url);
  await expect(page.getByRole('search')).toBeVisible();
  const policy = response!.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe-inline');
  expect(response!.headers()['cache-control']).toContain('no-cache');
  expect([...hosts]).toEqual([new URL(daemon.url).host]);
});
