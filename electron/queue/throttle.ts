/** Passes the newest value on, at most once in a while. */
export interface Throttle<T> {
  offer(value: T): void;
  /** Drops what was offered and not yet passed on. */
  drop(): void;
}

/** @param milliseconds least time between two values; the first passes at once, the last always does. */
export function createThrottle<T>(milliseconds: number, pass: (value: T) => void): Throttle<T> {
  let timer: NodeJS.Timeout | null = null;
  let waiting: { readonly value: T } | null = null;

  const open = () => {
    timer = null;
    if (!waiting) return;
    const { value } = waiting;
    waiting = null;
    timer = setTimeout(open, milliseconds);
    pass(value);
  };

  return {
    offer: (value) => {
      waiting = { value };
      if (!timer) open();
    },
    drop: () => {
      waiting = null;
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
