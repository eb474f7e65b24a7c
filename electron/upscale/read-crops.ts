import { chooseCrops, cropGradient, cropPlaces, cropSize, mirrorToCrop } from '../../models/inference/choose-crops.ts';
import type { Samples } from '../../models/inference/tile.ts';
import type { Raster } from '../image/picture.ts';
import { readTile } from './read-tile.ts';

/**
 * The crops of a picture that tell most of it: straight RGB in the raster's depth, grey as three equal channels,
 * colour bled into what is transparent.
 *
 * @returns [96, 96, 3] each.
 */
export async function readCrops(raster: Raster): Promise<readonly Samples[]> {
  const width = Math.min(cropSize, raster.width);
  const height = Math.min(cropSize, raster.height);
  const crops: Samples[] = [];
  for (const { left, top } of cropPlaces(raster.width, raster.height)) {
    const pixels = await readTile(raster, { left, top, width, height }, 0);
    crops.push(mirrorToCrop(pixels, width, height));
  }
  return chooseCrops(crops.map(cropGradient)).map((index) => crops[index]!);
}
