import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees short-lived buffers now. A tile's messages and pieces are some 10 MB, which V8, looking at its own
 * small heap alone, lets pile up to 80 MB before it visits; a young collection takes about a millisecond.
 *
 * @returns a function that does nothing where V8 does not let itself be asked.
 */
export function createYoungCollector(): () => void {
  // The flag only counts for contexts made after it; the function works for the whole process.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('globalThis.gc') as ((options: { type: 'minor' }) => void) | undefined;
  setFlagsFromString('--no-expose-gc');
  return () => collect?.({ type: 'minor' });
}
