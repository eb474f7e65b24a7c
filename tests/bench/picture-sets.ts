import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { readTile } from '../../electron/upscale/read-tile.ts';
import { bicubicRadius, enlargeBicubic } from '../../models/inference/bicubic.ts';
import type { Scale } from '../../models/inference/tile.ts';
import { memoryRaster } from '../support/memory-raster.ts';
import type { Rgb } from './measures.ts';

/** Low- and high-resolution files of one picture. */
interface Pair {
  readonly low: string;
  readonly high: string;
}

/** The pairs of FOLDER/NAME/xSCALE/LR and HR; none where there is no such set. */
export async function listPairs(folder: string, name: string, scale: Scale): Promise<Pair[]> {
  const set = path.join(folder, name, `x${scale}`);
  const files = (await readdir(path.join(set, 'LR')).catch(() => [])).filter((file) => file.endsWith('.png')).sort();
  return files.map((file) => ({ low: path.join(set, 'LR', file), high: path.join(set, 'HR', file) }));
}

export async function readRgb(file: string): Promise<Rgb> {
  const picture = sharp(file, { ignoreIcc: true }).removeAlpha().toColourspace('srgb').raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${file}: ${info.channels} channels`);
  return { samples: new Uint8Array(data), width: info.width, height: info.height };
}

/** What the app writes at strength 0, without a network. */
export async function enlargePlain({ samples, width, height }: Rgb, scale: Scale): Promise<Rgb> {
  const region = { left: 0, top: 0, width, height };
  const padded = await readTile(memoryRaster(samples, width, height, 3), region, bicubicRadius);
  const tile = {
    width: width + 2 * bicubicRadius,
    height: height + 2 * bicubicRadius,
    channels: 3,
    crop: { left: bicubicRadius, top: bicubicRadius, width, height },
  };
  const large = enlargeBicubic(padded, tile, scale) as Uint8Array;
  return { samples: large, width: scale * width, height: scale * height };
}
