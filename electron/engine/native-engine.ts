import { fork } from 'node:child_process';
import os from 'node:os';
import type { Scale, TileRequest, TileResult } from '../../models/inference/tile.ts';
import type { Adviser, AdviserResult, Engine, Network } from './engine.ts';
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
}

export interface TileOrder extends Order {
  readonly kind: 'tile';
  readonly scale: Scale;
  readonly hasCleanup: boolean;
  readonly request: TileRequest;
}

export interface AdviserOrder extends Order {
  readonly kind: 'advise';
  /** [n,3,96,96], 0..1. */
  readonly crops: Float32Array;
}

/** What the engine's process is told. */
export type EngineOrder = TileOrder | AdviserOrder;

/** `result` null: the process does not hold the network; send it again with its bytes. */
export interface EngineAnswer {
  readonly id: number;
  readonly result: TileResult | AdviserResult | null;
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
  readonly process: EngineProcess;
  readonly resolve: (answer: EngineAnswer) => void;
  readonly lose: (reason: string) => void;
}

/**
 * onnxruntime-node in a process of its own, started at the first tile, or before it by `wake`. Cancelling ends the
 * process; the next tile starts another.
 *
 * @param provider `cpu`: the engine `native`; `webgpu`: `webgpu-native`, a graphics card without a browser. The latter
 * gives no advice: the processor answers sooner than shaders are compiled.
 */
export function createNativeEngine(spawn: SpawnEngineProcess, provider: Provider = 'cpu'): Engine {
  const threads = coreCount();
  const pending = new Map<number, Pending>();
  let child: EngineProcess | null = null;
  /** The networks that the process holds, one for each kind of order. */
  let loaded = { tile: '', advise: '' };
  let nextId = 1;

  const running = (): EngineProcess => {
    if (child) return child;
    const started = spawn();
    child = started;
    loaded = { tile: '', advise: '' };
    started.onAnswer((answer) => pending.get(answer.id)?.resolve(answer));
    started.onEnd((reason) => {
      if (child === started) child = null;
      // Only its own orders: the end of a cancelled process arrives when the next one is at work.
      for (const one of pending.values()) if (one.process === started) one.lose(reason);
    });
    return started;
  };

  const end = () => {
    const ended = child;
    child = null;
    ended?.kill();
  };

  const ask = (order: EngineOrder, signal: AbortSignal) =>
    new Promise<EngineAnswer>((resolve, reject) => {
      // It may have come while the network was read; no event would tell any more.
      if (signal.aborted) return reject(signal.reason);
      const settle = () => {
        pending.delete(order.id);
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = () => {
        settle();
        end();
        reject(signal.reason);
      };
      const process = running();
      pending.set(order.id, {
        process,
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
      process.send(order);
    });

  /** Has a network run, and gives the process its bytes when it does not hold them. */
  const askWith = async (
    network: Adviser,
    order: Omit<TileOrder, keyof Order> | Omit<AdviserOrder, keyof Order>,
    signal: AbortSignal,
  ): Promise<NonNullable<EngineAnswer['result']>> => {
    signal.throwIfAborted();
    const { key } = network;
    running();
    const first = loaded[order.kind] === key ? null : await readNetwork(network);
    const facts = { key, threads, provider };
    let { result } = await ask({ ...order, ...facts, id: nextId++, bytes: first }, signal);
    if (!result)
      ({ result } = await ask({ ...order, ...facts, id: nextId++, bytes: await readNetwork(network) }, signal));
    loaded[order.kind] = result?.kind === 'ran' ? key : '';
    return result ?? { kind: 'failed', detail: 'the network was not loaded', lost: false };
  };

  const onProcessor = provider === 'cpu';
  return {
    kind: onProcessor ? 'native' : 'webgpu-native',
    name: onProcessor ? processorName(threads) : 'WebGPU by onnxruntime',
    tile: bestTile,
    run: async (network: Network, request: TileRequest, signal: AbortSignal) => {
      const { scale, hasCleanup } = network;
      return (await askWith(network, { kind: 'tile', scale, hasCleanup, request }, signal)) as TileResult;
    },
    ...(onProcessor && {
      advise: async (adviser: Adviser, crops: Float32Array, signal: AbortSignal) =>
        (await askWith(adviser, { kind: 'advise', crops }, signal)) as AdviserResult,
    }),
    wake: () => {
      running();
    },
    rest: () => {
      if (pending.size === 0) end();
    },
    close: async () => end(),
  };
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
