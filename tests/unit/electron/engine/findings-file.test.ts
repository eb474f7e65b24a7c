import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../../electron/engine/cache-folder.ts';
import { openFindings } from '../../../../electron/engine/findings-file.ts';

const root = await mkdtemp(path.join(os.tmpdir(), 'residual-findings-'));
afterAll(() => rm(root, { recursive: true, force: true }));
let file = '';
let counter = 0;
beforeEach(() => {
  file = path.join(root, String(++counter), 'new', 'engines.json');
});

const day = 24 * 60 * 60 * 1000;
const finding = { side: 512, room: null };

describe('what was found out about the engines', () => {
  it('is there at once, and at the next start', async () => {
    const first = await openFindings(file);
    expect(first.read('a GPU', 'n-x2')).toBeNull();
    first.write('a GPU', 'n-x2', finding);
    expect(first.read('a GPU', 'n-x2')).toMatchObject(finding);
    first.write('a GPU', 'n-x4', { side: null, room: 90_000 });
    first.write('a GPU', 'n-x2', { side: 512, room: 80_000 });
    await first.settled();
    const second = await openFindings(file);
    expect(second.read('a GPU', 'n-x2')).toMatchObject({ side: 512, room: 80_000 });
    expect(second.read('a GPU', 'n-x4')).toMatchObject({ side: null, room: 90_000 });
    expect(second.read('another', 'n-x2')).toBeNull();
    expect(await readdir(path.dirname(file))).toEqual(['engines.json']);
  });

  it('keeps what another window or command found out meanwhile', async () => {
    const both = [await openFindings(file), await openFindings(file)] as const;
    both[0].write('a GPU', 'n-x2', finding);
    await both[0].settled();
    both[1].write('a GPU', 'n-x4', finding);
    both[1].write('another', 'n-x2', finding);
    await both[1].settled();
    const next = await openFindings(file);
    for (const [device, network] of [
      ['a GPU', 'n-x2'],
      ['a GPU', 'n-x4'],
      ['another', 'n-x2'],
    ] as const) {
      expect(next.read(device, network)).toMatchObject(finding);
    }
  });

  it('is found out anew after a month, and when the clock was set back', async () => {
    const first = await openFindings(file, () => 100 * day);
    first.write('a GPU', 'n-x2', finding);
    await first.settled();
    const readAt = async (days: number) => (await openFindings(file, () => days * day)).read('a GPU', 'n-x2');
    expect(await readAt(129.9)).toMatchObject(finding);
    expect(await readAt(130)).toBeNull();
    expect(await readAt(99)).toBeNull();
  });

  it.each([
    ['is no JSON', '{"version":1,'],
    ['is of another version', '{"version":2,"tiles":{"a GPU":{"n-x2":{"side":512,"room":null,"found":1}}}}'],
    ['is nonsense', '{"version":1,"tiles":{"a GPU":{"n-x2":{"side":-1,"room":null,"found":1}}}}'],
  ])('counts as nothing where the file %s, and is written anew', async (_, text) => {
    file = path.join(root, `bad-${counter}.json`);
    await writeFile(file, text);
    const findings = await openFindings(file);
    expect(findings.read('a GPU', 'n-x2')).toBeNull();
    findings.write('a GPU', 'n-x2', finding);
    await findings.settled();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1 });
    expect((await openFindings(file)).read('a GPU', 'n-x2')).toMatchObject(finding);
  });

  it('is still known while the app runs where it cannot be written', async () => {
    const blocked = path.join(root, 'blocked');
    await writeFile(blocked, 'a file where a folder should be');
    await chmod(blocked, 0o444);
    const findings = await openFindings(path.join(blocked, 'engines.json'));
    findings.write('a GPU', 'n-x2', finding);
    await findings.settled();
    expect(findings.read('a GPU', 'n-x2')).toMatchObject(finding);
  });
});

describe('the folder for it', () => {
  it.each([
    ['linux', {}, '/home/a/.cache/residual'],
    ['linux', { XDG_CACHE_HOME: '/var/tmp/a' }, '/var/tmp/a/residual'],
    ['linux', { XDG_CACHE_HOME: 'here' }, '/home/a/.cache/residual'],
    ['darwin', {}, '/home/a/Library/Caches/Residual'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/Residual'],
    ['win32', {}, '/home/a/AppData/Local/Residual'],
  ] as const)('is the system’s: %s %o', (platform, env, folder) => {
    expect(cacheFolder({ platform, env, home: '/home/a' })).toBe(path.normalize(folder));
  });
});
