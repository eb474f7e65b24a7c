import { availableParallelism } from 'node:os';
import sharp, { type Sharp } from 'sharp';

/** Threads of one decode or encode. More of them gain little here and each holds its own rows. */
const threads = 4;

/**
 * A picture as sharp reads it everywhere: in one pass from top to bottom, at any size, its colours left as
 * they are, and failing when the file ends early or is corrupt (not for a mere warning).
 *
 * @param source a file's path, or a whole file.
 * @param options.convert let libvips convert colours by the picture's profile: for CMYK, which has to be.
 */
export function openPicture(source: string | Buffer, options: { readonly convert?: boolean } = {}): Sharp {
  // A cache would keep files open, and pixels of files that have changed since.
  sharp.cache(false);
  sharp.concurrency(Math.min(threads, availableParallelism()));
  return sharp(source, {
    sequentialRead: true,
    ignoreIcc: !options.convert,
    limitInputPixels: false,
    unlimited: true,
    failOn: 'error',
  });
}
