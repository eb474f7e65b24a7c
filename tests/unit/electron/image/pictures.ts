import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { onTestFinished } from 'vitest';
import { decodePicture } from '../../../../electron/image/decode-picture.ts';
import type { PictureFacts } from '../../../../electron/image/picture.ts';
import { probePicture } from '../../../../electron/image/probe.ts';
import type { Provenance } from '../../../../electron/image/provenance.ts';
import { createPictureWriter, type PictureWriterOptions } from '../../../../electron/image/write-picture.ts';
import type { Samples } from '../../../../models/inference/tile.ts';

export type Channels = 1 | 2 | 3 | 4;

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'residual-image-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Samples that differ in every pixel and channel, the same each time. */
export function pattern(width: number, height: number, channels: Channels, depth: 8 | 16 = 8): Samples {
  const samples = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * channels);
  for (let i = 0; i < samples.length; i++) samples[i] = (i * (depth === 16 ? 977 : 7) + (i >> 4) * 3) & 0xffff;
  return samples;
}

/** A smooth picture: what lossy formats keep nearly as it is. */
export function gradient(width: number, height: number, channels: Channels, depth: 8 | 16 = 8): Samples {
  const samples = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * channels);
  const full = depth === 16 ? 65535 : 255;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        const share = [x / width, y / height, (x + y) / (width + height), 1][channels === 1 ? 2 : c]!;
        samples[(y * width + x) * channels + c] = Math.round(share * full);
      }
    }
  }
  return samples;
}

/** The samples as a picture that sharp will write in their own layout. */
export function pictureOf(samples: Samples, width: number, height: number, channels: Channels): Sharp {
  const deep = samples instanceof Uint16Array;
  const space = channels < 3 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb';
  return sharp(samples, { raw: { width, height, channels } }).toColourspace(space);
}

export async function writeBytes(folder: string, name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

export const never = new AbortController().signal;

/** All samples of a picture file, upright, as the app reads them. */
export async function readAll(path: string, folder: string) {
  const facts = await probePicture(path);
  const raster = await decodePicture(facts, folder, never);
  const samples = await raster.readRegion(0, 0, raster.width, raster.height);
  await raster.close();
  return { facts, samples, channels: raster.channels, depth: raster.depth };
}

export const someProvenance: Provenance = {
  version: '1.2.3',
  model: 'photo-fast',
  modelHash: 'ab'.repeat(32),
  scale: 2,
  strength: 0.8,
  cleanup: null,
  source: 'cd'.repeat(32),
};

/** Saves samples as the result of a source file; gives the finished file's path and the warnings. */
export async function save(
  facts: PictureFacts,
  samples: Samples,
  size: { readonly width: number; readonly height: number; readonly channels: Channels },
  options: Pick<PictureWriterOptions, 'format' | 'folder'> & Partial<PictureWriterOptions>,
) {
  const writer = await createPictureWriter({
    facts,
    ...size,
    depth: samples instanceof Uint16Array ? 16 : 8,
    quality: null,
    scale: 2,
    signal: never,
    provenance: someProvenance,
    ...options,
  });
  // In two pieces of uneven height: any number of rows may come at once.
  const split = Math.floor(size.height / 3) * size.width * size.channels;
  await writer.writeRows(samples.subarray(0, split));
  await writer.writeRows(samples.subarray(split));
  return writer.finish();
}
