import { link, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileIdentity } from '../../../../electron/image/file-identity.ts';
import { placePicture, reserveAndMove } from '../../../../electron/image/place-picture.ts';
import { probePicture } from '../../../../electron/image/probe.ts';
import { gradient, pictureOf, save, someProvenance, temporaryFolder, writeBytes } from './pictures.ts';

const sourceHash = someProvenance.source;

async function result(folder: string): Promise<string> {
  const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
    .png()
    .toBuffer();
  const facts = await probePicture(await writeBytes(folder, 'original.png', bytes));
  return (await save(facts, gradient(16, 16, 3), { width: 16, height: 16, channels: 3 }, { format: 'png', folder }))
    .path;
}

describe('placing a finished picture', () => {
  it('gives each of many at once a name of its own and takes no name away', async () => {
    const folder = await temporaryFolder();
    const source = await writeBytes(folder, 'source.png', 'original');
    await writeBytes(folder, 'a_x4.png', 'the user’s own');
    const contents = Array.from({ length: 20 }, (_, i) => `result ${i}`);
    const placed = await Promise.all(
      contents.map(async (content, i) => {
        const temporary = await writeBytes(folder, `temporary-${i}`, content);
        return placePicture({ temporary, folder, name: 'a_x4.png', overwrite: false, source, sourceHash });
      }),
    );
    expect(new Set(placed).size).toBe(20);
    expect(placed).not.toContain(join(folder, 'a_x4.png'));
    expect(await readFile(join(folder, 'a_x4.png'), 'utf8')).toBe('the user’s own');
    const found = await Promise.all(placed.map((path) => readFile(path, 'utf8')));
    expect(found).toEqual(contents);
    expect((await readdir(folder)).length).toBe(22);
  });

  it('does the same where there are no hard links', async () => {
    const folder = await temporaryFolder();
    await writeBytes(folder, 'taken.png', 'taken');
    const temporary = await writeBytes(folder, 'temporary', 'result');
    expect(await reserveAndMove(temporary, join(folder, 'taken.png'))).toBe(false);
    expect(await readFile(join(folder, 'taken.png'), 'utf8')).toBe('taken');
    expect(await reserveAndMove(temporary, join(folder, 'free.png'))).toBe(true);
    expect(await readFile(join(folder, 'free.png'), 'utf8')).toBe('result');
    await expect(reserveAndMove(temporary, join(folder, 'third.png'))).rejects.toThrow('ENOENT');
    expect((await readdir(folder)).sort()).toEqual(['free.png', 'taken.png']);
  });

  it('replaces an earlier result when told to', async () => {
    const folder = await temporaryFolder();
    const source = join(folder, 'original.png');
    const old = await result(folder);
    await link(old, join(folder, 'a_x4.png'));
    const fresh = await writeBytes(folder, 'temporary', 'new');
    const placed = await placePicture({
      temporary: fresh,
      folder,
      name: 'a_x4.png',
      overwrite: true,
      source,
      sourceHash,
    });
    expect(placed).toBe(join(folder, 'a_x4.png'));
    expect(await readFile(placed, 'utf8')).toBe('new');
  });

  it('uses the name itself when told to overwrite and nothing is there', async () => {
    const folder = await temporaryFolder();
    const temporary = await writeBytes(folder, 'temporary', 'new');
    const { ino } = await stat(temporary);
    const placed = await placePicture({
      temporary,
      folder,
      name: 'a_x4.png',
      overwrite: true,
      source: join(folder, 's'),
      sourceHash,
    });
    expect(placed).toBe(join(folder, 'a_x4.png'));
    // The very file: a copy would be there in part for a while.
    expect((await stat(placed)).ino).toBe(ino);
  });

  it('never replaces what Residual did not make, nor the original, even when told to overwrite', async () => {
    const folder = await temporaryFolder();
    const made = await result(folder);
    const foreign = await writeBytes(folder, 'foreign_x4.png', await readFile(join(folder, 'original.png')));
    await writeBytes(folder, 'letter_x4.png', 'Dear Sir');
    await link(made, join(folder, 'self_x4.png'));
    await symlink(join(folder, 'self_x4.png'), join(folder, 'alias_x4.png'));
    await mkdir(join(folder, 'folder_x4.png'));
    for (const [name, source] of [
      ['foreign_x4.png', join(folder, 'original.png')],
      ['letter_x4.png', join(folder, 'original.png')],
      ['folder_x4.png', join(folder, 'original.png')],
      // A result of Residual's that is itself the source.
      ['self_x4.png', join(folder, 'self_x4.png')],
      ['alias_x4.png', join(folder, 'self_x4.png')],
    ] as const) {
      const temporary = await writeBytes(folder, 'temporary', 'new');
      await expect(
        placePicture({ temporary, folder, name, overwrite: true, source, sourceHash }),
      ).rejects.toMatchObject({
        problem: { code: 'overwrites-original', subject: name, values: { output: name } },
      });
    }
    expect((await stat(foreign)).size).toBeGreaterThan(3);
    expect(await readFile(join(folder, 'letter_x4.png'), 'utf8')).toBe('Dear Sir');
  });

  it('gives what must be kept a number, and replaces numbered results of the same original only', async () => {
    const folder = await temporaryFolder();
    const source = join(folder, 'original.png');
    const made = await readFile(await result(folder));
    const first = await writeBytes(folder, 'a_x4.png', made);
    const second = await writeBytes(folder, 'a_x4 (2).png', made);
    const keep = new Set([(await fileIdentity(first))!]);
    const place = async (content: string, hash: string) => {
      const temporary = await writeBytes(folder, 'temporary', content);
      return placePicture({ temporary, folder, name: 'a_x4.png', overwrite: true, source, sourceHash: hash, keep });
    };
    expect(await place('of another original', 'ef'.repeat(32))).toBe(join(folder, 'a_x4 (3).png'));
    expect(await place('of the same original', sourceHash)).toBe(second);
    expect((await readFile(first)).equals(made)).toBe(true);
  });
});
