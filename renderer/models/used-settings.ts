import type { ModelSummary } from '../../electron/contract/calls.ts';
import type { Settings } from '../../electron/contract/settings.ts';

/** A model, and the settings as it can take them. */
export interface Used {
  readonly model: ModelSummary;
  readonly settings: Settings;
}

/**
 * What a run would use: the model that is set, or the first where that one is not installed, and the
 * largest scale that it makes where it does not make the one that is set. Null without any model.
 */
export function usedSettings(models: readonly ModelSummary[], settings: Settings): Used | null {
  const model = models.find(({ id }) => id === settings.model) ?? models[0];
  if (!model) return null;
  const largest = model.scales.toSorted().at(-1) ?? settings.scale;
  const scale = model.scales.includes(settings.scale) ? settings.scale : largest;
  return { model, settings: { ...settings, model: model.id, scale } };
}
