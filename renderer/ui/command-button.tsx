import type { ReactNode } from 'react';
import type { Command } from '../commands/command.ts';
import { useCommand } from '../commands/command-context.ts';
import { describeKey } from '../commands/match-key.ts';
import { t } from '../locales/translate.ts';
import { isMac } from './is-mac.ts';

interface Props {
  readonly command: Command;
  readonly className?: string;
  readonly testId?: string;
  readonly pressed?: boolean;
  /** In place of the command's own label. */
  readonly children?: ReactNode;
}

/** A button that does a command, tells its key and is off while the command is. */
export function CommandButton({ command, className, testId, pressed, children }: Props) {
  const { disabled, run, shortcut } = useCommand(command);
  const label = t(command.label);
  return (
    <button
      type="button"
      className={className}
      data-testid={testId}
      disabled={disabled}
      onClick={run}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
      title={`${label} (${describeKey(command.keys[0]!, isMac)})`}
    >
      {children ?? label}
    </button>
  );
}
