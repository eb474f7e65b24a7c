import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Precision } from '../../../../electron/contract/settings.ts';
import { loadModels } from '../../../../electron/engine/models.ts';
import { readProvenance } from '../../../../electron/image/provenance.ts';
import { createUpscaler } from '../../../support/upscale.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const models = await loadModels(path.join(root, 'models/weights'));
const card = models.cards.find((one) => one.key === 'photo-fast-x4')!;
const hashes = Object.fromEntries(card.variants.map(({ precision, file }) => [precision, file.sha256]));

describe('the precision of a network', () => {
  it('is float32 with float16 beside it for GPUs, unless one is asked for', () => {
    expect(models.network('photo-fast', 4)).toMatchObject({ hash: card.file.sha256, half: { hash: hashes.fp16 } });
    expect(models.network('photo-fast', 4, 'fp32')).not.toHaveProperty('half');
    expect(models.network('photo-fast', 4, 'int8')).toMatchObject({ key: 'photo-fast-x4-int8', hash: hashes.int8 });
    expect(models.byKey('photo-fast-x4-fp16')?.hash).toBe(hashes.fp16);
  });

  it('is refused where the model has no such file, by those it has', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-precision-'));
    const [half] = card.variants;
    await writeFile(path.join(folder, 'photo-fast-x4.json'), JSON.stringify({ ...card, variants: [half] }));
    const few = await loadModels(folder);
    await rm(folder, { recursive: true });
    const problem = {
      code: 'model-precision',
      subject: 'photo-fast',
      values: { precision: 'int8', scale: 4, known: 'fp32, fp16' },
    };
    expect(() => few.network('photo-fast', 4, 'int8')).toThrow(expect.objectContaining({ problem }));
  });
});

describe('a picture in every precision', () => {
  let folder: string;
  let upscaler: Awaited<ReturnType<typeof createUpscaler>>;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'residual-precision-'));
    upscaler = await createUpscaler();
    const photo = sharp(path.join(root, 'tests/fixtures/photos/chelsea.jpg')).extract({
      left: 120,
      top: 60,
      width: 96,
      height: 80,
    });
    await photo.clone().png().toFile(path.join(folder, 'cat.png'));
    await photo.toColourspace('rgb16').png().toFile(path.join(folder, 'deep.png'));
  });
  afterAll(async () => {
    await upscaler.close();
    await rm(folder, { recursive: true });
  });

  async function upscale(source: string, precision: Precision) {
    const settings = { model: 'photo-fast', precision, overwrite: true, engine: 'native', format: 'png' } as const;
    const outcome = await upscaler.upscale(path.join(folder, source), settings);
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
    const samples = await sharp(outcome.output.path).raw().toBuffer();
    return { samples, hash: (await readProvenance(outcome.output.path))?.modelHash };
  }

  it('bears the hash of the file that made it; float16 is within one level, int8 near', async () => {
    const whole = await upscale('cat.png', 'auto');
    expect(whole.hash).toBe(card.file.sha256);
    for (const [precision, most, mean] of [
      ['fp16', 1, 0.05],
      ['int8', 40, 1],
    ] as const) {
      const { samples, hash } = await upscale('cat.png', precision);
      expect(hash).toBe(hashes[precision]);
      const differences = Array.from(samples, (value, i) => Math.abs(value - whole.samples[i]!));
      expect(differences.reduce((most, value) => Math.max(most, value))).toBeLessThanOrEqual(most);
      const sum = differences.reduce((total, value) => total + value, 0);
      expect(sum / differences.length).toBeLessThan(mean);
      expect(sum).toBeGreaterThan(0);
    }
  });

  it('is float32 above 8 bits a sample, whatever is asked for', async () => {
    expect((await upscale('deep.png', 'int8')).hash).toBe(card.file.sha256);
  });
});
