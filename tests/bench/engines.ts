/**
 * The bare network on each runtime that runs here, by turns in one process: megapixels of input a second, and the
 * share of the cores' peak of fused multiply-adds that fp32 reaches.
 *
 *   npm run bench -- engines [--models photo-fast,photo] [--scale 4] [--tile 384] [--rounds 5] [--json FILE]
 */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';
import * as web from 'onnxruntime-web';
import { scaleSchema } from '../../electron/contract/settings.ts';
import { loadModels } from '../../electron/engine/models.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import { measureFmaPeak } from './fma-peak.ts';
import { machineFacts, printFacts } from './machine-facts.ts';
import { median } from './median.ts';
import { openBare } from './open-bare.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'photo-fast,photo' },
    scale: { type: 'string', default: '4' },
    tile: { type: 'string', default: '384' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const scale = scaleSchema.parse(Number(values.scale));
const side = Number(values.tile);
const threads = os.availableParallelism();
const models = await loadModels(findPlaces(import.meta.url).weights);
web.env.wasm.numThreads = threads;

const facts = { ...machineFacts(), fmaPeakGflops: measureFmaPeak(threads) };
printFacts(facts);
console.log(`\nTiles of ${side}×${side}, ×${scale}\n`);
console.log('network              runtime        ms a tile   input Mpx/s   ÷ native fp32   of the FMA peak');
const rows: object[] = [];
for (const model of values.models.split(',')) {
  const fp32 = models.network(model, scale, 'fp32');
  const int8 = models.byKey(`${fp32.key}-int8`);
  const size = { width: side, height: side };
  const ways = [
    { name: 'native fp32', ...(await openBare(fp32, size)) },
    ...(int8 ? [{ name: 'native int8', ...(await openBare(int8, size)) }] : []),
    { name: 'wasm fp32', ...(await openBare(fp32, size, web)) },
  ];
  const times = new Map(ways.map((way) => [way, [] as number[]]));
  for (const way of ways) await way.run();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const way of ways) {
      const start = performance.now();
      await way.run();
      times.get(way)!.push(performance.now() - start);
    }
  }
  const parameters = models.cards.find(({ key }) => key === fp32.key)!.architecture.parameters;
  const reference = median(times.get(ways[0]!)!);
  for (const way of ways) {
    const ms = median(times.get(way)!);
    const gflops = (2 * parameters * side * side) / ms / 1e6;
    const share = way === ways[0] && facts.fmaPeakGflops ? gflops / facts.fmaPeakGflops : null;
    rows.push({ key: fp32.key, runtime: way.name, ms, megapixelsPerSecond: (side * side) / 1e3 / ms, share });
    const cells = [
      fp32.key.padEnd(21),
      way.name.padEnd(13),
      ms.toFixed(1).padStart(11),
      ((side * side) / 1e3 / ms).toFixed(3).padStart(14),
      (reference / ms).toFixed(2).padStart(16),
      (share === null ? '' : `${(100 * share).toFixed(0)} %`).padStart(18),
    ];
    console.log(cells.join(''));
    await way.release();
  }
}
if (values.json) await writeFile(values.json, `${JSON.stringify({ facts, rows }, null, 2)}\n`);
