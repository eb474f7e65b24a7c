import type { Advice } from './sum-up-advice.ts';
import type { Scale } from './tile.ts';

/** The word that leaves a choice to the adviser. */
export const automatic = 'auto';

/** What may be chosen from. */
export interface Choosable {
  readonly id: string;
  readonly scales: readonly Scale[];
  readonly hasCleanup: boolean;
}

export interface Wish {
  /** A model's id, or `auto`. */
  readonly model: string;
  readonly scale: Scale;
  /** 0..1, or `auto`; matters to models that restore. */
  readonly cleanup: number | typeof automatic;
}

/** Why something was chosen, where it was left to the adviser. */
export interface Reason {
  readonly code: 'clean-photo' | 'degraded-photo' | 'art' | 'screenshot' | 'no-advice';
  /** What was seen; null with `no-advice`. */
  readonly advice: Advice | null;
  /** The model that would have been chosen, when it could not be. */
  readonly missed: { readonly model: string; readonly because: 'absent' | 'scale' } | null;
}

/** The model and cleanup that a run uses. */
export interface Choice {
  readonly model: string;
  /** 0..1; null where the model has no such input. */
  readonly cleanup: number | null;
  /** Null when the user had said everything. */
  readonly reason: Reason | null;
}

/**
 * A photograph with more noise than this (standard deviation, 8-bit units), or compressed below this JPEG
 * quality, goes to the network that restores. Beneath them there is nothing to be seen, and a network that
 * only enlarges keeps more of the finest detail.
 */
export const noiseLimit = 3;
export const qualityLimit = 88;

/** The degradations that stand for a `cleanup` of 1, as in models/training/degrade.py. */
const mostNoise = 50;

/** Best first, for each reason; what comes after is whatever there is. */
const preferences: Readonly<Record<Reason['code'], readonly string[]>> = {
  'clean-photo': ['photo', 'photo-fast'],
  'degraded-photo': ['restore', 'photo', 'photo-fast'],
  art: ['art', 'photo', 'photo-fast'],
  screenshot: ['art', 'photo', 'photo-fast'],
  'no-advice': ['photo', 'photo-fast'],
};

/** Whether a wish leaves something to the adviser that it can answer. */
export function asksAdviser(wish: Wish, models: readonly Choosable[]): boolean {
  if (wish.model === automatic) return true;
  return wish.cleanup === automatic && models.some(({ id, hasCleanup }) => id === wish.model && hasCleanup);
}

/**
 * What a run uses, from what the user wishes and what the adviser saw.
 *
 * @param advice null: it could not be asked; then the choice is the plain one, without cleanup.
 * @returns null when no model of the wished name makes the scale.
 */
export function chooseModel(wish: Wish, advice: Advice | null, models: readonly Choosable[]): Choice | null {
  const fitting = models.filter(({ scales }) => scales.includes(wish.scale));
  const code = codeOf(advice);
  const wanted = wish.model === automatic ? preferences[code] : [wish.model];
  const found = wanted.map((id) => fitting.find((model) => model.id === id)).find((model) => model !== undefined);
  const model = found ?? (wish.model === automatic ? fitting[0] : undefined);
  if (!model) return null;
  const cleanup = wish.cleanup === automatic ? cleanupOf(advice) : wish.cleanup;
  const [best] = wanted;
  const missed =
    model.id === best
      ? null
      : { model: best!, because: models.some(({ id }) => id === best) ? ('scale' as const) : ('absent' as const) };
  return {
    model: model.id,
    cleanup: model.hasCleanup ? cleanup : null,
    reason: asksAdviser(wish, models) ? { code, advice, missed } : null,
  };
}

/** Noise that is worth a word, and a network. */
export function isNoisy({ noise }: Advice): boolean {
  return noise > noiseLimit;
}

/** Compressed so that it shows. */
export function isCompressed({ quality }: Advice): boolean {
  return quality !== null && quality < qualityLimit;
}

function codeOf(advice: Advice | null): Reason['code'] {
  if (!advice) return 'no-advice';
  if (advice.kind !== 'photo') return advice.kind;
  return isNoisy(advice) || isCompressed(advice) ? 'degraded-photo' : 'clean-photo';
}

/** In whole hundredths, as the screen's dial has it: set there by hand, it is the same result. */
function cleanupOf(advice: Advice | null): number {
  if (!advice) return 0;
  const { noise, quality } = advice;
  return Math.round(100 * Math.min(1, Math.hypot(noise / mostNoise, (100 - (quality ?? 100)) / 100))) / 100;
}
