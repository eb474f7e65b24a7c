/**
 * The restoring network on degraded pictures: a set's low-resolution files with JPEG 40, with noise of sigma 15, and
 * with both, beside bicubic and the network for clean photographs, at several values of cleanup and at `auto`; and
 * what it loses on the clean set with cleanup 0. Mean PSNR-Y, dB, by the app's own pipeline.
 *
 *   npm run bench -- restore --sets FOLDER [--name Set14] [--scale 2] [--photo photo] [--restore restore]
 *                    [--cleanups 0.2,0.4,0.6,0.8,1] [--weights FOLDER] [--folder KEPT]
 *
 * FOLDER holds NAME/xSCALE/LR and HR; --folder keeps the degraded sets, in the same layout.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Settings, scaleSchema } from '../../electron/contract/settings.ts';
import { loadModels } from '../../electron/engine/models.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import { createUpscaler } from '../support/upscale.ts';
import { type Degradation, degradeSet } from './degrade-set.ts';
import { compareLuma } from './measures.ts';
import { enlargePlain, listPairs, readRgb } from './picture-sets.ts';

const { values } = parseArgs({
  options: {
    sets: { type: 'string' },
    name: { type: 'string', default: 'Set14' },
    scale: { type: 'string', default: '2' },
    photo: { type: 'string', default: 'photo' },
    restore: { type: 'string', default: 'restore' },
    cleanups: { type: 'string', default: '0.2,0.3,0.4,0.5,0.6,0.7,0.8,1' },
    weights: { type: 'string', default: findPlaces(import.meta.url).weights },
    folder: { type: 'string' },
  },
});
if (!values.sets) throw new Error('Say where the sets are: npm run bench -- restore --sets FOLDER');

const degradations: readonly Degradation[] = [
  { name: `${values.name}-jpeg40`, noise: 0, quality: 40 },
  { name: `${values.name}-noise15`, noise: 15, quality: null },
  { name: `${values.name}-noise15-jpeg40`, noise: 15, quality: 40 },
];
const from = { sets: values.sets, name: values.name, scale: scaleSchema.parse(Number(values.scale)) };
const { scale } = from;
if ((await listPairs(from.sets, from.name, scale)).length === 0) {
  throw new Error(`${path.join(from.sets, from.name, `x${scale}`, 'LR')}: no PNG files`);
}
const cleanups = values.cleanups.split(',').map(Number);
const { cards } = await loadModels(values.weights);
const has = (model: string) => cards.some((card) => card.model === model && card.scale === scale);
const adviser = existsSync(path.join(values.weights, 'auto.json'));
for (const model of [values.photo, values.restore]) {
  if (!has(model)) console.error(`MISSING: ${model}-x${scale} is not in ${values.weights}; its figures are left out.`);
}
if (!adviser) console.error(`MISSING: auto.json is not in ${values.weights}; cleanup auto is left out.`);

const results = await mkdtemp(path.join(os.tmpdir(), 'residual-restore-'));
const folder = values.folder ?? path.join(results, 'sets');
const upscaler = await createUpscaler(values.weights);

/** Mean PSNR-Y of a set; null where the model is missing. */
async function score(
  set: { readonly sets: string; readonly name: string },
  model: string,
  cleanup: Settings['cleanup'],
): Promise<number | null> {
  if (!has(model)) return null;
  return mean(set, async (low) => {
    const settings = { model, scale, cleanup, format: 'png', engine: 'native', overwrite: true } as const;
    const outcome = await upscaler.upscale(low, settings, { folder: results });
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    const picture = await readRgb(outcome.output.path);
    await rm(outcome.output.path);
    return picture;
  });
}

async function mean(
  set: { readonly sets: string; readonly name: string },
  enlarge: (low: string) => ReturnType<typeof readRgb>,
): Promise<number> {
  const pairs = await listPairs(set.sets, set.name, scale);
  let sum = 0;
  for (const { low, high } of pairs) sum += compareLuma(await enlarge(low), await readRgb(high), scale).psnr;
  return sum / pairs.length;
}

const cell = (value: number | null) => (value === null ? '-' : value.toFixed(2)).padStart(8);
const apart = (a: number | null, b: number | null) =>
  a === null || b === null ? '-'.padStart(8) : `${a < b ? '' : '+'}${(a - b).toFixed(2)}`.padStart(8);
const line = (name: string, cells: readonly string[]) => console.log(`${name.padEnd(34)}${cells.join('')}`);

async function report(degradation: Degradation): Promise<void> {
  await degradeSet(from, folder, degradation);
  const set = { sets: folder, name: degradation.name };
  const bicubic = await mean(set, async (low) => enlargePlain(await readRgb(low), scale));
  const photo = await score(set, values.photo, 0);
  const fixed: (number | null)[] = [];
  for (const cleanup of cleanups) fixed.push(await score(set, values.restore, cleanup));
  const auto = adviser ? await score(set, values.restore, 'auto') : null;
  const known = fixed.filter((value) => value !== null);
  const best = known.length > 0 ? Math.max(...known) : null;
  console.log(`\n${degradation.name} ×${scale}`);
  line('  bicubic, photo', [cell(bicubic), cell(photo)]);
  line('  restore, cleanup', [...cleanups.map((value) => String(value).padStart(8)), '    auto']);
  line('', [...fixed.map(cell), cell(auto)]);
  line('  best fixed over bicubic, photo', [apart(best, bicubic), apart(best, photo)]);
  line('  auto over bicubic, photo', [apart(auto, bicubic), apart(auto, photo)]);
  line('  auto against the best fixed', [apart(auto, best)]);
}

try {
  console.log(`PSNR-Y, dB; photo: ${values.photo}-x${scale}, restore: ${values.restore}-x${scale}`);
  for (const degradation of degradations) await report(degradation);
  const [photo, restore] = [await score(from, values.photo, 0), await score(from, values.restore, 0)];
  console.log(`\n${values.name} ×${scale}, clean`);
  line('  photo; restore, cleanup 0', [cell(photo), cell(restore), apart(restore, photo)]);
} finally {
  await upscaler.close();
  await rm(results, { recursive: true });
}
