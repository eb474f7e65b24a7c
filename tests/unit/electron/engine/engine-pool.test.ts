import { describe, expect, it, vi } from 'vitest';
import type { AdviserResult, Engine, Network } from '../../../../electron/engine/engine.ts';
import { createEnginePool } from '../../../../electron/engine/engine-pool.ts';
import type { TileFinding, TileFindings } from '../../../../electron/engine/tile-sizes.ts';
import { type Feeds, runTile } from '../../../../models/inference/run-tile.ts';
import type { TileRequest, TileResult } from '../../../../models/inference/tile.ts';
import { randomFrom } from '../../../support/random.ts';

const network: Network = {
  key: 'n-x2',
  model: 'n',
  file: '',
  scale: 2,
  radius: 3,
  channels: 12,
  hasCleanup: false,
  hash: '',
};

/** A network that looks 3 pixels far: tiles cut wrongly show. */
async function blur({ image, width, height }: Feeds) {
  const output = new Float32Array(4 * image.length);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < 2 * height; y++) {
      for (let x = 0; x < 2 * width; x++) {
        let sum = 0;
        for (let d = -3; d <= 3; d++) {
          const sx = Math.min(width - 1, Math.max(0, (x >> 1) + d));
          const sy = Math.min(height - 1, Math.max(0, (y >> 1) + d));
          sum += image[(c * height + sy) * width + sx]! / 7;
        }
        output[(c * 2 * height + y) * 2 * width + x] = sum;
      }
    }
  }
  return { output, residual: new Float32Array(output.length).fill(0.01) };
}

const random = randomFrom(5);
const request: TileRequest = {
  pixels: Uint8Array.from({ length: 3 * 106 * 94 }, (_, i) => 90 + 20 * random() + (i % 318) / 6),
  width: 106,
  height: 94,
  crop: { left: 3, top: 3, width: 100, height: 88 },
  strength: 1,
  cleanup: null,
  want: 'picture',
};

function engine(kind: Engine['kind'], spoil: (run: number, request: TileRequest) => TileResult | null = () => null) {
  const sizes: number[] = [];
  const made: Engine & { sizes: number[] } = {
    kind,
    name: kind,
    sides: [64],
    sizes,
    run: async (_, asked) => {
      sizes.push(asked.crop.width);
      return spoil(sizes.length, asked) ?? runTile(blur, asked, { scale: 2, hasCleanup: false });
    },
    close: async () => {},
  };
  return made;
}

const failed = (lost: boolean): TileResult => ({ kind: 'failed', detail: 'out of memory', lost });
const garbled: TileResult = { kind: 'ran', fault: 'black', pixels: new Uint8Array() };
const options = { engine: 'auto', signal: new AbortController().signal, priority: 'batch' } as const;
const truth = async (asked = request) => {
  const result = await runTile(blur, asked, { scale: 2, hasCleanup: false });
  return result.kind === 'ran' ? result.pixels : null;
};

describe('the engine pool', () => {
  it.each([
    ['fails', failed(false)],
    ['comes out garbled', garbled],
  ])('gives the same pixels from smaller tiles when every large one %s', async (_, result) => {
    const small = engine('native', (__, asked) => (asked.crop.width > 30 ? result : null));
    const done = await createEnginePool([small]).run(network, request, options);
    expect(done.pixels).toEqual(await truth());
    expect(Math.max(...small.sizes.slice(-4))).toBeLessThanOrEqual(30);
    expect(done.runs).toBe(small.sizes.length);
  });

  it('tries no size again that failed while its quarters ran, and plans the next picture with what did', async () => {
    const small = engine('webgpu', (_, asked) => (asked.width * asked.height > 60 * 60 ? failed(false) : null));
    const pool = createEnginePool([small]);
    expect(pool.tileSize(small, network).room).toBe(Number.POSITIVE_INFINITY);
    await pool.run(network, request, options);
    expect(small.sizes).toEqual([100, 50, 50, 50, 50]);
    const again = await pool.run(network, request, options);
    expect(again.pixels).toEqual(await truth());
    expect(small.sizes.slice(5)).toEqual([50, 50, 50, 50]);
    expect(again.runs).toBe(4);
    expect(pool.tileSize(small, network).room).toBe((50 + 6) * (44 + 6));
    expect(pool.tileSize(small, { ...network, key: 'other' }).room).toBe(Number.POSITIVE_INFINITY);
  });

  it('learns nothing about sizes from bad pixels, a lost device, or a single failure of a size that runs', async () => {
    for (const [result, bad] of [
      [garbled, 1],
      [failed(true), 1],
      [failed(false), 2],
    ] as const) {
      const flaky = engine('webgpu', (run) => (run === bad ? result : null));
      const pool = createEnginePool([flaky]);
      for (let tile = 0; tile < 3; tile++) await pool.run(network, request, options);
      expect(pool.tileSize(flaky, network).room).toBe(Number.POSITIVE_INFINITY);
    }
  });

  it('runs in quarters what the engine says it has no room for', async () => {
    const narrow: Engine & { sizes: number[] } = { ...engine('webgpu'), room: () => 60 * 60 };
    const done = await createEnginePool([narrow]).run(network, request, options);
    expect([narrow.sizes, done.pixels]).toEqual([[50, 50, 50, 50], await truth()]);
  });

  describe('that can choose between sizes', () => {
    const large = {
      ...request,
      pixels: new Uint8Array(3 * 134 * 106).fill(99),
      width: 134,
      height: 106,
      crop: { left: 3, top: 3, width: 128, height: 100 },
    };
    /** An engine whose tiles take so many milliseconds, in a pool with what earlier starts found. */
    function timed(quarter: number, whole: number, found: TileFinding | null = null) {
      let now = 0;
      const two: Engine & { sizes: number[] } = {
        ...engine('webgpu', (_, asked) => {
          now += asked.crop.width < 100 ? quarter : whole;
          return null;
        }),
        sides: [64, 128],
      };
      const written: unknown[] = [];
      const findings: TileFindings = { read: () => found, write: (...all) => void written.push(all) };
      const pool = createEnginePool([two], { clock: () => now, findings });
      /** How a tile was run. */
      const run = async (asked: TileRequest = large) => {
        const from = two.sizes.length;
        expect((await pool.run(network, asked, options)).pixels).toEqual(await truth(asked));
        return two.sizes.slice(from).join(' ');
      };
      return { pool, engine: two, run, written, best: () => pool.tileSize(two, network).best };
    }
    const halves = '64 64 64 64';

    it.each([
      { name: 'whole where that is faster', quarter: 30, whole: 100, best: 128 },
      { name: 'in quarters where the whole gains nothing', quarter: 30, whole: 118, best: 64 },
      { name: 'in quarters where a view would wait too long', quarter: 200, whole: 501, best: 64 },
    ])('finds out with the first tiles what is faster, and goes on $name', async ({ quarter, whole, best }) => {
      const { engine: two, run, written, best: found } = timed(quarter, whole);
      expect(found()).toBe(128);
      // One that is not counted and three that are, of each.
      for (let tile = 0; tile < 4; tile++) expect(await run()).toBe(halves);
      for (let tile = 0; tile < 4; tile++) expect(await run()).toBe('128');
      expect(await run()).toBe(best === 64 ? halves : '128');
      expect(found()).toBe(best);
      expect(written).toEqual([[`webgpu: ${two.name}`, network.key, { side: best, room: null }]]);
    });

    it('does not try the larger where the smaller is slow already', async () => {
      const { run, best } = timed(251, 300);
      for (let tile = 0; tile < 6; tile++) expect(await run()).toBe(halves);
      expect(best()).toBe(64);
    });

    it('leaves what is small, or for a view, as it is, and finds out nothing by it', async () => {
      const { run, written } = timed(30, 100);
      for (let tile = 0; tile < 9; tile++) expect(await run(request)).toBe('100');
      for (let tile = 0; tile < 9; tile++) expect(await run({ ...large, want: 'planes' })).toBe('128');
      expect(written).toEqual([]);
      expect(await run()).toBe(halves);
    });

    it('goes by what earlier starts found', async () => {
      const small = timed(30, 100, { side: 64, room: null });
      expect([small.best(), await small.run()]).toEqual([64, halves]);
      const whole = timed(30, 100, { side: 128, room: null });
      expect([whole.best(), await whole.run()]).toEqual([128, '128']);
      const narrow = timed(30, 100, { side: null, room: 70 * 56 });
      expect(narrow.pool.tileSize(narrow.engine, network)).toEqual({ best: 128, room: 70 * 56 });
      expect(await narrow.run()).toBe(halves);
      // Of a version that had other sides.
      expect(timed(30, 100, { side: 96, room: null }).best()).toBe(128);
    });
  });

  it('puts the viewer’s planes together from smaller tiles too', async () => {
    const planes = { ...request, want: 'planes' } as const;
    const small = engine('native', (__, asked) => (asked.crop.width > 30 ? failed(false) : null));
    const done = await createEnginePool([small]).run(network, planes, options);
    expect(done.pixels).toEqual(await truth(planes));
  });

  it('finishes wherever a single run fails, and keeps the pixels', async () => {
    const wanted = await truth();
    for (const result of [failed(false), failed(true), garbled]) {
      for (let bad = 1; bad <= 6; bad++) {
        const flaky = engine('native', (run) => (run === bad ? result : null));
        const pool = createEnginePool([flaky]);
        for (let tile = 0; tile < 3; tile++) expect((await pool.run(network, request, options)).pixels).toEqual(wanted);
      }
    }
  });

  it('runs a tile once more after a lost device, and on the next engine after a second loss', async () => {
    const once = engine('webgpu', (run) => (run === 1 ? failed(true) : null));
    const native = engine('native');
    expect((await createEnginePool([native, once]).run(network, request, options)).engine.kind).toBe('webgpu');
    const twice = engine('webgpu', () => failed(true));
    expect((await createEnginePool([native, twice]).run(network, request, options)).engine.kind).toBe('native');
    expect(twice.sizes).toHaveLength(2);
  });

  it('asks WebGPU without a browser only where it is asked for', async () => {
    const gpu = engine('webgpu-native');
    const native = engine('native', () => failed(false));
    const pool = createEnginePool([gpu, native]);
    await expect(pool.run(network, request, options)).rejects.toThrow();
    expect(gpu.sizes).toHaveLength(0);
    expect(pool.first('auto')).toBe(native);
    expect((await pool.run(network, request, { ...options, engine: 'webgpu-native' })).engine).toBe(gpu);
    await expect(createEnginePool([gpu]).run(network, request, options)).rejects.toThrow();
  });

  it('asks WebGPU first, then native, then WASM, and stops asking one that keeps failing', async () => {
    const gpu = engine('webgpu', () => garbled);
    const native = engine('native');
    const pool = createEnginePool([engine('wasm'), native, gpu]);
    expect(pool.status().map((status) => status.kind)).toEqual(['webgpu', 'native', 'wasm']);
    await pool.run(network, request, options);
    await pool.run(network, request, options);
    const asked = gpu.sizes.length;
    expect((await pool.run(network, request, options)).engine).toBe(native);
    expect(gpu.sizes).toHaveLength(asked);
  });

  it('says why when no engine gets a tile right, and never hands out the bad pixels', async () => {
    const pool = createEnginePool([engine('webgpu', () => failed(true)), engine('native', () => garbled)]);
    await expect(pool.run(network, request, options)).rejects.toMatchObject({ problem: { code: 'bad-result' } });
    const broken = createEnginePool([engine('native', () => failed(false))]);
    await expect(broken.run(network, request, options)).rejects.toMatchObject({ problem: { code: 'engine-failed' } });
  });

  it('uses the chosen engine alone, and says so when it is not there', async () => {
    const pool = createEnginePool([engine('webgpu', () => garbled), engine('native')]);
    await expect(pool.run(network, request, { ...options, engine: 'webgpu' })).rejects.toMatchObject({
      problem: { code: 'bad-result' },
    });
    expect(() => pool.first('wasm')).toThrowError(/engine-unavailable/);
  });

  it('finishes on the next engine what the chosen one leaves, until one of its kind is there again', async () => {
    const native = engine('native');
    const leaving = engine('webgpu', () => {
      pool.leave(leaving);
      return failed(true);
    });
    const pool = createEnginePool([native, leaving]);
    const chosen = { ...options, engine: 'webgpu' } as const;
    const done = await pool.run(network, request, chosen);
    expect([done.engine, done.pixels]).toEqual([native, await truth()]);
    expect(pool.first('webgpu')).toBe(native);
    const back = engine('webgpu');
    pool.join(back);
    expect((await pool.run(network, request, chosen)).engine).toBe(back);
    expect(() => pool.first('wasm')).toThrowError(/engine-unavailable/);
  });

  it('lets the viewer pass the queue, and one tile run at a time', async () => {
    const order: string[] = [];
    let running = 0;
    const slow: Engine = {
      ...engine('native'),
      run: async (_, asked) => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        order.push(asked.want);
        return runTile(blur, asked, { scale: 2, hasCleanup: false });
      },
    };
    const pool = createEnginePool([slow]);
    const planes = { ...request, want: 'planes' } as const;
    await Promise.all([
      pool.run(network, request, options),
      pool.run(network, request, options),
      pool.run(network, planes, { ...options, priority: 'view' }),
    ]);
    expect(order).toEqual(['picture', 'planes', 'picture']);
  });

  it('gives an engine as many tiles as it takes at once, and counts the time they share once', async () => {
    let now = 0;
    const ends: (() => void)[] = [];
    const wide: Engine = {
      ...engine('webgpu'),
      atOnce: 2,
      run: async (_, asked) => {
        await new Promise<void>((resolve) => ends.push(resolve));
        return runTile(blur, asked, { scale: 2, hasCleanup: false });
      },
    };
    const pool = createEnginePool([wide], { clock: () => now });
    const runs = [1, 2, 3].map(() => pool.run(network, request, options));
    await vi.waitFor(() => expect(ends).toHaveLength(2));
    now = 1000;
    ends[0]!();
    await runs[0];
    await vi.waitFor(() => expect(ends).toHaveLength(3));
    now = 1500;
    for (const end of ends) end();
    await Promise.all(runs);
    const pixels = (3 * 4 * request.crop.width * request.crop.height) / 1e6;
    expect(pool.status()[0]!.speed).toBeCloseTo(pixels / 1.5, 9);
  });

  it('stops waiting when it is cancelled, and the next one gets its turn', async () => {
    const pool = createEnginePool([engine('native')]);
    const stop = new AbortController();
    const first = pool.run(network, request, options);
    const second = pool.run(network, request, { ...options, signal: stop.signal });
    const third = pool.run(network, request, options);
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    expect((await third).pixels).toEqual((await first).pixels);
    await expect(
      pool.run(network, request, { ...options, signal: AbortSignal.abort(new Error('no')) }),
    ).rejects.toThrow('no');
  });
});

describe('asking the adviser', () => {
  const adviser = { key: 'auto', file: '', hash: '' };
  const answers = { kind: Float32Array.of(1, 0, 0), noise: Float32Array.of(3), quality: Float32Array.of(80) };
  const crops = new Float32Array(3 * 96 * 96);
  const { engine: _, ...batch } = options;

  function advising(...results: AdviserResult[]) {
    const asked: Float32Array[] = [];
    const advise = async (__: unknown, given: Float32Array) => {
      asked.push(given);
      return results[Math.min(asked.length, results.length) - 1]!;
    };
    return { ...engine('native'), advise, asked };
  }

  it('goes to an engine that can, whichever runs the tiles, and once more after a loss', async () => {
    const lost = { kind: 'failed', detail: 'ended', lost: true } as const;
    const native = advising(lost, { kind: 'ran', answers });
    const pool = createEnginePool([engine('webgpu'), native]);
    expect(await pool.advise(adviser, crops, batch)).toBe(answers);
    expect(native.asked).toEqual([crops, crops]);
  });

  it('is a problem where none can, or the one that can fails', async () => {
    const none = createEnginePool([engine('webgpu')]);
    await expect(none.advise(adviser, crops, batch)).rejects.toMatchObject({
      problem: { code: 'engine-failed', subject: 'auto' },
    });
    const broken = createEnginePool([advising({ kind: 'failed', detail: 'no memory', lost: false })]);
    await expect(broken.advise(adviser, crops, batch)).rejects.toMatchObject({
      problem: { values: { detail: 'no memory' } },
    });
  });

  it('waits for the tile that runs, and frees the engine for the next one when it fails', async () => {
    const order: string[] = [];
    const native: Engine = {
      ...engine('native'),
      run: async (__, asked) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        order.push('tile');
        return runTile(blur, asked, { scale: 2, hasCleanup: false });
      },
      advise: async () => {
        order.push('advice');
        throw new Error('the network is damaged');
      },
    };
    const pool = createEnginePool([native]);
    const running = pool.run(network, request, options);
    const later = pool.run(network, request, options);
    await expect(pool.advise(adviser, crops, { ...batch, priority: 'view' })).rejects.toThrow('damaged');
    await Promise.all([running, later]);
    expect(order).toEqual(['tile', 'advice', 'tile']);
  });
});
