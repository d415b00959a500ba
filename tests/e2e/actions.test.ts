import type { Page } from '@playwright/test';
import { expect, expectAccessible, feedRow, middle, open, test } from './fixture.ts';

test('a case is worked on by hand, and whoever else looks sees each step', async ({ page, daemon, browser }) => {
  const place = await middle(daemon);
  await daemon.send(daemon.report({ ...place, service_name: 'Broken lamp', severity: 'Minor' }));
  await open(page, daemon);
  await feedRow(page, 'Broken lamp').click();
  const panel = page.getByRole('region', { name: 'Broken lamp' });
  await expect(panel).toBeVisible();
  await expect(page).toHaveURL(/case=/);

  const elsewhere = await browser.newContext({ locale: 'en-US' });
  const other = await elsewhere.newPage();
  await other.goto(page.url());
  const theirs = other.getByRole('region', { name: 'Broken lamp' });
  await expect(theirs).toBeVisible();

  await panel.getByRole('button', { name: 'File', exact: true }).click();
  await expect(panel.locator('.standing')).toContainText('Filed');
  await panel.getByRole('button', { name: 'Dispatch', exact: true }).click();
  await expect(panel.locator('.standing')).toContainText('Dispatched');
  await expect(panel.getByRole('button', { name: /^Acknowledge/ })).toBeVisible();
  // The board may tell of a step before its own answer comes; until then the next one waits.
  await expect(panel).toContainText('Dispatch: stored');
  await page.keyboard.press('a');
  await expect(panel.locator('.standing')).toContainText('Acknowledged');
  await expect(theirs.locator('.standing')).toContainText('Acknowledged');
  // What the lifecycle does not allow from here is not offered.
  await expect(panel.getByRole('button', { name: 'File', exact: true })).toHaveCount(0);
  await elsewhere.close();
});

const pinnedList = (page: Page) => page.getByRole('region', { name: 'Needs acknowledging' });
const listButton = (page: Page, title: string) => pinnedList(page).getByRole('button', { name: `Acknowledge: ${title}` });

test('an Extreme is acknowledged from the list with the keyboard; where that is not possible yet the list says why', async ({ page, daemon }) => {
  const place = await middle(daemon);
  await daemon.send(
    daemon.report({ ...place, service_name: 'Gas smell', severity: 'Extreme', status: 'open' }),
    daemon.report({ ...place, service_name: 'Burst main', severity: 'Extreme' }),
  );
  await open(page, daemon);
  await listButton(page, 'Gas smell').focus();
  await page.keyboard.press('Enter');
  await expect(listButton(page, 'Gas smell')).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: 'Acknowledge: stored: Gas smell' })).toBeAttached();
  await expect(feedRow(page, 'Gas smell')).toContainText('Acknowledged');
  expect(await daemon.ids('state=acknowledged')).toHaveLength(1);
  // The focus went on to the next title; its button is one Tab away.
  await expect(pinnedList(page).locator('.pin')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(listButton(page, 'Burst main')).toBeFocused();
  await page.keyboard.press('Enter');
  const notice = pinnedList(page).getByRole('alert');
  await expect(notice).toContainText('Acknowledge: not possible while “Reported”.');
  await expect(notice).toContainText('Possible now: File');
  await expectAccessible(page);
  await notice.getByRole('button', { name: 'Open the case' }).press('Enter');
  const panel = page.getByRole('region', { name: 'Burst main' });
  await panel.getByRole('button', { name: 'File', exact: true }).press('Enter');
  await panel.getByRole('button', { name: 'Dispatch', exact: true }).press('Enter');
  await expect(panel.getByRole('button', { name: /^Acknowledge/ })).toBeVisible();
  await listButton(page, 'Burst main').press('Enter');
  await expect(panel.locator('.standing')).toContainText('Acknowledged');
  await expect(pinnedList(page)).toHaveCount(0);
});

test('an acknowledgement from the list that somebody else was faster than is shown as refused, with what is now', async ({ page, daemon, complaints }) => {
  const place = await middle(daemon);
  await daemon.send(daemon.report({ ...place, service_name: 'Gas smell', severity: 'Extreme', status: 'open' }));
  await open(page, daemon);
  const [id] = await daemon.ids('state=open');
  // Between the question what is allowed and the action the other one acts.
  await page.route('**/transitions', async (route) => {
    await daemon.step(id!, 'returned', { reason_code: 'other' });
    await route.continue();
  });
  await listButton(page, 'Gas smell').press('Enter');
  const notice = pinnedList(page).getByRole('alert');
  await expect(notice).toContainText('Acknowledge: refused');
  await expect(notice).toContainText('Now: Returned');
  // Nothing was acknowledged, so that it still waits.
  await expect(listButton(page, 'Gas smell')).toBeVisible();
  expect(await daemon.ids('state=returned')).toEqual([id]);
  expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
  complaints.length = 0;
});
