import { describeProblem } from '../../electron/contract/describe-problem.ts';
import type { JobState } from '../../electron/contract/job.ts';
import { t } from '../locales/translate.ts';

/** A photo's state in words, for its title and for those who hear the screen. */
export function describeState(state: JobState): string {
  switch (state.kind) {
    case 'running':
      return t('state.running', { percent: Math.floor((state.done / state.total) * 100) });
    case 'failed':
      return t('state.failed', { reason: describeProblem(state.problem).reason });
    default:
      return t(`state.${state.kind}`);
  }
}
