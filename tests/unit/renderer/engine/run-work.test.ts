import { describe, expect, it, vi } from 'vitest';
import type { TileWork } from '../../../../electron/contract/engine-work.ts';
import type { Scale, TileRequest, TileResult } from '../../../../models/inference/tile.ts';
import { createWorkRunner } from '../../../../renderer/engine/run-work.ts';

const side = 8;
const work = (model: string): TileWork => ({
  id: 'w',
  model,
  scale: 2,
  width: side,
  height: side,
  crop: { left: 2, top: 2, width: 4, height: 4 },
  depth: 8,
  strength: 1,
  cleanup: null,
  want: 'picture',
});
const grey = new Uint8Array(3 * side * side).fill(128);

/** A network that repeats the crop's first sample. */
const enlarge = async ({ pixels, crop }: TileRequest, scale: Scale): Promise<TileResult> => ({
  kind: 'ran',
  fault: '',
  pixels: new Uint8Array(3 * scale ** 2 * crop.width * crop.height).fill(pixels[0]!),
});
const never = new Promise<string>(() => undefined);

function runnerWith(run = enlarge, lost = never) {
  const release = vi.fn(async () => undefined);
  const load = vi.fn(async () => ({ run, release }));
  const fetchBytes = vi.fn(async (_path: string) => new Uint8Array());
  const open = vi.fn(async () => ({ load, lost }));
  return { run: createWorkRunner(open, fetchBytes), open, load, release, fetchBytes };
}

describe('running work in the page', () => {
  it('gives the wanted part of the enlarged tile', async () => {
    const result = await runnerWith().run(work('m-x2'), grey);
    expect(result).toEqual({ kind: 'ran', fault: '', pixels: new Uint8Array(3 * 8 * 8).fill(128) });
  });

  it('loads a network once, keeps two, and lets the one used longest ago go for a third', async () => {
    const { run, load, release, fetchBytes } = runnerWith();
    await run(work('m-x2'), grey);
    await run(work('m-x2'), grey);
    expect(load).toHaveBeenCalledTimes(1);
    await run(work('other-x2'), grey);
    await run(work('m-x2'), grey);
    expect(fetchBytes.mock.calls).toEqual([['/api/models/m-x2.onnx'], ['/api/models/other-x2.onnx']]);
    expect(release).not.toHaveBeenCalled();
    await run(work('third-x2'), grey);
    expect(release).toHaveBeenCalledTimes(1);
    await run(work('m-x2'), grey);
    expect(load).toHaveBeenCalledTimes(3);
    await run(work('other-x2'), grey);
    expect(load).toHaveBeenCalledTimes(4);
  });

  it('loads a network once for tiles that come together', async () => {
    const { run, open, load } = runnerWith();
    const both = await Promise.all([run(work('m-x2'), grey), run(work('m-x2'), grey)]);
    expect(both.map(({ kind }) => kind)).toEqual(['ran', 'ran']);
    await Promise.all([run(work('m-x2'), grey), run(work('other-x2'), grey)]);
    expect([open.mock.calls.length, load.mock.calls.length]).toEqual([1, 2]);
  });

  it('makes a failed result of whatever goes wrong', async () => {
    const { run, fetchBytes } = runnerWith();
    fetchBytes.mockRejectedValueOnce(new Error('no network file'));
    expect(await run(work('m-x2'), grey)).toEqual({ kind: 'failed', detail: 'no network file', lost: false });
    expect(await run(work('m-x2'), grey)).toMatchObject({ kind: 'ran' });
  });

  it('says that the runtime is of no use after a run that it refused', async () => {
    const { run } = runnerWith(() => Promise.reject(new Error('out of memory')));
    expect(await run(work('m-x2'), grey)).toEqual({
      kind: 'failed',
      detail: 'out of memory',
      lost: false,
      restarts: true,
    });
  });

  it('opens the runtime once, and again when it did not open', async () => {
    const { run, open } = runnerWith();
    open.mockRejectedValueOnce(new Error('the adapter has gone'));
    expect(await run(work('m-x2'), grey)).toEqual({ kind: 'failed', detail: 'the adapter has gone', lost: false });
    expect(await run(work('m-x2'), grey)).toMatchObject({ kind: 'ran' });
    await run(work('other-x2'), grey);
    expect(open).toHaveBeenCalledTimes(2);
  });

  it('says that the device is lost, whatever the tile looks like', async () => {
    const { run } = runnerWith(enlarge, Promise.resolve('the driver was reset'));
    await run(work('m-x2'), grey);
    expect(await run(work('m-x2'), grey)).toEqual({ kind: 'failed', detail: 'the driver was reset', lost: true });
  });

  it('says so too where the loss shows as a run that fails, or a network that cannot be loaded', async () => {
    let tell: (reason: string) => void = () => undefined;
    const whenLost = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const lose = (): Promise<never> => {
      setTimeout(() => tell('the driver was reset'), 5);
      return Promise.reject(new Error('the buffer could not be mapped'));
    };
    const running = runnerWith(lose, whenLost);
    const lost = { kind: 'failed', detail: 'the driver was reset', lost: true };
    expect(await running.run(work('m-x2'), grey)).toEqual(lost);
    const loading = runnerWith(enlarge, whenLost);
    loading.load.mockImplementation(lose);
    expect(await loading.run(work('m-x2'), grey)).toEqual(lost);
  });
});
