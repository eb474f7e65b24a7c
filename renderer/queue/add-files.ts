import { describeProblem } from '../../electron/contract/describe-problem.ts';
import { problemOf } from '../../electron/contract/problem.ts';
import type { Services } from '../app/app-context.ts';
import { t } from '../locales/translate.ts';

type Needed = Pick<Services, 'machine' | 'store'>;

/** Hands files to the machine and says which could not be handed over. */
export async function addFiles({ machine, store }: Needed, files: readonly File[]): Promise<void> {
  const { notify, countAdding } = store.getState();
  if (files.length === 0) return notify(t('add.empty-folder'));
  countAdding(files.length);
  try {
    await machine.add(files, (file, error) =>
      notify(t('add.failed', { name: file.name, reason: describeProblem(problemOf(error, file.name)).reason })),
    );
  } finally {
    countAdding(-files.length);
  }
}
