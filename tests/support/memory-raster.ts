import type { Raster } from '../../electron/image/picture.ts';
import { cutRegion } from '../../models/inference/split-tile.ts';
import type { Samples } from '../../models/inference/tile.ts';

/** A raster over samples [height, width, channels] that are already in memory. */
export function memoryRaster(samples: Samples, width: number, height: number, channels: 1 | 2 | 3 | 4): Raster {
  return {
    width,
    height,
    channels,
    depth: samples instanceof Uint16Array ? 16 : 8,
    readRegion: async (left, top, w, h) => cutRegion(samples, width, channels, { left, top, width: w, height: h }),
    close: async () => {},
  };
}
