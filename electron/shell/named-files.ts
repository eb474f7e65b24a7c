import path from 'node:path';
import { z } from 'zod';

/**
 * The photos and folders named on a command line, as absolute paths.
 *
 * @param packaged an installed app is called by its own name; else Electron is, with the app's folder first.
 */
export function namedFiles(argv: readonly string[], packaged: boolean, folder: string): string[] {
  // Chromium's own switches may stand anywhere; a file that is named like one is written ./-name.
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  return (packaged ? words : words.slice(1)).map((file) => path.resolve(folder, file));
}

const handedOnSchema = z.object({ files: z.array(z.string()) });

/** What a second start hands to the first; it comes from another process, so it is checked. */
export function handedOn(data: unknown): string[] {
  return handedOnSchema.safeParse(data).data?.files ?? [];
}
