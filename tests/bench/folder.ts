/**
 * A folder of many files, dropped: when its first photo is shown, when all are listed, when all headers are read,
 * and the longest task of the screen meanwhile. In the browser host, in Chromium.
 *
 *   npm run bench -- folder [--files 100000] [--kind empty|tiny] [--start]
 *
 * --start presses the main button then: the time until every file has had its turn (empty ones fail at it).
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import type { Hello } from '../../electron/contract/calls.ts';
import { machineFacts, printFacts } from './machine-facts.ts';
import { openApp } from './open-app.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    kind: { type: 'string', default: 'tiny' },
    start: { type: 'boolean', default: false },
  },
});
const count = Number(values.files);
const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-bench-'));
const photos = path.join(folder, 'photos');
const black = { create: { width: 8, height: 8, channels: 3 as const, background: '#000' } };
const bytes = values.kind === 'empty' ? Buffer.alloc(0) : await sharp(black).jpeg().toBuffer();
await mkdir(photos);
for (let i = 0; i < count; i++) await writeFile(path.join(photos, `${i}.jpg`), bytes);

const { machine, browser, url, close } = await openApp();

/** Longest task since the last time it was asked, ms. */
async function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const known = window as unknown as { longest: number };
    const { longest } = known;
    known.longest = 0;
    return longest;
  });
}

try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.addInitScript(() => {
    const known = window as unknown as { longest: number };
    known.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) known.longest = Math.max(known.longest, duration);
    }).observe({ type: 'longtask' });
  });
  await page.goto(url);
  await page.getByTestId('stage').waitFor();
  await page.waitForTimeout(1000);
  await longestTask(page);

  const start = performance.now();
  const since = () => `${((performance.now() - start) / 1000).toFixed(2)} s`;
  const listed = machine.addPaths([photos]);
  await page.getByTestId('photo').first().waitFor();
  printFacts(machineFacts());
  console.log(`\n${count} files (${values.kind})`);
  console.log(`first photo shown        ${since()}`);
  await listed;
  console.log(`machine has listed all   ${since()}`);
  await page
    .locator('[data-testid="photo"]')
    .first()
    .and(page.locator(`[aria-setsize="${count}"]`))
    .waitFor();
  console.log(`screen has listed all    ${since()}, longest task ${(await longestTask(page)).toFixed(0)} ms`);
  // A photo is read, or has failed to be: either way it is told once.
  const unread = ({ source, state }: { source: unknown; state: { kind: string } }) =>
    source === null && state.kind === 'waiting';
  for (let left = true; left; await page.waitForTimeout(500)) {
    const answer = (await machine.call('hello', {})) as { value: Hello };
    left = answer.value.jobs.some(unread);
  }
  console.log(`all headers read         ${since()}, longest task ${(await longestTask(page)).toFixed(0)} ms`);
  if (values.start) {
    const pressed = performance.now();
    await page.getByTestId('upscale').click();
    while (machine.busy()) await page.waitForTimeout(500);
    const seconds = ((performance.now() - pressed) / 1000).toFixed(1);
    console.log(`all have had their turn  ${seconds} s after, longest task ${(await longestTask(page)).toFixed(0)} ms`);
  }
} finally {
  await close();
  await rm(folder, { recursive: true });
}
