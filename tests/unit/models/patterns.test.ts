import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { modelCardSchema } from '../../../models/catalog/model-card.ts';
import { type Feeds, runTile } from '../../../models/inference/run-tile.ts';
import type { TileRequest } from '../../../models/inference/tile.ts';
import { randomFrom } from '../../support/random.ts';

const weights = path.resolve(import.meta.dirname, '../../../models/weights');
const cards = readdirSync(weights)
  .filter((name) => /-x[234]\.json$/.test(name))
  .map((name) => modelCardSchema.parse(JSON.parse(readFileSync(path.join(weights, name), 'utf8'))));

const random = randomFrom(6);
const patterns: Record<string, (x: number, y: number, channel: number) => boolean> = {
  'a checkerboard': (x, y) => (x + y) % 2 === 0,
  'upright stripes': (x) => x % 2 === 0,
  'level stripes': (_, y) => y % 2 === 0,
  'stripes of two to one': (x) => x % 3 === 0,
  'single dots': (x, y) => x % 2 === 0 && y % 2 === 0,
  'single holes': (x, y) => x % 4 !== 0 || y % 4 !== 0,
  'coloured checks': (x, y, channel) => (x + y + channel) % 2 === 0,
  'binary noise': () => random() < 0.5,
};

/** Sizes whose results leave 2, 4 and 8 pixels beside whole blocks of 32, and one smaller than a block. */
const sizes = [
  [33, 33],
  [66, 17],
  [5, 3],
] as const;

function request(
  pattern: (x: number, y: number, channel: number) => boolean,
  [w, h]: readonly [number, number],
  context: number,
  strength: number,
  cleanup: number | null,
): TileRequest {
  const [width, height] = [w + 2 * context, h + 2 * context];
  const pixels = new Uint8Array(3 * width * height);
  for (let i = 0; i < pixels.length; i++) {
    const at = Math.floor(i / 3);
    const x = Math.min(w - 1, Math.max(0, (at % width) - context));
    const y = Math.min(h - 1, Math.max(0, Math.floor(at / width) - context));
    pixels[i] = pattern(x, y, i % 3) ? 255 : 0;
  }
  const crop = { left: context, top: context, width: w, height: h };
  return { pixels, width, height, crop, strength, cleanup, want: 'picture' };
}

describe.each(cards)('what $key makes of the hardest patterns', (card) => {
  it.each(Object.entries(patterns))('is no fault: %s', async (_, pattern) => {
    const session = await ort.InferenceSession.create(path.join(weights, card.file.name));
    const run = async ({ image, width, height, strength, cleanup }: Feeds) => {
      const { output } = await session.run(
        {
          image: new ort.Tensor('float32', image, [1, 3, height, width]),
          strength: new ort.Tensor('float32', Float32Array.of(strength), []),
          ...(cleanup === null ? {} : { cleanup: new ort.Tensor('float32', Float32Array.of(cleanup), []) }),
        },
        ['output'],
      );
      return { output: output!.data as Float32Array };
    };
    for (const size of sizes) {
      for (const strength of [1, 2]) {
        for (const cleanup of card.hasCleanup ? [0, 0.5, 1] : [null]) {
          const result = await runTile(run, request(pattern, size, card.radius, strength, cleanup), card);
          expect(result, `${size} at ${strength}, cleanup ${cleanup}`).toMatchObject({ kind: 'ran', fault: '' });
        }
      }
    }
    await session.release();
  });
});
