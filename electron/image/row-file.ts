import type { FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Region } from '../../models/inference/tile.ts';

/** libvips' own format: a header of this size, then the rows without gaps (libvips, "The VIPS file format"). */
const headerBytes = 64;
const sampleFormats: Readonly<Record<number, 8 | 16>> = { 0: 8, 2: 16 };

/** Milliseconds between two looks at how far a file has grown. */
const pause = 10;

/** Bare rows in a file, from which any rectangle can be read. */
export interface RowFile {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Undefined for samples that are neither. */
  readonly depth: 8 | 16 | undefined;
  /**
   * The bytes of a rectangle that lies wholly inside, [height, width, channels], as soon as its rows are there.
   * Rejects with what the writing failed with, from then on for any rectangle.
   */
  read(region: Region): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Reads a file of libvips' own format, which is written from its beginning to its end, while it is written.
 *
 * @param file stays the caller's. @param written settles when the writing has ended.
 * Rejects with what the writing failed with.
 */
export async function readRowFile(file: FileHandle, written: Promise<void>): Promise<RowFile> {
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
  };
  written.then(end, end);
  const until = async (bytes: number) => {
    while (!hasEnded) {
      if ((await file.stat()).size >= bytes) return;
      await setTimeout(pause);
    }
    await written;
  };

  await until(headerBytes);
  const header = Buffer.alloc(headerBytes);
  await file.read(header, 0, headerBytes, 0);
  const width = header.readInt32LE(4);
  const height = header.readInt32LE(8);
  const channels = header.readInt32LE(12);
  const depth = sampleFormats[header.readInt32LE(20)];
  const pixelBytes = (channels * (depth ?? 8)) / 8;
  const stride = width * pixelBytes;
  return {
    width,
    height,
    channels,
    depth,
    read: async (region) => {
      const bytes = new Uint8Array(region.width * region.height * pixelBytes);
      await until(headerBytes + (region.top + region.height) * stride);
      const start = headerBytes + region.top * stride + region.left * pixelBytes;
      await readPieces(file, bytes, { start, stride, length: region.width * pixelBytes, count: region.height });
      return bytes;
    },
  };
}

/** Reads `count` pieces of `length` bytes, `stride` apart, one behind the other into `bytes`. */
async function readPieces(
  file: FileHandle,
  bytes: Uint8Array,
  pieces: { readonly start: number; readonly stride: number; readonly length: number; readonly count: number },
): Promise<void> {
  const { start, stride, length, count } = pieces;
  const read = async (to: number, size: number, from: number) => {
    const { bytesRead } = await file.read(bytes, to, size, from);
    if (bytesRead < size) throw new Error('the decoded picture is shorter than its header says');
  };
  if (length === stride) return read(0, bytes.length, start);
  // Several reads in flight: each alone is mostly waiting for a thread.
  const lanes = 8;
  const lane = async (first: number) => {
    for (let row = first; row < count; row += lanes) await read(row * length, length, start + row * stride);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, count) }, (_, i) => lane(i)));
}
