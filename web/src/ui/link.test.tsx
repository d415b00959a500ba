import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { App } from '../app';
import { readAddress } from '../state/address';
import { AppContext } from './context';
import { CopyButton } from './copy_button';

test('a copied link keeps view, filters and look, and leaves the language to its reader', () => {
  history.replaceState(null, '', '/?v=31,108,14&lang=zh&sev=12&look=dim,nogrid&by=light');
  const app = new App();
  const writeText = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve());
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  render(<AppContext value={app}><CopyButton text={() => app.linkTo({ kind: 'case', id: 'c1', cell: null })} label="Link" /></AppContext>);
  app.filter({ kind: 'incident' });
  fireEvent.click(screen.getByRole('button'));
  const link = new URL(writeText.mock.calls[0]![0]);
  expect(readAddress(link.search)).toEqual({
    tab: 'map',
    backlog: app.screen.get().backlog,
    figures: app.screen.get().figures,
    view: { lat: 31, lng: 108, zoom: 14 },
    filters: { ...app.screen.get().filters, severity: [4, 3], kind: 'incident' },
    selection: { kind: 'case', id: 'c1', cell: null },
    language: null,
    inView: false,
    look: { showCells: true, showGrid: false, dim: true, table: false },
    colourBy: 'light',
  });
});
