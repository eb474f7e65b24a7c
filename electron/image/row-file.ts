import type { FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Region } from '../../models/inference/tile.ts';

/** libvips' own format: a header of this size, then the rows without gaps (libvips, "The VIPS file format"). */
const headerBytes = 64;
const sampleFormats: Readonly<Record<number, 8 | 16>> = { 0: 8, 2: 16 };

/** Milliseconds between two looks at how far a file has grown. */
const pause = 10;

/** Bare rows, in a file or in memory, from which any rectangle can be read. */
export interface Rows {
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

/** @param bytes [height, width, channels] in that depth. */
export function rowsInMemory(bytes: Uint8Array, layout: Omit<Rows, 'read'> & { readonly depth: 8 | 16 }): Rows {
  const { width, channels, depth } = layout;
  const pixelBytes = (channels * depth) / 8;
  return {
    ...layout,
    read: async (region) => {
      const length = region.width * pixelBytes;
      const part = new Uint8Array(region.height * length);
      for (let y = 0; y < region.height; y++) {
        const from = ((region.top + y) * width + region.left) * pixelBytes;
        part.set(bytes.subarray(from, from + length), y * length);
      }
      return part;
    },
  };
}

/**
 * Reads a file of libvips' own format, which is written from its beginning to its end, while it is written.
 *
 * @param file stays the caller's. @param written settles when the writing has ended.
 * Rejects with what the writing failed with.
 */
export async function readRowFile(file: FileHandle, written: Promise<void>): Promise<Rows> {
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

/** Bytes that are read at once, and how many of them may go to waste for each that is wanted. */
const spanBytes = 256 << 10;
const mostWaste = 4;

/** Reads `count` pieces of `length` bytes, `stride` apart, one behind the other into `bytes`. */
async function readPieces(
  file: FileHandle,
  bytes: Uint8Array,
  pieces: { readonly start: number; readonly stride: number; readonly length: number; readonly count: number },
): Promise<void> {
  const { start, stride, length, count } = pieces;
  const read = async (into: Uint8Array, from: number) => {
    const { bytesRead } = await file.read(into, 0, into.length, from);
    if (bytesRead < into.length) throw new Error('the decoded picture is shorter than its header says');
  };
  if (length === stride) return read(bytes, start);
  // Each read costs the event loop 25 µs, as much as copying 100 kB: rows that lie close are read with what is between.
  const atOnce = length * mostWaste < stride ? 1 : Math.max(1, Math.floor(spanBytes / stride));
  const lanes = atOnce > 1 ? 2 : 8;
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
  await Promise.all(Array.from({ length: Math.min(Math.ceil(count / atOnce), lanes) }, lane));
}
