import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Scale } from '../../models/inference/tile.ts';
import { randomFrom } from '../support/random.ts';
import type { Rgb } from './measures.ts';
import { listPairs, readRgb } from './picture-sets.ts';

/** What is done to the low-resolution pictures: noise first, then JPEG. */
export interface Degradation {
  readonly name: string;
  /** Gaussian, standard deviation in 8-bit units; 0: none. */
  readonly noise: number;
  /** JPEG quality 1..100; null: never compressed. */
  readonly quality: number | null;
}

/**
 * Makes FOLDER/NAME/xSCALE/LR and HR from a set of the same layout. Noise is drawn from the picture's place in the
 * set, so it is the same in every run. JPEG: sharp's encoder with mozjpeg's extras off (standard tables, 4:2:0).
 */
export async function degradeSet(
  from: { readonly sets: string; readonly name: string; readonly scale: Scale },
  folder: string,
  { name, noise, quality }: Degradation,
): Promise<void> {
  const set = path.join(folder, name, `x${from.scale}`);
  await mkdir(path.join(set, 'LR'), { recursive: true });
  await mkdir(path.join(set, 'HR'), { recursive: true });
  for (const [index, { low, high }] of (await listPairs(from.sets, from.name, from.scale)).entries()) {
    const { samples, width, height } = addNoise(await readRgb(low), noise, index + 1);
    let picture = sharp(samples, { raw: { width, height, channels: 3 } });
    if (quality !== null) {
      picture = sharp(await picture.jpeg({ quality, chromaSubsampling: '4:2:0', mozjpeg: false }).toBuffer());
    }
    await picture.png().toFile(path.join(set, 'LR', path.basename(low)));
    await copyFile(high, path.join(set, 'HR', path.basename(high)));
  }
}

function addNoise(picture: Rgb, sigma: number, seed: number): Rgb {
  if (sigma === 0) return picture;
  // Seeds that lie side by side give streams that start alike.
  const random = randomFrom(seed * 0x9e3779b1);
  const samples = new Uint8ClampedArray(picture.samples.length);
  for (let i = 0; i < samples.length; i++) {
    // Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958).
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    samples[i] = picture.samples[i]! + sigma * normal;
  }
  return { ...picture, samples: new Uint8Array(samples.buffer) };
}
