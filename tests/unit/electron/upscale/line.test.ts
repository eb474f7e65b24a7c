import { describe, expect, it } from 'vitest';
import { createLine, type PlaceInLine, runInLine } from '../../../../electron/upscale/line.ts';

const { signal } = new AbortController();
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Enters and tells so in `seen`. */
function entering(place: PlaceInLine, name: string, seen: string[]): void {
  void place.enter(signal).then(() => seen.push(name));
}

describe('a line of photos', () => {
  it('lets one photo at a time run its tiles, in order', async () => {
    const line = createLine();
    const [a, b, c] = [line.join(), line.join(), line.join()];
    const seen: string[] = [];
    entering(c, 'c', seen);
    entering(b, 'b', seen);
    entering(a, 'a', seen);
    await turn();
    expect(seen).toEqual(['a']);
    a.leave();
    await turn();
    expect(seen).toEqual(['a', 'b']);
    b.leave();
    await turn();
    // One may be encoded beside the tiles of another, two may not.
    expect(seen).toEqual(['a', 'b']);
    a.end();
    await turn();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('lets nobody pass a photo that still runs because one between them failed', async () => {
    const line = createLine();
    const [a, b, c] = [line.join(), line.join(), line.join()];
    const seen: string[] = [];
    entering(a, 'a', seen);
    entering(c, 'c', seen);
    b.end();
    void c.before.then(() => seen.push('before c'));
    await turn();
    expect(seen).toEqual(['a']);
    a.end();
    await turn();
    expect(new Set(seen)).toEqual(new Set(['a', 'c', 'before c']));
  });

  it('says when the next photo may be begun: one has entered, or ended without', async () => {
    const line = createLine();
    const [a, b] = [line.join(), line.join()];
    const seen: string[] = [];
    void a.entered.then(() => seen.push('a'));
    void b.entered.then(() => seen.push('b'));
    await turn();
    expect(seen).toEqual([]);
    await a.enter(signal);
    b.end();
    await turn();
    expect(seen).toEqual(['a', 'b']);
  });

  it('lets a cancelled photo go at once', async () => {
    const line = createLine();
    const [, b] = [line.join(), line.join()];
    const abort = new AbortController();
    const entered = b.enter(abort.signal);
    abort.abort(new Error('cancelled'));
    await expect(entered).rejects.toThrow('cancelled');
    await expect(b.enter(abort.signal)).rejects.toThrow('cancelled');
  });

  it('runs each of many, the next begun when one has its tiles, and no more once it is stopped', async () => {
    const seen: string[] = [];
    const stop = new AbortController();
    await runInLine(
      ['a', 'b', 'c', 'd'],
      async (name, place) => {
        seen.push(`${name} begins`);
        await place.enter(signal);
        await turn();
        if (name === 'c') stop.abort();
        seen.push(`${name} leaves`);
      },
      stop.signal,
    );
    expect(seen).toEqual([
      'a begins',
      'b begins',
      'a leaves',
      'c begins',
      'b leaves',
      'd begins',
      'c leaves',
      'd leaves',
    ]);
  });

  it('is over with the reason of one that rejects, after all have had their turn', async () => {
    const seen: string[] = [];
    const running = runInLine(
      ['a', 'b'],
      async (name) => {
        seen.push(name);
        if (name === 'a') throw new Error('a bug');
      },
      signal,
    );
    await expect(running).rejects.toThrow('a bug');
    expect(seen).toEqual(['a', 'b']);
  });
});
