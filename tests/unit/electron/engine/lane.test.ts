import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { joinLane, openLane, recycle } from '../../../../electron/engine/lane.ts';

describe('a lane between two processes', () => {
  it('hands samples over and the answer back, over them', async () => {
    const lane = await openLane();
    const end = joinLane(lane.path);
    const given = Uint16Array.from({ length: 5000 }, (_, i) => i * 13);
    await lane.write(given.subarray(100, 4100));
    expect(new Uint16Array(end.read(8000))).toEqual(given.slice(100, 4100));
    const made = Uint8Array.from({ length: 30_000 }, (_, i) => i);
    end.write(made);
    expect(new Uint8Array(await lane.read(30_000), 0, 30_000)).toEqual(made);
    end.write(made.subarray(7, 20));
    expect(new Uint8Array(await lane.read(13), 0, 13)).toEqual(made.slice(7, 20));
    end.close();
    await lane.close();
  });

  it('is this user’s alone, and its name is gone once both ends hold it', async () => {
    const lane = await openLane();
    if (process.platform !== 'win32') expect((await stat(lane.path)).mode & 0o777).toBe(0o600);
    const end = joinLane(lane.path);
    expect(existsSync(lane.path)).toBe(false);
    end.close();
    await lane.close();
    const unused = await openLane();
    await unused.close();
    expect(existsSync(unused.path)).toBe(false);
  });

  it('says so when less is there than was told of', async () => {
    const lane = await openLane();
    const end = joinLane(lane.path);
    await lane.write(new Uint8Array(10));
    expect(() => end.read(11)).toThrow('holds less');
    await expect(lane.read(11)).rejects.toThrow('wrote less');
    end.close();
    await lane.close();
  });

  it('fills memory that was given back, and gives it to nobody else meanwhile', async () => {
    const lane = await openLane();
    const samples = Uint8Array.from({ length: 4000 }, (_, i) => i);
    await lane.write(samples);
    const first = await lane.read(4000);
    const second = await lane.read(4000);
    expect(second).not.toBe(first);
    recycle(new Uint8Array(first));
    const third = await lane.read(3000);
    expect(third).toBe(first);
    expect(await lane.read(4000)).not.toBe(first);
    expect(new Uint8Array(third, 0, 3000)).toEqual(samples.slice(0, 3000));
    await lane.close();
  });
});
