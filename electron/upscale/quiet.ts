/** A promise whose failure is met where it is awaited, later; until then it must not count as unhandled. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
