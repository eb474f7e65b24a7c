import path from 'node:path';
import { defineConfig } from '@playwright/test';
import type { HostOptions } from './app.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The same specs against both hosts; a host that cannot run here skips its tests and says why. */
export default defineConfig<HostOptions>({
  testDir: '.',
  outputDir: path.join(root, 'tests', 'out', 'e2e'),
  globalSetup: './build-app.ts',
  // One at a time: each runs a network on all cores.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  projects: [
    { name: 'browser-host', use: { host: 'browser' } },
    { name: 'electron', use: { host: 'electron' }, testIgnore: '**/host-security.spec.ts' },
  ],
});
