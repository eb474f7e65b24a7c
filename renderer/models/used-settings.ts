import type { AdviceState } from '../../electron/contract/advice.ts';
import type { ModelSummary } from '../../electron/contract/calls.ts';
import type { Scale, Settings } from '../../electron/contract/settings.ts';
import { asksAdviser, automatic, chooseModel, type Reason } from '../../models/inference/choose-model.ts';

/** The settings as the machine can take them, and what they were fitted to. */
export interface Used {
  readonly settings: Settings;
  /** Those that can be had with the model that is set. */
  readonly scales: readonly Scale[];
  readonly models: readonly ModelSummary[];
  /** Something can be left to the adviser. */
  readonly hasAdviser: boolean;
}

/** What a photo is run with. */
export interface UsedForPhoto {
  readonly model: ModelSummary;
  /** 0..1; null where the model has no such input. */
  readonly cleanup: number | null;
  /** Null where the user has said everything. */
  readonly reason: Reason | null;
}

/**
 * What a run would be asked for: what is set; where that model is not installed, whatever suits the photo, or
 * the first choice without anyone to tell; and the largest scale that can be had where the one that is set
 * cannot. Null without any model.
 */
export function usedSettings(models: readonly ModelSummary[], hasAdviser: boolean, settings: Settings): Used | null {
  if (models.length === 0) return null;
  const known = models.find(({ id }) => id === settings.model);
  const model = known?.id ?? (hasAdviser ? automatic : firstChoice(models, settings));
  const makers = model === automatic ? models : models.filter(({ id }) => id === model);
  const scales = [...new Set(makers.flatMap((each) => each.scales))].toSorted();
  const scale = scales.includes(settings.scale) ? settings.scale : (scales.at(-1) ?? settings.scale);
  return { settings: { ...settings, model, scale }, scales, models, hasAdviser };
}

const known = new WeakMap<Settings, Asked & { readonly used: Used | null }>();

interface Asked {
  readonly models: readonly ModelSummary[];
  readonly hasAdviser: boolean;
  readonly settings: Settings;
}

/** The same, once for the same settings and models: what they come to is kept for each photo of a long list. */
export function usedOf({ models, hasAdviser, settings }: Asked): Used | null {
  const last = known.get(settings);
  if (last && last.models === models && last.hasAdviser === hasAdviser) return last.used;
  const used = usedSettings(models, hasAdviser, settings);
  known.set(settings, { models, hasAdviser, settings, used });
  return used;
}

/** What these settings come to for a photo; null while the adviser has yet to say. */
export function usedForPhoto({ settings, models, hasAdviser }: Used, state: AdviceState): UsedForPhoto | null {
  const open = hasAdviser && asksAdviser(settings, models);
  if (open && state.kind === 'none') return null;
  const advice = open && state.kind === 'given' ? state.advice : null;
  const choice = chooseModel(settings, advice, models);
  const model = models.find(({ id }) => id === choice?.model);
  return choice && model ? { model, cleanup: choice.cleanup, reason: open ? choice.reason : null } : null;
}

/** Whether the adviser has to be asked about a photo before it can be shown with these settings. */
export function waitsForAdvice({ settings, models, hasAdviser }: Used, state: AdviceState): boolean {
  return state.kind === 'none' && hasAdviser && asksAdviser(settings, models);
}

function firstChoice(models: readonly ModelSummary[], settings: Settings): string {
  return chooseModel({ ...settings, model: automatic }, null, models)?.model ?? models[0]!.id;
}
