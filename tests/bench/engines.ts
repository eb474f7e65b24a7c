/**
 * The bare network on each runtime that runs here, by turns in one process: megapixels of input a second, and the
 * share of the cores' peak of fused multiply-adds that fp32 reaches.
 *
 *   npm run bench -- engines [--models photo-fast,photo] [--scale 4] [--tile 256] [--rounds 5] [--json FILE]
 */
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';
import * as native from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { scaleSchema } from '../../electron/contract/settings.ts';
import type { Network } from '../../electron/engine/engine.ts';
import { loadModels } from '../../electron/engine/models.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import { measureFmaPeak } from './fma-peak.ts';
import { machineFacts } from './machine-facts.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'photo-fast,photo' },
    scale: { type: 'string', default: '4' },
    tile: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const scale = scaleSchema.parse(Number(values.scale));
const side = Number(values.tile);
const threads = os.availableParallelism();
const models = await loadModels(findPlaces(import.meta.url).weights);
web.env.wasm.numThreads = threads;

interface Way {
  readonly name: string;
  run(): Promise<unknown>;
  release(): Promise<void>;
}

async function open(name: string, network: Network, ort: typeof native | typeof web): Promise<Way> {
  const runtime = ort as typeof native;
  const session = await runtime.InferenceSession.create(await readFile(network.file), {
    executionProviders: [ort === native ? 'cpu' : 'wasm'],
    intraOpNumThreads: threads,
  });
  const image = Float32Array.from({ length: 3 * side * side }, (_, i) => ((i * 37) % 256) / 255);
  const feeds = {
    image: new runtime.Tensor('float32', image, [1, 3, side, side]),
    strength: new runtime.Tensor('float32', Float32Array.of(1), []),
  };
  return { name, run: () => session.run(feeds, ['output']), release: () => session.release() };
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

const facts = { ...machineFacts(), fmaPeakGflops: measureFmaPeak(threads) };
console.log(
  Object.entries(facts)
    .map(([name, value]) => `${name}: ${value ?? 'not measured, no C compiler'}`)
    .join('\n'),
);
console.log(`\nTiles of ${side}×${side}, ×${scale}\n`);
console.log('network              runtime        ms a tile   input Mpx/s   ÷ native fp32   of the FMA peak');
const rows: object[] = [];
for (const model of values.models.split(',')) {
  const fp32 = models.network(model, scale, 'fp32');
  const int8 = models.byKey(`${fp32.key}-int8`);
  const ways = [
    await open('native fp32', fp32, native),
    ...(int8 ? [await open('native int8', int8, native)] : []),
    await open('wasm fp32', fp32, web),
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
