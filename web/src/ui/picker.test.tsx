import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { Picker } from './picker';
import { json, page } from './test_screen';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a filter’s list is narrowed by what is typed', async () => {
  const user = userEvent.setup();
  const chosen = vi.fn();
  page(() => json(404, {})).show(<Picker label="Class" all="All classes" value={null} onChange={chosen} choices={[{ id: 'lamp', name: 'Broken lamp', count: 3 }, { id: 'leak', name: 'Water leak', count: 1 }]} />);
  await user.type(screen.getByRole('combobox', { name: 'Class' }), 'leak');
  expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['Water leak1']);
  await user.keyboard('{ArrowDown}{Enter}');
  expect(chosen).toHaveBeenCalledWith('leak');
});
