import { defineConfig } from '@playwright/test';

// One worker: two cores carry one daemon and one browser that draws in software.
export default defineConfig({
  testDir: '.',
  // Minutes of a busy machine, and figures for a person: `npm run load`.
  testIgnore: process.env['GRIDHALL_LOAD'] ? [] : ['load.test.ts'],
  outputDir: '../../build/e2e/results',
  workers: 1,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'en-US',
    viewport: { width: 1366, height: 768 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      // Root has no sandbox; a machine without a graphics card draws WebGL in software.
      args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
    },
  },
});
