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

/** libvips' own format: a header of this size, then the rows without gaps (libvips, "The VIPS file format"). */
const headerBytes = 64;
const sampleFormats: Readonly<Record<number, 8 | 16>> = { 0: 8, 2: 16 };

/**
 * Decodes a picture in one sequential pass to a file of bare rows, from which any rectangle is then read.
 * Memory does not depend on the picture's height, except for the kinds that `probePicture` limits.
 *
 * @param facts what `probePicture` said of the file.
 * @param folder where the temporary file goes; it needs width · height · channels · depth / 8 bytes.
 * @param signal an abort rejects with its reason, once the decoder has let go; no file is left.
 *
 * Throws ProblemError: damaged (also when cut short), source-changed, disk-full, out-of-memory, not-found.
 */
export async function decodePicture(facts: PictureFacts, folder: string, signal: AbortSignal): Promise<Raster> {
  signal.throwIfAborted();
  const metadata = await readMetadata(facts.path, facts.name);
  const rows = toRows(facts, needsConversion(metadata) && metadata.space === 'cmyk');
  const refuse = async (error: unknown) => {
    throw (await scarcityProblem(error, folder, facts.name)) ?? readProblem(error, facts.name);
  };
  const bits = facts.format === 'avif' ? (metadata.bitsPerSample ?? 8) : facts.depth;
  if (facts.width * facts.height <= smallPixels) {
    const depth = facts.depth === 16 ? 'ushort' : 'uchar';
    const { data, info } = await rows.raw({ depth }).toBuffer({ resolveWithObject: true }).catch(refuse);
    signal.throwIfAborted();
    return rasterOf({ ...info, depth: facts.depth, start: 0 }, facts, bits, {
      read: async (into, from) => into.set(data.subarray(from, from + into.length)),
      close: async () => {},
    });
  }
  const path = join(folder, `decoded-${randomUUID()}.v`);
  try {
    await rows.toFile(path).catch(refuse);
    signal.throwIfAborted();
    return await openRows(path, facts, bits);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Pictures up to this stay in memory: of a thumbnail's time, a file for its pixels is a tenth. */
const smallPixels = 1e6;

/** Decoded rows without gaps, wherever they are. */
interface RowStore {
  /** Fills `into` from that place on. */
  read(into: Uint8Array, from: number): Promise<void>;
  close(): Promise<void>;
}

interface StoredRows {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly depth: 8 | 16 | undefined;
  /** Where the first row begins, bytes. */
  readonly start: number;
}

function toRows(facts: PictureFacts, convert: boolean): Sharp {
  const picture = openPicture(facts.path, { convert });
  const colours = facts.grey ? ['b-w', 'grey16'] : ['srgb', 'rgb16'];
  return picture.toColourspace(colours[facts.depth === 8 ? 0 : 1]!);
}

async function openRows(path: string, facts: PictureFacts, bits: number): Promise<Raster> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(headerBytes);
    await file.read(header, 0, headerBytes, 0);
    const [width, height, channels] = [header.readInt32LE(4), header.readInt32LE(8), header.readInt32LE(12)];
    const depth = sampleFormats[header.readInt32LE(20)];
    return rasterOf({ width, height, channels, depth, start: headerBytes }, facts, bits, {
      read: async (into, from) => {
        const { bytesRead } = await file.read(into, 0, into.length, from);
        if (bytesRead < into.length) throw new Error('the decoded picture is shorter than its header says');
      },
      close: async () => {
        await file.close();
        await rm(path, { force: true });
      },
    });
  } catch (error) {
    await file.close();
    throw error;
  }
}

function rasterOf(stored: StoredRows, facts: PictureFacts, bits: number, store: RowStore): Raster {
  const { depth } = stored;
  const orientation = orientationOf(facts.orientation);
  const [width, height] = orientation.transposed ? [stored.height, stored.width] : [stored.width, stored.height];
  const channels = (facts.grey ? 1 : 3) + (facts.alpha ? 1 : 0);
  if (width !== facts.width || height !== facts.height || channels !== stored.channels || depth !== facts.depth) {
    throw new ProblemError('source-changed', facts.name);
  }
  const pixelBytes = (channels * depth) / 8;
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
      const region = storedRegion({ left, top, width: regionWidth, height: regionHeight }, orientation, stored);
      const bytes = new Uint8Array(region.width * region.height * pixelBytes);
      await readRows(store, bytes, {
        start: stored.start + (region.top * stored.width + region.left) * pixelBytes,
        stride: stored.width * pixelBytes,
        length: region.width * pixelBytes,
        count: region.height,
      });
      const samples = depth === 8 ? bytes : new Uint16Array(bytes.buffer);
      if (samples instanceof Uint16Array && bits < 16) fillLowBits(samples, bits);
      return turnUpright(samples, orientation, { ...region, channels });
    },
    close: store.close,
  };
}

/** Bytes that are read at once, and how many of them may go to waste for each that is wanted. */
const spanBytes = 256 << 10;
const mostWaste = 4;

/** Reads `count` pieces of `length` bytes, `stride` apart, one behind the other into `bytes`. */
async function readRows(
  { read }: RowStore,
  bytes: Uint8Array,
  rows: { readonly start: number; readonly stride: number; readonly length: number; readonly count: number },
): Promise<void> {
  const { start, stride, length, count } = rows;
  if (length === stride) return read(bytes, start);
  // Each read costs the event loop 25 µs, as much as copying 100 kB: rows that lie close are read with what is between.
  const atOnce = length * mostWaste < stride ? 1 : Math.max(1, Math.floor(spanBytes / stride));
  const lanes = Math.min(Math.ceil(count / atOnce), 8);
  let next = 0;
  const lane = async () => {
    const span = atOnce > 1 ? new Uint8Array(atOnce * stride) : null;
    for (let row = next; row < count; row = next) {
      next += atOnce;
      const rowsHere = Math.min(atOnce, count - row);
      const into = bytes.subarray(row * length, (row + rowsHere) * length);
      if (!span) await read(into, start + row * stride);
      else {
        await read(span.subarray(0, (rowsHere - 1) * stride + length), start + row * stride);
        for (let i = 0; i < rowsHere; i++) into.set(span.subarray(i * stride, i * stride + length), i * length);
      }
    }
  };
  // Several in flight: each alone is mostly waiting for a thread.
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** AVIF's 10 and 12 bits arrive shifted up: repeating their highest bits below makes white 65535. */
function fillLowBits(samples: Uint16Array, bits: number): void {
  for (let i = 0; i < samples.length; i++) samples[i] = samples[i]! | (samples[i]! >>> bits);
}
