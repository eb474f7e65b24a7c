/**
 * Whether a large photo costs more per megapixel than a small one: the whole job from file to file, every size by
 * turns in one process.
 *
 *   npm run bench -- linear [--megapixels 1,4,12,48,100] [--model photo-fast] [--scale 4] [--rounds 3] [--format jpeg]
 *                           [--json FILE]
 *
 * Megapixels are of the output; the last column compares with the second size.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatSchema, scaleSchema } from '../../electron/contract/settings.ts';
import { createUpscaler } from '../support/upscale.ts';
import { machineFacts, printFacts } from './machine-facts.ts';
import { makePhoto, sidesFor } from './make-photo.ts';
import { median } from './median.ts';

const { values } = parseArgs({
  options: {
    megapixels: { type: 'string', default: '1,4,12,48,100' },
    model: { type: 'string', default: 'photo-fast' },
    scale: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    format: { type: 'string', default: 'jpeg' },
    json: { type: 'string' },
  },
});
const scale = scaleSchema.parse(Number(values.scale));
const format = formatSchema.parse(values.format);
const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-bench-'));
const upscaler = await createUpscaler();

async function secondsOf(source: string): Promise<number> {
  const start = performance.now();
  const settings = { model: values.model, scale, format, engine: 'native', overwrite: true } as const;
  const outcome = await upscaler.upscale(source, settings);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return (performance.now() - start) / 1000;
}

try {
  const jobs: { source: string; megapixels: number; seconds: number[] }[] = [];
  for (const asked of values.megapixels.split(',').map(Number)) {
    const { width, height } = sidesFor(asked, scale);
    const source = path.join(folder, `${asked}.jpg`);
    await makePhoto(source, width, height, 'jpeg');
    jobs.push({ source, megapixels: (width * height * scale ** 2) / 1e6, seconds: [] });
  }
  // Once unmeasured: it starts the engine's process and loads the network.
  await secondsOf(jobs[0]!.source);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const job of jobs) job.seconds.push(await secondsOf(job.source));
  }
  const facts = machineFacts();
  printFacts(facts);
  console.log(`\n${values.model} ×${scale}, ${format}\nMpx          s      s a Mpx   ÷ second size`);
  const rows = jobs.map(({ megapixels, seconds }) => ({
    megapixels,
    seconds: median(seconds),
    perMegapixel: median(seconds) / megapixels,
  }));
  for (const { megapixels, seconds, perMegapixel } of rows) {
    const against = rows[1] ? (perMegapixel / rows[1].perMegapixel).toFixed(3) : '';
    const cells = [
      megapixels.toFixed(1).padEnd(6),
      seconds.toFixed(2).padStart(8),
      perMegapixel.toFixed(4).padStart(13),
    ];
    console.log(`${cells.join('')}${against.padStart(16)}`);
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ facts, rows }, null, 2)}\n`);
} finally {
  await upscaler.close();
  await rm(folder, { recursive: true });
}
