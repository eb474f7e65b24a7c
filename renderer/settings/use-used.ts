import { useMemo } from 'react';
import type { Job } from '../../electron/contract/job.ts';
import { useApp } from '../app/app-context.ts';
import { type Used, type UsedForPhoto, usedForPhoto, usedSettings } from '../models/used-settings.ts';

/** What a run would be asked for now; null before the machine said hello. */
export function useUsed(): Used | null {
  const models = useApp((state) => state.models);
  const hasAdviser = useApp((state) => state.hasAdviser);
  const settings = useApp((state) => state.settings);
  return useMemo(() => usedSettings(models, hasAdviser, settings), [models, hasAdviser, settings]);
}

/** What that comes to for the photo in view, or for any without one; null while the adviser has yet to say. */
export function useUsedForPhoto(): UsedForPhoto | null {
  const used = useUsed();
  const advice = useSelectedJob()?.advice;
  return useMemo(() => used && usedForPhoto(used, advice ?? { kind: 'none' }), [used, advice]);
}

/** The photo in view. */
export function useSelectedJob(): Job | undefined {
  return useApp(({ jobs, selected }) => jobs.find(({ id }) => id === selected));
}
