import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { OUTPUT, type Daemon } from './daemon.ts';
import { expect, expectAccessible, middle, open, test } from './fixture.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Cases that were due days ago, so that no midnight of the city comes in between: of two classes, one closed in time, one closed
 * late, one still open; and one of two weeks ago that was closed in time.
 */
async function populate(daemon: Daemon): Promise<void> {
  const place = await middle(daemon);
  const at = (ago: number) => new Date(Date.now() - ago).toISOString();
  const report = (id: string, service: string, reported: number, due: number) =>
    ({ ...daemon.report({ ...place, service_code: service, status: 'open', expected_datetime: at(due) }, id), time: at(reported) });
  const close = (id: string, when: number) => ({ ...daemon.update(id, { status: 'closed' }), time: at(when) });
  await daemon.send(
    report('kept', 'bin.overflow', 3 * DAY_MS, 2 * DAY_MS), report('late', 'bin.overflow', 3 * DAY_MS, 2 * DAY_MS),
    report('open', 'bench.damaged', 3 * DAY_MS, 2 * DAY_MS), report('old', 'bench.damaged', 14 * DAY_MS, 13 * DAY_MS),
  );
  await daemon.send(close('kept', 3 * DAY_MS - HOUR_MS), close('late', 2 * DAY_MS - HOUR_MS), close('old', 14 * DAY_MS - HOUR_MS));
}

function figure(page: Page, name: string) {
  return page.getByRole('region', { name: /^(Appraisal figures|考核指标)$/ }).getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
}

function day(ago: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(Date.now() - ago);
}

test('the figures of a period are those of the cases that were sent, by tab, by key and by link', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Figures' }).click();
  await expect(page).toHaveURL(/screen=figures/);
  await page.getByRole('combobox', { name: 'Period' }).selectOption({ label: 'Last 7 days' });
  await expect(figure(page, 'Closed in time')).toContainText('33.33%');
  await expect(figure(page, 'Closed in time')).toContainText('1 ÷ 3');
  await expect(figure(page, 'Closing rate')).toContainText('2 ÷ 3');
  await expect(figure(page, 'Satisfaction rate')).toContainText('—');
  await expect(figure(page, 'Closed in time')).toContainText('few cases');
  await expect(figure(page, 'Closed in time')).toContainText('Overdue open cases count below the line.');
  // Before: the case of two weeks ago, kept in time.
  await expect(figure(page, 'Closed in time')).toContainText('100.00%');
  await expect(figure(page, 'Closed in time')).toContainText('down 66.67 pp worse');
  await expect(page).toHaveURL(/period=last7/);
  const link = page.url();
  await page.keyboard.press('m');
  await page.keyboard.press('p');
  await expect(figure(page, 'Closed in time')).toContainText('1 ÷ 3');
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.getByRole('combobox', { name: 'Period' })).toHaveValue('last7');
  await expect(figure(page, 'Closed in time')).toContainText('1 ÷ 3');
});

test('other days and a class give other figures, and the address says which', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=figures&period=last7');
  await expect(figure(page, 'Closed in time')).toContainText('1 ÷ 3');
  await page.getByLabel('From', { exact: true }).fill(day(20 * DAY_MS));
  await expect(figure(page, 'Closed in time')).toContainText('2 ÷ 4');
  await expect(page).toHaveURL(new RegExp(`period=${day(20 * DAY_MS)}_${day(0)}`));
  await page.getByLabel('to', { exact: true }).fill(day(10 * DAY_MS));
  await expect(figure(page, 'Closed in time')).toContainText('1 ÷ 1');
  await page.getByLabel('to', { exact: true }).fill(day(30 * DAY_MS));
  await expect(page.getByText('The first day is after the last.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Period' }).selectOption({ label: 'Last 7 days' });
  await page.getByRole('combobox', { name: 'Class' }).fill('bench');
  await page.getByRole('option', { name: /^Bench damaged/ }).click();
  await expect(figure(page, 'Closed in time')).toContainText('0 ÷ 1');
  await expect(page).toHaveURL(/f\.class=bench\.damaged/);
  await page.getByRole('button', { name: 'Drop the filter Class' }).click();
  await expect(figure(page, 'Closed in time')).toContainText('1 ÷ 3');
});

test('groups are compared, sorted by keyboard, and each opens its own figures', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=figures&period=last7&group=class');
  const comparison = page.getByRole('region', { name: 'Comparison' });
  const names = comparison.getByRole('rowheader');
  await expect(names).toHaveText([/Litter bin overflowing/, /Bench damaged/]);
  await expect(comparison.getByRole('columnheader', { name: 'Due' })).toHaveAttribute('aria-sort', 'descending');
  await comparison.getByRole('button', { name: 'Closing rate' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(names).toHaveText([/Bench damaged/, /Litter bin overflowing/]);
  await expect(comparison.getByRole('columnheader', { name: 'Closing rate' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(page).toHaveURL(/sort=closing_rate/);
  await comparison.getByRole('combobox', { name: 'by' }).selectOption({ label: 'Area, district' });
  await expect(comparison.getByRole('columnheader', { name: 'Adjusted in time' })).toBeVisible();
  await expect(comparison.getByRole('row').nth(1)).toContainText('1 ÷ 3');
  await comparison.getByRole('link').first().click();
  await expect(page).toHaveURL(/f\.area=/);
  await expect(figure(page, 'Closed in time')).toContainText('1 ÷ 3');
});

test('open cases of now open in the backlog, as many as were counted', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=figures&period=last7&f.class=bench.damaged');
  const course = page.getByRole('region', { name: 'Course' });
  await course.getByRole('button', { name: 'Show as table' }).click();
  await expect(course.getByRole('row')).toHaveCount(8);
  await course.getByRole('link', { name: '1', exact: true }).click();
  await expect(page).toHaveURL(/screen=backlog.*f\.class=bench\.damaged/);
  await expect(page.getByRole('grid', { name: 'Cases' }).locator('[data-case]')).toHaveCount(1);
});

test('the appraisal sheet of a month is a page of paper in Chinese, and a file with the same numbers', async ({ page, daemon }) => {
  await populate(daemon);
  const month = day(14 * DAY_MS).slice(0, 7);
  const { figures } = await daemon.get<{ figures: { name: string; numerator: number; denominator: number }[] }>(
    `/api/v1/figures?from=${month}-01&to=${month}-28`,
  );
  const due = figures.find(({ name }) => name === 'due')!.numerator;
  await open(page, daemon, `?screen=figures&period=${month}-01_${month}-28&lang=zh`);
  await expect(figure(page, '应结案数')).toContainText(String(due));
  await page.getByRole('button', { name: '考核表' }).click();
  await expect(page).toHaveURL(new RegExp(`sheet=${month}`));
  const sheet = page.getByRole('article');
  await expect(sheet.getByRole('heading', { name: /年\d+月考核表$/ })).toBeVisible();
  await expect(sheet).toContainText('按期结案率');
  await expect(sheet).toContainText('截至');
  await expect(sheet.getByRole('heading', { name: '对比：区域（区）' })).toBeVisible();
  await expectAccessible(page);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(`appraisal-${month}.csv`);
  const text = readFileSync(await file.path(), 'utf8');
  expect(text).toContain('\uFEFF"');
  expect(text).toMatch(/"按期结案率",\d+,\d+,[\d.]*,"%",/);

  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: 'CSV' })).toBeHidden();
  await expect(sheet).toBeVisible();
  const pdf = await page.pdf({ preferCSSPageSize: true });
  // A4 upright, in points.
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12]/);
  await page.emulateMedia({ media: 'screen' });
  await page.keyboard.press('Escape');
  await expect(figure(page, '应结案数')).toBeVisible();
});

test('no violation of WCAG 2.2 AA on the figures, in Chinese, as tables and on a narrow screen', async ({ page, daemon }) => {
  await populate(daemon);
  await open(page, daemon, '?screen=figures&period=last7');
  await expect(figure(page, 'Closed in time')).toContainText('1 ÷ 3');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show as table' }).click();
  await page.getByRole('button', { name: 'Choose figures' }).click();
  await page.getByRole('dialog', { name: 'Choose figures' }).getByRole('checkbox', { name: 'Recurrence' }).check();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Recurrence' })).toBeVisible();
  await page.locator('main').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Shift+L');
  await expect(page.getByRole('heading', { name: '考核指标', exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  await expect(figure(page, '按期结案率')).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await expectAccessible(page);
});

for (const size of [{ width: 1920, height: 1080 }, { width: 1366, height: 768 }]) {
  test(`the figures fit a screen of ${size.width} by ${size.height}`, async ({ page, daemon }) => {
    mkdirSync(OUTPUT, { recursive: true });
    await page.setViewportSize(size);
    await populate(daemon);
    await open(page, daemon, '?screen=figures&period=last7');
    await expect(figure(page, 'Closed in time')).toContainText('1 ÷ 3');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight)).toBe(true);
    await page.screenshot({ path: join(OUTPUT, `figures-${size.width}x${size.height}.png`) });
  });
}
