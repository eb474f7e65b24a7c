import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Choice } from '../../models/inference/choose-model.ts';
import { planTiles, shapeTile } from '../../models/inference/plan-tiles.ts';
import type { Advice } from '../../models/inference/sum-up-advice.ts';
import { outputName, writtenFormat } from '../contract/output-name.ts';
import { ProblemError, problemOf } from '../contract/problem.ts';
import type { EnginePool } from '../engine/engine-pool.ts';
import type { Models } from '../engine/models.ts';
import { checkSpace } from '../image/check-space.ts';
import { decodePicture } from '../image/decode-picture.ts';
import { resolveQuality } from '../image/encoding.ts';
import { findExistingOutput } from '../image/existing-output.ts';
import { checkFormat, encodeMemory } from '../image/format-limits.ts';
import { hashFile } from '../image/hash-file.ts';
import type { PictureFacts, Raster } from '../image/picture.ts';
import { placePicture } from '../image/place-picture.ts';
import { probePicture } from '../image/probe.ts';
import type { Provenance } from '../image/provenance.ts';
import { openWorkFolder } from '../image/work-folder.ts';
import { createPictureWriter } from '../image/write-picture.ts';
import { advisePhoto, wordsOfFailure } from './advise-photo.ts';
import type { PlaceInLine } from './line.ts';
import type { SavedPicture, UpscaleOutcome, UpscaleRequest } from './outcome.ts';
import { needsAdvice, planLike, planRun, type RunPlan } from './plan-run.ts';
import { runPicture } from './run-picture.ts';

/**
 * One row of tiles at most: square ones up to a result of about 200 megapixels. Of a gigapixel, they would hold
 * 180 MB and more; lower and wider ones hold this and run 5 % more context.
 */
const stripBytes = 80e6;

/** Lower tiles would be little but context. */
const leastRows = 16;

/** Above this many output pixels, or bytes that its encoder holds, a picture is encoded alone. */
const largePixels = 48e6;
const largeMemory = 100e6;

export interface UpscaleContext {
  readonly engines: EnginePool;
  readonly models: Models;
  readonly version: string;
  readonly signal: AbortSignal;
  /** Output pixels. */
  onProgress(progress: { readonly done: number; readonly total: number }): void;
  /** Called once it is known what the photo is run with, before the first tile. */
  onChoice?(choice: Choice): void;
  /** Where the photo stands among others that are under way; absent: it is alone. */
  readonly place?: PlaceInLine;
}

/**
 * One photo's whole way: probe, plan, decode, advice, tiles through the network, encode, place.
 *
 * Never rejects for what the outside does: a problem, a skip and a cancellation are outcomes. Whatever
 * happens, no temporary file stays and nothing unfinished bears the output's name.
 */
export async function upscalePhoto(request: UpscaleRequest, context: UpscaleContext): Promise<UpscaleOutcome> {
  try {
    return await upscale(request, context);
  } catch (error) {
    if (context.signal.aborted) return { kind: 'cancelled' };
    return { kind: 'failed', problem: problemOf(error, path.basename(request.source)) };
  }
}

async function upscale(request: UpscaleRequest, context: UpscaleContext): Promise<UpscaleOutcome> {
  const { source } = request;
  const { engines, models, signal } = context;
  const start = performance.now();
  models.check(request.settings);
  const { scale } = request.settings;
  const facts = await probePicture(source);
  // fp16 keeps 7,169 of 65,536 levels, int8 fewer.
  const settings = facts.depth > 8 ? { ...request.settings, precision: 'fp32' as const } : request.settings;
  const format = writtenFormat(facts.format, settings.format);
  const width = scale * facts.width;
  const height = scale * facts.height;
  checkFormat(format, width, height, facts.name, facts.alpha);
  const engine = engines.first(settings.engine);

  const before = await stat(source);
  const run = {
    version: context.version,
    source: await hashFile(source, signal),
    quality: resolveQuality(format, settings.quality),
  };
  const folder = request.folder ?? path.dirname(source);
  const name = outputName(facts.name, scale, format);
  /** @param known null while nobody has looked at the photo: then only a result that tells what was seen counts. */
  const skip = async (known: RunPlan | null): Promise<UpscaleOutcome | null> => {
    if (settings.overwrite) return null;
    const planOf = known ? () => known : (made: Provenance) => planLike(made, settings, models, run);
    // A folder that cannot be looked into is reported, with its reason, by what opens it for writing.
    const existing = await findExistingOutput(folder, name, (made) => planOf(made)?.provenance ?? null).catch(
      () => null,
    );
    if (!existing) return null;
    const used = planOf(existing.made)!.choice;
    return { kind: 'skipped', output: await describeOutput(existing.path, width, height), used };
  };
  const plain = needsAdvice(settings, models) ? null : planRun(settings, models, null, run);
  const skipped = await skip(plain);
  if (skipped) return skipped;

  const work = await openWorkFolder(folder);
  try {
    const inputBytes = rasterBytes(facts, facts.width * facts.height);
    // The carrier and the encoded file stand side by side for a moment; the latter is hardly ever larger.
    await checkSpace(work.path, inputBytes + 2 * rasterBytes(facts, width * height), facts.name);
    const raster = await decodePicture(facts, work.path, signal);
    try {
      const after = await stat(source);
      if (after.mtimeMs !== before.mtimeMs || after.size !== before.size) {
        throw new ProblemError('source-changed', facts.name);
      }
      const looked = plain ? null : await lookAt(raster, context);
      const planned = plain ?? planRun(settings, models, looked?.advice ?? null, run);
      const { network, choice, provenance } = planned;
      // Made by hand with what the adviser would choose, it is the same result.
      const foreseen = plain ? null : await skip(planned);
      if (foreseen) return foreseen;
      const writer = await createPictureWriter({
        facts,
        width,
        height,
        channels: raster.channels,
        depth: raster.depth,
        format,
        quality: settings.quality,
        scale,
        folder: work.path,
        signal,
        provenance,
      });
      try {
        const rows = Math.max(leastRows, Math.floor(stripBytes / (scale * rasterBytes(facts, width))));
        const tile = request.tile
          ? { width: request.tile, height: request.tile }
          : shapeTile(raster.width, raster.height, {
              ...engines.tileSize(engine, network),
              radius: network.radius,
              rows,
            });
        const plan = planTiles(raster.width, raster.height, tile);
        let waited = 0;
        const tiles = await runPicture({
          raster,
          network,
          plan,
          settings,
          cleanup: choice.cleanup,
          engines,
          signal,
          // Everything else is ready by then, and the engine need not wait for it.
          enter: async () => {
            const from = performance.now();
            await context.place?.enter(signal);
            waited = performance.now() - from;
            context.onChoice?.(choice);
          },
          writeRows: (rows) => writer.writeRows(rows),
          onProgress: context.onProgress,
        });
        // Encoding needs memory by the picture's width: that of a large one has the machine for itself, and the
        // engine rests. Starting it again takes a fraction of a second, which only shows beside small pictures.
        const held = encodeMemory(format, width * height, facts.alpha);
        if (width * height > largePixels || held > largeMemory) engines.rest();
        else context.place?.leave();
        const finished = await writer.finish();
        await context.place?.before;
        signal.throwIfAborted();
        // Another run over the same folder may have been quicker.
        const overtaken = await skip(planned);
        if (overtaken) return overtaken;
        const placed = await placePicture({
          temporary: finished.path,
          folder,
          name,
          overwrite: settings.overwrite,
          source,
          sourceHash: provenance.source,
          ...(request.keep && { keep: request.keep }),
        });
        return {
          kind: 'done',
          output: await describeOutput(placed, width, height),
          seconds: (performance.now() - start - waited) / 1000,
          tiles,
          used: choice,
          warnings: [...facts.warnings, ...finished.warnings, ...(looked?.warnings ?? [])],
        };
      } catch (error) {
        await writer.abort();
        throw error;
      }
    } finally {
      await raster.close();
    }
  } finally {
    await work.close();
  }
}

/** Without advice a photo still comes out, as one that nothing is wrong with. */
async function lookAt(
  raster: Raster,
  { engines, models, signal }: UpscaleContext,
): Promise<{ readonly advice: Advice | null; readonly warnings: readonly string[] }> {
  try {
    return { advice: await advisePhoto(raster, models.adviser!, engines, { signal, priority: 'batch' }), warnings: [] };
  } catch (error) {
    signal.throwIfAborted();
    return { advice: null, warnings: [`what suits it best could not be told: ${wordsOfFailure(error)}`] };
  }
}

async function describeOutput(file: string, width: number, height: number): Promise<SavedPicture> {
  const { size } = await stat(file);
  return { path: file, name: path.basename(file), width, height, bytes: size };
}

function rasterBytes(facts: PictureFacts, pixels: number): number {
  const channels = (facts.grey ? 1 : 3) + (facts.alpha ? 1 : 0);
  return pixels * channels * (facts.depth / 8);
}
