import { fork } from 'node:child_process';
import os from 'node:os';
import type { Samples, Scale, TileRequest, TileResult } from '../../models/inference/tile.ts';
import type { Adviser, AdviserResult, Engine, Priority } from './engine.ts';
import { type Lane, openLane } from './lane.ts';
import { readNetwork } from './models.ts';

/** What runs the network in the engine's process: the processor, or Dawn on Vulkan, Metal or D3D12. */
export type Provider = 'cpu' | 'webgpu';

interface Order {
  readonly id: number;
  /** Of the network that is to run. */
  readonly key: string;
  /** Only when the process does not hold the network yet. */
  readonly bytes: Uint8Array | null;
  readonly threads: number;
  readonly provider: Provider;
  /** Of those that wait, the ones in a hurry are run first. */
  readonly priority: Priority;
  /** File that holds what the network is given (lane.ts), so many bytes of it. */
  readonly lane: string;
  readonly given: number;
}

export interface TileOrder extends Order {
  readonly kind: 'tile';
  readonly scale: Scale;
  readonly hasCleanup: boolean;
  /** Its pixels are in the lane, in this depth; the result's are to go there. */
  readonly request: Omit<TileRequest, 'pixels'>;
  readonly depth: 8 | 16;
}

export interface AdviserOrder extends Order {
  /** In the lane are crops, float32 [n,3,96,96], 0..1. */
  readonly kind: 'advise';
}

/** What the engine's process is told. */
export type EngineOrder = TileOrder | AdviserOrder;

/** What became of a tile whose pixels, so many bytes, lie in the order's lane. */
export type TileAnswer =
  | { readonly kind: 'ran'; readonly fault: string; readonly bytes: number }
  | Extract<TileResult, { kind: 'failed' }>;

/** `result` null: the process does not hold the network; send it again with its bytes. */
export interface EngineAnswer {
  readonly id: number;
  readonly result: TileAnswer | AdviserResult | null;
}

/** A process that runs engine-process.ts, however the host starts one. */
export interface EngineProcess {
  send(order: EngineOrder): void;
  onAnswer(listener: (answer: EngineAnswer) => void): void;
  /** Called once, when the process has ended for whatever reason. */
  onEnd(listener: (reason: string) => void): void;
  kill(): void;
  /** The system's number of the process, where the host tells it. */
  readonly id?: number | undefined;
}

export type SpawnEngineProcess = () => EngineProcess;

/** Side of a tile that ran fastest with the shipped networks on two and more cores. */
const bestTile = 384;

interface Pending {
  readonly running: Running;
  readonly resolve: (answer: EngineAnswer) => void;
  readonly lose: (reason: string) => void;
}

/** A process and what belongs to it. */
interface Running {
  readonly process: EngineProcess;
  /** The networks that it was given last, one for each kind of order. */
  readonly given: { tile: string; advise: string };
  /** Those that no order uses. */
  readonly lanes: Lane[];
}

type Content =
  | (Pick<TileOrder, 'kind' | 'scale' | 'hasCleanup'> & { readonly request: TileRequest })
  | (Pick<AdviserOrder, 'kind'> & { readonly crops: Float32Array });

/**
 * onnxruntime-node in a process of its own, started at the first tile, or before it by `wake`. It takes a second tile
 * while one runs, so that it need not wait for this process to fetch the result. Cancelling ends the process; the next
 * tile starts another.
 *
 * @param provider `cpu`: the engine `native`; `webgpu`: `webgpu-native`, a graphics card without a browser. The latter
 * gives no advice: the processor answers sooner than shaders are compiled.
 */
export function createNativeEngine(spawn: SpawnEngineProcess, provider: Provider = 'cpu'): Engine {
  const threads = coreCount();
  const pending = new Map<number, Pending>();
  let current: Running | null = null;
  let nextId = 1;
  let asking = 0;

  const running = (): Running => {
    if (current) return current;
    const started: Running = { process: spawn(), given: { tile: '', advise: '' }, lanes: [] };
    current = started;
    started.process.onAnswer((answer) => pending.get(answer.id)?.resolve(answer));
    started.process.onEnd((reason) => {
      if (current === started) current = null;
      closeLanes(started);
      // Only its own orders: the end of a cancelled process arrives when the next one is at work.
      for (const one of pending.values()) if (one.running === started) one.lose(reason);
    });
    return started;
  };

  const end = () => {
    const ended = current;
    current = null;
    if (!ended) return;
    closeLanes(ended);
    ended.process.kill();
  };

  const send = (of: Running, order: EngineOrder, signal: AbortSignal) =>
    new Promise<EngineAnswer>((resolve, reject) => {
      const settle = () => {
        pending.delete(order.id);
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = () => {
        settle();
        if (current === of) end();
        reject(signal.reason);
      };
      pending.set(order.id, {
        running: of,
        resolve: (answer) => {
          settle();
          resolve(answer);
        },
        lose: (reason) => {
          settle();
          resolve({ id: order.id, result: { kind: 'failed', detail: reason, lost: true } });
        },
      });
      signal.addEventListener('abort', onAbort, { once: true });
      of.process.send(order);
    });

  /** Has a network run over what lies in a lane, and gives the process its bytes when it does not hold them. */
  const ask = async (
    of: Running,
    lane: Lane,
    network: Adviser,
    content: Content,
    priority: Priority,
    signal: AbortSignal,
  ): Promise<TileResult | AdviserResult> => {
    const { key } = network;
    const samples = content.kind === 'tile' ? content.request.pixels : content.crops;
    const facts = { key, threads, provider, priority, lane: lane.path, given: samples.byteLength };
    const order = { ...facts, ...(content.kind === 'tile' ? withoutPixels(content) : content) };
    for (let bytes = of.given[content.kind] === key ? null : await readNetwork(network); ; ) {
      // It may have come while the network was read; no event would tell any more.
      signal.throwIfAborted();
      of.given[content.kind] = key;
      await lane.write(samples);
      signal.throwIfAborted();
      const { result } = await send(of, { ...order, id: nextId++, bytes } as EngineOrder, signal);
      if (!result) {
        bytes = await readNetwork(network);
        continue;
      }
      if (result.kind === 'failed' || 'answers' in result) return result;
      const { fault } = result;
      if (content.kind !== 'tile' || fault) return { kind: 'ran', fault, pixels: new Uint8Array() };
      return { kind: 'ran', fault, pixels: samplesOf(await lane.read(result.bytes), result.bytes, content.request) };
    }
  };

  const run = async (network: Adviser, content: Content, priority: Priority, signal: AbortSignal) => {
    signal.throwIfAborted();
    const of = running();
    asking++;
    let lane: Lane | undefined;
    try {
      lane = of.lanes.pop() ?? (await openLane());
      return await ask(of, lane, network, content, priority, signal);
    } catch (error) {
      signal.throwIfAborted();
      // Its process has ended between two steps, and with it the lane.
      if (current !== of) return { kind: 'failed', detail: 'the engine’s process ended', lost: true } as const;
      throw error;
    } finally {
      asking--;
      if (lane && current === of) of.lanes.push(lane);
      else await lane?.close();
    }
  };

  const onProcessor = provider === 'cpu';
  return {
    kind: onProcessor ? 'native' : 'webgpu-native',
    name: onProcessor ? processorName(threads) : 'WebGPU by onnxruntime',
    sides: [bestTile],
    atOnce: 2,
    run: async (network, request, signal, priority = 'batch') => {
      const { scale, hasCleanup } = network;
      return (await run(network, { kind: 'tile', scale, hasCleanup, request }, priority, signal)) as TileResult;
    },
    ...(onProcessor && {
      advise: async (adviser: Adviser, crops: Float32Array, signal: AbortSignal, priority: Priority = 'batch') =>
        (await run(adviser, { kind: 'advise', crops }, priority, signal)) as AdviserResult,
    }),
    wake: () => {
      running();
    },
    rest: () => {
      if (asking === 0) end();
    },
    close: async () => end(),
  };
}

function closeLanes({ lanes }: Running): void {
  for (const lane of lanes.splice(0)) void lane.close();
}

function withoutPixels({ request: { pixels, ...request }, ...content }: Extract<Content, { kind: 'tile' }>) {
  return { ...content, request, depth: pixels instanceof Uint16Array ? 16 : 8 } as const;
}

function samplesOf(buffer: ArrayBuffer, bytes: number, { want, pixels }: TileRequest): Samples | Int16Array {
  if (want === 'planes') return new Int16Array(buffer, 0, bytes / 2);
  return pixels instanceof Uint16Array ? new Uint16Array(buffer, 0, bytes / 2) : new Uint8Array(buffer, 0, bytes);
}

/** Starts the engine's process as a child of this one (every host but Electron). */
export function forkEngineProcess(entry: string): SpawnEngineProcess {
  return () => {
    const child = fork(entry, [], {
      serialization: 'advanced',
      execArgv: [],
      // glibc only: give large buffers back when they are freed. Left to itself it keeps them for later, and
      // the process creeps from 190 to 250 MB.
      env: { ...process.env, MALLOC_MMAP_THRESHOLD_: '262144' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2000);
    });
    return {
      id: child.pid,
      send: (order) => {
        // A process that has just died refuses the order; its end is reported by `onEnd`.
        child.send(order, () => {});
      },
      onAnswer: (listener) => child.on('message', (message) => listener(message as EngineAnswer)),
      onEnd: (listener) => {
        let told = false;
        const tell = (reason: string) => {
          if (told) return;
          told = true;
          listener(reason);
        };
        child.on('error', (error) => tell(error.message));
        child.on('exit', (code, signal) => {
          const last = words.trim().split('\n').at(-1);
          tell(`the engine's process ended (${signal ?? code})${last ? `: ${last}` : ''}`);
        });
      },
      kill: () => child.kill('SIGKILL'),
    };
  };
}

function coreCount(): number {
  return Math.max(1, os.availableParallelism());
}

function processorName(threads: number): string {
  const model = os.cpus()[0]?.model.trim() || os.arch();
  return `${model}, ${threads} thread${threads === 1 ? '' : 's'}`;
}
