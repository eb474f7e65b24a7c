import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt, isStale, stamp } from '../../../../build/setup/built.mjs';
import { fingerprint } from '../../../../build/setup/fingerprint.mjs';

const place = { root: '' };
const at = (name: string) => path.join(place.root, name);

async function write(name: string, text: string): Promise<void> {
  await mkdir(path.dirname(at(name)), { recursive: true });
  await writeFile(at(name), text);
}

beforeEach(async () => {
  place.root = await mkdtemp(path.join(os.tmpdir(), 'residual-built-'));
  await write('electron/cli/main.ts', 'export {};');
  await write('renderer/app/app.css', 'body {}');
  await write('models/weights/net.json', '{}');
  await mkdir(at('build/out'), { recursive: true });
  stamp(at('build/out'), fingerprint(place.root));
});

afterEach(() => rm(place.root, { recursive: true, force: true }));

describe('the app is built again', () => {
  it('not while its sources are those it was made from, even with newer times', async () => {
    const file = at('electron/cli/main.ts');
    await utimes(file, new Date(), new Date(Date.now() + 60_000));
    expect(isStale(place.root)).toBe(false);
  });

  it('when a source changed, came or went', async () => {
    await write('electron/cli/main.ts', 'export const changed = 1;');
    expect(isStale(place.root)).toBe(true);
    await write('electron/cli/main.ts', 'export {};');
    expect(isStale(place.root)).toBe(false);
    await write('renderer/app/new.tsx', '');
    expect(isStale(place.root)).toBe(true);
    await rm(at('renderer/app/new.tsx'));
    await rm(at('renderer/app/app.css'));
    expect(isStale(place.root)).toBe(true);
  });

  it('when it was never built', async () => {
    await rm(at('build/out'), { recursive: true });
    expect(isStale(place.root)).toBe(true);
  });

  it('not for a new network, which is read where it lies', async () => {
    await write('models/weights/other.json', '{}');
    expect(isStale(place.root)).toBe(false);
  });

  it('by its build script when the tools are there, and the words of a failure say what to do', async () => {
    await write('electron/cli/main.ts', 'export const changed = 1;');
    await write('node_modules/vite/package.json', '{}');
    await write('build/out/cli.js', '');
    await write('build/build.mjs', "import { writeFileSync } from 'node:fs';\nwriteFileSync('ran', '');\n");
    const said: string[] = [];
    const options = { say: (line: string) => said.push(line), quiet: true };
    expect(await ensureBuilt(place.root, options)).toBeNull();
    expect(await readFile(at('ran'), 'utf8')).toBe('');
    expect(said).toEqual(['Building the app…']);
    await write('build/build.mjs', 'process.exitCode = 1;\n');
    expect(await ensureBuilt(place.root, options)).toMatch(/could not be built.*run npm ci/);
  });

  it('not where it was installed without the tools; without a build that is said', async () => {
    await write('electron/cli/main.ts', 'export const changed = 1;');
    const options = { say: () => expect.unreachable(), quiet: true };
    expect(await ensureBuilt(place.root, options)).toMatch(/not built.*run npm ci/);
    await write('build/out/cli.js', '');
    expect(await ensureBuilt(place.root, options)).toBeNull();
  });
});
