import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../../../electron/cli/terminal.ts';

function stream(isTTY: boolean) {
  let text = '';
  const write = (piece: string | Uint8Array) => {
    text += String(piece);
    return true;
  };
  return { isTTY, columns: 80, write, text: () => text };
}

describe('the terminal', () => {
  it('shows what a name would make it do instead of doing it', () => {
    const [out, err] = [stream(true), stream(true)];
    const terminal = createTerminal(out, err);
    terminal.line('\u001b[2J\u009b31mred.jpg  80 × 60\nnext');
    terminal.note('bell\u0007\rhidden');
    terminal.progress('new\nline\u001b.jpg 3 %');
    expect(out.text()).toBe('\ufffd[2J\ufffd31mred.jpg  80 × 60\nnext\n');
    expect(err.text()).toBe('bell\ufffd\ufffdhidden\nnew line\ufffd.jpg 3 %');
  });

  it('takes the progress away before the next line, and draws none where nobody sees it move', () => {
    const [out, err, file] = [stream(true), stream(true), stream(false)];
    const terminal = createTerminal(out, err);
    terminal.progress('50 %');
    terminal.line('done');
    expect(err.text()).toBe('50 %\r\u001b[2K');
    createTerminal(out, file).progress('50 %');
    expect(file.text()).toBe('');
  });
});
