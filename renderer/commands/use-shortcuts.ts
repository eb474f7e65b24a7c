import { useEffect } from 'react';
import type { Command, CommandContext } from './command.ts';
import { commands } from './commands.ts';
import { matchesKey } from './match-key.ts';

/** Runs commands by their keys, wherever the focus is, except where a control needs the key itself. */
export function useShortcuts(context: CommandContext): void {
  useEffect(() => {
    const stopping = new AbortController();
    let held: { command: Command; key: string } | null = null;

    function release() {
      held?.command.release?.(context);
      held = null;
    }

    function down(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || controlNeeds(event)) return;
      const command = commands.find(({ keys }) => keys.some((key) => matchesKey(key, event)));
      if (!command?.enabled(context.store.getState())) return;
      event.preventDefault();
      if (event.repeat && !command.repeats) return;
      if (command.release) held = { command, key: event.key.toLowerCase() };
      command.run(context);
    }

    const { signal } = stopping;
    window.addEventListener('keydown', down, { signal });
    window.addEventListener('keyup', (event) => event.key.toLowerCase() === held?.key && release(), { signal });
    // The key may be let go while another window has the focus.
    window.addEventListener('blur', release, { signal });
    return () => stopping.abort();
  }, [context]);
}

const arrows = /^(Arrow|Page|Home|End)/;

/** Text fields need every key, an open dialog keeps the rest of the screen still, others need the arrows. */
function controlNeeds({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]')) return key !== '?' && key !== 'F1';
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('input[type="number"], input[type="text"]')) return !(ctrlKey || metaKey) || key !== 'Enter';
  if (target.matches('select')) return !(ctrlKey || metaKey);
  if (!arrows.test(key)) return false;
  return target.matches('input') || target.closest('[role="slider"], [data-arrows]') !== null;
}
