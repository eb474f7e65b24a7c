/**
 * What looking at a photo costs beside decoding it: cutting the crops, and asking the adviser about them.
 *
 *   npm run bench -- advice [--megapixels 1,12,100] [--runs 10]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createEnginePool } from '../../electron/engine/engine-pool.ts';
import { loadModels } from '../../electron/engine/models.ts';
import { createNativeEngine, forkEngineProcess } from '../../electron/engine/native-engine.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import { decodePicture } from '../../electron/image/decode-picture.ts';
import { probePicture } from '../../electron/image/probe.ts';
import { advisePhoto } from '../../electron/upscale/advise-photo.ts';
import { readCrops } from '../../electron/upscale/read-crops.ts';
import { median } from './median.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { megapixels: { type: 'string', default: '1,12,100' }, runs: { type: 'string', default: '10' } },
});
const places = findPlaces(import.meta.url);
const { adviser } = await loadModels(places.weights);
if (!adviser) throw new Error('models/weights holds no auto.onnx with its card');
const engines = createEnginePool([createNativeEngine(forkEngineProcess(places.engineEntry))]);
const { signal } = new AbortController();
const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-bench-'));

/** Median milliseconds, the first run left out: it starts the engine's process. */
async function time(work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < Number(values.runs); i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

console.log('    Mpx   decode ms   crops ms   crops and answer ms');
for (const megapixels of values.megapixels.split(',').map(Number)) {
  const height = Math.round(Math.sqrt((megapixels * 1e6) / 1.5));
  const file = path.join(folder, `${megapixels}.jpg`);
  const photo = path.join(places.root, 'tests/fixtures/photos/coffee.jpg');
  await sharp(photo)
    .resize(Math.round(1.5 * height), height, { fit: 'fill' })
    .jpeg()
    .toFile(file);
  const facts = await probePicture(file);
  const start = performance.now();
  const raster = await decodePicture(facts, folder, signal);
  const decoded = performance.now() - start;
  const crops = await time(() => readCrops(raster));
  const whole = await time(() => advisePhoto(raster, adviser, engines, { signal, priority: 'batch' }));
  await raster.close();
  const columns = [megapixels, decoded.toFixed(0), crops.toFixed(1), whole.toFixed(1)];
  console.log(columns.map((text, i) => String(text).padStart([7, 12, 11, 22][i]!)).join(''));
}
await engines.close();
await rm(folder, { recursive: true });
