/**
 * Awaits work on a device that may be lost meanwhile; after a loss the runtime may never answer.
 *
 * A race with `lost` itself would keep every tile's result for as long as the device lives.
 *
 * @returns a function that gives the work's outcome, or rejects with the reason of the loss where that comes first.
 */
export function createUntilLost(lost: Promise<string>): <T>(work: Promise<T>) => Promise<T> {
  const waiting = new Set<(error: Error) => void>();
  let gone: Error | null = null;
  void lost.then((reason) => {
    gone = new Error(reason);
    for (const reject of waiting) reject(gone);
    waiting.clear();
  });
  return async (work) => {
    let drop: (error: Error) => void = () => undefined;
    const loss = new Promise<never>((_, reject) => {
      drop = reject;
    });
    waiting.add(drop);
    if (gone) drop(gone);
    try {
      return await Promise.race([work, loss]);
    } finally {
      waiting.delete(drop);
    }
  };
}
