import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../../../build/setup/build-lock.mjs';

const place = { folder: '' };
beforeEach(async () => {
  place.folder = await mkdtemp(path.join(os.tmpdir(), 'residual-lock-'));
});
afterEach(() => rm(place.folder, { recursive: true, force: true }));

describe('two builds of one checkout', () => {
  it('run one after the other, even when the first fails', async () => {
    const lock = path.join(place.folder, 'lock');
    const steps: string[] = [];
    const task = (name: string, fails: boolean) => async () => {
      steps.push(`${name} begins`);
      await sleep(50);
      steps.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
    const first = withLock(lock, task('first', true));
    const second = withLock(lock, task('second', false));
    await expect(first).rejects.toThrow('first');
    await second;
    expect(steps).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('do not wait for one whose process died', async () => {
    const lock = path.join(place.folder, 'lock');
    await mkdir(lock);
    // Above every system's highest process number.
    await writeFile(path.join(lock, 'pid'), '2147483646');
    expect(await withLock(lock, async () => 'built')).toBe('built');
  });

  it('do not wait for one that died before it could say which process it was', async () => {
    const lock = path.join(place.folder, 'lock');
    await mkdir(lock);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    expect(await withLock(lock, async () => 'built')).toBe('built');
  });
});
