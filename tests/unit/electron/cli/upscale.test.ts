import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli as runAnyCli } from '../../../support/run-cli.ts';

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/photos');
const root = await mkdtemp(path.join(os.tmpdir(), 'residual-cli-'));
const asRoot = process.getuid?.() === 0;
let folder = '';
let counter = 0;

beforeEach(async () => {
  folder = path.join(root, String(++counter));
  await mkdir(folder);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** With the fast network, where a test names none. */
const runCli: typeof runAnyCli = (args, ...more) =>
  runAnyCli(args.includes('--model') ? args : [...args, '--model', 'photo-fast'], ...more);

const at = (name: string) => path.join(folder, name);
const small = (format: 'jpeg' | 'png', width = 24, height = 16) =>
  sharp(path.join(fixtures, 'kitten.jpg')).resize(width, height, { fit: 'fill' }).toFormat(format).toBuffer();

describe('residual upscale', () => {
  it('saves beside the original, skips it the second time, and numbers a clash', async () => {
    await writeFile(at('Photo.JPG'), await small('jpeg'));
    const first = await runCli([at('Photo.JPG'), '--scale', '2', '--json']);
    expect(first.status).toBe(0);
    expect(first.events.at(-1)).toMatchObject({ event: 'done', output: at('Photo_x2.JPG'), width: 48, height: 32 });
    expect(first.events.at(-1)?.tiles).toMatchObject({ count: 1, width: 24, height: 16, engine: 'native' });

    const again = await runCli([at('Photo.JPG'), '--scale', '2', '--json']);
    expect(again.events.at(-1)).toMatchObject({ event: 'skipped', output: at('Photo_x2.JPG') });
    const other = await runCli([at('Photo.JPG'), '--scale', '2', '--strength', '0.5', '--json']);
    expect(other.events.at(-1)).toMatchObject({ event: 'done', output: at('Photo_x2 (2).JPG') });
    const third = await runCli([at('Photo.JPG'), '--scale', '2', '--strength', '0.5', '--json']);
    expect(third.events.at(-1)).toMatchObject({ event: 'skipped', output: at('Photo_x2 (2).JPG') });
    const better = await runCli([at('Photo.JPG'), '--scale', '2', '--quality', '97', '--json']);
    expect(better.events.at(-1)).toMatchObject({ event: 'done', output: at('Photo_x2 (3).JPG') });
    const names = ['Photo.JPG', 'Photo_x2 (2).JPG', 'Photo_x2 (3).JPG', 'Photo_x2.JPG'];
    expect((await readdir(folder)).sort()).toEqual(names);
  });

  it('replaces results with --overwrite, but never a file that it did not make', async () => {
    await writeFile(at('a.png'), await small('png'));
    await runCli([at('a.png'), '--scale', '2']);
    const before = await readFile(at('a_x2.png'));
    const replaced = await runCli([at('a.png'), '--scale', '2', '--strength', '2', '--overwrite']);
    expect(replaced.status).toBe(0);
    expect((await readFile(at('a_x2.png'))).equals(before)).toBe(false);

    const precious = await small('png', 10, 10);
    await writeFile(at('b.png'), await small('png'));
    await writeFile(at('b_x2.png'), precious);
    const refused = await runCli([at('b.png'), '--scale', '2', '--overwrite']);
    expect(refused.status).toBe(1);
    expect(refused.err).toContain('was not made by Residual');
    expect((await readFile(at('b_x2.png'))).equals(precious)).toBe(true);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('keeps both results with --overwrite when two photos of one run ask for the same name', async () => {
    await mkdir(at('one'));
    await mkdir(at('two'));
    await writeFile(at('one/a.png'), await small('png', 10, 8));
    await writeFile(at('two/a.png'), await small('png', 12, 8));
    const args = [at('one'), at('two'), '--scale', '2', '--overwrite', '--json', '--out', at('out')];
    for (let i = 0; i < 2; i++) {
      const done = await runCli(args);
      const made = done.events.filter((e) => e.event === 'done').map((e) => [e.output, e.width]);
      expect(made).toEqual([
        [at('out/a_x2.png'), 20],
        [at('out/a_x2 (2).png'), 24],
      ]);
    }
    expect((await sharp(at('out/a_x2.png')).metadata()).width).toBe(20);
  });

  it('does not replace a photo of the same run, a result of an earlier one though it is', async () => {
    await writeFile(at('a.png'), await small('png', 8, 8));
    await runCli([at('a.png'), '--scale', '2']);
    const done = await runCli([at('a.png'), at('a_x2.png'), '--scale', '2', '--overwrite', '--json']);
    expect(done.events.filter((e) => e.event === 'done').map((e) => e.output)).toEqual([
      at('a_x2 (2).png'),
      at('a_x2_x2.png'),
    ]);
  });

  it('takes a folder’s photos by name, leaves its own results alone, and looks deeper when asked', async () => {
    await mkdir(at('deeper'));
    for (const name of ['p10.png', 'p9.png', 'deeper/q.png']) await writeFile(at(name), await small('png', 8, 8));
    await writeFile(at('notes.txt'), 'not a photo');
    await writeFile(at('._p9.png'), 'what macOS leaves on foreign disks');
    const flat = await runCli([folder, '--scale', '2', '--json']);
    expect(flat.events.filter((e) => e.event === 'done').map((e) => path.basename(e.source))).toEqual([
      'p9.png',
      'p10.png',
    ]);
    const deep = await runCli([folder, '--scale', '2', '--json', '--recursive']);
    expect(deep.status).toBe(0);
    expect(deep.events.filter((e) => e.event === 'skipped')).toHaveLength(2);
    expect(deep.events.filter((e) => e.event === 'done').map((e) => path.basename(e.source))).toEqual(['q.png']);
  });

  it('leaves nothing but pictures in --out', async () => {
    await writeFile(at('a.jpg'), await small('jpeg'));
    const done = await runCli([at('a.jpg'), '--scale', '3', '--out', at('results'), '--format', 'webp']);
    expect(done.status).toBe(0);
    expect(await readdir(at('results'))).toEqual(['a_x3.webp']);
    expect(done.out).toContain(at('results/a_x3.webp'));
  });

  it('works on 1 × 1 and 1 × 5000 pictures', async () => {
    await writeFile(at('dot.png'), await small('png', 1, 1));
    await writeFile(at('line.png'), await small('png', 1, 5000));
    const done = await runCli([at('dot.png'), at('line.png'), '--scale', '2', '--json']);
    expect(done.status).toBe(0);
    const sizes = done.events.filter((e) => e.event === 'done').map((e) => [e.width, e.height]);
    expect(sizes).toEqual([
      [2, 2],
      [2, 10000],
    ]);
  });

  it('names every bad file with its reason, does the rest, and exits with 1', async () => {
    const jpeg = await sharp(path.join(fixtures, 'kitten.jpg')).jpeg().toBuffer();
    const png = await sharp(path.join(fixtures, 'kitten.jpg')).png().toBuffer();
    await mkdir(at('empty-folder'));
    await mkdir(at('in'));
    await writeFile(at('text.jpg'), 'This is no picture at all, whatever its name says.\n'.repeat(20));
    await writeFile(at('cut.jpg'), jpeg.subarray(0, Math.floor(jpeg.length * 0.6)));
    await writeFile(at('cut.png'), png.subarray(0, Math.floor(png.length * 0.6)));
    await writeFile(at('nothing.jpg'), '');
    await writeFile(at('good.png'), await small('png'));
    const names = ['text.jpg', 'cut.jpg', 'cut.png', 'nothing.jpg', 'missing.jpg', 'empty-folder', 'good.png'];
    const done = await runCli([...names.map(at), '--scale', '2', '--json']);
    expect(done.status).toBe(1);
    const codes = done.events
      .filter((e) => e.event === 'failed')
      .map((e) => [path.basename(e.source), (e.problem as { code: string }).code]);
    expect(Object.fromEntries(codes)).toEqual({
      'text.jpg': 'not-a-picture',
      'cut.jpg': 'damaged',
      'cut.png': 'damaged',
      'nothing.jpg': 'empty-file',
      'missing.jpg': 'not-found',
      'empty-folder': 'no-pictures',
    });
    expect(done.events.filter((e) => e.event === 'done').map((e) => e.output)).toEqual([at('good_x2.png')]);
    expect((await readdir(folder)).filter((name) => /_x2|^\./.test(name))).toEqual(['good_x2.png']);

    // Relative names come out as whole paths, like those of photos.
    const relative = await runCli(['missing.jpg', '--json']);
    expect(relative.events.at(-1)?.source).toBe(path.resolve('missing.jpg'));

    const words = await runCli([...names.map(at), '--scale', '2']);
    expect(words.status).toBe(1);
    const end = words.err.trimEnd().split('\n').slice(-6).join('\n');
    for (const [name] of codes) expect(end).toContain(name);
  });

  it.skipIf(process.platform === 'win32')(
    'names an unreadable file and a destination that may not be written',
    async () => {
      await chmod(root, 0o755);
      await chmod(folder, 0o755);
      await writeFile(at('secret.png'), await small('png'));
      await chmod(at('secret.png'), 0o000);
      await writeFile(at('good.png'), await small('png'));
      await chmod(at('good.png'), 0o644);
      await mkdir(at('locked'), { mode: 0o555 });
      const uid = asRoot ? 65534 : undefined;
      const secret = await runCli([at('secret.png'), '--scale', '2', '--json', '--out', at('locked')], undefined, uid);
      expect(secret.events.at(-1)).toMatchObject({
        event: 'failed',
        problem: { code: 'unreadable', subject: 'secret.png' },
      });
      const locked = await runCli([at('good.png'), '--scale', '2', '--json', '--out', at('locked')], undefined, uid);
      expect(locked.status).toBe(1);
      expect(locked.events.at(-1)).toMatchObject({ event: 'failed', problem: { code: 'destination-not-writable' } });
      const file = await runCli([at('good.png'), '--json', '--out', at('good.png')]);
      expect(file.events.at(-1)).toMatchObject({ event: 'failed', problem: { code: 'destination-not-a-folder' } });
    },
  );

  it.skipIf(process.platform === 'win32')('follows a link to a photo and does each photo once', async () => {
    await mkdir(at('album'));
    await writeFile(at('album/a.png'), await small('png', 8, 8));
    await symlink(at('album/a.png'), at('album/link.png'));
    await symlink(at('album'), at('album/round'));
    const done = await runCli([at('album'), at('album/a.png'), '--scale', '2', '--json', '--recursive']);
    expect(done.events.filter((e) => e.event === 'done').map((e) => path.basename(e.source))).toEqual([
      'a.png',
      'link.png',
    ]);
  });

  it('does not take an empty name for the current folder, and says when there is nothing to do', async () => {
    await writeFile(at('a.png'), await small('png', 8, 8));
    const empty = await runCli(['', '--scale', '2'], undefined, undefined, folder);
    expect([empty.status, await readdir(folder)]).toEqual([1, ['a.png']]);
    await runCli([folder, '--scale', '2', '--out', at('out')]);
    const nothing = await runCli([at('out'), '--scale', '2']);
    expect([nothing.status, nothing.out]).toEqual([0, '']);
    expect(nothing.err).toMatch(/^Nothing to do/);
  });

  it.skipIf(process.platform === 'win32')('is not held up by pipes and devices', async () => {
    execFileSync('mkfifo', [at('pipe.jpg'), at('pipe_x2.jpg'), at('good_x2.png')]);
    await symlink('/dev/zero', at('zero.jpg'));
    await symlink(at('loop.jpg'), at('loop.jpg'));
    await writeFile(at('good.png'), await small('png', 8, 8));
    const done = await runCli([folder, at('zero.jpg'), at('loop.jpg'), '--scale', '2', '--json', '--overwrite']);
    expect(done.status).toBe(1);
    const ends = done.events.filter((e) => e.event === 'done' || e.event === 'failed');
    const codes = ends.map((e) => [path.basename(e.source), (e.problem as { code?: string } | undefined)?.code]);
    expect(Object.fromEntries(codes)).toEqual({
      'good.png': 'overwrites-original',
      'good_x2.png': 'not-a-picture',
      'pipe.jpg': 'not-a-picture',
      'pipe_x2.jpg': 'not-a-picture',
      'zero.jpg': 'not-a-picture',
      'loop.jpg': 'not-found',
    });
  });

  it('is wrong usage to ask for a model that is not there', async () => {
    await writeFile(at('a.png'), await small('png'));
    const done = await runCli([at('a.png'), '--model', 'magic']);
    expect(done.status).toBe(2);
    expect(done.err).toContain('photo-fast');
  });
});

describe('a run that is stopped', () => {
  const stages = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
  it.skipIf(process.platform === 'win32').each(stages)(
    '%s leaves what was finished and nothing partial',
    async (signal) => {
      await writeFile(at('1.png'), await small('png', 8, 8));
      await copyFile(path.join(fixtures, 'coffee.jpg'), at('2.jpg'));
      const done = await runCli([at('1.png'), at('2.jpg'), '--tile', '64', '--json'], (child) => {
        let told = '';
        child.stdout!.on('data', (text: string) => {
          told += text;
          // The second photo's tiles run while the first one is still being written.
          if (/"done".*1\.png/.test(told) && /"progress".*2\.jpg/.test(told)) child.kill(signal);
        });
      });
      expect(done.status).not.toBe(0);
      const visible = (await readdir(folder)).filter((name) => !name.startsWith('.'));
      expect(visible.sort()).toEqual(['1.png', '1_x4.png', '2.jpg']);
      expect((await sharp(at('1_x4.png')).metadata()).width).toBe(32);
      const hidden = (await readdir(folder)).filter((name) => name.startsWith('.'));
      if (signal !== 'SIGKILL') return expect(hidden).toEqual([]);
      // Nobody could tidy up after SIGKILL; the next run does.
      expect(hidden).toHaveLength(1);
      await runCli([at('1.png'), '--scale', '2']);
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    },
  );

  it('stops and tidies up when nobody reads the output any more', async () => {
    await copyFile(path.join(fixtures, 'coffee.jpg'), at('1.jpg'));
    const done = await runCli([at('1.jpg'), '--tile', '64', '--json'], (child) => {
      child.stdout!.once('data', () => child.stdout!.destroy());
    });
    expect([done.status, done.err]).toEqual([1, '']);
    expect(await readdir(folder)).toEqual(['1.jpg']);
  });

  it('names what failed before the stop', async () => {
    await writeFile(at('0.jpg'), 'no picture');
    await copyFile(path.join(fixtures, 'coffee.jpg'), at('1.jpg'));
    const stopped = runCli([at('0.jpg'), at('1.jpg'), '--tile', '32'], (child) => {
      const poll = setInterval(async () => {
        const names = await readdir(folder);
        if (!names.some((name) => name.startsWith('.residual-tmp-'))) return;
        clearInterval(poll);
        child.kill('SIGTERM');
      }, 20);
      child.on('close', () => clearInterval(poll));
    });
    const { status, err } = await stopped;
    expect(status).toBe(1);
    expect(err).toContain('0.jpg: its contents are not those of a picture');
    expect(err.trimEnd().split('\n').at(-1)).toMatch(/^Stopped/);
  });
});
