import { TriangleAlert } from 'lucide-react';
import { describeProblem } from '../../electron/contract/describe-problem.ts';
import type { Problem } from '../../electron/contract/problem.ts';
import { remove, repeat } from '../commands/commands.ts';
import { t } from '../locales/translate.ts';
import { CommandButton } from '../ui/command-button.tsx';

interface Props {
  readonly problem: Problem;
  /** The photo could be read: trying again may help. */
  readonly hasPicture: boolean;
}

/** Why the photo in view failed, and what to do about it. */
export function ProblemCard({ problem, hasPicture }: Props) {
  const { reason, hint } = describeProblem(problem);
  return (
    <div className="problem-card" role="alert" data-testid="problem">
      <TriangleAlert aria-hidden="true" />
      <div>
        <h2>{problem.subject || t('problem.title')}</h2>
        <p>{sentence(reason)}</p>
        <p className="quiet">{hint}</p>
        <div className="problem-actions">
          {hasPicture && (
            <CommandButton command={repeat} className="button">
              {t('view.try-again')}
            </CommandButton>
          )}
          <CommandButton command={remove} className="button">
            {t('upscale.remove')}
          </CommandButton>
        </div>
      </div>
    </div>
  );
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
