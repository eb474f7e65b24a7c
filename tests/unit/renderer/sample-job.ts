import type { Hello } from '../../../electron/contract/calls.ts';
import type { Job, JobState } from '../../../electron/contract/job.ts';
import { type Settings, settingsSchema } from '../../../electron/contract/settings.ts';

export const defaults: Settings = settingsSchema.parse({});

/** A photo of 450 × 300 pixels in any state. */
export function sampleJob(id: string, state: JobState = { kind: 'waiting' }): Job {
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
  return { id, name: `${id}.jpg`, source, state };
}

export function doneState(settings: Partial<Settings> = {}): JobState {
  const output = { name: 'a_x4.jpg', width: 1800, height: 1200, bytes: 90_000 };
  return { kind: 'done', output, seconds: 3, settings: { ...defaults, ...settings }, warnings: [] };
}

export function sampleHello(jobs: readonly Job[], lastEvent: number): Hello {
  return {
    version: '1.0.0',
    host: 'browser',
    canChoose: false,
    canReveal: false,
    models: [],
    engines: [],
    jobs: [...jobs],
    lastEvent,
  };
}
