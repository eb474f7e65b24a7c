import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '../..');

export default defineConfig({
  root,
  test: {
    include: ['tests/unit/**/*.test.ts'],
    // Some tests run the command line and real networks, on machines of any speed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', path.join(root, 'build/setup/vitest-reporter.mjs')],
  },
});
