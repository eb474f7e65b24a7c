import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { modelCardSchema } from '../../../models/catalog/model-card.ts';
import { floatBicubic } from '../../support/float-bicubic.ts';
import { randomFrom } from '../../support/random.ts';

const weights = path.resolve(import.meta.dirname, '../../../models/weights');
const unfolded = path.resolve(import.meta.dirname, '../../fixtures/networks/photo-fast-x4-unfolded.onnx');
const cards = readdirSync(weights)
  .filter((name) => /-x[234]\.json$/.test(name))
  .map((name) => modelCardSchema.parse(JSON.parse(readFileSync(path.join(weights, name), 'utf8'))));

const width = 37;
const height = 29;

function picture(seed: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length: 3 * width * height }, () => random());
}

async function run(file: string, image: Float32Array, strength: number) {
  const session = await ort.InferenceSession.create(file, { executionProviders: ['cpu'] });
  const results = await session.run({
    image: new ort.Tensor('float32', image, [1, 3, height, width]),
    strength: new ort.Tensor('float32', Float32Array.of(strength), []),
  });
  const { output, residual } = results;
  const plain = { output: output!.data as Float32Array, residual: residual!.data as Float32Array, dims: output!.dims };
  await session.release();
  return plain;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

describe.each(cards)('$key', (card) => {
  const file = path.join(weights, card.file.name);

  it('is the file its card names', () => {
    const bytes = readFileSync(file);
    expect(bytes.length).toBe(card.file.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(card.file.sha256);
    expect(card.key).toBe(`${card.model}-x${card.scale}`);
    expect(card.file.name).toBe(`${card.key}.onnx`);
  });

  it('beats the bicubic clearly on every set it was measured on', () => {
    expect(card.quality.length).toBeGreaterThan(0);
    for (const { psnrY, bicubicPsnrY } of card.quality) expect(psnrY).toBeGreaterThan(bicubicPsnrY + 1);
  });

  it('is the bicubic enlargement within 1e-5 when the residual is left out', async () => {
    const image = picture(1);
    const { output, dims } = await run(file, image, 0);
    const { scale } = card;
    expect(dims).toEqual([1, 3, scale * height, scale * width]);
    const [outWidth, outHeight] = [scale * width, scale * height];
    for (let c = 0; c < 3; c++) {
      const wanted = floatBicubic(image.subarray(c * width * height, (c + 1) * width * height), width, height, scale);
      // The graph pads with zeros; within 2 input pixels of the border that shows.
      for (let y = 2 * scale; y < outHeight - 2 * scale; y++) {
        for (let x = 2 * scale; x < outWidth - 2 * scale; x++) {
          const got = output[(c * outHeight + y) * outWidth + x]!;
          expect(Math.abs(got - wanted[y * outWidth + x]!)).toBeLessThan(1e-5);
        }
      }
    }
  });

  it('adds strength times its residual, before clipping', async () => {
    const image = picture(2);
    const none = await run(file, image, 0);
    const twice = await run(file, image, 2);
    const wanted = none.output.map((value, i) => value + 2 * none.residual[i]!);
    expect(largestDifference(twice.output, wanted)).toBeLessThan(1e-5);
    expect(largestDifference(none.residual, twice.residual)).toBe(0);
    expect(Math.max(...none.residual.map(Math.abs))).toBeGreaterThan(0.05);
  });

  it('looks exactly as far as its card says', async () => {
    const image = picture(3);
    const before = (await run(file, image, 1)).output;
    const [cx, cy] = [18, 14];
    const reach = (distance: number) => {
      const changed = image.slice();
      for (let c = 0; c < 3; c++) changed[(c * height + cy) * width + cx - distance] = 5;
      return run(file, changed, 1).then(({ output }) => {
        const at = card.scale * cy * card.scale * width + card.scale * cx;
        return Math.abs(output[at]! - before[at]!);
      });
    };
    expect(await reach(card.radius)).toBeGreaterThan(0);
    expect(await reach(card.radius + 1)).toBe(0);
  });
});

describe('folding', () => {
  it('changes nothing: folded and branch-by-branch graphs agree within 1e-4', async () => {
    const image = picture(4);
    for (const strength of [0.5, 1, 2]) {
      const folded = await run(path.join(weights, 'photo-fast-x4.onnx'), image, strength);
      const branches = await run(unfolded, image, strength);
      expect(largestDifference(folded.output, branches.output)).toBeLessThan(1e-4);
      expect(largestDifference(folded.residual, branches.residual)).toBeLessThan(1e-4);
    }
  });
});
