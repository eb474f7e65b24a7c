import type { Job } from '../../electron/contract/job.ts';
import type { Settings } from '../../electron/contract/settings.ts';

/** What the main button would do. */
export type Start =
  | { readonly kind: 'photos'; readonly ids: readonly string[] }
  /** Nothing waits, but the photo in view would come out differently now. */
  | { readonly kind: 'again'; readonly ids: readonly string[] }
  | { readonly kind: 'none' };

export function toStart(jobs: readonly Job[], selected: string | null, settings: Settings): Start {
  const ids = jobs.filter(({ state }) => state.kind === 'waiting' || state.kind === 'cancelled').map(({ id }) => id);
  if (ids.length > 0) return { kind: 'photos', ids };
  const job = jobs.find(({ id }) => id === selected);
  return job && canRepeat(job, settings) ? { kind: 'again', ids: [job.id] } : { kind: 'none' };
}

/** Every photo that would come out differently now; none while a single one would, which `repeat` does. */
export function toRepeat(jobs: readonly Job[], settings: Settings): readonly string[] {
  const ids = jobs.filter((job) => canRepeat(job, settings)).map(({ id }) => id);
  return ids.length > 1 ? ids : [];
}

/** A photo that failed, or that was made with other settings than these. */
export function canRepeat({ source, state }: Job, settings: Settings): boolean {
  if (state.kind === 'failed') return source !== null;
  if (state.kind !== 'done' && state.kind !== 'skipped') return false;
  const made = state.settings;
  const compared = ['scale', 'model', 'format', 'quality', 'strength', 'cleanup'] as const;
  return compared.some((key) => made[key] !== settings[key]);
}

export function isActive({ state }: Job): boolean {
  return state.kind === 'queued' || state.kind === 'running';
}
