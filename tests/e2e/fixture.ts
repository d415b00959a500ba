// A test's own daemon and a page that is watched: no script error, no refused content, no failed request of its own.

import { expect, test as base, type Page } from '@playwright/test';
import axe from 'axe-core';
import { Daemon } from './daemon.ts';

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

interface Fixtures {
  readonly daemon: Daemon;
  /** What the browser's console said that it should not have; a test may empty it where it provoked it. */
  readonly complaints: string[];
}

export const test = base.extend<Fixtures>({
  daemon: async ({ page }, use) => {
    const daemon = new Daemon();
    await daemon.start();
    await use(daemon);
    // A page must not ask a daemon that its test has already taken away.
    await page.goto('about:blank');
    await daemon.remove();
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Opens the live map and waits until it follows the daemon. */
export async function open(page: Page, daemon: Daemon, query = ''): Promise<void> {
  await page.goto(`${daemon.url}/${query}`);
  await expect(connection(page)).toHaveAccessibleName(/LIVE|实时|在线/);
}

export function connection(page: Page) {
  return page.locator('button.connection');
}

export function feedRow(page: Page, title: string) {
  return page.getByRole('complementary').getByRole('button').filter({ hasText: title });
}

/** The middle of the demo city. */
export async function middle(daemon: Daemon): Promise<{ lat: number; long: number }> {
  const [west, south, east, north] = (await daemon.city()).bbox;
  return { lat: (south + north) / 2, long: (west + east) / 2 };
}

/** Pixels of about that colour around the middle of the map. */
export async function countColour(page: Page, [red, green, blue]: readonly [number, number, number]): Promise<number> {
  const box = await page.getByRole('region', { name: /Live map|实时/ }).boundingBox();
  if (!box) throw new Error('there is no map');
  const clip = { x: box.x + box.width / 2 - 40, y: box.y + box.height / 2 - 40, width: 80, height: 80 };
  const png = await page.screenshot({ clip });
  return page.evaluate(
    async ({ bytes, wanted }) => {
      const data = Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([data], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
      canvas.drawImage(picture, 0, 0);
      const pixels = canvas.getImageData(0, 0, picture.width, picture.height).data;
      let count = 0;
      for (let i = 0; i < pixels.length; i += 4) {
        const off = Math.abs(pixels[i]! - wanted[0]!) + Math.abs(pixels[i + 1]! - wanted[1]!) + Math.abs(pixels[i + 2]! - wanted[2]!);
        if (off < 60) count++;
      }
      return count;
    },
    { bytes: png.toString('base64'), wanted: [red, green, blue] },
  );
}

/** No violation of WCAG 2.2 A and AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  // Evaluated by the debugger, not as a script of the page: its policy stays as strict as it is.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values } }), tags);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)).toEqual([]);
}
