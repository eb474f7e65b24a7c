import { useMemo } from 'react';
import type { Job } from '../../electron/contract/job.ts';
import { useApp } from '../app/app-context.ts';
import { type Used, usedSettings } from '../models/used-settings.ts';

/** What a run would use now; null before the machine said hello. */
export function useUsed(): Used | null {
  const models = useApp((state) => state.models);
  const settings = useApp((state) => state.settings);
  return useMemo(() => usedSettings(models, settings), [models, settings]);
}

/** The photo in view. */
export function useSelectedJob(): Job | undefined {
  return useApp(({ jobs, selected }) => jobs.find(({ id }) => id === selected));
}
