/**
 * A folder of many files, dropped and queued: when its first photo is shown, when all are listed, when all headers are
 * read; then all are started and cancelled, the page is loaded anew, and all are taken off the list. With each, the
 * longest task of the screen meanwhile and the longest time that the machine answered nothing. In the browser host,
 * in Chromium.
 *
 *   npm run bench -- folder [--files 100000] [--kind empty|tiny] [--soon] [--profile FILE]
 *
 * --soon starts them as soon as they are listed, while their headers are read. --profile keeps a profile of the
 * screen, for Chromium's own tools.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { machineFacts, printFacts } from './machine-facts.ts';
import { openApp } from './open-app.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    kind: { type: 'string', default: 'tiny' },
    soon: { type: 'boolean', default: false },
    profile: { type: 'string' },
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
  // The observer hears of a task some time after its end.
  await page.waitForTimeout(200);
  return page.evaluate(() => {
    const known = window as unknown as { longest: number };
    const { longest } = known;
    known.longest = 0;
    return longest;
  });
}

/** Ids of all photos, and of those whose header was read or could not be: either way it is told once. */
const [all, read] = [new Set<string>(), new Set<string>()];
const allRead = new Promise<void>((resolve) => {
  machine.log.listen((event) => {
    if (event.kind !== 'jobs') return;
    for (const { id, source, state } of event.jobs) {
      all.add(id);
      if (source || state.kind === 'failed') read.add(id);
    }
    if (read.size === count) resolve();
  });
});

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
  const opening = await longestTask(page);
  const profiler = values.profile === undefined ? null : await page.context().newCDPSession(page);
  await profiler?.send('Profiler.enable');
  await profiler?.send('Profiler.start');

  const photo = page.locator('[data-testid="photo"]').first();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  let start = performance.now();
  const print = (what: string, more = '', end = performance.now()) =>
    console.log(`${what.padEnd(24)} ${((end - start) / 1000).toFixed(2)} s${more}`);
  const printAll = async (what: string) => {
    const end = performance.now();
    const screen = await longestTask(page);
    const more = `, longest task ${screen.toFixed(0)} ms, machine held up for ${(delay.max / 1e6).toFixed(0)} ms`;
    print(what, more, end);
    delay.reset();
  };
  const listed = machine.addPaths([photos]);
  await photo.waitFor();
  printFacts(machineFacts());
  console.log(`\n${count} files (${values.kind})`);
  console.log(`opened                   longest task ${opening.toFixed(0)} ms`);
  print('first photo shown');
  await listed;
  print('machine has listed all');
  await photo.and(page.locator(`[aria-setsize="${count}"]`)).waitFor();
  await printAll('screen has listed all');
  if (!values.soon) {
    await allRead;
    await printAll('all headers read');
  }
  if (values.kind === 'tiny') {
    start = performance.now();
    await page.getByTestId('upscale').click();
    await photo.and(page.locator(':not([data-state="waiting"],[data-state="queued"])')).waitFor();
    print('started: the first runs');
    await page.getByTestId('upscale').waitFor({ state: 'hidden' });
    await printAll('all are queued');
    await page.waitForTimeout(3000);
    await printAll('three seconds on');
    start = performance.now();
    await page.getByTestId('cancel').click();
    await page.getByTestId('cancel').waitFor({ state: 'hidden' });
    await printAll('all are cancelled');
  }
  start = performance.now();
  await page.reload();
  await photo.and(page.locator(`[aria-setsize="${count}"]`)).waitFor();
  await printAll('shown after a reload');
  start = performance.now();
  await machine.call('remove', { ids: [...all] });
  await photo.waitFor({ state: 'detached' });
  await printAll('all are removed');
  if (profiler) {
    const { profile } = await profiler.send('Profiler.stop');
    await writeFile(values.profile!, JSON.stringify(profile));
  }
} finally {
  await close();
  await rm(folder, { recursive: true });
}
