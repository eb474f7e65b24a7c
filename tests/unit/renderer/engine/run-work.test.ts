import { describe, expect, it, vi } from 'vitest';
import type { TileWork } from '../../../../electron/contract/engine-work.ts';
import type { Feeds, Fetched } from '../../../../models/inference/run-tile.ts';
import type { OnnxRuntime } from '../../../../renderer/engine/onnx-session.ts';
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

/** A network that enlarges a grey tile to a grey tile. */
const enlarge = async (_feeds: Feeds): Promise<Fetched> => ({
  output: new Float32Array(3 * 4 * side * side).fill(128 / 255),
});
const never = () => new Promise<string>(() => undefined);

function runnerWith(run = enlarge, lost: OnnxRuntime['lost'] = never) {
  const release = vi.fn(async () => undefined);
  const load = vi.fn(async () => ({ hasCleanup: false, run, release }));
  const fetchBytes = vi.fn(async (_path: string) => new Uint8Array());
  return { run: createWorkRunner(async () => ({ load, lost }), fetchBytes), load, release, fetchBytes };
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

  it('makes a failed result of whatever goes wrong', async () => {
    const { run, fetchBytes } = runnerWith();
    fetchBytes.mockRejectedValueOnce(new Error('no network file'));
    expect(await run(work('m-x2'), grey)).toEqual({ kind: 'failed', detail: 'no network file', lost: false });
    expect(await run(work('m-x2'), grey)).toMatchObject({ kind: 'ran' });
  });

  it('says that the device is lost, whatever the tile looks like', async () => {
    const { run } = runnerWith(enlarge, async () => 'the driver was reset');
    await run(work('m-x2'), grey);
    expect(await run(work('m-x2'), grey)).toEqual({ kind: 'failed', detail: 'the driver was reset', lost: true });
  });
});
