import { describe, expect, it } from 'vitest';
import { collectFiles, type Entry, picturesOf } from '../../../../renderer/queue/collect-files.ts';

const file = (name: string): Entry =>
  ({ name, isFile: true, isDirectory: false, file: (ok: (file: File) => void) => ok(new File([], name)) }) as Entry;

/** As browsers do, gives its entries in pieces and an empty list at the end. */
const folder = (name: string, entries: Entry[], piece = 2): Entry =>
  ({
    name,
    isFile: false,
    isDirectory: true,
    createReader: () => {
      const left = [...entries];
      return { readEntries: (ok: (entries: Entry[]) => void) => ok(left.splice(0, piece)) };
    },
  }) as Entry;

const namesOf = async (...entries: Entry[]) => (await collectFiles(entries)).map(({ name }) => name);

describe('dropped files', () => {
  it('are all taken, whatever their names: a wrong one shall be told, not swallowed', async () => {
    expect(await namesOf(file('a.jpg'), file('notes.txt'))).toEqual(['a.jpg', 'notes.txt']);
  });

  it('of folders are the pictures at any depth, in the order of their names', async () => {
    const inner = folder('2024', [file('z.PNG'), file('Thumbs.db'), file('y.webp')]);
    const outer = folder('photos', [inner, file('.hidden.jpg'), file('b.jpeg'), file('a.tif'), file('readme.md')]);
    expect(await namesOf(outer)).toEqual(['y.webp', 'z.PNG', 'a.tif', 'b.jpeg']);
  });

  it('are found beyond the first hundred of a folder', async () => {
    const many = Array.from({ length: 250 }, (_, i) => file(`${i}.jpg`));
    expect(await namesOf(folder('many', many, 100))).toHaveLength(250);
  });

  it('leave out hidden folders', async () => {
    expect(await namesOf(folder('photos', [folder('.git', [file('a.jpg')])]))).toEqual([]);
  });
});

describe('a chosen folder', () => {
  it('gives its pictures by path, without hidden ones', () => {
    const at = (path: string) => {
      const chosen = new File([], path.split('/').at(-1)!);
      Object.defineProperty(chosen, 'webkitRelativePath', { value: path });
      return chosen;
    };
    const files = ['p/b.jpg', 'p/a/z.png', 'p/.trash/c.jpg', 'p/list.csv'].map(at);
    expect(picturesOf(files).map(({ webkitRelativePath }) => webkitRelativePath)).toEqual(['p/a/z.png', 'p/b.jpg']);
  });
});
