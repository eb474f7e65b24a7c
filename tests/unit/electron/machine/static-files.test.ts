import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveInside, serveFile } from '../../../../electron/machine/static-files.ts';

let folder = '';
beforeAll(async () => {
  const parent = await mkdtemp(path.join(os.tmpdir(), 'residual-test-'));
  folder = path.join(parent, 'renderer');
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'index.html'), '<p>page</p>');
  await writeFile(path.join(folder, 'assets', 'run.js'), 'run()');
  await writeFile(path.join(folder, 'secret.txt'), 'no type, not served');
  await writeFile(path.join(parent, 'outside.html'), 'outside');
  await mkdir(path.join(parent, 'renderer-2'));
  await writeFile(path.join(parent, 'renderer-2', 'index.html'), 'neighbour');
});
afterAll(() => rm(path.dirname(folder), { recursive: true, force: true }));

describe('the screen’s files', () => {
  it('are served with their type; what is named by its contents may be kept', async () => {
    const page = await serveFile(folder, '/');
    expect(await page?.text()).toBe('<p>page</p>');
    expect(page?.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page?.headers.get('cache-control')).toBe('no-cache');
    const script = await serveFile(folder, '/assets/run.js');
    expect(script?.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script?.headers.get('cache-control')).toContain('immutable');
    await script?.text();
  });

  it.each([
    '/missing.html',
    '/assets',
    '/secret.txt',
    '/../outside.html',
    '/..%2foutside.html',
    '/%2e%2e/outside.html',
    '/assets/..%2f..%2f..%2foutside.html',
    '/..%5coutside.html',
    '/../renderer-2/index.html',
    '/index.html%00.js',
    '/%E0%A4%A',
  ])('do not reach %s', async (pathname) => {
    expect(await serveFile(folder, pathname)).toBeNull();
  });

  it('never resolve to a path outside, not even to the folder’s neighbour', () => {
    expect(resolveInside('/srv/app', '/a/b.js')).toBe(path.join('/srv/app', 'a', 'b.js'));
    expect(resolveInside('/srv/app', '/')).toBe(path.join('/srv/app', '/'));
    expect(resolveInside('/srv/app', '/../app-2/x.js')).toBeNull();
  });
});
