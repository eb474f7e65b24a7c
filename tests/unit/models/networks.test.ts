import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelCardSchema } from '../../../models/catalog/model-card.ts';
import { floatBicubic } from '../../support/float-bicubic.ts';
import { openNetwork } from '../../support/open-network.ts';
import { randomFrom } from '../../support/random.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const weights = path.join(root, 'models/weights');
const training = path.join(root, 'models/training');
const unfolded = path.join(root, 'tests/fixtures/networks/photo-fast-x4-unfolded.onnx');

/** What every card has, of an upscaling network or not. */
interface AnyCard {
  readonly key: string;
  readonly file: NamedFile;
  readonly variants?: readonly { readonly file: NamedFile }[];
  readonly training: {
    readonly manifests: readonly NamedHash[];
    /** A network's, or those of the adviser's networks. */
    readonly checkpoint?: NamedHash;
    readonly checkpoints?: readonly NamedHash[];
  };
}
interface NamedHash {
  readonly name: string;
  readonly sha256: string;
}
type NamedFile = NamedHash & { readonly bytes: number };

const files = readdirSync(weights);
const readCard = (name: string) => JSON.parse(readFileSync(path.join(weights, name), 'utf8'));
const everyCard: AnyCard[] = files.filter((name) => name.endsWith('.json')).map(readCard);
const cards = files.filter((name) => /-x[234]\.json$/.test(name)).map((name) => modelCardSchema.parse(readCard(name)));
const graphs = cards.flatMap((card) =>
  [{ precision: 'fp32', file: card.file }, ...card.variants].map(({ precision, file }) => ({ card, precision, file })),
);
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('the folder of networks', () => {
  it('holds the files of its cards and nothing else', () => {
    const named = everyCard.flatMap(({ key, file, variants = [] }) => [
      `${key}.json`,
      file.name,
      ...variants.map((variant) => variant.file.name),
    ]);
    expect(files.sort()).toEqual(named.sort());
  });

  it.each(everyCard)('$key: every file has the bytes that its card names', ({ key, file, variants = [] }) => {
    expect(file.name).toBe(`${key}.onnx`);
    for (const one of [file, ...variants.map((variant) => variant.file)]) {
      expect(readFileSync(path.join(weights, one.name)).length, one.name).toBe(one.bytes);
      expect(sha256(path.join(weights, one.name)), one.name).toBe(one.sha256);
    }
  });

  it.each(everyCard)('$key: what it was trained on, and its checkpoints, are as the card names them', (card) => {
    for (const { name, sha256: wanted } of card.training.manifests) {
      expect(sha256(path.join(training, name)), name).toBe(wanted);
      expect(readFileSync(path.join(training, name), 'utf8').split('\n')[0]).toMatch(/\blicence\b/);
    }
    const { checkpoint, checkpoints = [checkpoint!] } = card.training;
    expect(checkpoints.length).toBeGreaterThan(0);
    for (const { name, sha256: wanted } of checkpoints) {
      const weightsToGoOnFrom = path.join(training, 'checkpoints', name);
      expect(existsSync(weightsToGoOnFrom), name).toBe(true);
      expect(sha256(weightsToGoOnFrom), name).toBe(wanted);
    }
  });
});

describe.each(cards)('$key', (card) => {
  it('is named for its model and scale, and its variants for their precision', () => {
    expect(card.key).toBe(`${card.model}-x${card.scale}`);
    for (const { precision, file, lossDb } of card.variants) {
      expect(file.name).toBe(`${card.key}-${precision}.onnx`);
      expect(lossDb.validation).toBeLessThan(0.05);
    }
  });

  it('beats the bicubic clearly on every set it was measured on', () => {
    expect(card.quality.length).toBeGreaterThan(0);
    for (const { psnrY, bicubicPsnrY } of card.quality) expect(psnrY).toBeGreaterThan(bicubicPsnrY + 1);
  });
});

function pictureOf(seed: number, width = 37, height = 29) {
  const random = randomFrom(seed);
  return { image: Float32Array.from({ length: 3 * width * height }, () => random()), width, height };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

const sumOf = (values: Float32Array) => values.reduce((sum, value) => sum + Math.abs(value), 0);

describe.each(graphs)('the graph $file.name', ({ card, precision, file }) => {
  const { scale, radius, hasCleanup } = card;
  let network: Awaited<ReturnType<typeof openNetwork>>;
  beforeAll(async () => {
    network = await openNetwork(path.join(weights, file.name));
  });
  afterAll(() => network.close());

  it('has the contract’s inputs and outputs, float32, of any height and width', () => {
    const scalars = hasCleanup ? ['strength', 'cleanup'] : ['strength'];
    expect(network.inputs.map(({ name }) => name)).toEqual(['image', ...scalars]);
    expect(network.outputs.map(({ name }) => name)).toEqual(['output', 'residual']);
    for (const { name, type, shape } of [...network.inputs, ...network.outputs]) {
      expect(type).toBe('float32');
      if (scalars.includes(name)) expect(shape).toEqual([]);
      else expect(shape).toEqual([1, 3, expect.any(String), expect.any(String)]);
    }
  });

  it('is the bicubic enlargement within 1e-5 when the residual is left out', async () => {
    const picture = pictureOf(1);
    const { image, width, height } = picture;
    const { output, dims } = await network.run(picture, 0);
    expect(dims).toEqual([1, 3, scale * height, scale * width]);
    const [outWidth, outHeight] = [scale * width, scale * height];
    let worst = 0;
    for (let c = 0; c < 3; c++) {
      const wanted = floatBicubic(image.subarray(c * width * height, (c + 1) * width * height), width, height, scale);
      // The graph pads with zeros; within 2 input pixels of the border that shows.
      for (let y = 2 * scale; y < outHeight - 2 * scale; y++) {
        for (let x = 2 * scale; x < outWidth - 2 * scale; x++) {
          const got = output[(c * outHeight + y) * outWidth + x]!;
          worst = Math.max(worst, Math.abs(got - wanted[y * outWidth + x]!));
        }
      }
    }
    expect(worst).toBeLessThan(1e-5);
  });

  it('adds strength times its residual, before clipping', async () => {
    const picture = pictureOf(2);
    const none = await network.run(picture, 0);
    const twice = await network.run(picture, 2);
    const wanted = none.output.map((value, i) => value + 2 * none.residual[i]!);
    expect(largestDifference(twice.output, wanted)).toBeLessThan(1e-5);
    expect(largestDifference(none.residual, twice.residual)).toBe(0);
    expect(Math.max(...none.residual.map(Math.abs))).toBeGreaterThan(0.05);
  });

  it('takes what lies beyond its radius for nothing', async () => {
    const picture = pictureOf(3, radius + 8, 9);
    const [x, y] = [radius + 4, 4];
    // All that is made of one input pixel: of 48 outputs a faint influence shows in some, if not in each.
    const block = ({ output }: { readonly output: Float32Array }) =>
      Array.from({ length: 3 * scale * scale }, (_, i) => {
        const [c, row, column] = [Math.floor(i / scale / scale), Math.floor(i / scale) % scale, i % scale];
        return output[((c * picture.height + y) * scale + row) * scale * picture.width + scale * x + column]!;
      });
    const before = block(await network.run(picture, 1));
    const change = async (distance: number) => {
      const image = picture.image.slice();
      for (let c = 0; c < 3; c++) {
        for (let row = 0; row < picture.height; row++) {
          image[(c * picture.height + row) * picture.width + x - distance] = 5;
        }
      }
      return largestDifference(block(await network.run({ ...picture, image }, 1)), before);
    };
    expect(await change(radius + 1)).toBe(0);
    // Steps of 8 bits may swallow the faint influence of the outermost pixel.
    if (precision !== 'int8') expect(await change(radius)).not.toBe(0);
  });

  it('heeds how degraded its input is said to be, where it asks', async () => {
    const picture = pictureOf(4);
    const [clean, noisy] = [await network.run(picture, 1, 0), await network.run(picture, 1, 1)];
    expect(largestDifference(clean.output, noisy.output) > 0.01).toBe(hasCleanup);
  });

  it('says nearly what the float32 network says', async () => {
    // A smooth slope with edges in it; of pure noise no 8-bit network is near.
    const [width, height] = [48, 40];
    const image = Float32Array.from({ length: 3 * width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width) % height];
      return 0.15 + 0.5 * (x / width) + ((x >> 3) % 2 === (y >> 3) % 2 ? 0.25 : 0);
    });
    const whole = await openNetwork(path.join(weights, card.file.name));
    const wanted = await whole.run({ image, width, height }, 1);
    const got = await network.run({ image, width, height }, 1);
    await whole.close();
    const apart = sumOf(got.residual.map((value, i) => value - wanted.residual[i]!)) / sumOf(wanted.residual);
    const most = { fp32: 0, fp16: 0.01, int8: 0.2 }[precision]!;
    expect(apart).toBeLessThanOrEqual(most);
  });
});

describe('folding', () => {
  it('changes nothing: folded and branch-by-branch graphs agree within 1e-4', async () => {
    const folded = await openNetwork(path.join(weights, 'photo-fast-x4.onnx'));
    const branches = await openNetwork(unfolded);
    for (const strength of [0.5, 1, 2]) {
      const [a, b] = [await folded.run(pictureOf(4), strength), await branches.run(pictureOf(4), strength)];
      expect(largestDifference(a.output, b.output)).toBeLessThan(1e-4);
      expect(largestDifference(a.residual, b.residual)).toBeLessThan(1e-4);
    }
    await folded.close();
    await branches.close();
  });
});
