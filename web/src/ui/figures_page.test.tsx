import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { decodeCity } from '../wire/city';
import { FiguresPage } from './figures_page';
import { faults, json, page, type Call } from './test_screen';

// It asks for media queries as soon as it is there; without a layout it draws nothing anyway.
vi.mock('uplot', () => ({ default: vi.fn() }));

const city = decodeCity({
  name: 'Linshui', time_zone: 'Asia/Shanghai', bbox: null, layers: [{ level: 'district', areas: [{ code: '1', name: 'Yuntai' }] }],
  classes: [{ code: 'lamp', name: 'Broken lamp', name_zh: '路灯损坏' }], build: 'b',
});

const share = (name: string, numerator: number, denominator: number, before: number | null) => ({
  name, formula: `the daemon’s words for ${name}`, unit: 'share', numerator, denominator, value: denominator === 0 ? null : numerator / denominator, small: denominator < 30,
  previous: before === null ? null : { numerator: before, denominator: 100, value: before / 100 },
});
const count = (name: string, n: number) => ({ name, formula: '', unit: 'cases', numerator: n, denominator: null, value: n, small: false, previous: { numerator: 0, denominator: null, value: 0 } });
const figures = [
  count('reported', 50), count('due', 6026), share('closing_rate', 5912, 6026, 90), share('rework_rate', 2, 10, 10), share('satisfaction_rate', 0, 0, null), share('of_a_newer_daemon', 1, 40, null),
];
const report = { from: '2026-10-01', to: '2026-10-31', previous_from: '2026-08-31', as_of: { epoch: 'e', seq: 1, time: '2026-11-24T10:00:00Z' } };

const answers = ({ path }: Call) => {
  if (path.startsWith('/series')) return json(200, { cols: ['t', 'opened', 'closed', 'open'], rows: [] });
  if (path.includes('by=')) return json(200, { ...report, groups: [{ key: 'a', figures, adjusted_in_time: { value: 0.5, low: 0.4, high: 0.6 } }] });
  return json(200, { ...report, figures });
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function show(daemon: Parameters<typeof page>[0]) {
  const shown = page(daemon);
  shown.app.city.set(city);
  shown.app.set({ tab: 'figures', figures: { ...shown.app.screen.get().figures, period: { from: '2026-10-01', to: '2026-10-31' } } });
  return { ...shown, container: shown.show(<FiguresPage city={city} />).container };
}

const row = (name: string) => within(screen.getByRole('region', { name: 'Appraisal figures' })).getByRole('row', { name: new RegExp(`^${name}`) });

test('a figure shows its value, its cases, the change with a verdict in words, and its formula', async () => {
  const { container } = show(answers);
  await waitFor(() => expect(row('Closing rate').textContent).toContain('98.11%'));
  expect(row('Closing rate').textContent).toMatch(/5,912 ÷ 6,026.*90\.00%.*up 8\.11 pp better.*Closed by now ÷ due in the period\./);
  expect(row('Rework rate').textContent).toMatch(/few cases.*up 10\.00 pp worse/);
  expect(row('Satisfaction rate').textContent).toContain('— nothing to divide by');
  expect(row('of_a_newer_daemon').textContent).toContain('the daemon’s words for of_a_newer_daemon');
  expect(await faults(container)).toEqual([]);
});

test('the daemon is asked again when it said, while it counts, and a refusal can be tried again', async () => {
  let status = 503;
  const asked: string[] = [];
  show((call) => {
    asked.push(call.path);
    if (call.path.startsWith('/figures?from=2026-10-01&to=2026-10-31') && !call.path.includes('by=') && status !== 200) {
      return new Response('{}', { status, headers: status === 503 ? { 'Retry-After': '1' } : {} });
    }
    return answers(call);
  });
  await screen.findByText(/still counting its cases/);
  status = 500;
  await waitFor(() => screen.getByText(/did not answer \(HTTP 500\)/), { timeout: 3000 });
  status = 200;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => row('Closing rate'));
});

test('a period in which nothing happened says so', async () => {
  show((call) => (call.path.includes('by=') ? json(200, { ...report, groups: [] }) : call.path.startsWith('/figures') ? json(200, { ...report, figures: [share('closing_rate', 0, 0, null)] }) : answers(call)));
  await screen.findByText('No case was reported, due or closed in this period.');
  await screen.findByText('There is nothing to compare in this period.');
});

test('a change of settings asks for exactly these', async () => {
  const { app, calls } = show(answers);
  await waitFor(() => row('Closing rate'));
  act(() => app.setFigures({ area: '1', class: 'lamp', by: 'class' }));
  await waitFor(() => expect(calls.map(({ path }) => path)).toContain('/figures?from=2026-10-01&to=2026-10-31&area=1&class=lamp&by=class'));
  expect(screen.queryByRole('columnheader', { name: 'Adjusted in time' })).toBeNull();
});

test('the sheet compares with the month before, not with as many days', async () => {
  const { app, calls, container } = show(answers);
  act(() => app.setFigures({ sheet: '2026-03' }));
  await waitFor(() => expect(screen.getByRole('article').textContent).toContain('5,912'));
  expect(calls.map(({ path }) => path)).toEqual(expect.arrayContaining(['/figures?from=2026-03-01&to=2026-03-31', '/figures?from=2026-02-01&to=2026-02-28']));
  expect(screen.getByRole('article', { name: 'Linshui · Appraisal sheet · March 2026' })).toBeTruthy();
  expect(await faults(container)).toEqual([]);
});
