import { halveRegion } from './plan-tiles.ts';
import type { Region, Samples, TileRequest } from './tile.ts';

/** A part of a tile as a tile of its own, with the same context around its crop. */
export interface TilePart {
  readonly request: TileRequest;
  /** Where its crop lies within the whole tile's crop, input pixels. */
  readonly at: Region;
}

/**
 * Quarters a tile whose run went wrong: a smaller one may fit where the whole did not.
 *
 * @returns the parts; a single one when the crop is a single pixel.
 */
export function splitTile(request: TileRequest): readonly TilePart[] {
  const { crop, width, height } = request;
  const context = {
    left: crop.left,
    top: crop.top,
    right: width - crop.left - crop.width,
    bottom: height - crop.top - crop.height,
  };
  return halveRegion({ left: 0, top: 0, width: crop.width, height: crop.height }).map((at) => {
    const box = {
      left: at.left,
      top: at.top,
      width: context.left + at.width + context.right,
      height: context.top + at.height + context.bottom,
    };
    return {
      at,
      request: {
        ...request,
        pixels: cutRegion(request.pixels, width, 3, box),
        width: box.width,
        height: box.height,
        crop: { left: context.left, top: context.top, width: at.width, height: at.height },
      },
    };
  });
}

/** A rectangle of samples [.., rowWidth, channels] as samples of its own. */
export function cutRegion<T extends Samples | Int16Array>(
  samples: T,
  rowWidth: number,
  channels: number,
  box: Region,
): T {
  const length = box.width * channels;
  const cut = new (samples.constructor as new (length: number) => T)(length * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = ((box.top + y) * rowWidth + box.left) * channels;
    cut.set(samples.subarray(from, from + length), y * length);
  }
  return cut;
}

/** Puts samples [box.height, box.width, channels] into a larger picture of `rowWidth` pixels a row. */
export function pasteRegion<T extends Samples | Int16Array>(
  target: T,
  rowWidth: number,
  channels: number,
  box: Region,
  samples: T,
): void {
  const length = box.width * channels;
  for (let y = 0; y < box.height; y++) {
    target.set(samples.subarray(y * length, (y + 1) * length), ((box.top + y) * rowWidth + box.left) * channels);
  }
}
