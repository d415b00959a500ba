import type { Daemon } from './daemon.ts';
import { expect, expectAccessible, middle, open, test } from './fixture.ts';

const HOUR_MS = 3_600_000;

/** A cover that is missing for half a day; its class allows two hours, by the clock on the wall. */
async function neglect(daemon: Daemon, title: string): Promise<void> {
  const place = await middle(daemon);
  const report = daemon.report({ ...place, service_code: 'manhole.missing', service_name: title, status: 'open' });
  await daemon.send({ ...report, time: new Date(Date.now() - 12 * HOUR_MS).toISOString() });
}

test('a case past its deadline is escalated by itself, comes into the inbox and says so in its panel', async ({ page, daemon }) => {
  await neglect(daemon, 'Cover gone');
  await open(page, daemon);
  const bell = page.getByRole('button', { name: /^Inbox/ });
  await expect(bell).toHaveAccessibleName('Inbox: 1 new');
  await bell.press('Enter');
  const inbox = page.getByRole('dialog', { name: 'Escalated cases' });
  await expect(inbox.getByRole('button', { name: /Cover gone/ })).toContainText(/New.*(Under supervision|Raised a level)/);
  await expectAccessible(page);
  await inbox.getByRole('button', { name: /Cover gone/ }).press('Enter');
  const panel = page.getByRole('region', { name: 'Cover gone' });
  await expect(panel).toContainText(/(Under supervision|Raised to .*)since/);
  await panel.getByRole('button', { name: 'How it is counted' }).click();
  await expect(panel.getByRole('region', { name: 'Told by itself' }).getByRole('listitem').first()).toHaveText('✓ Nudged');
  await expect(bell).toHaveAccessibleName('Inbox: 1 escalated');

  await neglect(daemon, 'Second cover gone');
  await expect(bell).toHaveAccessibleName('Inbox: 1 new');
  await page.reload();
  await expect(bell).toHaveAccessibleName('Inbox: 1 new');
});

test('what will probably be late stands first, with what the forecast is made of and how far to trust it', async ({ page, daemon }) => {
  const place = await middle(daemon);
  const due = new Date(Date.now() + HOUR_MS).toISOString();
  await daemon.send(daemon.report({ ...place, service_name: 'Due soon', status: 'open', expected_datetime: due }));
  await open(page, daemon, '?screen=backlog');
  await page.getByRole('button', { name: 'Likely late' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Likely late within a day' });
  await expect(dialog).toContainText('1.0 of the 1 cases due within a day are expected to be late');
  await expect(dialog.getByRole('row', { name: /Due soon/ })).toContainText('0 earlier cases of all kinds');
  await dialog.getByRole('button', { name: 'How far to trust this' }).click();
  await expect(dialog).toContainText('Too little has happened to tell.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Due soon' }).press('Enter');
  await expect(page.getByRole('region', { name: 'Due soon' })).toBeVisible();
});
