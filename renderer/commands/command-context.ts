import { createContext, useContext } from 'react';
import { useApp } from '../app/app-context.ts';
import type { Command, CommandContext } from './command.ts';
import { ariaKey } from './match-key.ts';

export const Commands = createContext<CommandContext | null>(null);

function useCommandContext(): CommandContext {
  const context = useContext(Commands);
  if (!context) throw new Error('a component stands outside of Commands');
  return context;
}

/** What a button needs to stand for a command. */
export function useCommand(command: Command): {
  readonly disabled: boolean;
  readonly run: () => void;
  readonly shortcut: string;
} {
  const context = useCommandContext();
  const enabled = useApp(command.enabled);
  return { disabled: !enabled, run: () => void command.run(context), shortcut: command.keys.map(ariaKey).join(' ') };
}
