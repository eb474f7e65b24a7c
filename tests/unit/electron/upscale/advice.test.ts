import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readProvenance } from '../../../../electron/image/provenance.ts';
import { createUpscaler } from '../../../support/upscale.ts';
import { colourOf, makeWeights } from '../../../support/weights-with-adviser.ts';

const decode = vi.hoisted(() => vi.fn());
vi.mock('../../../../electron/image/decode-picture.ts', async (original) => {
  const { decodePicture } = await original<typeof import('../../../../electron/image/decode-picture.ts')>();
  return { decodePicture: decode.mockImplementation(decodePicture) };
});

const auto = { model: 'auto', scale: 2 } as const;
let root = '';
let upscaler: Awaited<ReturnType<typeof createUpscaler>>;
let counter = 0;

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'residual-advice-'));
  upscaler = await createUpscaler(await makeWeights(path.join(root, 'weights')));
});
afterAll(async () => {
  await upscaler.close();
  await rm(root, { recursive: true });
});

/** A plain picture in a folder of its own, about which the adviser says this. */
async function picture(kind: 'photo' | 'art' | 'screenshot', noise: number, quality: number) {
  const folder = path.join(root, String(++counter));
  await mkdir(folder);
  const source = path.join(folder, 'a.png');
  const background = colourOf(kind, noise, quality);
  await sharp({ create: { width: 20, height: 14, channels: 3, background } })
    .png()
    .toFile(source);
  return source;
}

/** The red of the result's first pixel; the restoring network adds 0.02 · cleanup to it. */
async function redOf(file: string) {
  return (await sharp(file).raw().toBuffer())[0]!;
}

describe('a run that leaves the choice to the adviser', () => {
  it('takes the network that suits what is seen, with that much cleanup', async () => {
    const source = await picture('photo', 15, 60);
    const told = vi.fn();
    const outcome = await upscaler.upscale(source, { ...auto, strength: 2 }, { onChoice: told });
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    expect(outcome.used).toMatchObject({ model: 'restore', cleanup: 0.5 });
    expect(outcome.used.reason?.advice).toMatchObject({ kind: 'photo', quality: 60 });
    expect(outcome.used.reason?.advice?.noise).toBeCloseTo(15, 0);
    expect(told).toHaveBeenCalledExactlyOnceWith(outcome.used);
    expect(outcome.warnings).toEqual([]);
    // 2 · 0.02 · 0.5 of 255 is 5: the cleanup has reached the network.
    expect((await redOf(outcome.output.path)) - colourOf('photo', 15, 60).r).toBe(5);
  });

  it('takes the plain network for a clean photograph, and says what it would have taken for a drawing', async () => {
    const clean = await upscaler.upscale(await picture('photo', 1, 100), auto);
    expect(clean).toMatchObject({ kind: 'done', used: { model: 'photo', cleanup: null } });
    const drawing = await upscaler.upscale(await picture('art', 1, 100), auto);
    const missed = { model: 'art', because: 'absent' };
    expect(drawing).toMatchObject({ kind: 'done', used: { model: 'photo', reason: { code: 'art', missed } } });
  });

  it('asks for the cleanup alone where the user named a network that restores', async () => {
    const source = await picture('art', 20, 70);
    const outcome = await upscaler.upscale(source, { ...auto, model: 'restore' });
    expect(outcome).toMatchObject({ kind: 'done', used: { model: 'restore', cleanup: 0.5 } });
    const given = await upscaler.upscale(source, { ...auto, model: 'restore', cleanup: 0.1 });
    expect(given).toMatchObject({ kind: 'done', used: { model: 'restore', cleanup: 0.1, reason: null } });
  });

  it('writes what was asked, seen and used into the result', async () => {
    const outcome = await upscaler.upscale(await picture('photo', 10, 100), auto);
    const made = outcome.kind === 'done' ? await readProvenance(outcome.output.path) : null;
    expect(made).toMatchObject({
      model: 'restore',
      cleanup: 0.2,
      advised: {
        adviser: upscaler.models.adviser?.hash,
        model: 'auto',
        cleanup: 'auto',
        advice: { kind: 'photo', quality: null },
      },
    });
    expect(made?.advised?.advice).toEqual(outcome.kind === 'done' ? outcome.used.reason?.advice : null);
  });
});

describe('a result that is already there', () => {
  it('is recognised without decoding the photo again', async () => {
    const source = await picture('photo', 15, 60);
    const first = await upscaler.upscale(source, auto);
    decode.mockClear();
    const again = await upscaler.upscale(source, auto);
    expect(again).toMatchObject({ kind: 'skipped', used: { model: 'restore', cleanup: 0.5 } });
    expect(again.kind === 'skipped' && again.used).toEqual(first.kind === 'done' && first.used);
    expect(decode).not.toHaveBeenCalled();
  });

  it('is the same whether the adviser chose or the user named what it chose', async () => {
    const chosen = await picture('photo', 15, 60);
    await upscaler.upscale(chosen, auto);
    const named = { ...auto, model: 'restore', cleanup: 0.5 };
    expect(await upscaler.upscale(chosen, named)).toMatchObject({ kind: 'skipped', used: { reason: null } });
    const byHand = await picture('photo', 15, 60);
    await upscaler.upscale(byHand, named);
    const onProgress = vi.fn();
    const looked = await upscaler.upscale(byHand, auto, { onProgress });
    expect(looked).toMatchObject({ kind: 'skipped', used: { model: 'restore' } });
    expect(onProgress).not.toHaveBeenCalled();
    expect(await upscaler.upscale(byHand, { ...auto, model: 'photo' })).toMatchObject({ kind: 'done' });
  });

  it('does not count when another network would be chosen now', async () => {
    const source = await picture('photo', 15, 60);
    const before = await createUpscaler(await makeWeights(path.join(root, 'fewer'), ['photo']));
    try {
      expect(await before.upscale(source, auto)).toMatchObject({ kind: 'done', used: { model: 'photo' } });
      expect(await before.upscale(source, auto)).toMatchObject({ kind: 'skipped' });
    } finally {
      await before.close();
    }
    expect(await upscaler.upscale(source, auto)).toMatchObject({ kind: 'done', used: { model: 'restore' } });
  });
});

describe('an adviser that fails', () => {
  it('fails no photo: it comes out plain, and the result says so', async () => {
    const weights = await makeWeights(path.join(root, 'broken'));
    await writeFile(path.join(weights, 'auto.onnx'), 'no network');
    const broken = await createUpscaler(weights);
    try {
      const outcome = await broken.upscale(await picture('photo', 15, 60), auto);
      expect(outcome).toMatchObject({ kind: 'done', used: { model: 'photo', reason: { code: 'no-advice' } } });
      expect(outcome.kind === 'done' && outcome.warnings).toEqual([
        expect.stringMatching(/could not be told: .*not what its card says/),
      ]);
      const named = await broken.upscale(await picture('photo', 15, 60), { ...auto, model: 'restore' });
      expect(named).toMatchObject({ kind: 'done', used: { model: 'restore', cleanup: 0 } });
    } finally {
      await broken.close();
    }
  });

  it('is not asked where it is not installed: auto is then the first choice, without a word', async () => {
    const weights = await makeWeights(path.join(root, 'without'));
    await rm(path.join(weights, 'auto.onnx'));
    const without = await createUpscaler(weights);
    try {
      expect(without.models.adviser).toBeNull();
      const outcome = await without.upscale(await picture('photo', 15, 60), auto);
      expect(outcome).toMatchObject({ kind: 'done', used: { model: 'photo', reason: null }, warnings: [] });
    } finally {
      await without.close();
    }
  });
});
