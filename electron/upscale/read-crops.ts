import { chooseCrops, cropGradient, cropPlaces, cropSize, mirrorToCrop } from '../../models/inference/choose-crops.ts';
import { cutRegion } from '../../models/inference/split-tile.ts';
import type { Region, Samples } from '../../models/inference/tile.ts';
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
  const regions = cropPlaces(raster.width, raster.height).map((place) => ({ ...place, width, height }));
  const crops: Samples[] = Array.from({ length: regions.length });
  for (const { strip, indices } of stripsOf(raster, regions)) {
    const pixels = await readTile(raster, strip, 0);
    for (const index of indices) {
      const { left, top } = regions[index]!;
      const place = { left: left - strip.left, top: top - strip.top, width, height };
      crops[index] = mirrorToCrop(cutRegion(pixels, strip.width, 3, place), width, height);
    }
  }
  return chooseCrops(crops.map(cropGradient)).map((index) => crops[index]!);
}

/** Wider strips would cost more memory than reading the crops of one apart costs time. */
const stripBytes = 8e6;

interface Strip {
  readonly strip: Region;
  /** Of the crops in it. */
  readonly indices: readonly number[];
}

/**
 * What is read at once. A strip of whole stored rows is one read, a crop 96 of them: 3,456 for a picture, which
 * took 20 to 30 ms of the processor. Bleeding colour costs more by area than that, so transparent pictures are
 * read crop by crop.
 */
function stripsOf(raster: Raster, regions: readonly Region[]): readonly Strip[] {
  const { width, height, channels, depth, transposed = false } = raster;
  const long = transposed ? height : width;
  const isCheap = channels % 2 === 1 && (long * cropSize * channels * depth) / 8 <= stripBytes;
  if (!isCheap) return regions.map((strip, index) => ({ strip, indices: [index] }));
  const starts = [...new Set(regions.map(({ left, top }) => (transposed ? left : top)))];
  return starts.map((start) => {
    const inside = (region: Region) => (transposed ? region.left : region.top) === start;
    const indices = regions.flatMap((region, index) => (inside(region) ? [index] : []));
    const one = regions[indices[0]!]!;
    return {
      strip: transposed ? { ...one, top: 0, height } : { ...one, left: 0, width },
      indices,
    };
  });
}
