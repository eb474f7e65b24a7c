import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { adviserCardSchema } from '../../../models/catalog/adviser-card.ts';
import { randomFrom } from '../../support/random.ts';

const models = path.resolve(import.meta.dirname, '../../../models');
const fixtures = path.resolve(import.meta.dirname, '../../fixtures');
const card = adviserCardSchema.parse(JSON.parse(readFileSync(path.join(models, 'weights/auto.json'), 'utf8')));
const graph = path.join(models, 'weights', card.file.name);
const { size, crops: mostCrops } = card.input;
const plane = size * size;

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Up to 8 crops in two rows across the picture's middle, planar RGB 0..1, [8,3,size,size]. */
async function cropsOf(picture: Sharp) {
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const crops = new Float32Array(mostCrops * 3 * plane);
  for (let k = 0; k < mostCrops; k++) {
    const left = Math.floor(((k % 4) * (info.width - size)) / 3);
    const top = Math.floor(((1 + Math.floor(k / 4)) * (info.height - size)) / 3);
    for (let i = 0; i < plane; i++) {
      const at = ((top + Math.floor(i / size)) * info.width + left + (i % size)) * info.channels;
      for (let c = 0; c < 3; c++) crops[(k * 3 + c) * plane + i] = data[at + c]! / 255;
    }
  }
  return crops;
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

async function ask(crops: Float32Array) {
  const session = await ort.InferenceSession.create(graph, { executionProviders: ['cpu'] });
  const count = crops.length / (3 * plane);
  const { kind, noise, quality } = await session.run({
    crops: new ort.Tensor('float32', crops, [count, 3, size, size]),
  });
  const names = { inputs: session.inputNames, outputs: session.outputNames };
  const dims = { kind: kind!.dims, noise: noise!.dims, quality: quality!.dims };
  const data = [kind, noise, quality].map((t) => t!.data as Float32Array);
  await session.release();
  const [kinds, noises, qualities] = data as [Float32Array, Float32Array, Float32Array];
  const of = card.kinds.map((_, k) => mean(Array.from({ length: count }, (_, n) => kinds[n * card.kinds.length + k]!)));
  return { names, dims, kinds, noises, qualities, kind: card.kinds[of.indexOf(Math.max(...of))] };
}

const photo = () => sharp(path.join(fixtures, 'photos/kitten.jpg'));

/** The picture with Gaussian noise of that sigma (Box and Muller). */
async function noisy(sigma: number) {
  const { data, info } = await photo().removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const random = randomFrom(5);
  const gaussian = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const values = Uint8Array.from(data, (v) => Math.min(255, Math.max(0, Math.round(v + sigma * gaussian()))));
  return sharp(values, { raw: { width: info.width, height: info.height, channels: info.channels } });
}

describe('the adviser', () => {
  it('is the file its card names, made from the lists and the checkpoints it names', () => {
    expect(readFileSync(graph).length).toBe(card.file.bytes);
    expect(hashOf(graph)).toBe(card.file.sha256);
    for (const { name, sha256 } of card.training.manifests)
      expect(hashOf(path.join(models, 'training', name))).toBe(sha256);
    for (const { name, sha256 } of card.training.checkpoints)
      expect(hashOf(path.join(models, 'training/checkpoints', name))).toBe(sha256);
  });

  it('was measured right on 95 % of pictures it never saw, its numbers correlating with the truth by 0.9', () => {
    expect(card.measured.kindRight).toBeGreaterThanOrEqual(0.95);
    expect(card.measured.noiseCorrelation).toBeGreaterThanOrEqual(0.9);
    expect(card.measured.qualityCorrelation).toBeGreaterThanOrEqual(0.9);
    expect(card.measured.pictures).toBeGreaterThan(300);
  });

  it.each([1, 3, 8])('answers for %i crops with probabilities, a sigma and a quality each', async (count) => {
    const random = randomFrom(count);
    const crops = Float32Array.from({ length: count * 3 * plane }, random);
    const { names, dims, kinds, noises, qualities } = await ask(crops);
    expect(names).toEqual({ inputs: ['crops'], outputs: ['kind', 'noise', 'quality'] });
    expect(dims).toEqual({ kind: [count, 3], noise: [count], quality: [count] });
    for (let n = 0; n < count; n++) {
      expect(kinds[n * 3]! + kinds[n * 3 + 1]! + kinds[n * 3 + 2]!).toBeCloseTo(1, 4);
      expect(noises[n]).toBeGreaterThanOrEqual(0);
      expect(qualities[n]).toBeGreaterThanOrEqual(1);
      expect(qualities[n]).toBeLessThanOrEqual(100);
    }
  });

  it('gives a crop the same answer whatever stands beside it', async () => {
    const crops = await cropsOf(photo());
    const together = await ask(crops);
    const alone = await ask(crops.slice(3 * plane, 6 * plane));
    expect(alone.noises[0]).toBeCloseTo(together.noises[1]!, 3);
    expect(alone.qualities[0]).toBeCloseTo(together.qualities[1]!, 2);
    expect(alone.kinds[0]).toBeCloseTo(together.kinds[3]!, 4);
  });

  it.each([
    ['photos/kitten.jpg', 'photo'],
    ['kinds/art.png', 'art'],
    ['kinds/screenshot.png', 'screenshot'],
  ])('tells what %s is', async (file, kind) => {
    expect((await ask(await cropsOf(sharp(path.join(fixtures, file))))).kind).toBe(kind);
  });

  it('sees noise where it is added, the more the higher', async () => {
    const none = mean((await ask(await cropsOf(photo()))).noises);
    const some = mean((await ask(await cropsOf(await noisy(15)))).noises);
    const much = mean((await ask(await cropsOf(await noisy(40)))).noises);
    expect(some - none).toBeGreaterThan(5);
    expect(much - some).toBeGreaterThan(12);
  });

  it('sees a strong JPEG compression', async () => {
    const strong = sharp(await (await noisy(0)).jpeg({ quality: 35 }).toBuffer());
    const reduced = sharp(await photo().resize({ width: 300 }).png().toBuffer());
    const before = mean((await ask(await cropsOf(reduced))).qualities);
    expect(before - mean((await ask(await cropsOf(strong))).qualities)).toBeGreaterThan(25);
  });
});
