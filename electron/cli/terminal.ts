import type { WriteStream } from 'node:tty';
import type { Terminal } from './upscale-command.ts';

/** Names may hold anything, and a terminal obeys some of it: all but line feeds is shown, never sent. */
const control = /[^\P{Cc}\n]/gu;
const printable = (text: string) => text.replace(control, '\ufffd');

type Stream = Pick<WriteStream, 'write' | 'columns' | 'isTTY'>;

/** The two output streams; progress is drawn only where someone can see it move. */
export function createTerminal(out: Stream, err: Stream): Terminal {
  let shown = false;
  const clear = () => {
    if (shown) err.write('\r\u001b[2K');
    shown = false;
  };
  return {
    line: (text) => {
      clear();
      out.write(`${printable(text)}\n`);
    },
    note: (text) => {
      clear();
      err.write(`${printable(text)}\n`);
    },
    progress: (text) => {
      clear();
      if (text === null || !err.isTTY) return;
      err.write(printable(text).replaceAll('\n', ' '));
      shown = true;
    },
    columns: err.columns ?? 80,
  };
}
