import { quiet } from './quiet.ts';

/**
 * One photo's place in a line of photos whose ways overlap: while the tiles of one run, the next one is read and
 * the last one is encoded. Three at most are under way, and only one has tiles.
 */
export interface PlaceInLine {
  /** Resolves when this photo's tiles may run. Rejects with the signal's reason when it is aborted before. */
  enter(signal: AbortSignal): Promise<void>;
  /** Its tiles have run: those of the next photo may. */
  leave(): void;
  /** Resolves when every photo before has ended, so that results get their names in the order of the line. */
  readonly before: Promise<void>;
  /** Resolves when it has entered, or has ended without. The next photo may then be begun. */
  readonly entered: Promise<void>;
  /** It is over, whatever became of it. */
  end(): void;
}

export interface Line {
  /** The place behind the last one. */
  join(): PlaceInLine;
}

export function createLine(): Line {
  const over = Promise.resolve();
  // Each resolves only when it is so of all photos before as well: one that fails early lets nobody pass.
  let last = { left: over, ended: over, before: over };
  return {
    join: () => {
      const previous = last;
      const [entered, left, ended] = [createGate(), createGate(), createGate()];
      last = {
        left: both(previous.left, left.opened),
        ended: both(previous.ended, ended.opened),
        before: previous.ended,
      };
      return {
        enter: async (signal) => {
          // The one before may still be encoded, the one before that may not.
          await unlessAborted(both(previous.left, previous.before), signal);
          entered.open();
        },
        leave: left.open,
        before: previous.ended,
        entered: entered.opened,
        end: () => {
          for (const gate of [entered, left, ended]) gate.open();
        },
      };
    },
  };
}

/**
 * Runs each of them in a line of their own, the next one begun as soon as the last has its tiles.
 *
 * @param run one's way; rejects only for what ends all.
 * @param signal aborted: no more are begun. Those that are under way hear of it themselves.
 */
export async function runInLine<Item>(
  items: Iterable<Item>,
  run: (item: Item, place: PlaceInLine) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const line = createLine();
  const runs: Promise<void>[] = [];
  for (const item of items) {
    if (signal.aborted) break;
    const place = line.join();
    runs.push(quiet(run(item, place).finally(place.end)));
    await place.entered;
  }
  await Promise.all(runs);
}

function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

async function both(a: Promise<void>, b: Promise<void>): Promise<void> {
  await a;
  await b;
}

async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const settled = new AbortController();
  await Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: settled.signal });
    }),
  ]).finally(() => settled.abort());
}
