import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelCardSchema } from '../../../models/catalog/model-card.ts';
import { floatBicubic } from '../../support/float-bicubic.ts';
import { openNetwork } from '../../support/open-network.ts';
import { missingPackages, runScript } from '../../support/python.ts';
import { randomFrom } from '../../support/random.ts';

const photos = path.resolve(import.meta.dirname, '../../fixtures/photos');
const why = missingPackages(['torch', 'numpy', 'PIL']);
const whyNoExport = why || missingPackages(['onnx', 'onnxruntime']);
const patience = 300_000;

let folder: string;
let pictures: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'residual-training-'));
  pictures = path.join(folder, 'crops');
  mkdirSync(pictures);
  // The name of the last is in validation.txt: it is held back.
  for (const [photo, name, left] of [
    ['kitten.jpg', 'kitten_00', 0],
    ['kitten.jpg', 'kitten_01', 128],
    ['coffee.jpg', 'cup_00', 60],
    ['chelsea.jpg', 'skimage-chelsea_00', 120],
  ] as const) {
    const crop = sharp(path.join(photos, photo)).extract({ left, top: 40, width: 96, height: 96 });
    await crop.png().toFile(path.join(pictures, `${name}.png`));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const network = ['--scale', 2, '--channels', 8, '--blocks', 2];
const schedule = ['--batch', 8, '--patch', 16, '--warm-up', 5, '--validate-every', 40, '--save-every', 40];

function train(run: string, steps: number, more: readonly string[] = [], killAt?: RegExp) {
  const where = ['--pictures', pictures, '--run', path.join(folder, run), '--device', 'cpu', '--threads', 1];
  return runScript('train.py', [...where, ...network, ...schedule, '--steps', steps, '--seed', 7, ...more], killAt);
}

const lastColumnOf = (run: string) =>
  readFileSync(path.join(folder, run, 'log.tsv'), 'utf8')
    .trim()
    .split('\t')
    .at(-1)!;

/** Rows of a run's log by step, without its seconds: rate, loss, PSNR of what is held back. */
function curveOf(run: string): Map<number, string[]> {
  const rows = readFileSync(path.join(folder, run, 'log.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return new Map(
    rows.map((row) => {
      const [step, ...rest] = row.split('\t');
      return [Number(step), rest.slice(0, 3)];
    }),
  );
}
const hashOf = (run: string) =>
  createHash('sha256')
    .update(readFileSync(path.join(folder, run, 'weights.pt')))
    .digest('hex');

describe('training', () => {
  it('learns: the loss falls, and held-back pictures come out better', { timeout: patience }, async (context) => {
    if (why) context.skip(why);
    const { out } = await train('whole', 200);
    expect(out).toContain('3 crops to train on, 1 held back');
    const curve = [...curveOf('whole')];
    expect(curve.map(([step]) => step)).toEqual([40, 80, 120, 160, 200]);
    const [first, last] = [curve[0]![1].map(Number), curve.at(-1)![1].map(Number)];
    expect(last[1]).toBeLessThan(0.95 * first[1]!);
    expect(last[2]).toBeGreaterThan(first[2]! + 0.3);
  });

  it('says when a rate is so high that channels fall silent', { timeout: patience }, async (context) => {
    if (why) context.skip(why);
    const told = 'are silent: try a lower --rate';
    const loud = await train('loud', 40, ['--rate', '3', '--final-rate', '3']);
    expect(loud.out).toContain(told);
    // The first layer and two blocks of 8 channels.
    const counts = lastColumnOf('loud').split(',').map(Number);
    expect(counts).toHaveLength(3);
    expect(Math.max(...counts)).toBeGreaterThan(4);
    const sound = await train('sound', 40);
    expect(sound.out).not.toContain(told);
    expect(Math.max(...lastColumnOf('sound').split(',').map(Number))).toBeLessThanOrEqual(4);
  });

  it('learns from what a teacher says of a crop in eight orientations', { timeout: patience }, async (context) => {
    if (why) context.skip(why);
    const teacher = path.join(folder, 'whole', 'weights.pt');
    const { out } = await train('taught', 40, ['--teacher', teacher, '--squared-last', '40']);
    expect(out).toContain(`taught by ${teacher}`);
    // A tenth of the truth is left in it: a first error far smaller than against the truth alone.
    await train('untaught', 40, ['--squared-last', '40']);
    const lossOf = (run: string) => Number(curveOf(run).get(40)![1]);
    expect(lossOf('taught')).toBeLessThan(0.5 * lossOf('untaught'));
    // An own teacher teaches nothing but the mean of its orientations: what is held back comes out no worse.
    await train('again', 40, ['--teacher', teacher, '--start', teacher, '--rate', '1e-4', '--squared-last', '40']);
    expect(Number(curveOf('again').get(40)![2])).toBeGreaterThan(Number(curveOf('whole').get(200)![2]) - 0.02);
  });

  it('sees walls that a program drew, the same every time', { timeout: patience }, async (context) => {
    if (why) context.skip(why);
    for (const place of ['walls', 'again-walls'])
      await runScript('facades.py', [path.join(folder, place), '--count', 2]);
    const drawn = readdirSync(path.join(folder, 'walls'));
    expect(drawn).toHaveLength(2);
    const contents = (place: string) => drawn.map((name) => readFileSync(path.join(folder, place, name)));
    expect(contents('again-walls')).toEqual(contents('walls'));
    expect(contents('walls')[0]).not.toEqual(contents('walls')[1]);
    const { out } = await train('with-walls', 40, ['--drawn', path.join(folder, 'walls')]);
    expect(out).toContain('5 crops to train on, 1 held back');
  });

  it('takes the patch with most to learn of several', { timeout: patience }, async (context) => {
    if (why) context.skip(why);
    const still = ['--rate', '1e-9', '--final-rate', '1e-9'];
    await train('any', 40, still);
    await train('hardest', 40, [...still, '--hardest-of', '4']);
    const lossOf = (run: string) => Number(curveOf(run).get(40)![1]);
    expect(lossOf('hardest')).toBeGreaterThan(1.1 * lossOf('any'));
  });

  it('goes on as a deeper network that does the same at first', { timeout: patience }, async (context) => {
    if (why) context.skip(why);
    const start = path.join(folder, 'whole', 'weights.pt');
    const still = ['--rate', '1e-9', '--final-rate', '1e-9', '--start', start];
    const { out } = await train('deeper', 40, [...still, '--blocks', '5']);
    expect(out).toContain('fresh: nothing');
    expect(lastColumnOf('deeper').split(',')).toHaveLength(6);
    await train('as-deep', 40, still);
    expect(Number(curveOf('deeper').get(40)![2])).toBeCloseTo(Number(curveOf('as-deep').get(40)![2]), 2);
  });

  it('says which patch the crops have room for', { timeout: patience }, async (context) => {
    if (why) context.skip(why);
    await expect(train('wide', 40, ['--patch', '46'])).rejects.toThrow('--patch 46: the smallest crop has room for 44');
  });

  it('goes on after being killed as if it had not been', { timeout: patience }, async (context) => {
    if (why) context.skip(why);
    const killed = await train('killed', 200, [], /^80\t/m);
    expect(killed.status).toBeNull();
    const { out } = await train('killed', 200);
    const resumed = Number(/resumed at step (\d+)/.exec(out)?.[1]);
    expect(resumed).toBeGreaterThan(0);
    expect(resumed).toBeLessThan(200);
    expect(curveOf('killed')).toEqual(curveOf('whole'));
    expect(hashOf('killed')).toBe(hashOf('whole'));
  });

  it('exports what it trained: folded without loss, on the network contract', {
    timeout: patience,
  }, async (context) => {
    if (whyNoExport) context.skip(whyNoExport);
    await train('told', 20, ['--restoring']);
    for (const [run, key] of [
      ['whole', 'tried-x2'],
      ['told', 'told-x2'],
    ] as const) {
      const [weights, unfolded] = [path.join(folder, run, 'weights.pt'), path.join(folder, `${run}-unfolded.onnx`)];
      const words = ['--key', key, '--title', 'T', '--description', 'D', '--out', folder, '--unfolded', unfolded];
      await runScript('export.py', ['--weights', weights, ...words]);
      const card = modelCardSchema.parse(JSON.parse(readFileSync(path.join(folder, `${key}.json`), 'utf8')));
      expect(card).toMatchObject({ key, scale: 2, radius: 4, hasCleanup: run === 'told', variants: [] });
      await checkGraph(path.join(folder, card.file.name), unfolded, run === 'told');
    }
  });
});

async function checkGraph(file: string, unfolded: string, hasCleanup: boolean): Promise<void> {
  const [width, height] = [21, 17];
  const random = randomFrom(5);
  const picture = { image: Float32Array.from({ length: 3 * width * height }, () => random()), width, height };
  const [folded, branches] = [await openNetwork(file), await openNetwork(unfolded)];
  expect(folded.inputs.map(({ name }) => name)).toEqual(['image', 'strength', ...(hasCleanup ? ['cleanup'] : [])]);
  const [none, once, wanted] = [
    await folded.run(picture, 0),
    await folded.run(picture, 1),
    await branches.run(picture, 1),
  ];
  await folded.close();
  await branches.close();
  const largest = (a: Float32Array, b: ArrayLike<number>) =>
    a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
  expect(once.residual.some((value) => Math.abs(value) > 1e-4)).toBe(true);
  expect(largest(once.output, wanted.output)).toBeLessThan(1e-5);
  expect(
    largest(
      once.output,
      none.output.map((value, i) => value + none.residual[i]!),
    ),
  ).toBeLessThan(1e-5);
  const bicubic = floatBicubic(picture.image.subarray(0, width * height), width, height, 2);
  for (let y = 4; y < 2 * height - 4; y++) {
    const row = [4 + y * 2 * width, (y + 1) * 2 * width - 4] as const;
    expect(largest(none.output.subarray(...row), bicubic.subarray(...row))).toBeLessThan(1e-5);
  }
}
