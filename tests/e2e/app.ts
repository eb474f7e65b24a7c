import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { openBrowserHost } from './hosts/browser-host.ts';
import { openElectron } from './hosts/electron.ts';

export type HostKind = 'browser' | 'electron';
export interface HostOptions {
  readonly host: HostKind;
}

/** The app on one of its hosts, as a person has it in front of them. */
export interface App {
  readonly host: HostKind;
  readonly page: Page;
  /** Drops files onto the window. */
  drop(files: readonly string[]): Promise<void>;
  /** Chooses files in the dialog that `open` opens. */
  choose(files: readonly string[], open: () => Promise<void>): Promise<void>;
  /** Loads the page anew with a query: `?engine=wasm`. */
  visit(query: string): Promise<void>;
  /** Saves the result of the photo in view, or finds where it was saved. @returns its path. */
  save(source: string): Promise<string>;
  close(): Promise<void>;
}

/** A host that cannot run on this machine. */
export interface Unavailable {
  readonly reason: string;
}

const openers = { browser: openBrowserHost, electron: openElectron };

export const test = base.extend<HostOptions & { folder: string; app: App }>({
  host: ['browser', { option: true }],

  /** A folder of the test's own. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  },

  app: async ({ host, folder }, use, info) => {
    const opened = await openers[host](folder);
    if ('reason' in opened) {
      info.skip(true, opened.reason);
      return;
    }
    const complaints: string[] = [];
    opened.page.on('pageerror', (error) => complaints.push(error.message));
    opened.page.on('console', (message) => {
      // What the policy forbids, and scripts that fail; a refused request is a test's own business.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
        complaints.push(message.text());
    });
    try {
      await use(opened);
      expect(complaints, 'the page complains about nothing').toEqual([]);
    } finally {
      await opened.close();
    }
  },
});

export { expect };
