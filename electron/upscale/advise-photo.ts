import { cropSize } from '../../models/inference/choose-crops.ts';
import { type Advice, sumUpAdvice } from '../../models/inference/sum-up-advice.ts';
import { describeProblem } from '../contract/describe-problem.ts';
import { problemOf } from '../contract/problem.ts';
import type { Adviser } from '../engine/engine.ts';
import type { EnginePool, PoolRunOptions } from '../engine/engine-pool.ts';
import type { Raster } from '../image/picture.ts';
import { readCrops } from './read-crops.ts';

/**
 * What the adviser says of a decoded picture. Rejects with ProblemError when no engine can ask it, RangeError
 * when it answers nonsense, or the signal's reason.
 */
export async function advisePhoto(
  raster: Raster,
  adviser: Adviser,
  engines: EnginePool,
  options: Omit<PoolRunOptions, 'engine'>,
): Promise<Advice> {
  const crops = await readCrops(raster);
  options.signal.throwIfAborted();
  const area = cropSize * cropSize;
  const planar = new Float32Array(3 * area * crops.length);
  for (const [n, pixels] of crops.entries()) {
    const full = pixels instanceof Uint16Array ? 65535 : 255;
    for (let i = 0; i < area; i++) {
      for (let c = 0; c < 3; c++) planar[(3 * n + c) * area + i] = pixels[3 * i + c]! / full;
    }
  }
  return sumUpAdvice(await engines.advise(adviser, planar, options));
}

/** Why the adviser could not be asked, in words; of an engine that failed its own. */
export function wordsOfFailure(error: unknown): string {
  const problem = problemOf(error, 'auto');
  const { detail } = problem.values;
  return problem.code === 'engine-failed' && detail ? String(detail) : describeProblem(problem).reason;
}
