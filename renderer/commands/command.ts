import type { Services } from '../app/app-context.ts';
import type { AppState } from '../app/app-store.ts';
import type { PlainKey } from '../locales/translate.ts';

/** What a command acts on; the two hidden file inputs belong to the page. */
export interface CommandContext extends Services {
  /** Opens the file picker of a host that has no dialog of its own. */
  readonly pick: (folders: boolean) => void;
}

/** Something the user can do. Buttons, shortcuts and help are drawn from it. */
export interface Command {
  readonly id: string;
  readonly label: PlainKey;
  /** As `matchesKey` reads them; the first is the one that is shown. */
  readonly keys: readonly string[];
  /** Where keys repeat while held down. */
  readonly repeats?: boolean;
  readonly enabled: (state: AppState) => boolean;
  readonly run: (context: CommandContext) => unknown;
  /** When the key is let go. */
  readonly release?: (context: CommandContext) => unknown;
}
