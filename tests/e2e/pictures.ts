import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

const root = path.resolve(import.meta.dirname, '../..');

export const photographs = {
  chelsea: path.join(root, 'tests/fixtures/photos/chelsea.jpg'),
  kitten: path.join(root, 'tests/fixtures/photos/kitten.jpg'),
} as const;

/** A real photo cut (or enlarged) to a size, as PNG. */
export async function smallPhoto(file: string, width: number, height: number): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await sharp(photographs.kitten).resize(width, height, { fit: 'cover' }).png().toFile(file);
  return file;
}

/** What `residual upscale` makes of a photo with the native engine. @returns the saved file's path. */
export async function upscaleByCommand(
  photo: string,
  folder: string,
  options: readonly string[] = [],
): Promise<string> {
  const cli = path.join(root, 'build', 'residual.mjs');
  const args = [cli, 'upscale', photo, '--engine', 'native', '--out', folder, ...options];
  await promisify(execFile)(process.execPath, args);
  const [name] = await readdir(folder);
  return path.join(folder, name!);
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Buffer;
}

/** A picture's samples as they are stored, its transparency left out. */
export async function pixelsOf(file: string | Buffer): Promise<Pixels> {
  const { data, info } = await sharp(file, { ignoreIcc: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data };
}

/** The largest difference of two pictures' samples; infinite when their sizes differ. */
export function largestDifference(a: Pixels, b: Pixels): number {
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.data.length; i++) largest = Math.max(largest, Math.abs(a.data[i]! - b.data[i]!));
  return largest;
}

/** The mean of all samples, 0..255. */
export function meanOf({ data }: Pixels): number {
  return data.reduce((sum, value) => sum + value, 0) / data.length;
}
