import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { endianness } from 'node:os';
import { crc32, createDeflate, deflateSync } from 'node:zlib';
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
  /** Ends the picture once all its rows are written. */
  end(): Promise<void>;
  /** Lets go of the file, ended or not. */
  close(): Promise<void>;
}

const colourTypes = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;
const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export async function createRowCarrier(path: string, options: CarrierOptions): Promise<RowCarrier> {
  const { width, height, channels, depth } = options;
  const rowBytes = (width * channels * depth) / 8;
  const file = await open(path, 'wx');
  // Stored, not compressed; done by zlib for its checksum, on a thread of its own.
  const deflate = createDeflate({ level: 0, chunkSize: 1 << 20 });
  const ready: Buffer[] = [];
  deflate.on('data', (data: Buffer) => ready.push(data));
  await append(file, [signature, ...headerChunks(options).flat()]).catch(async (error) => {
    await file.close();
    throw error;
  });
  const drain = () =>
    append(
      file,
      ready.splice(0).flatMap((data) => chunk('IDAT', data)),
    );
  let scratch = Buffer.alloc(0);
  return {
    async write(rows) {
      const length = rows.byteLength + rows.byteLength / rowBytes;
      if (scratch.length < length) scratch = Buffer.alloc(length);
      const bytes = scratch.subarray(0, length);
      filterRows(rows, rowBytes, bytes);
      await new Promise<void>((resolve, reject) => {
        deflate.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
      await drain();
    },
    async end() {
      const ended = once(deflate, 'end');
      deflate.end();
      await ended;
      await drain();
      await append(file, chunk('IEND', Buffer.alloc(0)));
    },
    async close() {
      deflate.destroy();
      await file.close();
    },
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
    return chunks;
  }
}

async function append(file: FileHandle, buffers: readonly Buffer[]): Promise<void> {
  for (const buffer of buffers) {
    // A full disk shows itself as a short write first.
    for (let at = 0; at < buffer.length; ) at += (await file.write(buffer, at, buffer.length - at)).bytesWritten;
  }
}

/** Rows as PNG has them: filter 0 before each, 16-bit samples with the high byte first. */
function filterRows(rows: Samples, rowBytes: number, out: Buffer): void {
  const bytes = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
  for (let from = 0, to = 0; from < bytes.length; from += rowBytes, to += rowBytes + 1) {
    out[to] = 0;
    bytes.copy(out, to + 1, from, from + rowBytes);
    if (rows instanceof Uint16Array && endianness() === 'LE') out.subarray(to + 1, to + 1 + rowBytes).swap16();
  }
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
