import type { CropAnswers } from '../../models/inference/sum-up-advice.ts';
import type { Samples, TileRequest } from '../../models/inference/tile.ts';
import type { EngineStatus } from '../contract/calls.ts';
import { ProblemError } from '../contract/problem.ts';
import type { EngineKind, Settings } from '../contract/settings.ts';
import type { Adviser, Engine, Network, Priority } from './engine.ts';
import { runReliably } from './run-reliably.ts';
import { createTileSizes, type TileFindings } from './tile-sizes.ts';
import { createTurns, type Turns } from './turns.ts';

export interface PoolRunOptions {
  readonly engine: Settings['engine'];
  readonly signal: AbortSignal;
  readonly priority: Priority;
}

export interface PoolResult {
  readonly pixels: Samples | Int16Array;
  readonly engine: Engine;
  /** Runs that were needed, 1 when all went well. */
  readonly runs: number;
}

/** Every engine there is, and the order in which they are asked. */
export interface EnginePool {
  /**
   * Runs a tile on the best engine that gets it right; where those of the chosen kind have left, on any other.
   * Rejects with ProblemError `engine-unavailable` (there never was one of the chosen kind), `engine-failed` or
   * `bad-result` (all tried), or the signal's reason.
   */
  run(network: Network, request: TileRequest, options: PoolRunOptions): Promise<PoolResult>;
  /**
   * Asks the adviser about crops, [n,3,96,96], on whichever engine can run it. Rejects with ProblemError
   * `engine-failed` (none can, or all that can failed) or the signal's reason.
   */
  advise(adviser: Adviser, crops: Float32Array, options: Omit<PoolRunOptions, 'engine'>): Promise<CropAnswers>;
  /** The engine that would be asked first. Throws ProblemError `engine-unavailable`. */
  first(engine: Settings['engine']): Engine;
  /** What a picture's tiles on an engine are to be planned by, input pixels; see `shapeTile`. */
  tileSize(engine: Engine, network: Network): { readonly best: number; readonly room: number };
  /** Lets the engine that would be asked first start while a tile is still being made ready. */
  wake(network?: Network): void;
  /** Lets engines that are idle give their memory back. */
  rest(): void;
  join(engine: Engine): void;
  leave(engine: Engine): void;
  status(): EngineStatus[];
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

interface Member {
  readonly engine: Engine;
  readonly turns: Turns;
  /** Tiles in a row that it could not do. */
  failures: number;
  /** Output pixels of its runs, and the seconds in which it was at work, for the speed. */
  pixels: number;
  seconds: number;
  /** Until when its time is counted: tiles that overlap share theirs. */
  counted: number;
}

const order: readonly EngineKind[] = ['webgpu', 'native', 'wasm', 'webgpu-native'];

/** Runs only where it is asked for: on a software driver it is some 25 times slower than the processor itself. */
const onlyAsked: EngineKind = 'webgpu-native';

/** An engine that failed this many tiles in a row is left out while another one works. */
const failuresAllowed = 2;

interface PoolTools {
  /** Milliseconds. */
  readonly clock?: () => number;
  /** What earlier starts found out about tiles; absent: nothing is kept. */
  readonly findings?: TileFindings;
}

export function createEnginePool(engines: readonly Engine[], tools: PoolTools = {}): EnginePool {
  const { clock = () => performance.now(), findings } = tools;
  const sizes = createTileSizes(findings);
  const members: Member[] = [];
  /** Kinds of which one was there and went: a closed window, a device that was lost. */
  const left = new Set<EngineKind>();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  const join = (engine: Engine) => {
    const turns = createTurns(engine.atOnce);
    members.push({ engine, turns, failures: 0, pixels: 0, seconds: 0, counted: clock() });
    members.sort((a, b) => order.indexOf(a.engine.kind) - order.indexOf(b.engine.kind));
    changed();
  };
  for (const engine of engines) join(engine);

  const candidates = (wanted: Settings['engine']): Member[] => {
    const fitting = members.filter(({ engine }) =>
      wanted === 'auto' ? engine.kind !== onlyAsked : engine.kind === wanted,
    );
    // Whoever asked for it had it: their photos are finished without.
    if (fitting.length === 0 && wanted !== 'auto' && left.has(wanted)) return candidates('auto');
    if (fitting.length === 0) {
      throw new ProblemError('engine-unavailable', wanted, { engine: wanted });
    }
    // Those that keep failing come last, not never: they may be all that is left.
    return [
      ...fitting.filter((member) => member.failures < failuresAllowed),
      ...fitting.filter((member) => member.failures >= failuresAllowed),
    ];
  };

  const tryMember = async (member: Member, network: Network, request: TileRequest, options: PoolRunOptions) => {
    const done = await member.turns.take(options.priority === 'view', options.signal);
    const start = clock();
    const { engine } = member;
    // How it is run stays as it was at the start, unless less turns out to fit.
    const room = sizes.room(engine, network, request);
    const inQuarters = request.width * request.height > room;
    try {
      const result = await runReliably(engine, network, request, {
        ...options,
        limits: {
          room: () => Math.min(room, sizes.room(engine, network, request)),
          ran: (pixels) => sizes.ran(engine, network, pixels),
          refused: (pixels, fitting) => sizes.refused(engine, network, pixels, fitting),
        },
      });
      if (result.kind === 'gave-up') {
        member.failures++;
        changed();
        return result;
      }
      member.failures = 0;
      member.pixels += network.scale ** 2 * request.crop.width * request.crop.height;
      const end = clock();
      const milliseconds = end - Math.max(start, member.counted);
      member.seconds += milliseconds / 1000;
      member.counted = end;
      const usual = inQuarters ? 4 : 1;
      if (result.runs === usual) sizes.took(engine, network, request, { milliseconds, inQuarters });
      return result;
    } finally {
      done();
    }
  };

  return {
    run: async (network, request, options) => {
      let runs = 0;
      let last = { detail: '', fault: false };
      const tried = new Set<Member>();
      for (;;) {
        // Anew each time: an engine that was lost on this tile has made room for others.
        const member = candidates(options.engine).find((one) => !tried.has(one));
        if (!member) break;
        tried.add(member);
        const result = await tryMember(member, network, request, options);
        runs += result.runs;
        if (result.kind === 'ran') return { pixels: result.pixels, engine: member.engine, runs };
        last = result;
      }
      throw new ProblemError(last.fault ? 'bad-result' : 'engine-failed', network.key, { detail: last.detail });
    },
    advise: async (adviser, crops, { signal, priority }) => {
      let detail = 'no engine here can run it';
      for (const { engine, turns } of members) {
        if (!engine.advise) continue;
        const done = await turns.take(priority === 'view', signal);
        try {
          let result = await engine.advise(adviser, crops, signal, priority);
          if (result.kind === 'failed' && result.lost) result = await engine.advise(adviser, crops, signal, priority);
          if (result.kind === 'ran') return result.answers;
          detail = result.detail;
        } finally {
          done();
        }
      }
      throw new ProblemError('engine-failed', adviser.key, { detail });
    },
    first: (engine) => candidates(engine)[0]!.engine,
    tileSize: (engine, network) => sizes.plan(engine, network),
    wake: (network) => members.find(({ engine }) => engine.kind !== onlyAsked)?.engine.wake?.(network),
    rest: () => {
      for (const { engine } of members) engine.rest?.();
    },
    join,
    leave: (engine) => {
      const at = members.findIndex((member) => member.engine === engine);
      if (at < 0) return;
      members.splice(at, 1);
      left.add(engine.kind);
      changed();
    },
    status: () =>
      members.map(({ engine, pixels, seconds }) => ({
        kind: engine.kind,
        name: engine.name,
        speed: seconds > 0 ? pixels / 1e6 / seconds : null,
      })),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      await Promise.all(members.map((member) => member.engine.close()));
    },
  };
}
