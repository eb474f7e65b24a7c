import { useSyncExternalStore } from 'react';
import { useServices } from '../app/app-context.ts';
import type { StageSnapshot } from './stage-view.ts';

/** What the stage shows, in coarse terms. */
export function useStage(): StageSnapshot {
  const { stage } = useServices();
  return useSyncExternalStore(stage.subscribe, stage.snapshot);
}
