import type { Job } from '../../electron/contract/job.ts';
import type { Scale } from '../../electron/contract/settings.ts';
import { type Used, usedForPhoto } from '../models/used-settings.ts';
import type { Content } from './compose-tile.ts';
import type { Picture } from './geometry.ts';
import type { CompareMode } from './view-slice.ts';

/** What the stage is to show, where it is looked at left out. */
export interface Scene {
  readonly job: string;
  readonly picture: Picture;
  readonly alpha: boolean;
  readonly grey: boolean;
  readonly space: 'srgb' | 'display-p3';
  /** Null while it is not known what suits the photo. */
  readonly model: string | null;
  /** For networks that restore, 0..1. */
  readonly cleanup: number | null;
  readonly scale: Scale;
  readonly strength: number;
  readonly mode: CompareMode;
  readonly holding: boolean;
  /** The finished result that these settings would make again, strength aside; null without one. */
  readonly result: { readonly strength: number; readonly version: string } | null;
}

/** The scene of a photo; null where the file could not be read. */
export function sceneOf(
  job: Job,
  used: Used,
  view: { readonly mode: CompareMode; readonly holding: boolean },
): Scene | null {
  const { source } = job;
  if (!source) return null;
  const { settings } = used;
  const forPhoto = usedForPhoto(used, job.advice);
  const model = forPhoto?.model.id ?? null;
  const cleanup = forPhoto?.cleanup ?? null;
  return {
    job: job.id,
    picture: { inputWidth: source.width, inputHeight: source.height },
    alpha: source.alpha,
    grey: source.grey,
    space: source.space,
    model,
    cleanup,
    scale: settings.scale,
    strength: settings.strength,
    ...view,
    result: resultOf(job, { model, cleanup, scale: settings.scale }),
  };
}

function resultOf({ state }: Job, wanted: Pick<Scene, 'model' | 'cleanup' | 'scale'>): Scene['result'] {
  if (state.kind !== 'done' && state.kind !== 'skipped') return null;
  const { settings, used } = state;
  const same = used.model === wanted.model && used.cleanup === wanted.cleanup && settings.scale === wanted.scale;
  return same ? { strength: settings.strength, version: `${state.output.name} ${state.output.bytes}` } : null;
}

/** A part of a pane, from one device column to another, and what it shows. */
export interface Layer {
  readonly content: Content;
  readonly from: number;
  readonly to: number;
}

/** How a pane is divided. Pane 0 is the only one, or the left one of two. */
export function layersOf(
  pane: 0 | 1,
  { mode, holding }: Pick<Scene, 'mode' | 'holding'>,
  deviceWidth: number,
  split: number,
): readonly Layer[] {
  const whole = (content: Content): readonly Layer[] => [{ content, from: 0, to: deviceWidth }];
  switch (mode) {
    case 'split': {
      const at = Math.round(split * deviceWidth);
      return [
        { content: 'before', from: 0, to: at },
        { content: 'after', from: at, to: deviceWidth },
      ];
    }
    case 'side':
      return whole(pane === 0 ? 'before' : 'after');
    case 'hold':
      return whole(holding ? 'before' : 'after');
    case 'residual':
      return whole('residual');
  }
}
