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

test('an update of what no list shows reaches the open panel, of a listed case and of one that no list holds', async ({ page, daemon }) => {
  const place = await middle(daemon);
  const listed = daemon.report({ ...place, service_name: 'Fallen tree', description: 'Across one lane', status: 'open' });
  const closed = daemon.report({ ...place, service_name: 'Burst main', description: 'Water on the street', status: 'open' });
  await daemon.send(listed, closed);
  await daemon.send(daemon.update(String(closed['subject']), { status: 'closed' }));
  await open(page, daemon);
  await feedRow(page, 'Fallen tree').click();
  const tree = page.getByRole('region', { name: 'Fallen tree' });
  await expect(tree).toContainText('Across one lane');
  await daemon.send(daemon.update(String(listed['subject']), { description: 'Across both lanes', address: '7 Mill Lane' }));
  await expect(tree).toContainText('Across both lanes');
  await expect(tree).toContainText('7 Mill Lane');

  const [id] = await daemon.ids('state=closed');
  await page.goto(`${daemon.url}/?case=${id}`);
  const main = page.getByRole('region', { name: 'Burst main' });
  await expect(main).toContainText('Water on the street');
  await daemon.send(daemon.update(String(closed['subject']), { description: 'Water in two cellars' }));
  await expect(main).toContainText('Water in two cellars');
});

test('a copied link keeps the view, the filters and the look of the map', async ({ page, daemon, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const place = await middle(daemon);
  await daemon.send(daemon.report({ ...place, service_name: 'Fallen tree', severity: 'Severe' }));
  await open(page, daemon, `?v=${place.lat.toFixed(5)},${place.long.toFixed(5)},15.00&sev=2`);
  await page.getByRole('button', { name: 'Grid lines' }).click();
  await page.getByRole('button', { name: 'Cells as a table' }).click();
  await expect(page).toHaveURL(/look=nogrid,table/);
  await feedRow(page, 'Fallen tree').click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.goto(await page.evaluate(() => navigator.clipboard.readText()));
  await expect(page.getByRole('region', { name: 'Fallen tree' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Cells' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Grid lines' })).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByRole('search').getByRole('button', { name: /Severe/ })).toHaveAttribute('aria-pressed', 'true');
});
