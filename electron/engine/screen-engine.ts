import { randomUUID } from 'node:crypto';
import type { TileRequest, TileResult } from '../../models/inference/tile.ts';
import {
  largestAnswer,
  type Offer,
  packMessage,
  type TileAnswer,
  type TileWork,
  tileAnswerSchema,
  tilesAtOnce,
  unpackMessage,
} from '../contract/engine-work.ts';
import type { Engine, Network } from './engine.ts';

/**
 * An engine that runs in a screen (WebGPU, WASM). The screen asks for work and brings answers; this is
 * the machine's end of it.
 */
export interface ScreenEngine extends Engine {
  /**
   * The next work as a packed message; null when there was none within `milliseconds` or the engine is
   * lost. An aborted signal says that the screen has gone: the engine is lost.
   */
  nextWork(milliseconds: number, signal: AbortSignal): Promise<Uint8Array | null>;
  /** Takes a packed answer. Answers to work that nobody waits for any more are ignored. */
  answer(work: string, message: Uint8Array): void;
  readonly lost: boolean;
}

export interface ScreenEngineOptions {
  /** Called once, when the screen is taken to be gone: no tile will be done any more. */
  onLost(): void;
  /** Without a question for this long, the screen is gone. */
  readonly silence?: number;
  /** A tile that takes longer will never come; less once it showed how long its tiles take. */
  readonly patience?: number;
}

/**
 * Tiles of the smaller side are cheap to send to and fro, and a phone's GPU does one in well under a second; those of the
 * larger one keep a large GPU busy, and have less context. WebAssembly's share the page's processor.
 */
const tileSides = { webgpu: [256, 512], wasm: [128] } as const;

interface Order {
  readonly work: TileWork;
  readonly message: Uint8Array;
  /** When the screen took it, milliseconds; null: not yet. */
  taken: number | null;
  settle(result: TileResult): void;
}

/** A screen whose device is lost starts anew and runs the tile again; one that loses it more often has none. */
const lossesForgiven = 1;

/** A reloaded page must not hold a run up for long: so many times its slowest tile are waited for. */
const patienceFactor = 20;

const gone: TileResult = { kind: 'failed', detail: 'the window that ran the engine has gone', lost: true };

export function createScreenEngine(offer: Offer, options: ScreenEngineOptions): ScreenEngine {
  const { silence = 10_000, patience = 120_000 } = options;
  // In the order in which they came; no more of them than `tilesAtOnce`.
  const orders = new Map<string, Order>();
  let asker: ((message: Uint8Array | null) => void) | null = null;
  let lost = false;
  let timer: NodeJS.Timeout | undefined;
  let slowest: number | null = null;
  let losses = 0;
  let lastNetwork = '';

  const lose = () => {
    if (lost) return;
    lost = true;
    clearTimeout(timer);
    asker?.(null);
    for (const order of [...orders.values()]) order.settle(gone);
    options.onLost();
  };
  // The screen asks, or computes, or has gone: the one clock runs in the last two, from the oldest tile's start.
  const watch = () => {
    clearTimeout(timer);
    if (lost) return;
    const starts = [...orders.values()].flatMap(({ taken }) => taken ?? []);
    if (starts.length === 0 && asker) return;
    const known = slowest === null ? patience : Math.min(patience, Math.max(silence, patienceFactor * slowest));
    const left = starts.length === 0 ? silence : Math.min(...starts) + known - performance.now();
    timer = setTimeout(lose, left);
    timer.unref();
  };
  const handOut = () => {
    const order = [...orders.values()].find(({ taken }) => taken === null);
    if (!asker || !order) return;
    order.taken = performance.now();
    asker(order.message);
  };
  watch();

  const put = (network: Network, request: TileRequest, signal: AbortSignal) =>
    new Promise<TileResult>((resolve, reject) => {
      const work = toWork(network, request);
      const free = () => {
        signal.removeEventListener('abort', onAbort);
        orders.delete(work.id);
      };
      const onAbort = () => {
        free();
        // A screen that works on for a while at what nobody wants shows itself when it is done.
        watch();
        reject(signal.reason);
      };
      const { buffer, byteOffset, byteLength } = request.pixels;
      orders.set(work.id, {
        work,
        message: packMessage(work, new Uint8Array(buffer, byteOffset, byteLength)),
        taken: null,
        settle: (result) => {
          free();
          resolve(result);
        },
      });
      signal.addEventListener('abort', onAbort, { once: true });
      handOut();
    });

  return {
    kind: offer.kind,
    name: offer.name,
    sides: tileSides[offer.kind],
    room: (network) => roomOf(offer, network),
    atOnce: tilesAtOnce[offer.kind],
    get lost() {
      return lost;
    },
    run: async (network, request, signal) => {
      signal.throwIfAborted();
      lastNetwork = network.key;
      return lost ? gone : put(fitting(offer, network, request), request, signal);
    },
    // Loading the runtime and the network and compiling its kernels need a tile, and none that is worth anything.
    wake: (network) => {
      if (!network || lost || orders.size > 0 || network.key === lastNetwork) return;
      lastNetwork = network.key;
      const request = smallTile(network);
      put(fitting(offer, network, request), request, new AbortController().signal).catch(() => undefined);
    },
    nextWork: (milliseconds, signal) =>
      new Promise((resolve) => {
        // A screen asks once at a time; an older question is of a connection that broke.
        asker?.(null);
        if (lost || signal.aborted) return resolve(null);
        const end = () => mine(null);
        const leave = () => {
          mine(null);
          lose();
        };
        const pause = setTimeout(end, milliseconds);
        const mine = (message: Uint8Array | null) => {
          clearTimeout(pause);
          signal.removeEventListener('abort', leave);
          if (asker === mine) asker = null;
          resolve(message);
          watch();
        };
        asker = mine;
        signal.addEventListener('abort', leave, { once: true });
        watch();
        handOut();
      }),
    answer: (id, message) => {
      const { header, pixels } = readAnswer(message);
      const order = orders.get(id);
      const lostDevice = header.kind === 'failed' && header.lost;
      const forgiven = lostDevice && ++losses <= lossesForgiven;
      if (order && order.taken !== null && !forgiven) {
        slowest = Math.max(slowest ?? 0, performance.now() - order.taken);
        order.settle(toResult(header, pixels, order.work));
      }
      if (forgiven || (header.kind === 'failed' && header.restarts)) {
        // Whatever else was there waits for the new one's first question, as long as any order does.
        for (const one of orders.values()) one.taken = null;
        asker?.(null);
      } else if (lostDevice) lose();
      watch();
    },
    close: async () => lose(),
  };
}

/** Black, and as a view asks for it. */
function smallTile({ radius }: Network): TileRequest {
  const side = 16;
  const size = side + 2 * radius;
  const pixels = new Uint8Array(3 * size * size);
  const crop = { left: radius, top: radius, width: side, height: side };
  return { pixels, width: size, height: size, crop, strength: 1, cleanup: null, want: 'planes' };
}

/** Every layer of a tile is one buffer of float32, and what comes of it one answer, of up to 16 bits a sample. */
function roomOf({ largestBuffer = Number.POSITIVE_INFINITY }: Offer, { channels, scale }: Network): number {
  return Math.floor(Math.min(largestBuffer / (4 * channels), largestAnswer / (2 * 3 * scale ** 2)));
}

/** Float16 where the GPU has it and 8-bit results hide it: the planes of a view are multiplied, 16 bits are finer. */
function fitting(offer: Offer, network: Network, request: TileRequest): Network {
  const hides = request.want === 'picture' && request.pixels instanceof Uint8Array;
  return (offer.half && hides && network.half) || network;
}

function toWork(network: Network, request: TileRequest): TileWork {
  const { width, height, crop, strength, cleanup, want } = request;
  return {
    id: randomUUID(),
    model: network.key,
    scale: network.scale,
    width,
    height,
    crop,
    depth: request.pixels instanceof Uint16Array ? 16 : 8,
    strength,
    cleanup,
    want,
  };
}

/** What a screen sends is checked like anything else from outside: header by schema, pixels by size. */
function readAnswer(message: Uint8Array): { readonly header: TileAnswer; readonly pixels: Uint8Array } {
  const unreadable = (why: string) => ({
    header: { kind: 'failed', detail: `an answer that cannot be read${why}`, lost: false } as const,
    pixels: new Uint8Array(),
  });
  try {
    const { header, pixels } = unpackMessage(message);
    const parsed = tileAnswerSchema.safeParse(header);
    return parsed.success ? { header: parsed.data, pixels } : unreadable('');
  } catch (error) {
    return unreadable(` (${(error as Error).message})`);
  }
}

function toResult(header: TileAnswer, pixels: Uint8Array, work: TileWork): TileResult {
  if (header.kind === 'failed') return { kind: 'failed', detail: header.detail, lost: header.lost };
  const { fault } = header;
  if (fault) return { kind: 'ran', fault, pixels: new Uint8Array() };
  const samples = (work.want === 'planes' ? 2 : 1) * 3 * work.scale ** 2 * work.crop.width * work.crop.height;
  const wide = work.want === 'planes' || work.depth === 16;
  const bytes = (wide ? 2 : 1) * samples;
  const got = pixels.byteLength;
  if (got !== bytes)
    return { kind: 'ran', fault: `${got} bytes of pixels instead of ${bytes}`, pixels: new Uint8Array() };
  // A copy of its own: typed arrays of two bytes must start at even addresses, and the message may not.
  const own = new Uint8Array(pixels);
  if (work.want === 'planes') return { kind: 'ran', fault: '', pixels: new Int16Array(own.buffer) };
  return { kind: 'ran', fault: '', pixels: work.depth === 16 ? new Uint16Array(own.buffer) : own };
}
