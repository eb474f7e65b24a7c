import path from 'node:path';
import { ensureBuilt } from '../../build/setup/built.mjs';
import { findPlaces } from '../../electron/engine/places.ts';
import { type EndedProgram, runProgram } from './run-program.ts';

/** The command line's script, built from the present sources; or another build's, by RESIDUAL_BENCH_CLI. */
export async function findResidual(): Promise<string> {
  const { root } = findPlaces(import.meta.url);
  const other = process.env.RESIDUAL_BENCH_CLI;
  if (other) return path.resolve(root, other);
  const problem = await ensureBuilt(root, { say: console.error, quiet: true });
  if (problem) throw new Error(problem);
  return path.join(root, 'build/out/cli.js');
}

interface Upscaled extends EndedProgram {
  /** The result's absolute path, and its size in pixels. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Upscales one photo by the command line, as a process of its own. Throws when it fails.
 *
 * @param cli by `findResidual`.
 * @param options of the command line.
 */
export async function runResidual(
  cli: string,
  source: string,
  options: readonly string[],
  { watch = false } = {},
): Promise<Upscaled> {
  const ended = await runProgram(process.execPath, [cli, 'upscale', source, ...options, '--json'], { watch });
  if (ended.failure) throw new Error(`the command line ${ended.failure}`);
  const done = JSON.parse(ended.output.trim().split('\n').at(-1)!) as Record<'width' | 'height', number> & {
    readonly event: string;
    readonly output: string;
  };
  if (done.event !== 'done') throw new Error(`the command line said ${JSON.stringify(done)}`);
  return { ...ended, file: done.output, width: done.width, height: done.height };
}
