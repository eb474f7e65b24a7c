/** The part of a keyboard event that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * Whether a press is the key that a command names: `mod+enter` (Control, or Command on a Mac), `shift+o`,
 * `delete`, `?`. Shift counts for letters and named keys only: where `?` or `+` lie differs between keyboards.
 */
export function matchesKey(name: string, press: KeyPress): boolean {
  const parts = name.split('+').filter((part) => part !== '');
  const key = name.endsWith('+') ? '+' : parts.pop()!;
  const wants = (modifier: string) => parts.includes(modifier);
  if (wants('mod') !== (press.ctrlKey || press.metaKey) || press.altKey) return false;
  if (press.key.toLowerCase() !== key) return false;
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return isSign || wants('shift') === press.shiftKey;
}

const signs: Readonly<Record<string, string>> = {
  enter: '↵',
  delete: 'Del',
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  shift: '⇧',
};

/** A key as it is written on it: `⌘ ↵` on a Mac, `Ctrl ↵` elsewhere. */
export function describeKey(name: string, isMac: boolean): string {
  const parts = name === '+' ? ['+'] : name.split('+');
  return parts.map((part) => (part === 'mod' ? (isMac ? '⌘' : 'Ctrl') : (signs[part] ?? part.toUpperCase()))).join(' ');
}

/** The same for `aria-keyshortcuts`. */
export function ariaKey(name: string): string {
  const parts = name === '+' ? ['+'] : name.split('+');
  const spoken: Readonly<Record<string, string>> = { mod: 'Control', shift: 'Shift', enter: 'Enter', delete: 'Delete' };
  return parts.map((part) => spoken[part] ?? part.toUpperCase()).join('+');
}
