/** Lets one, or a few, at a time through; those in a hurry go before those that are not. */
export interface Turns {
  /**
   * Resolves with the function that ends the turn.
   * Rejects with the signal's reason when it is aborted before the turn comes.
   */
  take(hurry: boolean, signal: AbortSignal): Promise<() => void>;
}

interface Waiter {
  readonly hurry: boolean;
  readonly go: () => void;
}

/** @param places how many may have their turn at once. */
export function createTurns(places = 1): Turns {
  const waiting: Waiter[] = [];
  let free = places;

  const next = () => {
    const hurried = waiting.findIndex((waiter) => waiter.hurry);
    const [waiter] = waiting.splice(Math.max(0, hurried), 1);
    if (waiter) waiter.go();
    else free++;
  };

  return {
    take: async (hurry, signal) => {
      signal.throwIfAborted();
      if (free > 0) free--;
      else {
        await new Promise<void>((resolve, reject) => {
          const waiter: Waiter = {
            hurry,
            go: () => {
              signal.removeEventListener('abort', onAbort);
              resolve();
            },
          };
          const onAbort = () => {
            waiting.splice(waiting.indexOf(waiter), 1);
            reject(signal.reason);
          };
          signal.addEventListener('abort', onAbort, { once: true });
          waiting.push(waiter);
        });
      }
      let over = false;
      return () => {
        if (over) return;
        over = true;
        next();
      };
    },
  };
}
