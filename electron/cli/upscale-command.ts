import path from 'node:path';
import { describeProblem } from '../contract/describe-problem.ts';
import { type Problem, problemOf } from '../contract/problem.ts';
import type { EnginePool } from '../engine/engine-pool.ts';
import type { Models } from '../engine/models.ts';
import { fileIdentity } from '../image/file-identity.ts';
import { expandPaths } from '../intake/expand-paths.ts';
import { type PlaceInLine, runInLine } from '../upscale/line.ts';
import type { UpscaleOutcome } from '../upscale/outcome.ts';
import { upscalePhoto } from '../upscale/upscale-photo.ts';
import { choiceLine } from './choice-line.ts';
import type { Command } from './parse-arguments.ts';
import { megapixels, progressLine, timeWords } from './progress-line.ts';

export interface Terminal {
  /** Standard output, one line. */
  line(text: string): void;
  /** Standard error, one line. */
  note(text: string): void;
  /** Replaces the line that shows progress; null removes it. A terminal that is none ignores it. */
  progress(text: string | null): void;
  readonly columns: number;
}

type UpscaleCommand = Extract<Command, { kind: 'upscale' }>;

/** Upscales what was named in order, one photo's reading and saving beside another's tiles. @returns the exit status. */
export async function runUpscale(
  command: UpscaleCommand,
  context: { engines: EnginePool; models: Models; version: string; signal: AbortSignal; terminal: Terminal },
): Promise<number> {
  const { engines, models, signal, terminal, version } = context;
  // A wrong model is wrong usage of the whole run, not the fault of each photo.
  const wrongModel = checkModel(command, models);
  if (wrongModel) {
    terminal.note(`residual: ${describeProblem(wrongModel, 'terminal').sentence}`);
    return 2;
  }

  const failures: { readonly path: string; readonly problem: Problem }[] = [];
  const photos: string[] = [];
  for await (const found of expandPaths(command.paths, { recursive: command.recursive })) {
    if (found.kind === 'photo') photos.push(found.path);
    else if (found.kind === 'problem')
      failures.push({ path: path.resolve(found.problem.subject), problem: found.problem });
  }

  const emit = (event: Record<string, unknown>) => {
    if (command.json) terminal.line(JSON.stringify(event));
  };
  for (const { path: source, problem } of failures)
    emit({ event: 'failed', source, problem, message: describeProblem(problem, 'terminal').sentence });

  if (photos.length === 0 && failures.length === 0 && !command.json) {
    terminal.note('Nothing to do: all pictures there were made by Residual. Name one to upscale it again.');
  }
  // Two photos may ask for one name: a result of this run is not one of an earlier run, nor is what it reads.
  const keep = new Set<string>();
  const spare = async (file: string) => {
    const identity = await fileIdentity(file);
    if (identity) keep.add(identity);
  };
  if (command.settings.overwrite) for (const photo of photos) await spare(photo);

  const folder = command.out === null ? null : path.resolve(command.out);
  const upscale = async (index: number, source: string, place: PlaceInLine): Promise<void> => {
    emit({ event: 'start', source, photo: index + 1, photos: photos.length });
    let start = performance.now();
    const outcome = await upscalePhoto(
      { source, settings: command.settings, folder, tile: command.tile, keep },
      {
        engines,
        models,
        version,
        signal,
        onProgress: ({ done, total }) => {
          const seconds = (performance.now() - start) / 1000;
          emit({ event: 'progress', source, done, total, seconds });
          if (command.json) return;
          const name = path.basename(source);
          const line = progressLine(
            { photo: index + 1, photos: photos.length, name, done, total, seconds },
            terminal.columns,
          );
          terminal.progress(line);
        },
        place,
        onChoice: (choice) => {
          start = performance.now();
          emit({ event: 'choice', source, ...choice });
          const line = choiceLine(path.basename(source), choice);
          if (line && !command.json) terminal.note(line);
        },
      },
    );
    await place.before;
    if (!command.json) terminal.progress(null);
    report(source, outcome);
    if (outcome.kind === 'done') await spare(outcome.output.path);
    if (outcome.kind === 'failed') failures.push({ path: source, problem: outcome.problem });
  };
  await runInLine(photos.entries(), ([index, source], place) => upscale(index, source, place), signal);

  if (failures.length > 0 && !command.json) {
    terminal.note(
      `${failures.length} of ${photos.length + failures.filter((f) => !photos.includes(f.path)).length} failed:`,
    );
    for (const { path: subject, problem } of failures) {
      const { reason, hint } = describeProblem(problem, 'terminal');
      terminal.note(`  ${subject}: ${reason}. ${hint}`);
    }
  }
  if (signal.aborted) {
    if (!command.json) terminal.note('Stopped. What was finished stays; nothing unfinished was left.');
    return 1;
  }
  return failures.length > 0 ? 1 : 0;

  function report(source: string, outcome: UpscaleOutcome): void {
    switch (outcome.kind) {
      case 'done': {
        const { output, seconds, tiles, used, warnings } = outcome;
        emit({
          event: 'done',
          source,
          output: output.path,
          width: output.width,
          height: output.height,
          bytes: output.bytes,
          seconds,
          tiles,
          used,
          warnings,
        });
        if (command.json) return;
        const pixels = megapixels(output.width * output.height);
        terminal.line(`${output.path}  ${output.width} × ${output.height}, ${pixels} Mpx in ${timeWords(seconds)}`);
        for (const warning of warnings) terminal.note(`  note: ${warning}`);
        return;
      }
      case 'skipped':
        emit({ event: 'skipped', source, output: outcome.output.path, used: outcome.used });
        if (!command.json) terminal.line(`${outcome.output.path}  is already there, skipped`);
        return;
      case 'failed':
        emit({
          event: 'failed',
          source,
          problem: outcome.problem,
          message: describeProblem(outcome.problem, 'terminal').sentence,
        });
        return;
      case 'cancelled':
        emit({ event: 'cancelled', source });
        return;
    }
  }
}

function checkModel(command: UpscaleCommand, models: Models): Problem | null {
  try {
    models.check(command.settings);
    return null;
  } catch (error) {
    return problemOf(error, command.settings.model);
  }
}
