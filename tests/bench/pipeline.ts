/**
 * What the whole job costs beside the network alone: one photo of each size from file to file, and a folder of
 * thumbnails, against the bare session runs over the same padded tiles, by turns in one process.
 *
 *   npm run bench -- pipeline [--megapixels 1,12,48,192] [--thumbnails 500] [--models photo-fast,photo] [--scale 4]
 *                             [--rounds 3] [--format jpeg] [--json FILE]
 *
 * Megapixels are of the output. "overlap" is how many more pixels run than are kept.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { scaleSchema } from '../../electron/contract/settings.ts';
import type { Network } from '../../electron/engine/engine.ts';
import { type PlaceInLine, runInLine } from '../../electron/upscale/line.ts';
import type { UpscaleOutcome } from '../../electron/upscale/outcome.ts';
import { createUpscaler } from '../support/upscale.ts';
import { machineFacts, printFacts } from './machine-facts.ts';
import { makePhoto, sidesFor } from './make-photo.ts';
import { median } from './median.ts';
import { openBare } from './open-bare.ts';

const { values } = parseArgs({
  options: {
    megapixels: { type: 'string', default: '1,12,48,192' },
    thumbnails: { type: 'string', default: '500' },
    models: { type: 'string', default: 'photo-fast,photo' },
    scale: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    format: { type: 'string', default: 'jpeg' },
    json: { type: 'string' },
  },
});
const scale = scaleSchema.parse(Number(values.scale));
const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-bench-'));
const upscaler = await createUpscaler();

interface Tiles {
  readonly count: number;
  /** Without context. */
  readonly width: number;
  readonly height: number;
}

/** Seconds of `count` session runs over tiles of that shape with their context. */
async function runBare(network: Network, tiles: Tiles): Promise<number> {
  const size = { width: tiles.width + 2 * network.radius, height: tiles.height + 2 * network.radius };
  const bare = await openBare(network, size);
  // The first run allocates.
  await bare.run();
  const start = performance.now();
  for (let i = 0; i < tiles.count; i++) await bare.run();
  const seconds = (performance.now() - start) / 1000;
  await bare.release();
  return seconds;
}

type Done = Extract<UpscaleOutcome, { kind: 'done' }>;

async function upscale(source: string, model: string, results: string, place?: PlaceInLine): Promise<Done> {
  const settings = { model, scale, format: values.format as 'jpeg', engine: 'native' } as const;
  const outcome = await upscaler.upscale(source, settings, { folder: results, ...(place && { place }) });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome;
}

/** The whole job and the bare runs by turns: medians, in seconds. */
async function compare(model: string, sources: readonly string[], kept: number) {
  const network = upscaler.models.network(model, scale, 'fp32');
  // Once unmeasured: it starts the engine's process and loads the network.
  const { tiles } = await upscale(sources[0]!, model, await mkdtemp(path.join(folder, 'first-')));
  const all = { ...tiles, count: tiles.count * sources.length };
  const [whole, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    // A folder of its own each time, as a user's: in one that holds results each would be looked at first.
    const results = await mkdtemp(path.join(folder, 'results-'));
    const start = performance.now();
    await runInLine(
      sources,
      (source, place) => upscale(source, model, results, place).then(() => {}),
      new AbortController().signal,
    );
    whole.push((performance.now() - start) / 1000);
    await rm(results, { recursive: true });
    bare.push(await runBare(network, all));
  }
  const ran = all.count * (tiles.width + 2 * network.radius) * (tiles.height + 2 * network.radius);
  return { whole: median(whole), bare: median(bare), tiles: all, overlap: (ran * scale * scale) / kept - 1 };
}

const facts = machineFacts();
const rows: object[] = [];
printFacts(facts);
console.log('\nmodel       job            tiles (without context)   whole s    bare s   whole ÷ bare   overlap');

async function report(model: string, job: string, sources: readonly string[], kept: number): Promise<void> {
  const { whole, bare, tiles, overlap } = await compare(model, sources, kept);
  rows.push({ model, job, whole, bare, ratio: whole / bare, overlap, tiles });
  const cells = [
    model.padEnd(12),
    job.padEnd(15),
    `${tiles.count} of ${tiles.width}×${tiles.height}`.padStart(23),
    whole.toFixed(2).padStart(10),
    bare.toFixed(2).padStart(10),
    (whole / bare).toFixed(3).padStart(15),
    `${(100 * overlap).toFixed(0)} %`.padStart(10),
  ];
  console.log(cells.join(''));
}

try {
  const whole = path.join(folder, 'whole.jpg');
  await makePhoto(whole, 228, 188, 'jpeg');
  const thumbnails: string[] = [];
  for (let i = 0; i < Number(values.thumbnails); i++) {
    const file = path.join(folder, `thumbnail-${i}.jpg`);
    await sharp(whole)
      .extract({ left: i % 100, top: (i * 7) % 60, width: 128, height: 128 })
      .jpeg()
      .toFile(file);
    thumbnails.push(file);
  }
  for (const model of values.models.split(',')) {
    for (const megapixels of values.megapixels.split(',').filter(Boolean).map(Number)) {
      const { width, height } = sidesFor(megapixels, scale);
      const source = path.join(folder, `${model}-${megapixels}.jpg`);
      await makePhoto(source, width, height, 'jpeg');
      await report(model, `${megapixels} Mpx`, [source], width * height * scale * scale);
    }
    if (thumbnails.length > 0) {
      await report(model, `${thumbnails.length} × 128²`, thumbnails, thumbnails.length * (128 * scale) ** 2);
    }
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ facts, rows }, null, 2)}\n`);
} finally {
  await upscaler.close();
  await rm(folder, { recursive: true });
}
