import { asksAdviser, type Choice, chooseModel } from '../../models/inference/choose-model.ts';
import type { Advice } from '../../models/inference/sum-up-advice.ts';
import { ProblemError } from '../contract/problem.ts';
import type { Settings } from '../contract/settings.ts';
import type { Network } from '../engine/engine.ts';
import type { Models } from '../engine/models.ts';
import type { Provenance } from '../image/provenance.ts';

/** What a run does with a photo, once nothing is left open. */
export interface RunPlan {
  readonly network: Network;
  readonly choice: Choice;
  readonly provenance: Provenance;
}

/** What all plans for one photo and one set of settings have in common. */
export type RunFacts = Pick<Provenance, 'version' | 'source' | 'quality'>;

/** Whether these settings leave something open that the adviser can close. */
export function needsAdvice(settings: Settings, models: Models): boolean {
  return models.adviser !== null && asksAdviser(settings, models.summaries());
}

/**
 * Closes what the settings leave open.
 *
 * @param advice null: nobody was asked, or nobody could be.
 * @throws ProblemError as `Models.network`.
 */
export function planRun(settings: Settings, models: Models, advice: Advice | null, facts: RunFacts): RunPlan {
  models.check(settings);
  const made = chooseModel(settings, advice, models.summaries());
  if (!made) throw new ProblemError('model-unknown', settings.model);
  // Without an adviser `auto` is a name for the first choice, and no reason has to be given for it.
  const choice = models.adviser ? made : { ...made, reason: null };
  const network = models.network(choice.model, settings.scale, settings.precision);
  const { scale, strength, model, cleanup } = settings;
  return {
    network,
    choice,
    provenance: {
      ...facts,
      model: network.model,
      // With precision `auto` the float32 file's, also where a GPU runs float16: the pixels agree within one level, a
      // picture may change engines midway, and the same run elsewhere is the same work.
      modelHash: network.hash,
      scale,
      strength,
      cleanup: choice.cleanup,
      ...(advice && models.adviser && { advised: { adviser: models.adviser.hash, model, cleanup, advice } }),
    },
  };
}

/**
 * The plan of a photo that was not looked at yet, from what a result tells: the same adviser would say of the same
 * file what it said then. Null where another one was asked, or none.
 */
export function planLike(made: Provenance, settings: Settings, models: Models, facts: RunFacts): RunPlan | null {
  const { advised } = made;
  if (!advised || made.source !== facts.source || advised.adviser !== models.adviser?.hash) return null;
  return planRun(settings, models, advised.advice, facts);
}
