import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { commands } from '../commands/commands.ts';
import { describeKey } from '../commands/match-key.ts';
import { t } from '../locales/translate.ts';
import { isMac } from '../ui/is-mac.ts';
import { useApp } from './app-context.ts';

/** What the app does, in two sentences, and every key. */
export function HelpDialog() {
  const open = useApp((state) => state.helpOpen);
  const setOpen = useApp((state) => state.setHelpOpen);
  const version = useApp((state) => state.host?.version);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="help" aria-labelledby="help-title" onClose={() => setOpen(false)}>
      <header>
        <h2 id="help-title">{t('app.name')}</h2>
        <button
          type="button"
          className="button icon-button"
          aria-label={t('help.close')}
          onClick={() => setOpen(false)}
        >
          <X aria-hidden="true" />
        </button>
      </header>
      <p>{t('help.idea')}</p>
      <p>{t('help.drag')}</p>
      <h3>{t('help.shortcuts')}</h3>
      <dl>
        {keysByLabel().map(([label, keys]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{describeKey(key, isMac)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      {version !== undefined && <p className="quiet small">{t('help.version', { version })}</p>}
    </dialog>
  );
}

/** Commands of the same name, as the four that move the photo, share a line; of each, the first key is told. */
function keysByLabel() {
  const lines = new Map<(typeof commands)[number]['label'], string[]>();
  for (const { label, keys } of commands) lines.set(label, [...(lines.get(label) ?? []), keys[0]!]);
  return [...lines];
}
