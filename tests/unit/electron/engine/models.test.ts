import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMachine } from '../../../../electron/cli/doctor-command.ts';
import { describeModels } from '../../../../electron/cli/models-command.ts';
import { settingsSchema } from '../../../../electron/contract/settings.ts';
import { createEnginePool } from '../../../../electron/engine/engine-pool.ts';
import { loadModels } from '../../../../electron/engine/models.ts';
import { createNativeEngine, forkEngineProcess } from '../../../../electron/engine/native-engine.ts';
import { findPlaces } from '../../../../electron/engine/places.ts';
import { makeWeights } from '../../../support/weights-with-adviser.ts';

const places = findPlaces(import.meta.url);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'residual-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a folder of networks', () => {
  it('has an adviser where its card and its file are both there', async () => {
    const weights = await makeWeights(path.join(folder, 'all'));
    const models = await loadModels(weights);
    expect(models.adviser).toMatchObject({ key: 'auto', file: path.join(weights, 'auto.onnx') });
    expect(models.summaries().map(({ id }) => id)).toEqual(['photo', 'restore']);
    expect(() => models.check(settingsSchema.parse({ model: 'auto', scale: 2 }))).not.toThrow();
    await rm(path.join(weights, 'auto.onnx'));
    expect((await loadModels(weights)).adviser).toBeNull();
  });

  it('is damaged with an adviser’s card that is none', async () => {
    const weights = await makeWeights(path.join(folder, 'damaged'));
    for (const text of ['{', '{"key":"auto"}']) {
      await writeFile(path.join(weights, 'auto.json'), text);
      await expect(loadModels(weights)).rejects.toMatchObject({
        problem: { code: 'model-damaged', subject: 'auto.json' },
      });
    }
  });

  it('is listed with the adviser first, and what it was measured to be', async () => {
    const text = describeModels(await loadModels(await makeWeights(path.join(folder, 'listed'))));
    expect(text).toMatch(/^auto {2}Auto\n/);
    expect(text).toContain('kind right 100.0 %, correlation of noise 1.00, of JPEG quality 1.00');
    expect(text).toContain('\nrestore ×2');
  });

  it('is tried by the doctor in int8 too, who tells what that gains and loses', async () => {
    const weights = path.join(folder, 'precise');
    const shipped = path.join(places.root, 'models/weights');
    await mkdir(weights);
    const names = ['photo-fast-x4.json', 'photo-fast-x4.onnx', 'photo-fast-x4-fp16.onnx', 'photo-fast-x4-int8.onnx'];
    for (const name of names) await copyFile(path.join(shipped, name), path.join(weights, name));
    const engines = createEnginePool([createNativeEngine(forkEngineProcess(places.engineEntry))]);
    const context = { engines, version: '1', signal: new AbortController().signal };
    try {
      const { text, healthy } = await describeMachine({ ...context, models: await loadModels(weights) });
      expect(healthy).toBe(true);
      expect(text).toMatch(/photo-fast ×4 {2}\d+\.\d\d Mpx\/s; int8 \d+\.\d\d times that, 0\.033 dB less$/m);
    } finally {
      await engines.close();
    }
  });

  it('is tried by the doctor, the adviser too, which names what does not work', async () => {
    const weights = await makeWeights(path.join(folder, 'tried'), ['restore']);
    const engines = createEnginePool([createNativeEngine(forkEngineProcess(places.engineEntry))]);
    const context = { engines, version: '1', signal: new AbortController().signal };
    try {
      const well = await describeMachine({ ...context, models: await loadModels(weights) });
      expect(well.healthy).toBe(true);
      expect(well.text).toMatch(/auto {7}answers in \d+ ms a picture/);
      await writeFile(path.join(weights, 'auto.onnx'), 'no network');
      engines.rest();
      const ill = await describeMachine({ ...context, models: await loadModels(weights) });
      expect(ill.healthy).toBe(false);
      expect(ill.text).toMatch(/auto {7}auto: the model's file is not what its card says/);
    } finally {
      await engines.close();
    }
  });
});
