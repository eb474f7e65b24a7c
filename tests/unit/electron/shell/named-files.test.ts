import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { handedOn, namedFiles } from '../../../../electron/shell/named-files.ts';

const at = (...parts: string[]) => path.resolve('/photos', ...parts);

describe('files on the app’s command line', () => {
  it('are what follows the app’s own name, as absolute paths', () => {
    expect(namedFiles(['/opt/residual', 'a.jpg', '/x/b.png'], true, '/photos')).toEqual([
      at('a.jpg'),
      path.resolve('/x/b.png'),
    ]);
    expect(namedFiles(['electron', '.', 'a.jpg'], false, '/photos')).toEqual([at('a.jpg')]);
    expect(namedFiles(['electron', '.'], false, '/photos')).toEqual([]);
  });

  it('are not Chromium’s switches, wherever those stand', () => {
    const argv = ['electron', '--inspect=0', '--remote-debugging-port=0', '/app', '--no-sandbox', 'a.jpg'];
    expect(namedFiles(argv, false, '/photos')).toEqual([at('a.jpg')]);
  });

  it('are taken over from a second start only when that hands over files', () => {
    expect(handedOn({ files: ['/a.jpg'] })).toEqual(['/a.jpg']);
    expect(handedOn({ files: [1] })).toEqual([]);
    expect(handedOn(null)).toEqual([]);
  });
});
