import { describe, expect, it } from 'vitest';
import { type Feeds, runTile } from '../../../../models/inference/run-tile.ts';
import { planeUnit, type TileRequest } from '../../../../models/inference/tile.ts';

const network = { scale: 2, hasCleanup: false } as const;
const crop = { left: 1, top: 1, width: 2, height: 1 };

function request(pixels: Uint8Array | Uint16Array, more: Partial<TileRequest> = {}): TileRequest {
  return { pixels, width: 4, height: 3, crop, strength: 1, cleanup: null, want: 'picture', ...more };
}

/** Repeats every pixel; the residual adds `extra` everywhere. */
const nearest =
  (extra: number) =>
  async ({ image, width, height, strength }: Feeds) => {
    const output = new Float32Array(image.length * 4);
    for (let i = 0; i < output.length; i++) {
      const x = i % (2 * width);
      const row = Math.floor(i / (2 * width));
      const channel = Math.floor(row / (2 * height));
      const y = Math.floor((row % (2 * height)) / 2);
      output[i] = image[(channel * height + y) * width + Math.floor(x / 2)]! + strength * extra;
    }
    return { output, residual: new Float32Array(output.length).fill(extra) };
  };

describe('running a tile', () => {
  it('gives the crop in the depth it came in', async () => {
    const pixels = Uint16Array.from({ length: 36 }, (_, i) => 30000 + 7 * i);
    const result = await runTile(nearest(0), request(pixels), network);
    expect(result.kind === 'ran' && result.fault).toBe('');
    if (result.kind !== 'ran') return;
    expect(result.pixels).toBeInstanceOf(Uint16Array);
    const at = (x: number, y: number) => [...pixels.subarray(3 * (4 * y + x), 3 * (4 * y + x) + 3)];
    const row = [...at(1, 1), ...at(1, 1), ...at(2, 1), ...at(2, 1)];
    expect([...result.pixels]).toEqual([...row, ...row]);
  });

  it('clips only after the residual was added', async () => {
    const result = await runTile(nearest(0.04), request(new Uint8Array(36).fill(250)), network);
    expect(result.kind === 'ran' && [...new Set(result.pixels)]).toEqual([255]);
  });

  it('gives both planes unclipped, whatever the strength', async () => {
    const result = await runTile(
      nearest(0.05),
      request(new Uint8Array(36).fill(255), { want: 'planes', strength: 0 }),
      network,
    );
    if (result.kind !== 'ran') throw new Error(result.detail);
    expect(result.fault).toBe('');
    expect(result.pixels).toBeInstanceOf(Int16Array);
    expect([...new Set(result.pixels.subarray(0, 24))]).toEqual([planeUnit]);
    expect([...new Set(result.pixels.subarray(24))]).toEqual([Math.round(0.05 * planeUnit)]);
  });

  it('reports a failed run, a garbled one and one of the wrong size', async () => {
    const fine = request(new Uint8Array(36).fill(200));
    const failing = () => Promise.reject(new Error('device lost'));
    expect(await runTile(failing, fine, network)).toEqual({ kind: 'failed', detail: 'device lost', lost: false });
    const black = await runTile(nearest(-0.78), fine, network);
    expect(black.kind === 'ran' && black.fault).toContain('levels off');
    const short = await runTile(async () => ({ output: new Float32Array(12) }), fine, network);
    expect(short.kind === 'ran' && short.fault).toContain('12 samples instead of 144');
  });
});
