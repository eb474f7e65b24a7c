import os from 'node:os';
import sharp from 'sharp';
import { cropCount, cropSize } from '../../models/inference/choose-crops.ts';
import { sumUpAdvice } from '../../models/inference/sum-up-advice.ts';
import type { TileRequest } from '../../models/inference/tile.ts';
import { describeProblem } from '../contract/describe-problem.ts';
import { problemOf } from '../contract/problem.ts';
import { type Network, noGraphics } from '../engine/engine.ts';
import type { EnginePool, PoolRunOptions } from '../engine/engine-pool.ts';
import type { Models } from '../engine/models.ts';

/** Side of the test tile, large enough that its time is the network's, not the messages'. */
const side = 256;

/** Of each network, after one that loads it. */
const timedRuns = 2;

const graphicsHint = 'on Linux install one for Vulkan (mesa-vulkan-drivers, 25 or newer, has them for most cards)';

/** What is here and what works: versions, formats, every network run over a test tile, with its speed, and what int8 gains. */
export async function describeMachine(context: {
  engines: EnginePool;
  models: Models;
  version: string;
  signal: AbortSignal;
}): Promise<{ readonly text: string; readonly healthy: boolean }> {
  const { engines, models, version, signal } = context;
  const lines = [
    `residual   ${version}`,
    `node       ${process.versions.node}`,
    `system     ${os.platform()} ${os.release()} ${os.arch()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    `processor  ${os.cpus()[0]?.model ?? 'unknown'}, ${os.availableParallelism()} threads`,
    `pictures   sharp ${sharp.versions.sharp ?? '?'}, libvips ${sharp.versions.vips}`,
    '',
  ];
  const bySize = models.cards.toSorted((a, b) => a.architecture.parameters - b.architecture.parameters);
  let healthy = true;
  for (const status of engines.status()) {
    lines.push(`engine     ${status.kind}: ${status.name}`);
    // Not every machine has a driver for it, and compiling takes long: one network tells, the smallest.
    const optional = status.kind === 'webgpu-native';
    for (const card of optional ? bySize.slice(0, 1) : models.cards) {
      const network = models.network(card.model, card.scale);
      const speedOf = (one: Network) => measureSpeed(one, engines, { engine: status.kind, signal, priority: 'batch' });
      try {
        const speed = await speedOf(network);
        const int8 = status.kind === 'native' ? card.variants.find(({ precision }) => precision === 'int8') : undefined;
        const gain = int8 && (await speedOf(models.network(card.model, card.scale, 'int8'))) / speed;
        const more = int8 ? `; int8 ${gain!.toFixed(2)} times that, ${int8.lossDb.validation.toFixed(3)} dB less` : '';
        lines.push(`             ${card.model} ×${card.scale}  ${speed.toFixed(2)} Mpx/s${more}`);
      } catch (error) {
        const problem = problemOf(error, network.key);
        if (optional && problem.values.detail === noGraphics) {
          lines.push(`             ${noGraphics}; ${graphicsHint}`);
          continue;
        }
        healthy = false;
        lines.push(`             ${card.model} ×${card.scale}  ${describeProblem(problem, 'terminal').sentence}`);
      }
    }
  }
  const adviser = await describeAdviser(context);
  if (adviser) lines.push(adviser.line);
  healthy &&= adviser?.works !== false;
  lines.push('engine     webgpu and wasm run in the app’s window; open it to see them (residual serve)');
  return { text: lines.join('\n'), healthy };
}

/** Output megapixels a second, by the best of some runs: whatever else runs on the machine only slows them down. */
async function measureSpeed(network: Network, engines: EnginePool, options: PoolRunOptions): Promise<number> {
  const request = testTile(network.radius);
  await engines.run(network, request, options);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < timedRuns; run++) {
    const start = performance.now();
    await engines.run(network, request, options);
    best = Math.min(best, performance.now() - start);
  }
  return (side * network.scale) ** 2 / 1e3 / best;
}

/** Asks the adviser once about crops of a slope; null where there is none. */
async function describeAdviser(context: { engines: EnginePool; models: Models; signal: AbortSignal }) {
  const { engines, models, signal } = context;
  const { adviser } = models;
  if (!adviser) return null;
  const crops = Float32Array.from({ length: cropCount * 3 * cropSize * cropSize }, (_, i) => (i % cropSize) / cropSize);
  const ask = async () => sumUpAdvice(await engines.advise(adviser, crops, { signal, priority: 'batch' }));
  try {
    await ask();
    const start = performance.now();
    await ask();
    return { line: `auto       answers in ${Math.ceil(performance.now() - start)} ms a picture`, works: true };
  } catch (error) {
    const { sentence } = describeProblem(problemOf(error, adviser.key), 'terminal');
    return { line: `auto       ${sentence}`, works: false };
  }
}

/** A smooth slope with edges in it: any working network passes the judge on it. */
function testTile(radius: number): TileRequest {
  const size = side + 2 * radius;
  const pixels = new Uint8Array(3 * size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = 3 * (y * size + x);
      pixels[at] = (x * 255) / size;
      pixels[at + 1] = (y * 255) / size;
      pixels[at + 2] = (x >> 5) % 2 === (y >> 5) % 2 ? 160 : 96;
    }
  }
  const crop = { left: radius, top: radius, width: side, height: side };
  return { pixels, width: size, height: size, crop, strength: 1, cleanup: null, want: 'picture' };
}
