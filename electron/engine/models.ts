import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ModelCard, modelCardSchema } from '../../models/catalog/model-card.ts';
import type { ModelSummary } from '../contract/calls.ts';
import { ProblemError } from '../contract/problem.ts';
import type { Precision, Scale } from '../contract/settings.ts';
import type { Network } from './engine.ts';

/** The networks of a folder, by model and scale. */
export interface Models {
  readonly cards: readonly ModelCard[];
  summaries(): ModelSummary[];
  /** Throws ProblemError `model-unknown`, `model-scale` or `model-precision`. Of `auto` the engine may make fp16. */
  network(model: string, scale: Scale, precision?: Precision): Network;
  /** By its file's name: KEY, KEY-fp16, KEY-int8. */
  byKey(key: string): Network | undefined;
}

/**
 * Reads every card of the folder. Throws ProblemError `model-damaged` for a card that breaks the schema;
 * the networks themselves are checked when they are first read.
 */
export async function loadModels(folder: string): Promise<Models> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const cards = await Promise.all(
    names.map(async (name) => {
      const parsed = modelCardSchema.safeParse(JSON.parse(await readFile(path.join(folder, name), 'utf8')));
      if (!parsed.success) throw new ProblemError('model-damaged', name, { detail: parsed.error.message });
      return parsed.data;
    }),
  );
  const networks = new Map(cards.flatMap((card) => toNetworks(card, folder)).map((one) => [one.key, one]));
  const known = [...new Set(cards.map((card) => card.model))];
  return {
    cards,
    summaries: () =>
      known.map((id) => {
        const own = cards.filter((card) => card.model === id);
        const { title, description } = own[0]!;
        return {
          id,
          title,
          description,
          scales: own.map((card) => card.scale).sort(),
          hasCleanup: own.some((card) => card.hasCleanup),
        };
      }),
    network: (model, scale, precision = 'auto') => {
      if (!known.includes(model)) throw new ProblemError('model-unknown', model, { known: known.join(', ') });
      const network = networks.get(`${model}-x${scale}`);
      if (!network) {
        const scales = cards.filter((card) => card.model === model).map((card) => `×${card.scale}`);
        throw new ProblemError('model-scale', model, { scale, scales: scales.join(', ') });
      }
      const half = networks.get(`${network.key}-fp16`);
      if (precision === 'auto') return half ? { ...network, half } : network;
      if (precision === 'fp32') return network;
      const variant = networks.get(`${network.key}-${precision}`);
      if (variant) return variant;
      const others = ['fp16', 'int8'].filter((one) => networks.has(`${network.key}-${one}`));
      throw new ProblemError('model-precision', model, { precision, scale, known: ['fp32', ...others].join(', ') });
    },
    byKey: (key) => networks.get(key),
  };
}

/** The network's bytes. Throws ProblemError `model-damaged` when they are not those its card names. */
export async function readNetwork(network: Network): Promise<Uint8Array> {
  const bytes = await readFile(network.file).catch((error: Error) => {
    throw new ProblemError('model-damaged', network.key, { detail: error.message }, { cause: error });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== network.hash) {
    throw new ProblemError('model-damaged', network.key, { detail: 'other bytes than the card names' });
  }
  return bytes;
}

/** The card's network, float32 first, then its variants. */
function toNetworks(card: ModelCard, folder: string): Network[] {
  const { model, scale, radius, hasCleanup } = card;
  const files = [{ key: card.key, file: card.file }].concat(
    card.variants.map(({ precision, file }) => ({ key: `${card.key}-${precision}`, file })),
  );
  return files.map(({ key, file }) => ({
    key,
    model,
    file: path.join(folder, file.name),
    scale,
    radius,
    hasCleanup,
    hash: file.sha256,
  }));
}
