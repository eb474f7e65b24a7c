import type { TileRequest } from '../../models/inference/tile.ts';
import type { Engine, Network } from './engine.ts';
import { createTileTrial, type TileTrial } from './tile-trial.ts';

/** What was found out about one engine's tiles of one network. */
export interface TileFinding {
  /** The one of the engine's sides that ran fastest; null: not known yet. */
  readonly side: number | null;
  /** Pixels of a tile with its context that ran where a larger one failed; null: none failed. */
  readonly room: number | null;
}

/** Keeps findings from start to start. */
export interface TileFindings {
  read(device: string, network: string): TileFinding | null;
  write(device: string, network: string, finding: TileFinding): void;
}

/** How large the tiles of a network are on each engine: by what the device says, what failed there, and a measurement. */
export interface TileSizes {
  /** For the plan of a picture: side of the best square tile, and pixels with context that it may have; input pixels. */
  plan(engine: Engine, network: Network): { readonly best: number; readonly room: number };
  /** Pixels of a tile with its context above which it is run in quarters from the start. */
  room(engine: Engine, network: Network, request: TileRequest): number;
  /** A tile, or a part of one, came out well in one run. */
  ran(engine: Engine, network: Network, pixels: number): void;
  /** A tile of so many pixels failed, and its parts of at most `fitting` pixels ran. */
  refused(engine: Engine, network: Network, pixels: number, fitting: number): void;
  /** A tile took so long of the engine's time, its parts together if `room` had it run in quarters. */
  took(engine: Engine, network: Network, request: TileRequest, run: TileTime): void;
}

export interface TileTime {
  readonly milliseconds: number;
  readonly inQuarters: boolean;
}

interface State {
  side: number | null;
  room: number | null;
  /** The largest tile that has run since the start, pixels with context. */
  proven: number;
  /** Times in a row that one no larger than that failed. */
  failures: number;
  readonly trial: TileTrial;
}

/** A size that has run before may fail once, for another reason than its size. */
const failuresAllowed = 1;

/** @param findings of earlier starts; absent: nothing is known and nothing kept. */
export function createTileSizes(findings?: TileFindings): TileSizes {
  const states = new Map<string, State>();
  const deviceOf = ({ kind, name }: Engine) => `${kind}: ${name}`;

  const stateOf = (engine: Engine, network: Network): State => {
    const key = JSON.stringify([deviceOf(engine), network.key]);
    const known = states.get(key);
    if (known) return known;
    const found = findings?.read(deviceOf(engine), network.key);
    // Another version may have had other sides.
    const side = engine.sides.find((one) => one === found?.side) ?? null;
    const trial = createTileTrial(engine.atOnce ?? 1);
    const state = { side, room: found?.room ?? null, proven: 0, failures: 0, trial };
    states.set(key, state);
    return state;
  };
  const keep = (engine: Engine, network: Network, { side, room }: State) =>
    findings?.write(deviceOf(engine), network.key, { side, room });
  const roomOf = (engine: Engine, network: Network, { room }: State) =>
    Math.min(room ?? Number.POSITIVE_INFINITY, engine.room?.(network) ?? Number.POSITIVE_INFINITY);
  /** Whether a tile is to be compared with its quarters, or shares what was found of such. */
  const isLarge = ({ sides }: Engine, { want, crop }: TileRequest) =>
    sides.length > 1 && want === 'picture' && crop.width * crop.height >= 0.75 * sides.at(-1)! ** 2;

  return {
    plan: (engine, network) => {
      const state = stateOf(engine, network);
      return { best: state.side ?? engine.sides.at(-1)!, room: roomOf(engine, network, state) };
    },
    room: (engine, network, request) => {
      const state = stateOf(engine, network);
      const room = roomOf(engine, network, state);
      if (!isLarge(engine, request)) return room;
      const inQuarters = state.side === null ? state.trial.inQuarters : state.side < engine.sides.at(-1)!;
      return inQuarters ? Math.min(room, request.width * request.height - 1) : room;
    },
    ran: (engine, network, pixels) => {
      const state = stateOf(engine, network);
      if (pixels < state.proven) return;
      state.proven = pixels;
      state.failures = 0;
    },
    refused: (engine, network, pixels, fitting) => {
      const state = stateOf(engine, network);
      if (pixels <= state.proven && ++state.failures <= failuresAllowed) return;
      state.room = Math.min(state.room ?? fitting, fitting);
      state.proven = fitting;
      state.failures = 0;
      keep(engine, network, state);
    },
    took: (engine, network, request, { milliseconds, inQuarters }) => {
      const state = stateOf(engine, network);
      // The last tiles of a row reach back and keep less than they run: they would compare with nothing.
      const whole =
        request.width === request.crop.width + 2 * network.radius &&
        request.height === request.crop.height + 2 * network.radius;
      if (state.side !== null || !whole || !isLarge(engine, request)) return;
      const answer = state.trial.took(request.crop.width * request.crop.height, milliseconds, inQuarters);
      if (answer === null) return;
      state.side = answer === 'whole' ? engine.sides.at(-1)! : engine.sides[0];
      keep(engine, network, state);
    },
  };
}
