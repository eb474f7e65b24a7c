import { open } from 'node:fs/promises';
import { endianness } from 'node:os';
import { crc32, deflateSync } from 'node:zlib';
import type { Samples } from '../../models/inference/tile.ts';
import type { SampleLayout } from './convert-samples.ts';

export interface CarrierOptions extends SampleLayout {
  readonly width: number;
  readonly height: number;
  /** Dots per inch. */
  readonly density: number | null;
  readonly icc: Buffer | undefined;
  /** An EXIF block without `Exif\0\0`. */
  readonly exif: Buffer | undefined;
}

/**
 * The file in which rows wait for the encoder: an uncompressed PNG. libvips reads it in one pass with a few
 * rows in memory and takes EXIF, profile and resolution from it. (Its own .v format, bare rows, it maps whole:
 * a 96-megapixel one made the process 275 MB larger, a PNG 26 MB.)
 */
export interface RowCarrier {
  /** @param rows whole rows, [rows, width, channels], in order. */
  write(rows: Samples): Promise<void>;
  /** Ends the picture once all its rows are written. @returns it, where it waits in memory, until `close`; else null. */
  end(): Promise<Buffer | null>;
  /** Lets go of the file, ended or not. */
  close(): Promise<void>;
}

const colourTypes = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;
const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** @param path of a file that does not exist; null: the rows wait in memory. */
export async function createRowCarrier(path: string | null, options: CarrierOptions): Promise<RowCarrier> {
  const { width, height, channels, depth } = options;
  const rowBytes = (width * channels * depth) / 8;
  const sink = path === null ? memorySink(height * (1 + rowBytes) + spare) : await fileSink(path);
  await sink.append([signature, ...headerChunks(options).flat()]).catch(async (error) => {
    await sink.close();
    throw error;
  });
  let sum = 1;
  return {
    async write(rows) {
      const bytes = takeScratch(storedBytes(rows.byteLength + rows.byteLength / rowBytes));
      try {
        sum = storeRows(rows, rowBytes, bytes, sum);
        await sink.append(chunk('IDAT', bytes));
      } finally {
        giveScratch(bytes);
      }
    },
    async end() {
      // An empty last block, then the checksum (RFC 1950).
      const last = Buffer.from([1, 0, 0, 0xff, 0xff, 0, 0, 0, 0]);
      last.writeUInt32BE(sum, 5);
      await sink.append([...chunk('IDAT', last), ...chunk('IEND', Buffer.alloc(0))]);
      return sink.whole();
    },
    close: sink.close,
  };

  function headerChunks({ density, icc, exif }: CarrierOptions): Buffer[][] {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header[8] = depth;
    header[9] = colourTypes[channels];
    const chunks = [chunk('IHDR', header)];
    if (icc) chunks.push(chunk('iCCP', Buffer.concat([Buffer.from('profile\0\0', 'latin1'), deflateSync(icc)])));
    if (density !== null) {
      const physical = Buffer.alloc(9);
      const perMetre = Math.round(density / 0.0254);
      physical.writeUInt32BE(perMetre, 0);
      physical.writeUInt32BE(perMetre, 4);
      physical[8] = 1;
      chunks.push(chunk('pHYs', physical));
    }
    if (exif) chunks.push(chunk('eXIf', exif));
    // The compressed stream's header; its blocks follow.
    chunks.push(chunk('IDAT', Buffer.from([0x78, 1])));
    return chunks;
  }
}

interface Sink {
  append(buffers: readonly Buffer[]): Promise<void>;
  whole(): Buffer | null;
  close(): Promise<void>;
}

async function fileSink(path: string): Promise<Sink> {
  const file = await open(path, 'wx');
  return {
    append: async (buffers) => {
      if (buffers.length === 0) return;
      let { bytesWritten: done } = await file.writev(buffers);
      // A full disk shows itself as a short write first.
      for (const buffer of buffers) {
        for (let at = Math.min(done, buffer.length); at < buffer.length; ) {
          at += (await file.write(buffer, at, buffer.length - at)).bytesWritten;
        }
        done = Math.max(0, done - buffer.length);
      }
    },
    whole: () => null,
    close: () => file.close(),
  };
}

/** For chunks' and blocks' heads, and what metadata mostly takes. */
const spare = 64 << 10;

function memorySink(expected: number): Sink {
  let kept = takeScratch(expected);
  let length = 0;
  return {
    append: async (buffers) => {
      for (const buffer of buffers) {
        if (length + buffer.length > kept.length) {
          const larger = takeScratch(2 * (length + buffer.length));
          kept.copy(larger, 0, 0, length);
          giveScratch(kept);
          kept = larger;
        }
        buffer.copy(kept, length);
        length += buffer.length;
      }
    },
    whole: () => kept.subarray(0, length),
    close: async () => {
      if (kept.length > 0) giveScratch(kept);
      kept = Buffer.alloc(0);
    },
  };
}

/** Bytes of a stored, that is not compressed, block at most (RFC 1951), and of what stands before it. */
const blockBytes = 65535;
const blockHead = 5;

function storedBytes(length: number): number {
  return length + blockHead * Math.ceil(length / blockBytes);
}

/**
 * Rows as PNG has them, filter 0 before each and 16-bit samples with the high byte first, in stored blocks.
 * Not done by zlib: each of its streams takes a megabyte, which a thousand thumbnails leave to the collector.
 *
 * @returns the stream's checksum so far, from that before these rows.
 */
function storeRows(rows: Samples, rowBytes: number, out: Buffer, sum: number): number {
  const bytes = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
  const swap = rows instanceof Uint16Array && endianness() === 'LE';
  let left = bytes.length + bytes.length / rowBytes;
  let to = 0;
  let room = 0;
  const put = (piece: Buffer) => {
    for (let from = 0; from < piece.length; ) {
      if (room === 0) {
        room = Math.min(blockBytes, left);
        out[to] = 0;
        out.writeUInt16LE(room, to + 1);
        out.writeUInt16LE(blockBytes - room, to + 3);
        to += blockHead;
      }
      const length = Math.min(room, piece.length - from);
      piece.copy(out, to, from, from + length);
      to += length;
      from += length;
      room -= length;
      left -= length;
    }
  };
  const row = Buffer.from(new ArrayBuffer(1 + rowBytes));
  for (let from = 0; from < bytes.length; from += rowBytes) {
    bytes.copy(row, 1, from, from + rowBytes);
    if (swap) row.subarray(1).swap16();
    sum = adler32(row, sum);
    put(row);
  }
  return sum;
}

/**
 * Adler-32 (RFC 1950) of bytes that begin at a multiple of four. Four at a time, two and two in the halves of a number:
 * byte by byte, the checksum took as long as everything else that is done with the rows.
 *
 * @param sum of the bytes before; 1 at first.
 */
function adler32(bytes: Uint8Array, sum: number): number {
  let low = sum & 0xffff;
  let high = sum >>> 16;
  const whole = endianness() === 'LE' ? bytes.length - (bytes.length % groupBytes) : 0;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, whole / 4);
  for (let from = 0; from < words.length; from += groupWords) {
    // Bytes 0 and 2 of each word, bytes 1 and 3, and for both the sum of all sums so far.
    let even = 0;
    let odd = 0;
    let evens = 0;
    let odds = 0;
    for (let i = from; i < from + groupWords; i++) {
      const word = words[i]!;
      evens = (evens + even) | 0;
      odds = (odds + odd) | 0;
      even += word & 0x00ff00ff;
      odd += (word >>> 8) & 0x00ff00ff;
    }
    const [b0, b1, b2, b3] = [even & 0xffff, odd & 0xffff, even >>> 16, odd >>> 16];
    const before = (evens & 0xffff) + (evens >>> 16) + (odds & 0xffff) + (odds >>> 16);
    high = (high + groupBytes * low + 4 * before + 4 * b0 + 3 * b1 + 2 * b2 + b3) % 65521;
    low = (low + b0 + b1 + b2 + b3) % 65521;
  }
  for (let i = whole; i < bytes.length; i++) {
    low = (low + bytes[i]!) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

/** So many words that the sum of sums, at most 255 · 22 · 21 / 2, fits into 16 bits. */
const groupWords = 22;
const groupBytes = 4 * groupWords;

/** What rows are laid out in, used again: each is some megabytes. */
const scratches: Buffer[] = [];

function takeScratch(length: number): Buffer {
  const index = scratches.findIndex((one) => one.length >= length);
  const [scratch] = index < 0 ? [] : scratches.splice(index, 1);
  return (scratch ?? Buffer.allocUnsafeSlow(length)).subarray(0, length);
}

/** Those of one photo that is encoded and of one whose rows come. */
const mostScratches = 3;

function giveScratch({ buffer }: Buffer): void {
  scratches.unshift(Buffer.from(buffer));
  scratches.length = Math.min(mostScratches, scratches.length);
}

/** A chunk in the pieces it is made of. */
function chunk(type: string, data: Buffer): Buffer[] {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(data, crc32(head.subarray(4))));
  return [head, data, check];
}
