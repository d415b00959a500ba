import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { OUTPUT, type Daemon } from './daemon.ts';
import { expect, expectAccessible, feedRow, middle, open, test } from './fixture.ts';

const MINUTE_MS = 60_000;

/** Three cases whose order is known: one late, one that soon will be, one with time; and one without a place. */
async function populate(daemon: Daemon): Promise<void> {
  const place = await middle(daemon);
  const due = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();
  const opened = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString();
  const report = (title: string, ageMinutes: number, dueMinutes: number, more = {}) =>
    ({ ...daemon.report({ ...place, service_name: title, status: 'open', expected_datetime: due(dueMinutes), address: `${title} Lane`, ...more }), time: opened(ageMinutes) });
  await daemon.send(report('Broken lamp', 120, -30), report('Fallen tree', 80, 30), report('Loud music', 20, 600, { service_code: 'noise.music' }));
}

function rows(page: Page) {
  return page.getByRole('grid', { name: 'Cases' }).locator('[data-case]');
}

function row(page: Page, title: string) {
  return rows(page).filter({ hasText: title });
}

test('the backlog opens by key and by link, and the map comes back as it was', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?light=red');
  await expect(page.getByRole('search')).toContainText('1 open');
  await feedRow(page, 'Broken lamp').click();
  await expect(page.getByRole('region', { name: 'Broken lamp' })).toBeVisible();
  await page.keyboard.press('b');
  await expect(rows(page)).toHaveCount(3);
  await expect(page).toHaveURL(/screen=backlog/);
  await expect(page.locator('canvas.maplibregl-canvas')).toHaveCount(0);
  await page.keyboard.press('m');
  await expect(page.getByRole('region', { name: 'Broken lamp' })).toBeVisible();
  await expect(page.getByRole('search')).toContainText('1 open');

  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Backlog' }).click();
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('link', { name: /^Overdue 1 / }).click();
  await row(page, 'Broken lamp').click();
  await expect(page).toHaveURL(/case=/);
  const link = page.url();
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.getByRole('region', { name: 'Broken lamp' })).toContainText('Request reported');
  await expect(rows(page)).toHaveCount(1);
});

test('every number shows its rows: tiles, the matrix, ages and views', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=backlog');
  const tiles = page.getByRole('list', { name: 'Tiles' });
  await expect(tiles.getByRole('link', { name: /^Open 3 / })).toBeVisible();
  await tiles.getByRole('link', { name: /^Due in an hour 1 / }).click();
  await expect(rows(page)).toHaveText([/Fallen tree/]);
  // A number is a link: Back leads where one came from.
  await page.goBack();
  await expect(rows(page)).toHaveCount(3);
  await page.goForward();
  await expect(rows(page)).toHaveText([/Fallen tree/]);
  await tiles.getByRole('link', { name: /^Open 3 / }).click();
  await expect(rows(page)).toHaveCount(3);

  const matrix = page.getByRole('region', { name: 'Area, district by Class' });
  await expect(matrix.getByRole('link', { name: 'Total, Total: !1 overdue 3 open' })).toBeVisible();
  // The same by keyboard: arrows go from number to number.
  const total = matrix.getByRole('link', { name: 'Total, Total: !1 overdue 3 open' });
  await total.focus();
  await page.keyboard.press('ArrowUp');
  await expect(matrix.locator(':focus')).toHaveAccessibleName(/, Total: !1 overdue 3 open$/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/f\.area=/);
  await expect(rows(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(rows(page)).toHaveCount(3);

  // Down into the district, and back.
  await matrix.getByRole('link').filter({ hasText: /[a-z]/ }).first().click();
  await expect(page.getByRole('region', { name: 'Area, street by Class' })).toBeVisible();
  await expect(page).toHaveURL(/within=/);
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('navigation', { name: 'Drilled into' }).getByRole('link', { name: 'Whole city' }).click();
  await expect(matrix).toBeVisible();

  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^Overdue 1$/ }).click();
  await expect(rows(page)).toHaveText([/Broken lamp/]);
  await expect(page.getByRole('heading', { name: 'Overdue' })).toBeVisible();
});

test('columns sort and filter, and the address says so', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=backlog');
  await expect(rows(page)).toHaveText([/Broken lamp/, /Fallen tree/, /Loud music/]);
  const grid = page.getByRole('grid', { name: 'Cases' });
  await grid.getByRole('button', { name: 'Title', exact: true }).click();
  await grid.getByRole('button', { name: 'Title', exact: true }).click();
  await expect(rows(page)).toHaveText([/Loud music/, /Fallen tree/, /Broken lamp/]);
  await expect(grid.getByRole('columnheader', { name: /Title/ })).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/sort=-title/);
  await grid.getByRole('button', { name: 'Filter by Class' }).click();
  const values = page.getByRole('dialog', { name: 'Filter by Class' });
  await values.getByRole('checkbox').first().check();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/f\.class=/);
  await page.keyboard.press('/');
  await page.keyboard.type('tree');
  await expect(page).toHaveURL(/f\.title=tree/);
});

test('the rows stand still while they are read, newcomers wait, and a closed case stays struck through', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=backlog');
  await expect(rows(page)).toHaveCount(3);
  await row(page, 'Fallen tree').hover();
  const place = await middle(daemon);
  const past = new Date(Date.now() - MINUTE_MS).toISOString();
  await daemon.send(daemon.report({ ...place, service_name: 'Gas leak', severity: 'Severe', status: 'open', expected_datetime: past }));
  const waiting = page.getByRole('button', { name: '1 new' });
  await expect(waiting).toBeVisible();
  await expect(rows(page)).toHaveText([/Broken lamp/, /Fallen tree/, /Loud music/]);
  const [music] = await daemon.ids('q=Loud');
  await daemon.step(music!, 'acknowledged');
  await expect(row(page, 'Loud music')).toContainText('Acknowledged');
  await daemon.step(music!, 'resolved', { reason_code: 'fixed', note: 'x' });
  await daemon.step(music!, 'closed', { reason_code: 'fixed' });
  await expect(row(page, 'Loud music')).toContainText('now Closed');
  await expect(rows(page)).toHaveText([/Broken lamp/, /Fallen tree/, /Loud music/]);
  await waiting.click();
  await expect(rows(page)).toHaveText([/Gas leak/, /Broken lamp/, /Fallen tree/]);
});

test('rows are reached, marked and acknowledged with the keyboard', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=backlog');
  await expect(rows(page)).toHaveCount(3);
  await rows(page).first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('j');
  await expect(row(page, 'Fallen tree')).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByRole('group', { name: '2 cases marked' })).toBeVisible();
  await expect(row(page, 'Fallen tree')).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(page);
  await page.keyboard.press('a');
  await expect(page.getByRole('region', { name: 'Result' })).toContainText('2 acknowledged');
  await expect(row(page, 'Broken lamp')).toContainText('Acknowledged');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Fallen tree' })).toContainText('Request reported');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Fallen tree' })).toHaveCount(0);
});

test('a view is saved, opened again, renamed and deleted', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=backlog&f.title=lamp&sort=-age');
  await expect(rows(page)).toHaveText([/Broken lamp/]);
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('button', { name: 'Save this view' }).click();
  await page.keyboard.type('Lamps');
  await page.keyboard.press('Enter');
  await expect(views.getByRole('link', { name: 'Lamps 1' })).toHaveAttribute('aria-current', 'true');
  await views.getByRole('link', { name: /^All open/ }).click();
  await expect(rows(page)).toHaveCount(3);
  await page.reload();
  await views.getByRole('link', { name: 'Lamps 1' }).click();
  await expect(rows(page)).toHaveText([/Broken lamp/]);
  await views.getByRole('button', { name: 'Rename or delete Lamps' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await views.getByRole('textbox').fill('Street lamps');
  await page.keyboard.press('Enter');
  await views.getByRole('button', { name: 'Rename or delete Street lamps' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(views.getByRole('link', { name: /Street lamps/ })).toHaveCount(0);
});

test('no violation of WCAG 2.2 AA on the backlog, in Chinese, as tables and on a narrow screen', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=backlog');
  await expect(rows(page)).toHaveCount(3);
  await expectAccessible(page);
  for (const button of await page.getByRole('button', { name: 'Show as table' }).all()) await button.click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Filter by State' }).click();
  await expect(page.getByRole('dialog', { name: 'Filter by State' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.locator('main').click({ position: { x: 5, y: 400 } });
  await page.keyboard.press('Shift+L');
  await expect(page.getByRole('heading', { name: '全部未结' })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  await expect(page.getByRole('heading', { name: '全部未结' })).toBeVisible();
  // Charts take the new width a moment later.
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await expectAccessible(page);
});

for (const size of [{ width: 1920, height: 1080 }, { width: 1366, height: 768 }]) {
  test(`the backlog fits a screen of ${size.width} by ${size.height}`, async ({ page, daemon }) => {
    mkdirSync(OUTPUT, { recursive: true });
    await page.setViewportSize(size);
    await populate(daemon);
    await open(page, daemon, '?screen=backlog');
    await expect(rows(page)).toHaveCount(3);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight)).toBe(true);
    await page.screenshot({ path: join(OUTPUT, `backlog-${size.width}x${size.height}.png`) });
  });
}

test('on paper the backlog is dark on white, with the rows as a table and how many they are of', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=backlog&f.light=red');
  await expect(rows(page)).toHaveCount(1);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText('First 1 of 1 rows shown')).toBeVisible();
  await expect(page.getByText('Whole city · Deadline: Overdue')).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Cases' })).toBeHidden();
  const colours = await page.locator('.paper-rows td').first().evaluate((e) => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]);
  expect(colours).toEqual(['rgb(16, 24, 42)', 'rgb(255, 255, 255)']);
});
