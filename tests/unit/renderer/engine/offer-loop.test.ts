import { describe, expect, it, vi } from 'vitest';
import { packMessage, unpackMessage } from '../../../../electron/contract/engine-work.ts';
import type { TileResult } from '../../../../models/inference/tile.ts';
import { offerEngine } from '../../../../renderer/engine/offer-loop.ts';
import type { WorkResult } from '../../../../renderer/engine/run-work.ts';

const crop = { left: 0, top: 0, width: 1, height: 1 };
const work = {
  id: 'w1',
  model: 'photo-fast-x2',
  scale: 2,
  width: 1,
  height: 1,
  crop,
  depth: 16,
  strength: 1,
  cleanup: null,
  want: 'picture',
};
const packed = () =>
  new Response(packMessage(work, new Uint8Array(Uint16Array.of(1, 2, 65535).buffer)) as Uint8Array<ArrayBuffer>);

function serving(answers: (() => Response)[], result: TileResult, taken: string | null = null) {
  const stopping = new AbortController();
  const asked: string[] = [];
  const bodies: Uint8Array[] = [];
  const rests: number[] = [];
  const run = vi.fn(async () => result);
  const fetched = async (path: unknown, init?: RequestInit) => {
    asked.push(`${init?.method ?? 'GET'} ${path}`);
    if (init?.body instanceof Uint8Array) bodies.push(init.body);
    const answer = answers.shift();
    if (answer) return answer();
    stopping.abort();
    throw stopping.signal.reason;
  };
  const rest = async (milliseconds: number) => void rests.push(milliseconds);
  const ended = offerEngine(
    { kind: 'wasm', name: 'SIMD' },
    taken,
    { fetch: fetched as unknown as typeof fetch, run, rest },
    stopping.signal,
  );
  return { ended, asked, bodies, rests, run };
}

const good: TileResult = { kind: 'ran', fault: '', pixels: Uint16Array.of(7, 8) };
const offered = (id: string) => () => Response.json({ offer: id });
const nothing = () => new Response(null, { status: 204 });
const forgotten = () => new Response(null, { status: 404 });

describe('offering an engine', () => {
  it('asks for work, does it and answers with its pixels', async () => {
    const { ended, asked, bodies, run } = serving([offered('o1'), nothing, packed, nothing], good);
    expect(await ended).toEqual({ kind: 'aborted' });
    expect(asked.slice(0, 4)).toEqual([
      'POST /api/engine',
      'GET /api/engine/o1/work',
      'GET /api/engine/o1/work',
      'POST /api/engine/o1/work/w1',
    ]);
    expect(run).toHaveBeenCalledWith(expect.objectContaining({ model: 'photo-fast-x2' }), Uint16Array.of(1, 2, 65535));
    const answer = unpackMessage(bodies[0]!);
    expect(answer.header).toEqual({ kind: 'ran', fault: '' });
    expect([...answer.pixels]).toEqual([7, 0, 8, 0]);
  });

  it('offers anew, at once, when the machine forgot it', async () => {
    const { ended, asked, rests } = serving([offered('o1'), forgotten, offered('o2'), nothing], good);
    await ended;
    expect(asked.slice(2, 4)).toEqual(['POST /api/engine', 'GET /api/engine/o2/work']);
    expect(rests).toEqual([]);
  });

  it('rests longer each time while the machine is away, and shortly again once it was there', async () => {
    const away = () => {
      throw new TypeError('fetch failed');
    };
    const broken = () => new Response(null, { status: 500 });
    const { ended, rests } = serving([away, away, broken, offered('o1'), away], good);
    await ended;
    expect(rests).toEqual([500, 1000, 2000, 500]);
  });

  it('answers and ends when its device is gone', async () => {
    const lost: TileResult = { kind: 'failed', detail: 'device lost', lost: true };
    const { ended, bodies } = serving([offered('o1'), packed, nothing], lost);
    expect(await ended).toEqual({ kind: 'lost', offer: 'o1' });
    expect(unpackMessage(bodies[0]!).header).toEqual(lost);
  });

  it('goes on with an offer whose device was lost, and offers anew when the machine forgot that', async () => {
    const { ended, asked } = serving([packed, nothing, forgotten, offered('o2')], good, 'o1');
    await ended;
    expect(asked.slice(0, 5)).toEqual([
      'GET /api/engine/o1/work',
      'POST /api/engine/o1/work/w1',
      'GET /api/engine/o1/work',
      'POST /api/engine',
      'GET /api/engine/o2/work',
    ]);
  });

  it('goes on after a tile that failed', async () => {
    const { ended, asked } = serving([offered('o1'), packed, nothing, nothing], {
      kind: 'failed',
      detail: 'x',
      lost: false,
    });
    await ended;
    expect(asked[4]).toBe('GET /api/engine/o1/work');
  });
});

describe('an engine that takes two tiles', () => {
  const order = (id: string) => () =>
    new Response(packMessage({ ...work, id }, new Uint8Array(6)) as Uint8Array<ArrayBuffer>);

  /** A machine that answers questions when it is told to, and an engine whose tiles end when they are told to. */
  function pairing() {
    const stopping = new AbortController();
    const questions: ((response: Response) => void)[] = [];
    const tiles = new Map<string, (result: WorkResult) => void>();
    const answers: string[] = [];
    const fetched = (path: string, init?: RequestInit) => {
      if (path === '/api/engine') return Promise.resolve(Response.json({ offer: 'o1' }));
      if (init?.method !== 'POST') return new Promise<Response>((resolve) => questions.push(resolve));
      const header = unpackMessage(init.body as Uint8Array).header as { kind: string };
      answers.push(`${path.split('/').at(-1)} ${header.kind}`);
      return Promise.resolve(nothing());
    };
    const run = ({ id }: { id: string }) => new Promise<WorkResult>((resolve) => tiles.set(id, resolve));
    const ended = offerEngine(
      { kind: 'webgpu', name: 'a GPU' },
      null,
      { fetch: fetched as unknown as typeof fetch, run, rest: async () => undefined },
      stopping.signal,
    );
    const asks = (count: number) => vi.waitFor(() => expect(questions).toHaveLength(count));
    return { ended, stopping, questions, tiles, answers, asks };
  }

  it('asks for the next one while it computes, and for no third', async () => {
    const { questions, tiles, answers, asks } = pairing();
    await asks(1);
    questions[0]!(order('w1')());
    await asks(2);
    questions[1]!(order('w2')());
    await vi.waitFor(() => expect([...tiles.keys()]).toEqual(['w1', 'w2']));
    expect(questions).toHaveLength(2);
    tiles.get('w2')!(good);
    await asks(3);
    expect(answers).toEqual(['w2 ran']);
  });

  it('tells of a lost device once, and ends when the question that waits is answered', async () => {
    const lost: TileResult = { kind: 'failed', detail: 'device lost', lost: true };
    const { ended, questions, tiles, answers, asks } = pairing();
    await asks(1);
    questions[0]!(order('w1')());
    await asks(2);
    questions[1]!(order('w2')());
    await vi.waitFor(() => expect(tiles.size).toBe(2));
    for (const tell of tiles.values()) tell(lost);
    expect(await ended).toEqual({ kind: 'lost', offer: 'o1' });
    expect(answers).toEqual(['w1 failed']);
  });

  it('ends without the tiles that may never end when its runtime is spent', async () => {
    const { ended, questions, tiles, answers, asks } = pairing();
    await asks(1);
    questions[0]!(order('w1')());
    await asks(2);
    tiles.get('w1')!({ kind: 'failed', detail: 'no memory', lost: false, restarts: true });
    await vi.waitFor(() => expect(answers).toEqual(['w1 failed']));
    questions[1]!(nothing());
    expect(await ended).toEqual({ kind: 'spent', offer: 'o1' });

    const two = pairing();
    await two.asks(1);
    two.questions[0]!(order('w1')());
    await two.asks(2);
    two.questions[1]!(order('w2')());
    await vi.waitFor(() => expect(two.tiles.size).toBe(2));
    two.tiles.get('w2')!({ kind: 'failed', detail: 'no memory', lost: false, restarts: true });
    expect(await two.ended).toEqual({ kind: 'spent', offer: 'o1' });
    expect(two.answers).toEqual(['w2 failed']);
  });
});
