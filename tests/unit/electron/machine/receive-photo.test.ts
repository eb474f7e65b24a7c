import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receivePhoto } from '../../../../electron/machine/receive-photo.ts';

let parent = '';
beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'residual-test-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const never = new AbortController().signal;
const streamOf = (...chunks: string[]) =>
  new Response(
    new ReadableStream({
      start: (controller) => {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    }),
  ).body;

describe('an uploaded photo', () => {
  it('is streamed to a file that only this user can read, in a folder of its own', async () => {
    const a = await receivePhoto(parent, 'a.jpg', streamOf('one ', 'two'), 7, never);
    const b = await receivePhoto(parent, '../a.jpg', streamOf('three'), null, never);
    expect(await readFile(a.path, 'utf8')).toBe('one two');
    expect(await readFile(b.path, 'utf8')).toBe('three');
    expect(path.dirname(path.dirname(b.path))).toBe(parent);
    expect(a.folder).not.toBe(b.folder);
    if (process.platform === 'win32') return;
    expect((await stat(a.folder)).mode & 0o077).toBe(0);
    expect((await stat(a.path)).mode & 0o077).toBe(0);
  });

  it('without a byte is an empty file: what is wrong with it is said on the list', async () => {
    expect((await stat((await receivePhoto(parent, 'a.jpg', null, 0, never)).path)).size).toBe(0);
  });

  it('that is larger than the free disk is refused before a byte is written', async () => {
    const refused = receivePhoto(parent, 'a.jpg', streamOf('x'), 1e18, never);
    await expect(refused).rejects.toMatchObject({ problem: { code: 'disk-full', subject: 'a.jpg' } });
    expect(await readdir(parent)).toEqual([]);
  });

  it('leaves nothing when the browser goes away in the middle', async () => {
    const going = new AbortController();
    const endless = new ReadableStream<Uint8Array>({ pull: (c) => c.enqueue(new Uint8Array(1000)) });
    const refused = receivePhoto(parent, 'a.jpg', endless, null, going.signal);
    setTimeout(() => going.abort(), 20);
    await expect(refused).rejects.toThrow();
    expect(await readdir(parent)).toEqual([]);
  });
});
