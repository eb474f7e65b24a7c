import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import { ProblemError } from '../contract/problem.ts';
import { readProblem, scarcityProblem } from './image-problem.ts';
import { openPicture } from './open-picture.ts';
import { orientationOf, storedRegion, turnUpright } from './orient.ts';
import type { PictureFacts, Raster } from './picture.ts';
import { needsConversion, readMetadata } from './probe.ts';
import { type Rows, readRowFile, rowsInMemory } from './row-file.ts';

/** Pictures up to this stay in memory: of a thumbnail's time, a file for its pixels is a tenth. */
const smallPixels = 1e6;

/** A picture that is still being decoded. Its regions come as soon as their rows are there, from top to bottom. */
export interface RasterToBe extends Raster {
  /** Resolves when all rows are there; rejects with what went wrong, as every region does from then on. */
  readonly whole: Promise<void>;
}

/**
 * Decodes a picture in one sequential pass to a file of bare rows (a small one in memory), from which any rectangle is
 * then read. Memory does not depend on the picture's height, except for the kinds that `probePicture` limits.
 *
 * @param facts what `probePicture` said of the file.
 * @param folder where the temporary file goes; it needs width · height · channels · depth / 8 bytes.
 * @param signal an abort rejects with its reason, once the decoder has let go; no file is left.
 *
 * Throws ProblemError: damaged (also when cut short), source-changed, disk-full, out-of-memory, not-found.
 */
export async function decodePicture(facts: PictureFacts, folder: string, signal: AbortSignal): Promise<Raster> {
  const raster = await startDecoding(facts, folder, signal);
  try {
    await raster.whole;
    signal.throwIfAborted();
    return raster;
  } catch (error) {
    await raster.close();
    throw error;
  }
}

/**
 * The same for those who are in a hurry: resolves when the first row is there. Stored upright, the top of a picture
 * can be had long before its end; of formats that are decoded as a whole nothing comes sooner.
 */
export async function startDecoding(facts: PictureFacts, folder: string, signal: AbortSignal): Promise<RasterToBe> {
  signal.throwIfAborted();
  const metadata = await readMetadata(facts.path, facts.name);
  const fail = async (error: unknown): Promise<never> => {
    throw (await scarcityProblem(error, folder, facts.name)) ?? readProblem(error, facts.name);
  };
  const decoder = toRows(facts, needsConversion(metadata) && metadata.space === 'cmyk');
  const bits = facts.format === 'avif' ? (metadata.bitsPerSample ?? 8) : facts.depth;
  if (facts.width * facts.height <= smallPixels) {
    const depth = facts.depth === 16 ? 'ushort' : 'uchar';
    const { data, info } = await decoder.raw({ depth }).toBuffer({ resolveWithObject: true }).catch(fail);
    signal.throwIfAborted();
    const rows = rowsInMemory(data, { ...info, depth: facts.depth });
    return { ...toRaster(rows, facts, bits), whole: Promise.resolve(), close: async () => {} };
  }
  const path = join(folder, `decoded-${randomUUID()}.v`);
  const file = await open(path, 'wx+').catch(fail);
  const whole = decoder.toFile(path).then(() => {}, fail);
  const close = async () => {
    // libvips cannot be stopped.
    await whole.catch(() => {});
    await file.close();
    await rm(path, { force: true });
  };
  try {
    const rows = await readRowFile(file, whole);
    signal.throwIfAborted();
    return { ...toRaster(rows, facts, bits), whole, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function toRows(facts: PictureFacts, convert: boolean): Sharp {
  const picture = openPicture(facts.path, { convert });
  const colours = facts.grey ? ['b-w', 'grey16'] : ['srgb', 'rgb16'];
  return picture.toColourspace(colours[facts.depth === 8 ? 0 : 1]!);
}

/** @param bits of each sample that count. Throws ProblemError `source-changed`. */
function toRaster(rows: Rows, facts: PictureFacts, bits: number): Omit<Raster, 'close'> {
  const { channels, depth } = rows;
  const orientation = orientationOf(facts.orientation);
  const [width, height] = orientation.transposed ? [rows.height, rows.width] : [rows.width, rows.height];
  const expected = (facts.grey ? 1 : 3) + (facts.alpha ? 1 : 0);
  if (width !== facts.width || height !== facts.height || channels !== expected || depth !== facts.depth) {
    throw new ProblemError('source-changed', facts.name);
  }
  return {
    width,
    height,
    channels: channels as Raster['channels'],
    depth,
    transposed: orientation.transposed,
    async readRegion(left, top, regionWidth, regionHeight) {
      if (left < 0 || top < 0 || left + regionWidth > width || top + regionHeight > height) {
        throw new RangeError(`readRegion: ${left},${top} ${regionWidth}×${regionHeight} is not inside`);
      }
      const region = storedRegion({ left, top, width: regionWidth, height: regionHeight }, orientation, rows);
      const bytes = await rows.read(region);
      const samples = depth === 8 ? bytes : new Uint16Array(bytes.buffer);
      if (samples instanceof Uint16Array && bits < 16) fillLowBits(samples, bits);
      return turnUpright(samples, orientation, { ...region, channels });
    },
  };
}

/** AVIF's 10 and 12 bits arrive shifted up: repeating their highest bits below makes white 65535. */
function fillLowBits(samples: Uint16Array, bits: number): void {
  for (let i = 0; i < samples.length; i++) samples[i] = samples[i]! | (samples[i]! >>> bits);
}
