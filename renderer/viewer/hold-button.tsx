import type { KeyboardEvent } from 'react';
import { useApp } from '../app/app-context.ts';
import { useCommand } from '../commands/command-context.ts';
import { hold } from '../commands/commands.ts';
import { describeKey } from '../commands/match-key.ts';
import { t } from '../locales/translate.ts';
import { isMac } from '../ui/is-mac.ts';

/** Shows the original for as long as it is held down, by pointer or by key, and the result after. */
export function HoldButton({ pressed }: { readonly pressed: boolean }) {
  const show = useApp((state) => state.hold);
  const { disabled, shortcut } = useCommand(hold);

  function press(event: KeyboardEvent) {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) show(true);
  }

  return (
    <button
      type="button"
      data-testid="mode-hold"
      disabled={disabled}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
      title={`${t('view.hold-hint')} (${describeKey(hold.keys[0]!, isMac)})`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        show(true);
      }}
      onPointerUp={() => show(false)}
      onPointerCancel={() => show(false)}
      onKeyDown={press}
      onKeyUp={() => show(false)}
      onBlur={() => show(false)}
      onContextMenu={(event) => event.preventDefault()}
    >
      {t('view.hold')}
    </button>
  );
}
