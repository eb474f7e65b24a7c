import { useMemo } from 'react';
import { useApp } from '../app/app-context.ts';
import { useSelectedJob, useUsed } from '../settings/use-used.ts';
import { type Scene, sceneOf } from './scene.ts';

/** What the stage is to show now; null without a photo that could be read. */
export function useScene(): Scene | null {
  const job = useSelectedJob();
  const used = useUsed();
  const mode = useApp((state) => state.mode);
  const holding = useApp((state) => state.holding);
  return useMemo(() => (job && used ? sceneOf(job, used, { mode, holding }) : null), [job, used, mode, holding]);
}
