import { expect, feedRow, middle, open, test } from './fixture.ts';

test('a case is worked on by hand, and whoever else looks sees each step', async ({ page, daemon, browser }) => {
  const place = await middle(daemon);
  await daemon.send(daemon.report({ ...place, service_name: 'Broken lamp', severity: 'Minor' }));
  await open(page, daemon);
  await feedRow(page, 'Broken lamp').click();
  const panel = page.getByRole('region', { name: 'Broken lamp' });
  await expect(panel).toBeVisible();

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
  await page.keyboard.press('a');
  await expect(panel.locator('.standing')).toContainText('Acknowledged');
  await expect(theirs.locator('.standing')).toContainText('Acknowledged');
  // What the lifecycle does not allow from here is not offered.
  await expect(panel.getByRole('button', { name: 'File', exact: true })).toHaveCount(0);
  await elsewhere.close();
});
