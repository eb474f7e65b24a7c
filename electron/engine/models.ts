import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AdviserCard } from '../../models/catalog/adviser-card.ts';
import { type ModelCard, modelCardSchema } from '../../models/catalog/model-card.ts';
import { automatic } from '../../models/inference/choose-model.ts';
import type { ModelSummary } from '../contract/calls.ts';
import { ProblemError } from '../contract/problem.ts';
import type { Precision, Scale, Settings } from '../contract/settings.ts';
import type { Adviser, Network } from './engine.ts';
import { loadAdviser } from './load-adviser.ts';

/** The networks of a folder, by model and scale. */
export interface Models {
  readonly cards: readonly ModelCard[];
  /** What `auto` asks; null where it is not installed: `auto` is then the first choice for any photo. */
  readonly adviser: (Adviser & { readonly card: AdviserCard }) | null;
  summaries(): ModelSummary[];
  /** Throws ProblemError `model-unknown`, `model-scale` or `model-precision`. Of `auto` the engine may make fp16. */
  network(model: string, scale: Scale, precision?: Precision): Network;
  /** Whether a run may be asked for, `auto` included. Throws as `network` does. */
  check(settings: Pick<Settings, 'model' | 'scale' | 'precision'>): void;
  /** By its file's name: KEY, KEY-fp16, KEY-int8. */
  byKey(key: string): Network | undefined;
}

/**
 * Reads every card of the folder. Throws ProblemError `model-damaged` for a card that breaks the schema;
 * the networks themselves are checked when they are first read.
 */
export async function loadModels(folder: string): Promise<Models> {
  const names = (await readdir(folder)).filter((name) => /-x[234]\.json$/.test(name)).sort();
  const cards = await Promise.all(
    names.map(async (name) => {
      const parsed = modelCardSchema.safeParse(JSON.parse(await readFile(path.join(folder, name), 'utf8')));
      if (!parsed.success) throw new ProblemError('model-damaged', name, { detail: parsed.error.message });
      return parsed.data;
    }),
  );
  const networks = new Map(cards.flatMap((card) => toNetworks(card, folder)).map((one) => [one.key, one]));
  const known = inOrder([...new Set(cards.map((card) => card.model))]);
  const adviser = await loadAdviser(folder);
  const choices = adviser ? [automatic, ...known] : known;
  const network = (model: string, scale: Scale, precision: Precision = 'auto'): Network => {
    if (!known.includes(model)) throw new ProblemError('model-unknown', model, { known: choices.join(', ') });
    const found = networks.get(`${model}-x${scale}`);
    if (!found) {
      const own = cards.filter((card) => card.model === model);
      throw wrongScale(model, scale, own);
    }
    const half = networks.get(`${found.key}-fp16`);
    if (precision === 'auto') return half ? { ...found, half } : found;
    if (precision === 'fp32') return found;
    const variant = networks.get(`${found.key}-${precision}`);
    if (variant) return variant;
    const others = ['fp16', 'int8'].filter((one) => networks.has(`${found.key}-${one}`));
    throw new ProblemError('model-precision', model, { precision, scale, known: ['fp32', ...others].join(', ') });
  };
  return {
    cards,
    adviser,
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
    network,
    check: ({ model, scale, precision }) => {
      // Which network `auto` takes, and in which precisions it is there, shows when the photo was looked at.
      if (model !== automatic) network(model, scale, precision);
      else if (!cards.some((card) => card.scale === scale)) throw wrongScale(model, scale, cards);
    },
    byKey: (key) => networks.get(key),
  };
}

/** As they are offered; those that are not named come last, by name. */
const order = ['photo', 'photo-fast', 'restore', 'art'];

function inOrder(models: readonly string[]): readonly string[] {
  const place = (model: string) => (order.includes(model) ? order.indexOf(model) : order.length);
  return models.toSorted((a, b) => place(a) - place(b));
}

function wrongScale(model: string, scale: Scale, cards: readonly ModelCard[]): ProblemError {
  const scales = [...new Set(cards.map((card) => `×${card.scale}`))].sort();
  return new ProblemError('model-scale', model, { scale, scales: scales.join(', ') });
}

/** The network's bytes. Throws ProblemError `model-damaged` when they are not those its card names. */
export async function readNetwork(network: Adviser): Promise<Uint8Array> {
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
  const { model, scale, radius, hasCleanup, architecture } = card;
  // The last layer has the colours of every output pixel.
  const channels = Math.max(architecture.channels, 3 * scale ** 2);
  const files = [{ key: card.key, file: card.file }].concat(
    card.variants.map(({ precision, file }) => ({ key: `${card.key}-${precision}`, file })),
  );
  return files.map(({ key, file }) => ({
    key,
    model,
    file: path.join(folder, file.name),
    scale,
    radius,
    channels,
    hasCleanup,
    hash: file.sha256,
  }));
}
