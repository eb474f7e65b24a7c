import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSpace } from '../../../../electron/image/check-space.ts';
import { readProblem, scarcityProblem, writeProblem } from '../../../../electron/image/image-problem.ts';
import { openWorkFolder } from '../../../../electron/image/work-folder.ts';
import { temporaryFolder, writeBytes } from './pictures.ts';

/** The number of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

const systemError = (code: string) => Object.assign(new Error(`${code}: made by the test`), { code });

describe('the folder for temporary files', () => {
  it('lies hidden in the destination, which is made when missing, and goes with all that is in it', async () => {
    const destination = join(await temporaryFolder(), 'new', 'folder');
    const work = await openWorkFolder(destination);
    const [name, ...others] = await readdir(destination);
    expect(others).toEqual([]);
    expect(name).toMatch(/^\.residual-tmp-[0-9a-f]{8}-\d+-[0-9a-f]{8}$/);
    expect(work.path).toBe(join(destination, name!));
    await writeBytes(work.path, 'partial.png', 'x');
    await work.close();
    await work.close();
    expect(await readdir(destination)).toEqual([]);
  });

  it('clears away what a dead run left, and nothing of a living one or of anyone else', async () => {
    const destination = await temporaryFolder();
    const mine = await openWorkFolder(destination);
    const [, host] = mine.path.match(/\.residual-tmp-([0-9a-f]{8})-/)!;
    const dead = await deadProcess();
    const elsewhere = `.residual-tmp-00000000-${dead}-0000abcd`;
    for (const name of [`.residual-tmp-${host}-${dead}-0000abcd`, elsewhere, '.residual-tmp-notes', 'photos']) {
      await mkdir(join(destination, name));
      await writeBytes(join(destination, name), 'file', 'x');
    }
    const other = await openWorkFolder(destination);
    const left = await readdir(destination);
    expect(left).toHaveLength(5);
    expect(left).toContain(elsewhere);
    expect(left).not.toContain(`.residual-tmp-${host}-${dead}-0000abcd`);
    expect((await stat(mine.path)).isDirectory()).toBe(true);
    await mine.close();
    await other.close();
  });

  it.runIf(process.platform === 'linux')('clears away what a dead run left whose number lives again', async () => {
    const destination = await temporaryFolder();
    const mine = await openWorkFolder(destination);
    const owner = await readFile(join(mine.path, 'owner'), 'utf8');
    const same = mine.path.replace(/[0-9a-f]{8}$/, '00000001');
    const earlier = mine.path.replace(/[0-9a-f]{8}$/, '00000002');
    await mkdir(same);
    await writeBytes(same, 'owner', owner);
    await mkdir(earlier);
    await writeBytes(earlier, 'owner', `${owner}0`);
    const other = await openWorkFolder(destination);
    expect((await readdir(destination)).map((name) => join(destination, name)).sort()).toEqual(
      [mine.path, same, other.path].sort(),
    );
    await mine.close();
    await other.close();
  });

  it('is refused where the destination is a file, or lies in one', async () => {
    const folder = await temporaryFolder();
    const file = await writeBytes(folder, 'file', 'x');
    for (const destination of [file, join(file, 'inside')]) {
      await expect(openWorkFolder(destination)).rejects.toMatchObject({
        problem: { code: 'destination-not-a-folder', values: { folder: destination } },
      });
    }
  });

  it.skipIf(process.getuid?.() === 0)('is refused where nothing may be written (not for root, who may)', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o500);
    await expect(openWorkFolder(folder)).rejects.toMatchObject({
      problem: { code: 'destination-not-writable', values: { folder } },
    });
    await chmod(folder, 0o700);
  });
});

describe('what the system says', () => {
  it.each([
    ['EACCES', 'destination-not-writable'],
    ['EPERM', 'destination-not-writable'],
    ['EROFS', 'destination-not-writable'],
    ['ENOTDIR', 'destination-not-a-folder'],
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
  ])('%s while writing means %s', async (code, problem) => {
    const folder = await temporaryFolder();
    expect(await writeProblem(systemError(code), folder, 'photo.jpg')).toMatchObject({
      problem: { code: problem, subject: 'photo.jpg' },
    });
  });

  // As libvips 8.18 said them on a full volume.
  it.each([
    'wbuffer_write: write failed\nsystem error: No space left on device',
    '/out/x.jpg: write error\nsystem error: No space left on device\nVipsJpeg: unable to write to target',
    '/out/x.tif: write error\nsystem error: No space left on device\nvips2tiff: Write error at scanline 256',
  ])('%j means that the disk is full', async (words) => {
    const folder = await temporaryFolder();
    expect((await scarcityProblem(new Error(words), folder, 'photo.jpg'))?.problem).toMatchObject({
      code: 'disk-full',
      values: { free: expect.any(Number) },
    });
  });

  it('stays as it is when it means nothing that is known', async () => {
    const error = systemError('EWEIRD');
    expect(await writeProblem(error, '/nowhere', 'photo.jpg')).toBe(error);
  });

  it.each([
    ['ENOENT', 'not-found'],
    ['EACCES', 'unreadable'],
    ['EPERM', 'unreadable'],
  ])('%s while reading means %s', (code, problem) => {
    expect(readProblem(systemError(code), 'photo.jpg').problem).toMatchObject({ code: problem, subject: 'photo.jpg' });
  });

  it('is asked for free space before any work', async () => {
    const folder = await temporaryFolder();
    await expect(checkSpace(folder, 1, 'photo.jpg')).resolves.toBeUndefined();
    await expect(checkSpace(folder, 1e18, 'photo.jpg')).rejects.toMatchObject({
      problem: { code: 'disk-full', subject: 'photo.jpg', values: { needed: 1e18, free: expect.any(Number) } },
    });
  });
});
