import { expect, feedRow, middle, open, test } from './fixture.ts';

test('a case is found, opened, read and closed with the keyboard alone', async ({ page, daemon }) => {
  const place = await middle(daemon);
  await daemon.send(
    daemon.report({ ...place, service_name: 'Fallen tree', description: 'Across both lanes', address: '7 Mill Lane', severity: 'Severe' }),
    daemon.report({ ...place, service_name: 'Broken lamp', severity: 'Minor' }),
  );
  await open(page, daemon);
  await expect(feedRow(page, 'Fallen tree')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const heading = page.locator('#case-title');
  await expect(heading).toBeVisible();
  await expect(heading).toBeFocused();
  await expect(page).toHaveURL(/case=/);
  await page.keyboard.press('Escape');
  await expect(heading).toHaveCount(0);
  await expect(page).not.toHaveURL(/case=/);

  // The same by Tab and Enter, as with a screen reader.
  await feedRow(page, 'Fallen tree').focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('region', { name: 'Fallen tree' });
  await expect(panel).toContainText('Across both lanes');
  await expect(panel).toContainText('7 Mill Lane');
  await expect(panel).toContainText('Request reported');
  await page.keyboard.press('Escape');
  await expect(feedRow(page, 'Fallen tree')).toBeFocused();
});

test('a link shows its receiver what its sender saw', async ({ page, daemon, browser }) => {
  const place = await middle(daemon);
  await daemon.send(
    daemon.report({ ...place, service_name: 'Fallen tree', severity: 'Severe' }),
    daemon.report({ ...place, service_name: 'Broken lamp', severity: 'Minor' }),
  );
  await open(page, daemon, `?v=${place.lat.toFixed(5)},${place.long.toFixed(5)},15.00`);
  await page.getByRole('search').getByRole('button', { name: /Severe/ }).click();
  await feedRow(page, 'Fallen tree').click();
  await expect(page).toHaveURL(/case=.*/);
  const link = page.url();

  const receiver = await browser.newContext({ locale: 'en-US' });
  const other = await receiver.newPage();
  await other.goto(link);
  await expect(other.getByRole('region', { name: 'Fallen tree' })).toBeVisible();
  await expect(other.getByRole('search').getByRole('button', { name: /Severe/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(feedRow(other, 'Broken lamp')).toHaveCount(0);
  expect(new URL(other.url()).searchParams.get('v')).toBe(new URL(link).searchParams.get('v'));
  await receiver.close();
});

test('an update reaches the open panel', async ({ page, daemon }) => {
  const place = await middle(daemon);
  const report = daemon.report({ ...place, service_name: 'Fallen tree', status: 'open' });
  await daemon.send(report);
  await open(page, daemon);
  await feedRow(page, 'Fallen tree').click();
  const panel = page.getByRole('region', { name: 'Fallen tree' });
  await expect(panel).toContainText('Dispatched');
  await daemon.send(daemon.update(String(report['subject']), { status: 'closed', closure_reason: 'fixed' }));
  await expect(panel).toContainText('Closed');
});
