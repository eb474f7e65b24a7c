import path from 'node:path';
import sharp from 'sharp';
import { findPlaces } from '../../electron/engine/places.ts';

/**
 * A photograph of any size, the same one laid side by side: real detail everywhere, decoded and encoded as such.
 *
 * @param grain as a sensor has it, levels: without it a PNG finds every repetition, and is small and quickly read.
 */
export async function makePhoto(
  file: string,
  width: number,
  height: number,
  format: 'jpeg' | 'png' | 'tiff',
  grain = 0,
) {
  const photo = sharp(path.join(findPlaces(import.meta.url).root, 'tests/fixtures/photos/kitten.jpg'));
  const { width: most, height: highest } = await photo.metadata();
  const piece = { left: 0, top: 0, width: Math.min(width, most), height: Math.min(height, highest) };
  const input = await photo.extract(piece).toBuffer();
  const ground = { create: { width, height, channels: 3 as const, background: '#888' }, limitInputPixels: false };
  const noise = { type: 'gaussian', mean: 128, sigma: grain } as const;
  const layer = { create: { ...ground.create, noise }, limitInputPixels: false };
  await sharp(ground)
    .composite([{ input, tile: true }, ...(grain > 0 ? [{ input: layer, blend: 'overlay' as const }] : [])])
    .removeAlpha()
    .toFormat(format)
    .toFile(file);
}

/** Sides of a 3:2 photo whose result at that scale has so many megapixels. */
export function sidesFor(megapixels: number, scale: number): { readonly width: number; readonly height: number } {
  const height = Math.round(Math.sqrt((megapixels * 1e6) / 1.5) / scale);
  return { width: Math.round(1.5 * height), height };
}
