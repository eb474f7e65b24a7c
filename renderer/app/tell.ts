import { describeProblem } from '../../electron/contract/describe-problem.ts';
import { problemOf } from '../../electron/contract/problem.ts';
import type { AppStore } from './app-store.ts';

/** Runs a call whose failure belongs to no photo, and shows what went wrong as a notice. */
export async function tell(store: AppStore, subject: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    store.getState().notify(describeProblem(problemOf(error, subject)).sentence);
  }
}
