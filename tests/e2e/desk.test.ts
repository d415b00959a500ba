import { countColour, expect, expectAccessible, feedRow, middle, open, test } from './fixture.ts';

test('a likely duplicate is merged from the panel with the keyboard, and the merge is undone', async ({ page, daemon }) => {
  const place = await middle(daemon);
  await daemon.send(
    daemon.report({ ...place, service_name: 'Loud music', description: 'Since midnight' }),
    daemon.report({ ...place, service_name: 'Loud music again', description: 'Since midnight' }),
  );
  await open(page, daemon);
  const filters = page.getByRole('search');
  await expect(filters).toContainText('2 open');
  await feedRow(page, 'Loud music again').press('Enter');
  const panel = page.getByRole('region', { name: 'Loud music again' });
  const likely = panel.getByRole('region', { name: 'Likely duplicates' });
  await likely.getByRole('button', { name: 'Merge into this: Loud music' }).press('Enter');
  const question = page.getByRole('alertdialog', { name: 'Merge two cases?' });
  await expect(question).toContainText('“Loud music again” is merged into “Loud music”');
  await expect(question).toBeFocused();
  // A slip is taken back before anything has happened.
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(panel.locator('.standing')).toContainText('Reported');
  await likely.getByRole('button', { name: 'Merge into this: Loud music' }).press('Enter');
  await question.getByRole('button', { name: 'Merge', exact: true }).press('Enter');
  await expect(panel.locator('.standing')).toContainText('Merged');
  await expect(panel).toContainText('Its state is that of the other case: Reported.');
  await expect(filters).toContainText('1 open');
  await expectAccessible(page);

  await panel.getByRole('button', { name: 'More actions' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Undo the merge' }).press('Enter');
  await page.getByRole('alertdialog', { name: 'Undo the merge?' }).getByRole('button', { name: 'Undo the merge' }).press('Enter');
  await expect(panel.locator('.standing')).toContainText('Reopened');
  await expect(panel.getByText(/^Its state is that of the other case/)).toHaveCount(0);
  await expect(filters).toContainText('2 open');
});

test('several cases are marked and acknowledged with the keyboard, and the one that was refused is named', async ({ page, daemon }) => {
  const place = await middle(daemon);
  // Reported one by one, so that their order in the feed is known.
  for (const title of ['Broken lamp', 'Fallen tree', 'Loud music']) {
    const time = new Date(Date.now() - (title === 'Broken lamp' ? 3 : title === 'Fallen tree' ? 2 : 1) * 60_000).toISOString();
    await daemon.send({ ...daemon.report({ ...place, service_name: title, ...(title === 'Fallen tree' ? {} : { status: 'open' }) }), time });
  }
  await open(page, daemon);
  await expect(feedRow(page, 'Broken lamp')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByRole('group', { name: '3 cases marked' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('a');
  const results = page.getByRole('region', { name: 'Result' });
  await expect(results).toContainText('2 acknowledged · 1 refused');
  await expect(results.getByRole('listitem')).toHaveText(/^Fallen tree not possible while “Reported”/);
  await expect(feedRow(page, 'Loud music').first()).toContainText('Acknowledged');
  await expect(feedRow(page, 'Broken lamp').first()).toContainText('Acknowledged');
  expect(await daemon.ids('state=reported')).toHaveLength(1);
  // The refused one is opened from the result.
  await results.getByRole('button', { name: 'Fallen tree' }).press('Enter');
  await expect(page.getByRole('region', { name: 'Fallen tree' })).toBeVisible();
});

test('several cases are assigned to a unit; one that was closed meanwhile is named as refused', async ({ page, daemon }) => {
  const place = await middle(daemon);
  const closing = daemon.report({ ...place, service_name: 'Fallen tree', status: 'open' });
  await daemon.send(closing, daemon.report({ ...place, service_name: 'Broken lamp' }), daemon.report({ ...place, service_name: 'Loud music', status: 'open' }));
  await open(page, daemon);
  for (const title of ['Fallen tree', 'Broken lamp', 'Loud music']) await page.getByRole('checkbox', { name: `Mark ${title}` }).press('Space');
  await page.getByRole('button', { name: 'Assign…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Assign 3 cases' });
  const submit = dialog.getByRole('button', { name: 'Assign', exact: true });
  await expect(submit).toBeDisabled();
  await expect(submit).toHaveAccessibleDescription('Still needed: Responsible unit');
  await dialog.getByRole('combobox', { name: 'Responsible unit' }).pressSequentially('Municipal works, Qingdu');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('combobox', { name: 'Responsible unit' })).toHaveValue(/Qingdu/);
  await daemon.send(daemon.update(String(closing['subject']), { status: 'closed' }));
  await expect(page.getByRole('search', { includeHidden: true })).toContainText('2 open');
  await submit.press('Enter');
  const results = page.getByRole('region', { name: 'Result' });
  await expect(results).toContainText('2 assigned · 1 refused');
  await expect(results.getByRole('listitem')).toHaveText(/^Fallen tree not possible while “Closed”/);
  const [lamp] = await daemon.ids('q=Broken');
  expect((await daemon.get<{ unit: string }>(`/api/v1/cases/${lamp}`)).unit).toMatch(/qingdu/);
});

test('a case by hand: its form is opened by a key, its place is a click on the map, and it comes into feed and map', async ({ page, daemon }) => {
  const place = await middle(daemon);
  await open(page, daemon, `?v=${place.lat},${place.long},16`);
  const MODERATE = [0xf0, 0xe4, 0x42] as const;
  await expect.poll(() => countColour(page, MODERATE)).toBe(0);
  await page.keyboard.press('i');
  const form = page.getByRole('dialog', { name: 'New case' });
  await expect(form).toBeVisible();
  // Words that were typed survive a slip of Escape.
  await form.getByRole('textbox', { name: /^Description/ }).fill('A cover is gone, the hole is open');
  await page.keyboard.press('Escape');
  await expect(form).toHaveCount(0);
  await page.getByRole('button', { name: 'New case' }).press('Enter');
  await expect(form.getByRole('textbox', { name: /^Description/ })).toHaveValue('A cover is gone, the hole is open');
  await expectAccessible(page);

  const submit = form.getByRole('button', { name: 'Report' });
  await expect(submit).toHaveAccessibleDescription('Still needed: Class');
  await form.getByRole('combobox', { name: 'Class' }).pressSequentially('open manhole');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('combobox', { name: 'Class' })).toHaveValue('Manhole cover missing');
  await form.getByRole('button', { name: 'Pick on the map' }).press('Enter');
  const map = await page.getByRole('region', { name: /^Map of open cases/ }).boundingBox();
  await page.mouse.click(map!.x + map!.width / 2, map!.y + map!.height / 2);
  await expect(form).toContainText(/Place: \d/);
  await submit.press('Enter');

  const panel = page.locator('.case-panel');
  await expect(panel).toBeVisible();
  await expect(panel).toContainText('A cover is gone, the hole is open');
  const [id] = await daemon.ids('state=open');
  const stored = await daemon.get<{ lat: number; long: number }>(`/api/v1/cases/${id}`);
  expect(stored.lat).toBeCloseTo(place.lat, 3);
  expect(stored.long).toBeCloseTo(place.long, 3);
  await expect(panel).toContainText('Manhole cover missing');
  await expect(page.locator(`[data-case="${id}"]`)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(form).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect.poll(() => countColour(page, MODERATE)).toBeGreaterThan(5);
});

test('a case by hand needs no pointer: the middle of the map is a place too', async ({ page, daemon }) => {
  const place = await middle(daemon);
  await open(page, daemon, `?v=${place.lat},${place.long},16`);
  await page.keyboard.press('i');
  const form = page.getByRole('dialog', { name: 'New case' });
  // The form has taken the focus; from here on Tab goes from field to field.
  await expect(form.getByRole('radio', { name: 'Service request' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type('pothole');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('combobox', { name: 'Class' })).toHaveValue('Pothole');
  await page.keyboard.press('Tab');
  await expect(form.getByRole('textbox', { name: /^Description/ })).toBeFocused();
  await page.keyboard.type('Deep, in the right lane');
  await form.getByRole('button', { name: 'Middle of the map' }).press('Enter');
  await expect(form).toContainText(/Place: \d/);
  await form.getByRole('textbox', { name: /^Description/ }).press('Tab');
  await form.getByRole('button', { name: 'Report' }).press('Enter');
  await expect(page.locator('#case-title')).toBeVisible();
  const [id] = await daemon.ids('state=open');
  const stored = await daemon.get<{ lat: number; long: number; description: string }>(`/api/v1/cases/${id}`);
  expect(stored.description).toBe('Deep, in the right lane');
  expect(stored.lat).toBeCloseTo(place.lat, 4);
  expect(stored.long).toBeCloseTo(place.long, 4);
});
