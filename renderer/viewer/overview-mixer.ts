import type { Content } from './compose-tile.ts';
import { mixOverview } from './mix-overview.ts';

export interface OverviewMixer {
  /** The whole photo as `content` at this strength, as large as the picture of the result. */
  mix(before: ImageBitmap, after: ImageBitmap, content: Content, strength: number): OffscreenCanvas;
}

/**
 * Mixes the overviews of one result, keeping what was read and mixed last.
 *
 * @param strengthOfResult of the run that made it.
 */
export function createOverviewMixer(strengthOfResult: number, space: PredefinedColorSpace): OverviewMixer {
  let read: { before: ImageBitmap; after: ImageBitmap; samples: [ImageData, ImageData] } | null = null;
  const mixed = new Map<Content, { of: object; strength: number; canvas: OffscreenCanvas }>();

  function samplesOf(before: ImageBitmap, after: ImageBitmap): [ImageData, ImageData] {
    if (read?.before !== before || read.after !== after) {
      const { width, height } = after;
      read = { before, after, samples: [pixelsOf(before, width, height), pixelsOf(after, width, height)] };
    }
    return read.samples;
  }

  function pixelsOf(image: ImageBitmap, width: number, height: number): ImageData {
    const context = new OffscreenCanvas(width, height).getContext('2d', { colorSpace: space })!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  }

  return {
    mix(before, after, content, strength) {
      const samples = samplesOf(before, after);
      const last = mixed.get(content);
      if (last && last.of === samples && last.strength === strength) return last.canvas;
      const { width, height } = after;
      const rgba = mixOverview(samples[0].data, samples[1].data, strength, strengthOfResult, content);
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d', { colorSpace: space })!;
      context.putImageData(new ImageData(rgba, width, height, { colorSpace: space }), 0, 0);
      mixed.set(content, { of: samples, strength, canvas });
      return canvas;
    },
  };
}
