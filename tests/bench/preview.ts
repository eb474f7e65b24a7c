/**
 * From the drop of a photo to its first upscaled pixels on the screen, in the browser host, in Chromium, on the native
 * engine: when the original shows, when the first square of the network's answer does, when all that are visible do.
 *
 *   npm run bench -- preview [--photos jpeg:24,png:24,jpeg:100] [--models photo-fast,auto] [--rounds 5] [--json FILE]
 *
 * "fit": the photo is left as the drop shows it, the whole of it; what the network makes of its middle stands in the
 * side panel. "100 %" is pressed as soon as the original shows. Times are medians of a warm app, in ms since the drop.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from '@playwright/test';
import type { Hello } from '../../electron/contract/calls.ts';
import { machineFacts, printFacts } from './machine-facts.ts';
import { makePhoto, sidesFor } from './make-photo.ts';
import { median } from './median.ts';
import { openApp } from './open-app.ts';
import { dropAndWatch, type Paints, watchPaints } from './watch-paints.ts';

const { values } = parseArgs({
  options: {
    photos: { type: 'string', default: 'jpeg:24,png:24,jpeg:100' },
    models: { type: 'string', default: 'photo-fast,auto' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});

/** Of a camera at a low sensitivity, levels. */
const grain = 4;

const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-bench-'));
const photos = await Promise.all(
  values.photos.split(',').map(async (photo) => {
    const [format, megapixels] = photo.split(':');
    const file = path.join(folder, `${megapixels}.${format}`);
    const { width, height } = sidesFor(Number(megapixels), 1);
    await makePhoto(file, width, height, format as 'jpeg', grain);
    return { name: `${format} ${megapixels} Mpx`, file };
  }),
);
const { machine, browser, url, close } = await openApp();

async function emptyList(page: Page): Promise<void> {
  const { value } = (await machine.call('hello', {})) as { value: Hello };
  await machine.call('remove', { ids: value.jobs.map(({ id }) => id) });
  await page.getByTestId('photo').first().waitFor({ state: 'detached' });
}

async function openPage(context: BrowserContext, model: string): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(
    (chosen) => localStorage.setItem('residual.settings', JSON.stringify({ model: chosen })),
    model,
  );
  await watchPaints(page);
  await page.goto(url);
  await page.getByTestId('stage').waitFor();
  return page;
}

const moments = ['original', 'swatch', 'tile', 'all'] as const;

function medianOf(paints: readonly Paints[], what: keyof Paints): number | null {
  const times = paints.map((each) => each[what]).filter((time) => time !== null);
  return times.length > 0 ? Math.round(median(times)) : null;
}

const rows: object[] = [];
function print(model: string, photo: string, view: string, paints: readonly Paints[]): void {
  const medians = moments.map((what) => medianOf(paints, what));
  rows.push({ model, photo, view, ...Object.fromEntries(moments.map((what, i) => [what, medians[i]])), paints });
  const cells = medians.map((time) => String(time ?? '').padStart(10)).join('   ');
  console.log(`${model.padEnd(13)}${photo.padEnd(16)}${view.padEnd(6)}${cells}`);
}

try {
  const facts = machineFacts();
  printFacts(facts);
  console.log('\nmodel        photo           view    original   side panel   first tile   all tiles');
  // The address admits one browser, and every page of it.
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  for (const model of values.models.split(',')) {
    const page = await openPage(context, model);
    // Once apart: it starts the engine's process and loads the networks.
    const cold = await dropAndWatch(page, photos[0]!.file, false);
    await emptyList(page);
    print(model, photos[0]!.name, 'cold', [cold]);
    for (const { name, file } of photos) {
      for (const view of ['fit', '100 %'] as const) {
        const paints: Paints[] = [];
        for (let round = 0; round < Number(values.rounds); round++) {
          paints.push(await dropAndWatch(page, file, view === '100 %'));
          await emptyList(page);
        }
        print(model, name, view, paints);
      }
    }
    await page.close();
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ facts, rows }, null, 2)}\n`);
} finally {
  await close();
  await rm(folder, { recursive: true });
}
