import { describe, expect, it } from 'vitest';
import { readCrops } from '../../../../electron/upscale/read-crops.ts';
import { memoryRaster } from '../../../support/memory-raster.ts';

const side = 96;

/** A picture that is flat but for checks in one square of it. */
function checked(width: number, height: number, at: number, channels: 1 | 2 | 3 | 4, full = 255) {
  const samples = full > 255 ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= at && x < at + side && y >= at && y < at + side;
      const value = inside && (x + y) % 2 === 0 ? full : full / 5;
      const from = (y * width + x) * channels;
      samples.fill(value, from, from + channels);
      if (channels % 2 === 0) samples[from + channels - 1] = full;
    }
  }
  return memoryRaster(samples, width, height, channels);
}

describe('the crops of a picture', () => {
  it('hold the part in which most happens, as it lies there', async () => {
    const crops = await readCrops(checked(576, 576, 288, 3));
    expect(crops).toHaveLength(8);
    const busiest = crops.find((crop) => crop.every((value, i) => value === (checkAt(i) ? 255 : 51)));
    expect(busiest).toBeDefined();
  });

  it.each([
    ['wide', false, 3, 1],
    ['turned', true, 3, 1],
    ['transparent', false, 4, 6],
    ['very wide', false, 3, 6],
  ] as const)('are read in as few pieces as pay (%s)', async (kind, transposed, channels, each) => {
    const width = kind === 'very wide' ? 40_000 : 700;
    const raster = { ...checked(width, 600, 288, channels), transposed };
    const regions: number[][] = [];
    const read: typeof raster.readRegion = (...region) => {
      regions.push(region);
      return raster.readRegion(...region);
    };
    const crops = await readCrops({ ...raster, readRegion: read });
    expect(regions).toHaveLength(6 * each);
    if (each === 1) expect(regions.every(([, , w, h]) => (transposed ? h === 600 : w === 700))).toBe(true);
    // Whatever is read at once, the crops are the same.
    expect(crops).toEqual(await readCrops({ ...raster, transposed: !transposed }));
  });

  it.each([1, 2, 3, 4] as const)('are RGB whatever the picture is (%i channels)', async (channels) => {
    for (const full of [255, 65535]) {
      const [crop] = await readCrops(checked(side, side, 0, channels, full));
      expect(crop).toHaveLength(3 * side * side);
      expect([...crop!.slice(0, 6)]).toEqual([full, full, full, full / 5, full / 5, full / 5]);
    }
  });

  it('are a small picture mirrored, once', async () => {
    const crops = await readCrops(checked(5, 200, 0, 3));
    expect(crops.every((crop) => crop.length === 3 * side * side)).toBe(true);
    const [dot] = await readCrops(checked(1, 1, 0, 3));
    expect(new Set(dot)).toEqual(new Set([255]));
  });
});

function checkAt(sample: number): boolean {
  const at = Math.floor(sample / 3);
  return ((at % side) + Math.floor(at / side)) % 2 === 0;
}
