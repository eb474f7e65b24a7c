import { describeProblem } from '../../electron/contract/describe-problem.ts';
import { problemOf } from '../../electron/contract/problem.ts';
import { t } from '../locales/translate.ts';
import type { AppStore } from './app-store.ts';

/**
 * Runs a call and shows what went wrong with it as a notice.
 *
 * @param subject what the call is about; empty: nothing in particular.
 */
export async function tell(store: AppStore, subject: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    store.getState().notify(describeProblem(problemOf(error, subject || t('app.name'))).sentence);
  }
}
