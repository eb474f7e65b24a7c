import { mixOverview } from './mix-overview.ts';

export interface OverviewMixer {
  /** The whole photo at this strength, as large as the picture of the result. */
  mix(before: ImageBitmap, after: ImageBitmap, strength: number): OffscreenCanvas;
}

interface Read {
  readonly before: ImageBitmap;
  readonly after: ImageBitmap;
  readonly samples: readonly [ImageData, ImageData];
}

/**
 * Mixes the overviews of one result, keeping what was read and mixed last.
 *
 * @param strengthOfResult of the run that made it.
 */
export function createOverviewMixer(strengthOfResult: number, space: PredefinedColorSpace): OverviewMixer {
  let read: Read | null = null;
  let mixed: { of: Read; strength: number; canvas: OffscreenCanvas } | null = null;

  function readBoth(before: ImageBitmap, after: ImageBitmap): Read {
    const { width, height } = after;
    return { before, after, samples: [pixelsOf(before, width, height), pixelsOf(after, width, height)] };
  }

  function pixelsOf(image: ImageBitmap, width: number, height: number): ImageData {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { colorSpace: space, willReadFrequently: true })!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  }

  return {
    mix(before, after, strength) {
      if (read?.before !== before || read.after !== after) read = readBoth(before, after);
      if (mixed?.of === read && mixed.strength === strength) return mixed.canvas;
      const { width, height } = after;
      const rgba = mixOverview(read.samples[0].data, read.samples[1].data, strength, strengthOfResult);
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d', { colorSpace: space })!;
      context.putImageData(new ImageData(rgba, width, height, { colorSpace: space }), 0, 0);
      mixed = { of: read, strength, canvas };
      return canvas;
    },
  };
}
