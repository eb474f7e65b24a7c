import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { planTiles, shapeTile } from '../../models/inference/plan-tiles.ts';
import { outputName, writtenFormat } from '../contract/output-name.ts';
import { ProblemError, problemOf } from '../contract/problem.ts';
import type { Format } from '../contract/settings.ts';
import type { Network } from '../engine/engine.ts';
import type { EnginePool } from '../engine/engine-pool.ts';
import type { Models } from '../engine/models.ts';
import { checkSpace } from '../image/check-space.ts';
import { decodePicture } from '../image/decode-picture.ts';
import { resolveQuality } from '../image/encoding.ts';
import { findExistingOutput } from '../image/existing-output.ts';
import { checkFormat } from '../image/format-limits.ts';
import type { PictureFacts } from '../image/picture.ts';
import { placePicture } from '../image/place-picture.ts';
import { probePicture } from '../image/probe.ts';
import type { Provenance } from '../image/provenance.ts';
import { openWorkFolder } from '../image/work-folder.ts';
import { createPictureWriter } from '../image/write-picture.ts';
import type { SavedPicture, UpscaleOutcome, UpscaleRequest } from './outcome.ts';
import { runPicture } from './run-picture.ts';

/**
 * One row of tiles at most. Of a 400-megapixel result, square tiles would hold 75 MB; lower and wider ones
 * cost 13 % more context there.
 */
const stripBytes = 24e6;

/** Above this many output pixels the engine rests while the encoder works. */
const largePixels = 48e6;

export interface UpscaleContext {
  readonly engines: EnginePool;
  readonly models: Models;
  readonly version: string;
  readonly signal: AbortSignal;
  /** Output pixels. */
  onProgress(progress: { readonly done: number; readonly total: number }): void;
}

/**
 * One photo's whole way: probe, plan, decode, tiles through the network, encode, place.
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
  const { settings, source } = request;
  const { engines, models, signal } = context;
  const start = performance.now();
  const asked = models.network(settings.model, settings.scale, settings.precision);
  const facts = await probePicture(source);
  // fp16 keeps 7,169 of 65,536 levels, int8 fewer.
  const network = facts.depth > 8 ? models.network(settings.model, settings.scale, 'fp32') : asked;
  const format = writtenFormat(facts.format, settings.format);
  const width = network.scale * facts.width;
  const height = network.scale * facts.height;
  checkFormat(format, width, height, facts.name, facts.alpha);
  const engine = engines.first(settings.engine);

  const before = await stat(source);
  const provenance = await describeRun(request, network, format, context);
  const folder = request.folder ?? path.dirname(source);
  const name = outputName(facts.name, network.scale, format);
  const skip = async (): Promise<UpscaleOutcome | null> => {
    if (settings.overwrite) return null;
    // A folder that cannot be looked into is reported, with its reason, by what opens it for writing.
    const existing = await findExistingOutput(folder, name, provenance).catch(() => null);
    return existing === null ? null : { kind: 'skipped', output: await describeOutput(existing, width, height) };
  };
  const skipped = await skip();
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
      const writer = await createPictureWriter({
        facts,
        width,
        height,
        channels: raster.channels,
        depth: raster.depth,
        format,
        quality: settings.quality,
        scale: network.scale,
        folder: work.path,
        signal,
        provenance,
      });
      try {
        const rowBytes = network.scale * rasterBytes(facts, width);
        const tile = request.tile
          ? { width: request.tile, height: request.tile }
          : shapeTile(engine.tile, rowBytes, stripBytes);
        const plan = planTiles(raster.width, raster.height, tile);
        const tiles = await runPicture({
          raster,
          network,
          plan,
          settings,
          engines,
          signal,
          writeRows: (rows) => writer.writeRows(rows),
          onProgress: context.onProgress,
        });
        // Encoding needs memory by the picture's width just when the engine has nothing to do; starting it
        // again takes a fraction of a second, which only shows beside small pictures.
        if (width * height > largePixels) engines.rest();
        const finished = await writer.finish();
        signal.throwIfAborted();
        // Another run over the same folder may have been quicker.
        const overtaken = await skip();
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
          seconds: (performance.now() - start) / 1000,
          tiles,
          warnings: [...facts.warnings, ...finished.warnings],
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

async function describeRun(
  request: UpscaleRequest,
  network: Network,
  format: Format,
  context: UpscaleContext,
): Promise<Provenance> {
  const { strength, cleanup, quality } = request.settings;
  const hash = createHash('sha256');
  await pipeline(createReadStream(request.source), hash, { signal: context.signal });
  return {
    version: context.version,
    model: network.model,
    // With `auto` the float32 file's, also where a GPU runs float16: the pixels agree within one level, a picture
    // may change engines midway, and the same run elsewhere is the same work.
    modelHash: network.hash,
    scale: network.scale,
    strength,
    cleanup: network.hasCleanup && cleanup !== 'auto' ? cleanup : null,
    source: hash.digest('hex'),
    quality: resolveQuality(format, quality),
  };
}

async function describeOutput(file: string, width: number, height: number): Promise<SavedPicture> {
  const { size } = await stat(file);
  return { path: file, name: path.basename(file), width, height, bytes: size };
}

function rasterBytes(facts: PictureFacts, pixels: number): number {
  const channels = (facts.grey ? 1 : 3) + (facts.alpha ? 1 : 0);
  return pixels * channels * (facts.depth / 8);
}
