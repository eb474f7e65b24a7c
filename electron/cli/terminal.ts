import type { WriteStream } from 'node:tty';
import type { Terminal } from './upscale-command.ts';

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
      out.write(`${text}\n`);
    },
    note: (text) => {
      clear();
      err.write(`${text}\n`);
    },
    progress: (text) => {
      clear();
      if (text === null || !err.isTTY) return;
      err.write(text);
      shown = true;
    },
    columns: err.columns ?? 80,
  };
}
