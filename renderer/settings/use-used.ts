import { useMemo } from 'react';
import type { Job } from '../../electron/contract/job.ts';
import { useApp } from '../app/app-context.ts';
import type { MirrorSlice } from '../machine/mirror-slice.ts';
import { type Used, type UsedForPhoto, usedForPhoto, usedOf } from '../models/used-settings.ts';

/** What a run would be asked for now; null before the machine said hello. */
export function useUsed(): Used | null {
  return useApp(usedOf);
}

/** What that comes to for the photo in view, or for any without one; null while the adviser has yet to say. */
export function useUsedForPhoto(): UsedForPhoto | null {
  const used = useUsed();
  const advice = useSelectedJob()?.advice;
  return useMemo(() => used && usedForPhoto(used, advice ?? { kind: 'none' }), [used, advice]);
}

/** The photo in view. */
export const selectedJob = ({ jobs, selected }: MirrorSlice): Job | undefined =>
  selected === null ? undefined : jobs.find(selected);

/** The same, as it changes. */
export function useSelectedJob(): Job | undefined {
  return useApp(selectedJob);
}
