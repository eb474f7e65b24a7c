import type { Region, Samples } from '../../models/inference/tile.ts';

/**
 * Where an upright picture's pixels lie in the stored one, for each of EXIF's eight orientations
 * (Exif 2.32, 4.6.4). Along `x` and `y` of the upright picture the stored position runs as told.
 */
interface Orientation {
  /** Upright columns are stored rows. */
  readonly transposed: boolean;
  /** Stored columns run against their upright axis. */
  readonly flipColumns: boolean;
  /** Stored rows run against their upright axis. */
  readonly flipRows: boolean;
}

const orientations: readonly Orientation[] = [
  { transposed: false, flipColumns: false, flipRows: false },
  { transposed: false, flipColumns: true, flipRows: false },
  { transposed: false, flipColumns: true, flipRows: true },
  { transposed: false, flipColumns: false, flipRows: true },
  { transposed: true, flipColumns: false, flipRows: false },
  { transposed: true, flipColumns: false, flipRows: true },
  { transposed: true, flipColumns: true, flipRows: true },
  { transposed: true, flipColumns: true, flipRows: false },
];

/** The orientation by EXIF's number; anything but 2..8 is upright. */
export function orientationOf(exif: number): Orientation {
  return orientations[exif - 1] ?? orientations[0]!;
}

/** The rectangle of the stored picture ([height, width] as stored) that an upright rectangle shows. */
export function storedRegion(
  upright: Region,
  orientation: Orientation,
  stored: { readonly width: number; readonly height: number },
): Region {
  const { left, top, width, height } = orientation.transposed
    ? { left: upright.top, top: upright.left, width: upright.height, height: upright.width }
    : upright;
  return {
    left: orientation.flipColumns ? stored.width - left - width : left,
    top: orientation.flipRows ? stored.height - top - height : top,
    width,
    height,
  };
}

/**
 * Turns stored samples upright.
 *
 * @param samples [stored.height, stored.width, channels].
 * @returns upright samples: [stored.width, stored.height, channels] where the orientation transposes.
 */
export function turnUpright(
  samples: Samples,
  orientation: Orientation,
  stored: { readonly width: number; readonly height: number; readonly channels: number },
): Samples {
  const { transposed, flipColumns, flipRows } = orientation;
  if (!transposed && !flipColumns && !flipRows) return samples;
  const { width, height, channels } = stored;
  const outWidth = transposed ? height : width;
  const outHeight = transposed ? width : height;
  const out = samples.slice();
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const column = transposed ? y : x;
      const row = transposed ? x : y;
      const from =
        ((flipRows ? height - 1 - row : row) * width + (flipColumns ? width - 1 - column : column)) * channels;
      const to = (y * outWidth + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = samples[from + c]!;
    }
  }
  return out;
}
