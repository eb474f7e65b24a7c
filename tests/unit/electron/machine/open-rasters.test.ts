import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../../electron/image/picture.ts';
import { createOpenRasters } from '../../../../electron/machine/open-rasters.ts';
import { memoryRaster } from '../../../support/memory-raster.ts';

function rasters(kept: number) {
  const opened: string[] = [];
  const closed: string[] = [];
  const open = (key: string) => async (): Promise<Raster> => {
    opened.push(key);
    return {
      ...memoryRaster(new Uint8Array(1), 1, 1, 1),
      close: async () => {
        closed.push(key);
      },
    };
  };
  const made = createOpenRasters(kept);
  const look = (key: string) => made.with(key, open(key), async () => {});
  return { made, open, look, opened, closed };
}

describe('decoded pictures', () => {
  it('are kept for the next look, those looked at last longest', async () => {
    const { look, opened, closed } = rasters(2);
    for (const key of ['a', 'b', 'a', 'c']) await look(key);
    expect(opened).toEqual(['a', 'b', 'c']);
    expect(closed).toEqual(['b']);
  });

  it('are decoded once when two look at the same time', async () => {
    const { look, opened } = rasters(2);
    await Promise.all([look('a'), look('a')]);
    expect(opened).toEqual(['a']);
  });

  it('are not closed while somebody reads them', async () => {
    const { made, open, closed } = rasters(1);
    let end = () => {};
    const reading = made.with(
      'a',
      open('a'),
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    await Promise.resolve();
    await made.with('b', open('b'), async () => {});
    await made.drop('a');
    expect(closed).not.toContain('a');
    end();
    await reading;
    expect(closed).toContain('a');
  });

  it('are tried anew after one could not be decoded', async () => {
    const { made, look, opened } = rasters(2);
    const broken = made.with(
      'a',
      () => Promise.reject(new Error('broken')),
      async () => {},
    );
    await expect(broken).rejects.toThrow('broken');
    await look('a');
    expect(opened).toEqual(['a']);
  });

  it('are all closed at the end', async () => {
    const { made, look, closed } = rasters(3);
    for (const key of ['a', 'b']) await look(key);
    await made.close();
    expect(closed.sort()).toEqual(['a', 'b']);
  });
});
