import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Hello, helloSchema } from '../../../../electron/contract/calls.ts';
import {
  offerAnswerSchema,
  packMessage,
  tileWorkSchema,
  unpackMessage,
} from '../../../../electron/contract/engine-work.ts';
import { pixelPaths } from '../../../../electron/contract/pixels.ts';
import type { Engine } from '../../../../electron/engine/engine.ts';
import { createEnginePool } from '../../../../electron/engine/engine-pool.ts';
import { loadModels } from '../../../../electron/engine/models.ts';
import type { PictureFacts } from '../../../../electron/image/picture.ts';
import type { Found } from '../../../../electron/intake/expand-paths.ts';
import { createMachine, type HostSkills } from '../../../../electron/machine/machine.ts';
import { createOverviews } from '../../../../electron/machine/overviews.ts';
import { createPhotoAdvice } from '../../../../electron/machine/photo-advice.ts';
import { createViewTiles } from '../../../../electron/machine/view-tiles.ts';
import { createEventLog } from '../../../../electron/queue/event-log.ts';
import { createQueue } from '../../../../electron/queue/queue.ts';
import type { TileRequest } from '../../../../models/inference/tile.ts';
import { memoryRaster } from '../../../support/memory-raster.ts';
import { randomFrom } from '../../../support/random.ts';
import { makeWeights } from '../../../support/weights-with-adviser.ts';

const width = 300;
const height = 150;
let folder = '';
let photo = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'residual-test-'));
  photo = path.join(folder, 'Käfer "2".png');
  await sharp({ create: { width, height, channels: 3, background: '#369' } })
    .png()
    .toFile(photo);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Answers with the wanted input pixels, enlarged by repetition; the residual counts 1, 2, 3 by channel. */
function repeating(kind: Engine['kind'] = 'native'): Engine & { readonly asked: TileRequest[] } {
  const asked: TileRequest[] = [];
  return {
    kind,
    name: 'repeater',
    sides: [64],
    asked,
    run: async ({ scale }, request, signal) => {
      signal.throwIfAborted();
      asked.push(request);
      const { crop } = request;
      const samples = 3 * scale * scale * crop.width * crop.height;
      const planes = new Int16Array(2 * samples);
      for (let y = 0; y < scale * crop.height; y++) {
        for (let x = 0; x < scale * crop.width; x++) {
          const from = 3 * ((crop.top + Math.floor(y / scale)) * request.width + crop.left + Math.floor(x / scale));
          const to = 3 * (y * scale * crop.width + x);
          for (let c = 0; c < 3; c++) {
            planes[to + c] = request.pixels[from + c]! * 64;
            planes[samples + to + c] = c + 1;
          }
        }
      }
      return { kind: 'ran', fault: '', pixels: planes };
    },
    close: async () => {},
  };
}

async function machineWith(options: { engine?: Engine; host?: HostSkills; found?: Found[]; weights?: string } = {}) {
  const random = randomFrom(3);
  const samples = Uint8Array.from({ length: 3 * width * height }, () => 255 * random());
  const models = await loadModels(options.weights ?? path.resolve('models/weights'));
  const engines = createEnginePool([options.engine ?? repeating()]);
  const log = createEventLog();
  const saved = path.join(folder, 'Käfer "2"_x2.png');
  const closed = vi.fn();
  const decode = vi.fn(async () => ({ ...memoryRaster(samples, width, height, 3), close: async () => closed() }));
  const tiles = createViewTiles({ models, engines, decode });
  const queue = createQueue({
    log,
    clock: () => 0,
    probe: async (file): Promise<PictureFacts> => ({
      path: file,
      name: path.basename(file),
      bytes: 1,
      format: 'png',
      width,
      height,
      orientation: 1,
      depth: 8,
      grey: false,
      alpha: false,
      density: null,
      space: 'srgb',
      warnings: [],
    }),
    upscale: async () => {
      await sharp({ create: { width: 600, height: 300, channels: 3, background: '#369' } })
        .png()
        .toFile(saved);
      const output = { path: saved, name: path.basename(saved), width: 600, height: 300, bytes: 5 };
      const used = { model: 'photo-fast', cleanup: null, reason: null };
      const tilesRun = { count: 1, width: 64, height: 64, repeated: 0, engine: 'native', engineName: 'r' } as const;
      return { kind: 'done', output, seconds: 1, tiles: tilesRun, used, warnings: [] };
    },
    onRemoved: (gone) => tiles.drop(gone.id),
  });
  const machine = createMachine({
    version: '1.2.3',
    host: options.host ?? { kind: 'browser' },
    models,
    engines,
    log,
    queue,
    tiles,
    advice: createPhotoAdvice({ models, engines, queue, tiles }),
    overviews: createOverviews(),
    expandPaths: async function* (paths) {
      if (options.found) yield* options.found;
      else for (const one of paths) yield { kind: 'photo', path: one };
    },
    renderer: folder,
  });
  const get = (address: string, init?: RequestInit) => machine.fetch(new Request(`residual://app${address}`, init));
  const hello = async (): Promise<Hello> => {
    const answer = await machine.call('hello', {});
    return helloSchema.parse(answer.kind === 'answer' && answer.value);
  };
  return { machine, get, hello, samples, decode, closed, saved, engines };
}

async function listed() {
  const made = await machineWith();
  await made.machine.addPaths([photo]);
  const [job] = (await made.hello()).jobs;
  return { ...made, id: job!.id };
}

describe('the machine', () => {
  it('says hello with everything a new screen has to know', async () => {
    const { hello, machine } = await listed();
    const said = await hello();
    expect(said).toMatchObject({ version: '1.2.3', host: 'browser', canChoose: false, canReveal: false });
    expect(said.models.map((model) => model.id)).toContain('photo-fast');
    expect(said.engines).toEqual([{ kind: 'native', name: 'repeater', speed: null }]);
    expect(said.jobs).toMatchObject([{ name: 'Käfer "2".png', source: { width, height }, state: { kind: 'waiting' } }]);
    expect(said.lastEvent).toBe(machine.log.last());
  });

  it('lists nothing twice, leaves its own results out, and names what is wrong without its path', async () => {
    const problem = { code: 'no-pictures', subject: '/home/user/empty', values: {} } as const;
    const { machine, hello } = await machineWith({
      found: [
        { kind: 'photo', path: photo },
        { kind: 'photo', path: photo },
        { kind: 'own-output', path: `${photo}_x2.png` },
        { kind: 'problem', problem },
      ],
    });
    await machine.addPaths(['anything']);
    const { jobs } = await hello();
    expect(jobs.map((job) => job.name)).toEqual(['Käfer "2".png', 'empty']);
    expect(jobs[1]).toMatchObject({ source: null, state: { problem: { ...problem, subject: 'empty' } } });
  });

  it('refuses calls that are not in the contract, and a model it does not have', async () => {
    const { machine } = await listed();
    expect(await machine.call('exec', {})).toMatchObject({ kind: 'misuse' });
    expect(await machine.call('start', { ids: 'all' })).toMatchObject({ kind: 'misuse' });
    expect(await machine.call('constructor', {})).toMatchObject({ kind: 'misuse' });
    const wrong = await machine.call('start', { ids: [], settings: { model: 'none' } });
    expect(wrong).toMatchObject({ kind: 'problem', problem: { code: 'model-unknown', subject: 'none' } });
    expect(await machine.call('choose', { folders: false })).toMatchObject({ kind: 'problem' });
  });

  it('lists what was chosen in the host’s dialog, and shows results in the host’s file manager', async () => {
    const reveal = vi.fn();
    const choose = vi.fn(async () => [photo]);
    const { machine, hello, saved } = await machineWith({ host: { kind: 'electron', choose, reveal } });
    await machine.call('choose', { folders: true });
    expect(choose).toHaveBeenCalledWith(true);
    const { jobs, canChoose, canReveal } = await hello();
    expect([jobs.length, canChoose, canReveal]).toEqual([1, true, true]);
    const { id } = jobs[0]!;
    expect(await machine.call('reveal', { id })).toMatchObject({ kind: 'problem', problem: { code: 'not-found' } });
    await machine.call('start', { ids: [id], settings: { scale: 2 } });
    await vi.waitFor(async () => expect((await hello()).jobs[0]!.state.kind).toBe('done'));
    await machine.call('reveal', { id });
    expect(reveal).toHaveBeenCalledWith(saved);
  });

  it('gives a grid square as two planes of exactly the pixels that lie there, edges too', async () => {
    const { get, id, samples } = await listed();
    for (const [column, row, w, h] of [
      [0, 0, 128, 128],
      [1, 1, 128, 22],
      [2, 1, 44, 22],
    ] as const) {
      const answer = await get(pixelPaths.viewTile(id, 'photo-fast', 2, null, column, row));
      expect(answer.status).toBe(200);
      const planes = new Int16Array(await answer.arrayBuffer());
      const count = 3 * 4 * w * h;
      expect(planes.length).toBe(2 * count);
      const at = (x: number, y: number, c: number) =>
        samples[3 * ((128 * row + y) * width + 128 * column + x) + c]! * 64;
      expect(planes[1]).toBe(at(0, 0, 1));
      expect(planes[count - 1]).toBe(at(w - 1, h - 1, 2));
      expect([...planes.subarray(count, count + 3)]).toEqual([1, 2, 3]);
    }
  });

  it('hands the network its whole context, the photo mirrored at its border', async () => {
    const engine = repeating();
    const { machine, get, hello, samples } = await machineWith({ engine });
    await machine.addPaths([photo]);
    const { id } = (await hello()).jobs[0]!;
    await get(pixelPaths.viewTile(id, 'photo-fast', 4, null, 0, 0));
    const [asked] = engine.asked;
    const radius = asked!.crop.left;
    expect(radius).toBeGreaterThanOrEqual(10);
    expect(asked).toMatchObject({ width: 128 + 2 * radius, height: 128 + 2 * radius, want: 'planes' });
    const mirror = 3 * ((radius - 1) * width + radius - 1);
    expect(asked!.pixels.slice(0, 3)).toEqual(samples.slice(mirror, mirror + 3));
  });

  describe('with an adviser', () => {
    const given = { kind: Float32Array.of(1, 0, 0), noise: Float32Array.of(15), quality: Float32Array.of(60) };
    const advice = { kind: 'photo', certainty: 1, noise: 15, quality: 60 };

    async function advised(advise: NonNullable<Engine['advise']>) {
      const engine = { ...repeating(), advise: vi.fn(advise) };
      const weights = await makeWeights(path.join(folder, 'weights'));
      const made = await machineWith({ engine, weights });
      await made.machine.addPaths([photo]);
      const { id } = (await made.hello()).jobs[0]!;
      return { ...made, engine, id };
    }

    it('offers it, and asks it once about each photo, of the pixels that the view is cut from', async () => {
      const { machine, hello, id, engine, decode, get } = await advised(async () => ({ kind: 'ran', answers: given }));
      expect((await hello()).hasAdviser).toBe(true);
      const both = await Promise.all([machine.call('advise', { id }), machine.call('advise', { id })]);
      for (const answer of both) expect(answer).toEqual({ kind: 'answer', value: { kind: 'given', advice } });
      await machine.call('advise', { id });
      expect(engine.advise).toHaveBeenCalledOnce();
      expect(engine.advise.mock.calls[0]![1]).toHaveLength(8 * 3 * 96 * 96);
      await vi.waitFor(() =>
        expect(machine.log.since(0)?.at(-1)).toMatchObject({
          kind: 'jobs',
          jobs: [{ advice: { kind: 'given', advice } }],
        }),
      );
      await get(pixelPaths.viewTile(id, 'photo', 2, null, 0, 0));
      expect(decode).toHaveBeenCalledOnce();
      expect(await machine.call('advise', { id: 'x' })).toMatchObject({ problem: { code: 'not-found' } });
    });

    it('says so when it could not be asked, and asks again when wanted again', async () => {
      let broken = true;
      const { machine, id } = await advised(async () =>
        broken ? { kind: 'failed', detail: 'no memory', lost: false } : { kind: 'ran', answers: given },
      );
      const failed = { kind: 'answer', value: { kind: 'failed', detail: 'no memory' } };
      expect(await machine.call('advise', { id })).toEqual(failed);
      broken = false;
      expect(await machine.call('advise', { id })).toMatchObject({ value: { kind: 'given' } });
    });

    it('takes auto for a model of every scale that some network makes', async () => {
      const { machine } = await advised(async () => ({ kind: 'ran', answers: given }));
      expect(await machine.call('start', { ids: [], settings: { scale: 2 } })).toEqual({ kind: 'answer', value: {} });
      expect(await machine.call('start', { ids: [], settings: { scale: 4 } })).toMatchObject({
        problem: { code: 'model-scale', values: { scales: '×2' } },
      });
      const unknown = await machine.call('start', { ids: [], settings: { model: 'none' } });
      expect(unknown).toMatchObject({ problem: { values: { known: 'auto, photo, restore' } } });
    });

    it('makes a square with the cleanup that is asked for, where the network takes one', async () => {
      const { get, id, engine } = await advised(async () => ({ kind: 'ran', answers: given }));
      await get(pixelPaths.viewTile(id, 'restore', 2, 0.46, 0, 0));
      await get(pixelPaths.viewTile(id, 'restore', 2, 0, 0, 0));
      await get(pixelPaths.viewTile(id, 'photo', 2, 0.46, 0, 0));
      expect(engine.asked.map(({ cleanup }) => cleanup)).toEqual([0.46, 0, null]);
      const address = pixelPaths.viewTile(id, 'restore', 2, 0.5, 0, 0);
      for (const nonsense of ['2', '-1', 'much', '']) {
        const answer = await get(address.replace('0.5', nonsense));
        expect([nonsense, answer.status]).toEqual([nonsense, 400]);
      }
    });
  });

  it('decodes a photo once for all its squares, and lets go of it with the photo', async () => {
    const { get, id, decode, machine, closed } = await listed();
    for (const column of [0, 1, 2]) await get(pixelPaths.viewTile(id, 'photo-fast', 2, null, column, 0));
    expect(decode).toHaveBeenCalledOnce();
    await machine.call('remove', { ids: [id] });
    expect(closed).toHaveBeenCalledOnce();
  });

  it.each([
    ['a square beyond the picture', (id: string) => pixelPaths.viewTile(id, 'photo-fast', 2, null, 3, 0), 404],
    ['half a square', (id: string) => `/api/jobs/${id}/view/photo-fast/2/0.5/0`, 400],
    ['a square before the picture', (id: string) => `/api/jobs/${id}/view/photo-fast/2/-1/0`, 400],
    ['another scale', (id: string) => `/api/jobs/${id}/view/photo-fast/7/0/0`, 400],
    ['another model', (id: string) => pixelPaths.viewTile(id, 'none', 2, null, 0, 0), 404],
    ['another photo', () => pixelPaths.viewTile('x', 'photo-fast', 2, null, 0, 0), 404],
    ['a result that is not there yet', (id: string) => pixelPaths.result(id), 404],
    ['an overview of no size', (id: string) => pixelPaths.originalOverview(id, 0), 400],
    ['another network', () => pixelPaths.network('none'), 404],
    ['a file above the networks', () => '/api/models/..%2f..%2fpackage.json.onnx', 404],
    ['another address', () => '/api/nothing', 404],
  ])('does not give %s', async (_, address, status) => {
    const { get, id } = await listed();
    const answer = await get(address(id));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('drops a square that nobody waits for any more, without stopping the engine', async () => {
    const engine = repeating();
    let begin = () => {};
    const started = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const stopped = vi.fn();
    const slow: Engine = {
      ...engine,
      run: async (network, request, signal) => {
        signal.addEventListener('abort', stopped);
        begin();
        await ended;
        return engine.run(network, request, signal);
      },
    };
    const { machine, get, hello } = await machineWith({ engine: slow });
    await machine.addPaths([photo]);
    const { id } = (await hello()).jobs[0]!;
    const [first, second] = [new AbortController(), new AbortController()];
    const running = get(pixelPaths.viewTile(id, 'photo-fast', 2, null, 0, 0), { signal: first.signal });
    await started;
    const waiting = get(pixelPaths.viewTile(id, 'photo-fast', 2, null, 1, 0), { signal: second.signal });
    second.abort();
    first.abort();
    expect((await waiting).status).toBe(499);
    end();
    await running;
    expect(stopped).not.toHaveBeenCalled();
    expect(engine.asked).toHaveLength(1);
  });

  it('gives thumbnails and overviews of the original at once, of the result once it is there', async () => {
    const { get, id, machine, hello, saved } = await listed();
    const side = async (address: string) => {
      const answer = await get(address);
      expect(answer.headers.get('content-type')).toBe('image/jpeg');
      return (await sharp(await answer.arrayBuffer()).metadata()).width;
    };
    expect(await side(pixelPaths.thumbnail(id))).toBe(192);
    expect(await side(pixelPaths.originalOverview(id, 512))).toBe(300);
    expect((await get(pixelPaths.resultOverview(id, 512))).status).toBe(404);
    await machine.call('start', { ids: [id], settings: { scale: 2 } });
    await vi.waitFor(async () => expect((await hello()).jobs[0]!.state.kind).toBe('done'));
    expect(await side(pixelPaths.resultOverview(id, 512))).toBe(512);

    const result = await get(pixelPaths.result(id));
    expect(result.headers.get('content-disposition')).toBe(
      `attachment; filename="K_fer _2__x2.png"; filename*=UTF-8''K%C3%A4fer%20%222%22_x2.png`,
    );
    expect((await sharp(await result.arrayBuffer()).metadata()).width).toBe(600);
    await rm(saved);
    expect((await get(pixelPaths.result(id))).status).toBe(404);
  });

  it('lends a screen’s engine to the pool: the screen gets the network and the tile, and its answer is shown', async () => {
    const { get, id, hello, machine } = await listed();
    const post = (address: string, body: BodyInit) => get(address, { method: 'POST', body });
    const offered = await post(pixelPaths.offer(), JSON.stringify({ kind: 'webgpu', name: 'a GPU' }));
    const { offer } = offerAnswerSchema.parse(await offered.json());
    expect((await hello()).engines.map((engine) => engine.kind)).toEqual(['webgpu', 'native']);
    expect(machine.log.since(0)?.at(-1)).toMatchObject({ kind: 'engines' });

    const tile = get(pixelPaths.viewTile(id, 'photo-fast', 2, null, 2, 1));
    const take = async () => unpackMessage(new Uint8Array(await (await get(pixelPaths.work(offer))).arrayBuffer()));
    // First one that is of no worth: the screen loads the network while the photo is decoded.
    const early = tileWorkSchema.parse((await take()).header);
    const message = await take();
    const work = tileWorkSchema.parse(message.header);
    expect([work.crop.width, work.crop.height]).toEqual([44, 22]);
    expect(early.model).toBe(work.model);
    expect(message.pixels.length).toBe(3 * work.width * work.height);
    const network = await get(pixelPaths.network(work.model));
    expect((await network.arrayBuffer()).byteLength).toBeGreaterThan(100_000);
    const planes = new Int16Array(2 * 3 * 4 * 44 * 22).fill(5);
    const answer = packMessage({ kind: 'ran', fault: '' }, new Uint8Array(planes.buffer)) as Uint8Array<ArrayBuffer>;
    expect((await post(pixelPaths.answer(offer, work.id), answer)).status).toBe(204);
    expect(new Int16Array(await (await tile).arrayBuffer())).toEqual(planes);
    expect((await hello()).engines[0]!.speed).toBeGreaterThan(0);
  });

  it('takes no engine that is none, and knows no offer that nobody made', async () => {
    const { get } = await listed();
    const offer = await get(pixelPaths.offer(), { method: 'POST', body: '{"kind":"native","name":"x"}' });
    expect(offer.status).toBe(400);
    expect((await get(pixelPaths.work('x'))).status).toBe(404);
    expect((await get(pixelPaths.answer('x', 'y'), { method: 'POST', body: '' })).status).toBe(404);
  });

  it('serves the screen itself', async () => {
    await writeFile(path.join(folder, 'index.html'), '<p>screen</p>');
    const { get } = await machineWith();
    const page = await get('/');
    expect(await page.text()).toBe('<p>screen</p>');
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  it('is busy while a photo runs, and stops everything when it closes', async () => {
    const { machine, id, get, closed } = await listed();
    expect(machine.busy()).toBe(false);
    await get(pixelPaths.viewTile(id, 'photo-fast', 2, null, 0, 0));
    await machine.call('start', { ids: [id], settings: { scale: 2 } });
    expect(machine.busy()).toBe(true);
    await machine.close();
    expect(machine.busy()).toBe(false);
    expect(closed).toHaveBeenCalledOnce();
  });
});
