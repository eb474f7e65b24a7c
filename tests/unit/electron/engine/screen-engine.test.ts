import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { offerSchema, packMessage, tileWorkSchema, unpackMessage } from '../../../../electron/contract/engine-work.ts';
import type { Network } from '../../../../electron/engine/engine.ts';
import { createScreenEngine } from '../../../../electron/engine/screen-engine.ts';
import type { TileRequest } from '../../../../models/inference/tile.ts';

const network: Network = {
  key: 'n-x2',
  model: 'n',
  file: '',
  scale: 2,
  radius: 1,
  channels: 12,
  hasCleanup: false,
  hash: '',
};
const request: TileRequest = {
  pixels: Uint8Array.from({ length: 3 * 5 * 4 }, (_, i) => i),
  width: 5,
  height: 4,
  crop: { left: 1, top: 1, width: 3, height: 2 },
  strength: 1,
  cleanup: null,
  want: 'picture',
};
const never = new AbortController().signal;
const ran = { kind: 'ran', fault: '' };

function screen(half = false) {
  const onLost = vi.fn();
  const engine = createScreenEngine({ kind: 'webgpu', name: 'a GPU', half }, { onLost });
  const take = async () => {
    const { header, pixels } = unpackMessage((await engine.nextWork(25_000, never))!);
    return { work: tileWorkSchema.parse(header), pixels };
  };
  return { engine, onLost, take };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an engine in a screen', () => {
  it('hands the tile to the screen that asks and gives its answer back', async () => {
    const { engine, take } = screen();
    const result = engine.run(network, request, never);
    const { work, pixels } = await take();
    expect(work).toMatchObject({ model: 'n-x2', scale: 2, width: 5, height: 4, depth: 8, crop: request.crop });
    expect(pixels).toEqual(request.pixels);
    const answer = Uint8Array.from({ length: 72 }, (_, i) => i);
    engine.answer(work.id, packMessage(ran, answer));
    expect(await result).toEqual({ kind: 'ran', fault: '', pixels: answer });
  });

  it('wakes a screen that asked before there was work', async () => {
    const { engine, take } = screen();
    const taken = take();
    const result = engine.run(network, { ...request, want: 'planes' }, never);
    const { work } = await taken;
    engine.answer(work.id, packMessage(ran, new Uint8Array(new Int16Array(144).fill(-7).buffer)));
    expect(await result).toEqual({ kind: 'ran', fault: '', pixels: new Int16Array(144).fill(-7) });
  });

  it('loads a network for a tile that is about to come, once, and not while it computes', async () => {
    const { engine, take } = screen();
    engine.wake!(network);
    engine.wake!(network);
    const { work, pixels } = await take();
    expect(work).toMatchObject({ model: 'n-x2', want: 'planes' });
    expect(pixels).toHaveLength(3 * work.width * work.height);
    // The tile itself goes to the screen meanwhile, and is not held up by what becomes of the other.
    const result = engine.run(network, request, never);
    engine.wake!({ ...network, key: 'other' });
    const tile = await take();
    expect(tile.work).toMatchObject({ model: 'n-x2', want: 'picture' });
    engine.answer(work.id, packMessage({ kind: 'failed', detail: 'no memory', lost: false }, new Uint8Array()));
    engine.answer(tile.work.id, packMessage(ran, new Uint8Array(72)));
    expect(await result).toMatchObject({ kind: 'ran' });
    engine.wake!(network);
    const waiting = engine.nextWork(25_000, never);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await waiting).toBeNull();
  });

  it('runs float16 for 8-bit pictures where the GPU has it, and float32 for all else', async () => {
    const both = { ...network, half: { ...network, key: 'n-x2-fp16' } };
    const asked = async (half: boolean, given: Network, wanted: TileRequest) => {
      const { engine, take } = screen(half);
      void engine.run(given, wanted, never);
      return (await take()).work.model;
    };
    expect(await asked(true, both, request)).toBe('n-x2-fp16');
    expect(await asked(false, both, request)).toBe('n-x2');
    expect(await asked(true, network, request)).toBe('n-x2');
    expect(await asked(true, both, { ...request, want: 'planes' })).toBe('n-x2');
    expect(await asked(true, both, { ...request, pixels: new Uint16Array(60) })).toBe('n-x2');
  });

  it.each([
    { largestBuffer: 2 ** 27, channels: 64, scale: 4, room: 724 },
    { largestBuffer: 2 ** 27, channels: 32, scale: 2, room: 1024 },
    // 64 MB of answer: 16 bits of three colours for each of 16 output pixels.
    { largestBuffer: 2 ** 64, channels: 64, scale: 4, room: 816 },
    { largestBuffer: undefined, channels: 64, scale: 4, room: 816 },
  ] as const)(
    'takes tiles of $room pixels a side at most: $channels channels, ×$scale, $largestBuffer bytes',
    (given) => {
      const { largestBuffer, channels, scale, room } = given;
      const offer = offerSchema.parse({ kind: 'webgpu', name: 'a GPU', largestBuffer });
      const engine = createScreenEngine(offer, { onLost: () => {} });
      expect(Math.floor(Math.sqrt(engine.room!({ ...network, channels, scale })))).toBe(room);
    },
  );

  it('gives 16-bit samples back as such', async () => {
    const { engine, take } = screen();
    const result = engine.run(network, { ...request, pixels: new Uint16Array(60).fill(40_000) }, never);
    const { work, pixels } = await take();
    expect(work.depth).toBe(16);
    expect(new Uint16Array(pixels.buffer, pixels.byteOffset, 60)[59]).toBe(40_000);
    engine.answer(work.id, packMessage(ran, new Uint8Array(new Uint16Array(72).fill(50_000).buffer)));
    expect((await result) as unknown).toMatchObject({ pixels: new Uint16Array(72).fill(50_000) });
  });

  it('tells a screen that asks in vain so, after a while', async () => {
    const { engine } = screen();
    const work = engine.nextWork(25_000, never);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await work).toBeNull();
    expect(engine.lost).toBe(false);
  });

  it.each([
    ['pixels of another size', packMessage(ran, new Uint8Array(71)), 'ran', /71 bytes/],
    ['a fault', packMessage({ kind: 'ran', fault: 'black' }, new Uint8Array()), 'ran', /black/],
    ['no message', new Uint8Array(3), 'failed', /cannot be read/],
    ['another header', packMessage({ kind: 'well' }, new Uint8Array(72)), 'failed', /cannot be read/],
  ])('never takes %s for a tile', async (_, answer, kind, words) => {
    const { engine, take } = screen();
    const result = engine.run(network, request, never);
    const { work } = await take();
    engine.answer(work.id, answer);
    const got = await result;
    expect(got.kind).toBe(kind);
    expect(got.kind === 'ran' ? got.fault : got.detail).toMatch(words);
  });

  it('is lost when the screen does not ask for ten seconds', async () => {
    const { engine, onLost } = screen();
    const result = engine.run(network, request, never);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await result).toMatchObject({ kind: 'failed', lost: true });
    expect(onLost).toHaveBeenCalledOnce();
    expect(await engine.run(network, request, never)).toMatchObject({ kind: 'failed', lost: true });
  });

  it('is lost at once when the line breaks on which the screen asks', async () => {
    const { engine, onLost } = screen();
    const gone = new AbortController();
    const work = engine.nextWork(25_000, gone.signal);
    gone.abort();
    expect(await work).toBeNull();
    expect(onLost).toHaveBeenCalledOnce();
  });

  it('is lost when the first tile does not come for two minutes, and sooner once its pace is known', async () => {
    const slow = screen();
    const first = slow.engine.run(network, request, never);
    await slow.take();
    await vi.advanceTimersByTimeAsync(119_000);
    expect(slow.engine.lost).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await first).toMatchObject({ lost: true });

    const quick = screen();
    const done = quick.engine.run(network, request, never);
    const { work } = await quick.take();
    await vi.advanceTimersByTimeAsync(100);
    quick.engine.answer(work.id, packMessage(ran, new Uint8Array(72)));
    await done;
    const second = quick.engine.run(network, request, never);
    await quick.take();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await second).toMatchObject({ lost: true });
  });

  it('waits for a screen whose device is lost and has it run the tile again, once', async () => {
    const { engine, onLost, take } = screen();
    const lost = packMessage({ kind: 'failed', detail: 'gone', lost: true }, new Uint8Array());
    const result = engine.run(network, request, never);
    const first = await take();
    engine.answer(first.work.id, lost);
    expect([engine.lost, onLost.mock.calls.length]).toEqual([false, 0]);
    const second = await take();
    expect(second).toEqual(first);
    engine.answer(second.work.id, packMessage(ran, new Uint8Array(72).fill(9)));
    expect(await result).toMatchObject({ kind: 'ran', pixels: new Uint8Array(72).fill(9) });

    const next = engine.run(network, request, never);
    engine.answer((await take()).work.id, lost);
    expect(await next).toMatchObject({ kind: 'failed', lost: true });
    expect([engine.lost, onLost.mock.calls.length]).toEqual([true, 1]);
  });

  it('hands out a tile while another is computed, and takes the answers in any order', async () => {
    const { engine, take } = screen();
    const results = [engine.run(network, request, never), engine.run(network, request, never)];
    const works = [(await take()).work, (await take()).work];
    expect(works[0]!.id).not.toBe(works[1]!.id);
    for (const at of [1, 0]) engine.answer(works[at]!.id, packMessage(ran, new Uint8Array(72).fill(at)));
    for (const at of [0, 1]) expect(await results[at]).toMatchObject({ pixels: new Uint8Array(72).fill(at) });
  });

  it('is lost when a tile does not come although the screen asks for more', async () => {
    const { engine, take } = screen();
    const result = engine.run(network, request, never);
    await take();
    void engine.nextWork(25_000_000, never);
    await vi.advanceTimersByTimeAsync(119_000);
    expect(engine.lost).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await result).toMatchObject({ kind: 'failed', lost: true });
  });

  it('has both tiles of a lost device run again, and sends the screen that waits for more away', async () => {
    const { engine, take } = screen();
    const results = [engine.run(network, request, never), engine.run(network, request, never)];
    const works = [(await take()).work, (await take()).work];
    const waiting = engine.nextWork(25_000, never);
    engine.answer(works[1]!.id, packMessage({ kind: 'failed', detail: 'gone', lost: true }, new Uint8Array()));
    expect(await waiting).toBeNull();
    expect([(await take()).work, (await take()).work]).toEqual(works);
    for (const { id } of works) engine.answer(id, packMessage(ran, new Uint8Array(72)));
    for (const result of results) expect(await result).toMatchObject({ kind: 'ran' });
  });

  it('lets a tile fail whose runtime restarts, and has the others run again, as often as it takes', async () => {
    const { engine, take } = screen();
    const failing = packMessage({ kind: 'failed', detail: 'no memory', lost: false, restarts: true }, new Uint8Array());
    for (let round = 0; round < 3; round++) {
      const results = [engine.run(network, request, never), engine.run(network, request, never)];
      const works = [(await take()).work, (await take()).work];
      const waiting = engine.nextWork(25_000, never);
      engine.answer(works[0]!.id, failing);
      expect(await results[0]).toEqual({ kind: 'failed', detail: 'no memory', lost: false });
      expect(await waiting).toBeNull();
      const again = await take();
      expect(again.work).toEqual(works[1]);
      engine.answer(again.work.id, packMessage(ran, new Uint8Array(72)));
      expect(await results[1]).toMatchObject({ kind: 'ran' });
    }
    expect(engine.lost).toBe(false);
  });

  it('does not wait longer than ten seconds for one that stays away', async () => {
    const { engine, take } = screen();
    const result = engine.run(network, request, never);
    engine.answer(
      (await take()).work.id,
      packMessage({ kind: 'failed', detail: 'gone', lost: true }, new Uint8Array()),
    );
    await vi.advanceTimersByTimeAsync(10_001);
    expect(await result).toMatchObject({ kind: 'failed', lost: true });
    expect(engine.lost).toBe(true);
  });

  it('frees itself when the tile is no longer wanted, and ignores its late answer', async () => {
    const { engine, take } = screen();
    const stop = new AbortController();
    const first = engine.run(network, request, stop.signal);
    const { work: old } = await take();
    stop.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    const second = engine.run(network, request, never);
    engine.answer(old.id, packMessage(ran, new Uint8Array(72).fill(1)));
    const { work } = await take();
    engine.answer(old.id, packMessage(ran, new Uint8Array(72).fill(1)));
    engine.answer(work.id, packMessage(ran, new Uint8Array(72).fill(2)));
    expect(await second).toMatchObject({ pixels: new Uint8Array(72).fill(2) });
  });
});
