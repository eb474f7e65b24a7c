import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type AdviserCard, adviserCardSchema } from '../../models/catalog/adviser-card.ts';
import { type ModelCard, modelCardSchema } from '../../models/catalog/model-card.ts';

const weights = path.resolve(import.meta.dirname, '../../models/weights');
const fixtures = path.resolve(import.meta.dirname, '../fixtures/networks');

/**
 * A folder of networks with an adviser that reads its answers off the mean colour, a restoring network that
 * brightens by its `cleanup` (both by tests/fixtures/networks/make.py), and the shipped fast one as `photo`.
 */
export async function makeWeights(folder: string, models: readonly ('photo' | 'restore')[] = ['photo', 'restore']) {
  await mkdir(folder, { recursive: true });
  const card = modelCardSchema.parse(JSON.parse(await readFile(path.join(weights, 'photo-fast-x2.json'), 'utf8')));
  const like = { ...card, variants: [] };
  const write = async (card: ModelCard | AdviserCard) =>
    writeFile(path.join(folder, `${card.key}.json`), JSON.stringify(card));
  const bring = async (from: string, name: string) => {
    await copyFile(from, path.join(folder, name));
    const bytes = await readFile(from);
    return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  for (const model of models) {
    const key = `${model}-x2`;
    const restores = model === 'restore';
    const from = restores ? path.join(fixtures, 'plain-restore-x2.onnx') : path.join(weights, 'photo-fast-x2.onnx');
    const file = await bring(from, `${key}.onnx`);
    const radius = restores ? 2 : like.radius;
    await write(modelCardSchema.parse({ ...like, key, model, title: model, file, radius, hasCleanup: restores }));
  }
  await write(
    adviserCardSchema.parse({
      schema: 1,
      key: 'auto',
      title: 'Auto',
      description: 'Reads its answers off the mean colour.',
      file: await bring(path.join(fixtures, 'plain-adviser.onnx'), 'auto.onnx'),
      input: { crops: 8, size: 96 },
      kinds: ['photo', 'art', 'screenshot'],
      architecture: { name: 'a mean', channels: [3], blocks: 1, parameters: 6 },
      training: {
        pictures: 'none',
        manifests: like.training.manifests,
        licences: ['MIT'],
        steps: 1,
        checkpoints: [like.training.checkpoint],
      },
      measured: { pictures: 1, kindRight: 1, noiseCorrelation: 1, qualityCorrelation: 1, heldBack: 'everything' },
      licence: 'MIT',
    }),
  );
  return folder;
}

/** The colour of a plain picture about which the adviser above answers this; `quality` 100: never compressed. */
export function colourOf(kind: 'photo' | 'art' | 'screenshot', noise: number, quality: number) {
  const blue = { photo: 43, art: 128, screenshot: 212 }[kind];
  return { r: Math.round((255 * noise) / 50), g: Math.round((255 * quality) / 100), b: blue };
}
