import { joinLane, openLane, recycle } from '../../electron/engine/lane.ts';
import { type EngineAnswer, forkEngineProcess } from '../../electron/engine/native-engine.ts';
import { findPlaces } from '../../electron/engine/places.ts';

/** A tile's way to the engine's process and back, and nothing between. */
export interface Trip {
  /** @param given samples of a tile. @param made those of its result. */
  run(given: ArrayBufferView, made: ArrayBufferView): Promise<void>;
  close(): Promise<void>;
}

/**
 * The pixels go through a lane that has both its ends here; an order goes to a real engine's process, which is up by
 * then, and answers at once that it does not hold such a network.
 */
export async function openTrip(): Promise<Trip> {
  const engine = forkEngineProcess(findPlaces(import.meta.url).engineEntry)();
  let hear = (_: EngineAnswer) => {};
  engine.onAnswer((answer) => hear(answer));
  const ended = new Promise<never>((_, reject) => engine.onEnd((reason) => reject(new Error(reason))));
  ended.catch(() => {});

  const lane = await openLane();
  const end = joinLane(lane.path);
  // The process opens a lane of its own, and takes its name away.
  const other = await openLane();
  const ask = async () => {
    const answer = new Promise<EngineAnswer>((resolve) => {
      hear = resolve;
    });
    const size = { width: 1, height: 1 };
    const request = {
      ...size,
      crop: { left: 0, top: 0, ...size },
      strength: 1,
      cleanup: null,
      want: 'picture',
    } as const;
    const work = { kind: 'tile', key: '', bytes: null, scale: 4, hasCleanup: false, request, depth: 8 } as const;
    engine.send({ id: 1, threads: 1, provider: 'cpu', priority: 'batch', lane: other.path, given: 0, ...work });
    const { result } = await Promise.race([answer, ended]);
    if (result) throw new Error(`the engine's process holds no network, and answered ${JSON.stringify(result)}`);
  };
  await ask();
  return {
    run: async (given, made) => {
      await lane.write(given);
      await ask();
      end.read(given.byteLength);
      end.write(made);
      recycle(new Uint8Array(await lane.read(made.byteLength)));
    },
    close: async () => {
      engine.kill();
      end.close();
      await Promise.all([lane.close(), other.close()]);
    },
  };
}
