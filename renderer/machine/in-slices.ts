export interface Slices<Item> {
  push(item: Item): void;
  /** What still waits is let go. */
  stop(): void;
}

/** Milliseconds of reading before the page has its turn. */
const sliceTime = 8;

/** Milliseconds between two times that what was read is handed on, while more comes. */
const rest = 60;

/**
 * Reads items one by one, in order, a slice of them at a time, each slice in a task of its own: a thousand at once do
 * not hold the page up. What was read is handed on when nothing more waits, and now and then before: the screen is made
 * anew each time.
 *
 * @param read what cannot be read throws: the error is the page's, and the others go on.
 */
export function inSlices<Item, Ready>(
  read: (item: Item) => Ready,
  take: (ready: readonly Ready[]) => void,
): Slices<Item> {
  let waiting: Item[] = [];
  let ready: Ready[] = [];
  let taken = 0;
  let called = false;
  // Not a timer: those of a page in the background have a turn a second.
  const { port1: here, port2: there } = new MessageChannel();
  function callForTurn() {
    if (called || waiting.length + ready.length === 0) return;
    called = true;
    there.postMessage(null);
  }
  here.onmessage = () => {
    called = false;
    try {
      if (ready.length > 0 && (waiting.length === 0 || performance.now() - taken >= rest)) handOn();
      else readSlice();
    } finally {
      callForTurn();
    }
  };
  function readSlice() {
    const end = performance.now() + sliceTime;
    let at = 0;
    try {
      do ready.push(read(waiting[at++]!));
      while (at < waiting.length && performance.now() < end);
    } finally {
      waiting = waiting.slice(at);
    }
  }
  function handOn() {
    const now = ready;
    ready = [];
    try {
      take(now);
    } finally {
      taken = performance.now();
    }
  }
  return {
    push: (item) => {
      waiting.push(item);
      callForTurn();
    },
    stop: () => {
      waiting = [];
      ready = [];
      here.close();
    },
  };
}
