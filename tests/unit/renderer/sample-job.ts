import type { AdviceState } from '../../../electron/contract/advice.ts';
import type { Hello } from '../../../electron/contract/calls.ts';
import type { Job, JobState } from '../../../electron/contract/job.ts';
import { type Settings, settingsSchema } from '../../../electron/contract/settings.ts';
import type { Choice } from '../../../models/inference/choose-model.ts';
import type { Used } from '../../../renderer/models/used-settings.ts';

export const defaults: Settings = settingsSchema.parse({ model: 'photo-fast' });

export const photoFast = {
  id: 'photo-fast',
  title: 'Photo',
  description: '',
  scales: [2, 4] as (2 | 4)[],
  hasCleanup: false,
};
export const restore = { ...photoFast, id: 'restore', title: 'Restore', hasCleanup: true };

/** Settings for these models, and an adviser beside them. */
export function usedWith(settings: Partial<Settings> = {}, models = [photoFast]): Used {
  return { settings: { ...defaults, ...settings }, scales: [2, 4], models, hasAdviser: true };
}

/** A noisy photograph, or whatever is said otherwise. */
export function seen(part: Partial<Extract<AdviceState, { kind: 'given' }>['advice']> = {}): AdviceState {
  return { kind: 'given', advice: { kind: 'photo', certainty: 0.98, noise: 12, quality: 60, ...part } };
}

/** A photo of 450 × 300 pixels in any state. */
export function sampleJob(
  id: string,
  state: JobState = { kind: 'waiting' },
  advice: AdviceState = { kind: 'none' },
): Job {
  const source = {
    width: 450,
    height: 300,
    bytes: 5000,
    format: 'jpeg',
    depth: 8,
    grey: false,
    alpha: false,
    space: 'srgb',
  } as const;
  return { id, name: `${id}.jpg`, source, advice, state };
}

export function doneState(
  settings: Partial<Settings> = {},
  used: Choice = { model: 'photo-fast', cleanup: null, reason: null },
): JobState {
  const output = { name: 'a_x4.jpg', width: 1800, height: 1200, bytes: 90_000 };
  return { kind: 'done', output, seconds: 3, settings: { ...defaults, ...settings }, used, warnings: [] };
}

export function sampleHello(jobs: readonly Job[], lastEvent: number): Hello {
  return {
    version: '1.0.0',
    host: 'browser',
    canChoose: false,
    canReveal: false,
    models: [],
    hasAdviser: false,
    engines: [],
    jobs: [...jobs],
    next: null,
    lastEvent,
  };
}
