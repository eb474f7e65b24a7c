import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Engine, noGraphics } from '../../../../electron/engine/engine.ts';
import { loadModels } from '../../../../electron/engine/models.ts';
import {
  createNativeEngine,
  type EngineProcess,
  forkEngineProcess,
} from '../../../../electron/engine/native-engine.ts';
import { findPlaces } from '../../../../electron/engine/places.ts';
import type { TileRequest } from '../../../../models/inference/tile.ts';
import { makeWeights } from '../../../support/weights-with-adviser.ts';

const places = findPlaces(import.meta.url);
const models = await loadModels(places.weights);
const network = models.network('photo-fast', 4);
const signal = new AbortController().signal;

function tile(side: number): TileRequest {
  const size = side + 2 * network.radius;
  const pixels = Uint8Array.from({ length: 3 * size * size }, (_, i) => 100 + ((i * 37) % 60));
  const crop = { left: network.radius, top: network.radius, width: side, height: side };
  return { pixels, width: size, height: size, crop, strength: 1, cleanup: null, want: 'picture' };
}

/** The real process, kept in sight so that a test can kill it. */
function watched() {
  const processes: EngineProcess[] = [];
  const spawn = forkEngineProcess(places.engineEntry);
  const engine: Engine = createNativeEngine(() => {
    const started = spawn();
    processes.push(started);
    return started;
  });
  return { engine, processes };
}

describe('the native engine on a graphics card', () => {
  const engine = createNativeEngine(forkEngineProcess(places.engineEntry), 'webgpu');
  afterAll(() => engine.close());

  it('agrees with the processor within one level', { timeout: 300_000 }, async (context) => {
    const result = await engine.run(network, tile(40), signal);
    if (result.kind === 'failed' && result.detail === noGraphics) {
      return context.skip('there is no Vulkan, Metal or Direct3D 12 driver here');
    }
    const native = createNativeEngine(forkEngineProcess(places.engineEntry));
    const wanted = await native.run(network, tile(40), signal);
    await native.close();
    if (result.kind !== 'ran' || wanted.kind !== 'ran') throw new Error(JSON.stringify([result, wanted]).slice(0, 500));
    expect(result.fault).toBe('');
    expect(result.pixels).toHaveLength(3 * 160 * 160);
    const worst = Math.max(...Array.from(result.pixels, (value, i) => Math.abs(value - wanted.pixels[i]!)));
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('leaves advice to the processor', () => {
    expect(engine.kind).toBe('webgpu-native');
    expect(engine.advise).toBeUndefined();
  });
});

describe('the native engine', () => {
  const { engine, processes } = watched();
  afterAll(() => engine.close());

  it('runs a tile of the shipped network in a process of its own', async () => {
    const result = await engine.run(network, tile(48), signal);
    expect(result.kind === 'ran' && [result.fault, result.pixels.length]).toEqual(['', 3 * 192 * 192]);
    expect(processes).toHaveLength(1);
  });

  it('runs what is on screen before what has waited longer for the queue', async () => {
    const ended: string[] = [];
    const run = async (name: string, side: number, priority: 'view' | 'batch') => {
      expect(await engine.run(network, tile(side), signal, priority)).toMatchObject({ kind: 'ran', fault: '' });
      ended.push(name);
    };
    await Promise.all([
      run('first', 300, 'batch'),
      run('second', 40, 'batch'),
      run('third', 40, 'batch'),
      run('seen', 40, 'view'),
    ]);
    expect(ended).toEqual(['first', 'seen', 'second', 'third']);
  });

  it('changes networks without a new process', async () => {
    const other = models.network('photo-fast', 2);
    const result = await engine.run(other, tile(40), signal);
    expect(result.kind === 'ran' && result.pixels.length).toBe(3 * 80 * 80);
    const back = await engine.run(network, tile(40), signal);
    expect(back.kind === 'ran' && back.pixels.length).toBe(3 * 160 * 160);
    expect(processes).toHaveLength(1);
  });

  it('reports a process that dies in the middle as lost, and starts another', async () => {
    const running = engine.run(network, tile(400), signal);
    setTimeout(() => processes.at(-1)?.kill(), 50);
    expect(await running).toMatchObject({ kind: 'failed', lost: true });
    expect(await engine.run(network, tile(32), signal)).toMatchObject({ kind: 'ran', fault: '' });
    expect(processes).toHaveLength(2);
  });

  it('stops at once when cancelled, by ending the process', async () => {
    const stop = new AbortController();
    const running = engine.run(network, tile(600), stop.signal);
    setTimeout(() => stop.abort(new Error('cancelled')), 50);
    await expect(running).rejects.toThrow('cancelled');
    expect(await engine.run(network, tile(32), signal)).toMatchObject({ kind: 'ran', fault: '' });
    expect(processes).toHaveLength(3);
  });

  it('starts no tile when cancelled while the network is read', async () => {
    const orders: unknown[] = [];
    const idle: EngineProcess = { send: (order) => orders.push(order), onAnswer() {}, onEnd() {}, kill() {} };
    const stop = new AbortController();
    const engine = createNativeEngine(() => idle);
    const running = engine.run(network, tile(32), stop.signal);
    stop.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    expect(orders).toEqual([]);
    await engine.close();
  });

  it('ends its process to rest, unless a tile is under way', async () => {
    const before = processes.length;
    const running = engine.run(network, tile(48), signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    engine.rest?.();
    expect(await running).toMatchObject({ kind: 'ran', fault: '' });
    expect(processes).toHaveLength(before);
    engine.rest?.();
    expect(await engine.run(network, tile(32), signal)).toMatchObject({ kind: 'ran', fault: '' });
    expect(processes).toHaveLength(before + 1);
  });

  it('starts its process when it is woken, and the tile that follows runs in that one', async () => {
    engine.rest?.();
    const before = processes.length;
    engine.wake?.();
    engine.wake?.();
    expect(processes).toHaveLength(before + 1);
    expect(await engine.run(network, tile(32), signal)).toMatchObject({ kind: 'ran', fault: '' });
    expect(processes).toHaveLength(before + 1);
  });

  it('names a network whose bytes are not those of its card', async () => {
    const altered = { ...network, key: 'altered-x4', hash: '0'.repeat(64) };
    await expect(engine.run(altered, tile(32), signal)).rejects.toMatchObject({ problem: { code: 'model-damaged' } });
  });
});

describe('the adviser in the native engine', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-adviser-'));
  const { adviser } = await loadModels(await makeWeights(folder));
  const spawn = forkEngineProcess(places.engineEntry);
  const orders: { readonly kind: string; readonly bytes: Uint8Array | null }[] = [];
  const processes: EngineProcess[] = [];
  const engine = createNativeEngine(() => {
    const started = spawn();
    const send: EngineProcess['send'] = (order) => {
      orders.push(order);
      started.send(order);
    };
    processes.push(started);
    return { ...started, send };
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });
  /** Two plain crops, [2,3,96,96]. */
  const crops = Float32Array.from({ length: 2 * 3 * 96 * 96 }, (_, i) => [0.2, 0.6, 0.8][Math.floor(i / 96 ** 2) % 3]!);

  it('answers for each crop', async () => {
    const result = await engine.advise!(adviser!, crops, signal);
    if (result.kind !== 'ran') throw new Error(result.detail);
    const { kind, noise, quality } = result.answers;
    expect([...noise, ...quality].map((value) => Math.round(value))).toEqual([10, 10, 60, 60]);
    expect(kind).toHaveLength(6);
    expect(Math.min(kind[2]!, kind[5]!)).toBeGreaterThan(0.9);
  });

  it('leaves the network that runs tiles loaded, and stays loaded itself', async () => {
    await engine.run(network, tile(32), signal);
    orders.length = 0;
    await engine.advise!(adviser!, crops, signal);
    expect(await engine.run(network, tile(32), signal)).toMatchObject({ kind: 'ran', fault: '' });
    expect(orders.map(({ kind, bytes }) => [kind, bytes])).toEqual([
      ['advise', null],
      ['tile', null],
    ]);
    expect(processes).toHaveLength(1);
  });

  it('says what is wrong with crops that it cannot take, and runs tiles after', async () => {
    const result = await engine.advise!(adviser!, crops.subarray(0, 5), signal);
    expect(result).toMatchObject({ kind: 'failed', lost: false });
    expect(await engine.run(network, tile(32), signal)).toMatchObject({ kind: 'ran', fault: '' });
  });

  it('stops at once when cancelled', async () => {
    await expect(engine.advise!(adviser!, crops, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow(
      'cancelled',
    );
    const stop = new AbortController();
    const asked = engine.advise!(adviser!, crops, stop.signal);
    stop.abort(new Error('cancelled'));
    await expect(asked).rejects.toThrow('cancelled');
    expect(await engine.advise!(adviser!, crops, signal)).toMatchObject({ kind: 'ran' });
  });
});
