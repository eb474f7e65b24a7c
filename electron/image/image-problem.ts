import { statfs } from 'node:fs/promises';
import { ProblemError } from '../contract/problem.ts';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** libvips says what the system said (in English: it sets no locale), Node gives a code. */
const isDiskFull = (error: unknown): boolean =>
  /^(ENOSPC|EDQUOT)$/.test(codeOf(error)) ||
  /no space left on device|disk quota exceeded|not enough space on the disk|out of disk space/i.test(wordsOf(error));

const isOutOfMemory = (error: unknown): boolean =>
  /out of memory|(unable|could not) (to )?allocate/i.test(wordsOf(error));

/** One line of a library's words, without paths. */
const shortly = (error: unknown): string =>
  wordsOf(error)
    .split('\n')[0]!
    .replace(/^Input file has corrupt header: /, '')
    .slice(0, 100);

/** What reading a picture's bytes ended with: not-found, unreadable, out-of-memory, else damaged. */
export function readProblem(error: unknown, name: string): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = codeOf(error);
  if (/^(ENOENT|ENOTDIR|ENAMETOOLONG|ELOOP)$/.test(code) || /input file is missing/i.test(wordsOf(error))) {
    return new ProblemError('not-found', name, {}, { cause: error });
  }
  if (/^(EACCES|EPERM|EIO|EBUSY)$/.test(code)) return new ProblemError('unreadable', name, {}, { cause: error });
  if (isOutOfMemory(error)) return new ProblemError('out-of-memory', name, {}, { cause: error });
  return new ProblemError('damaged', name, { detail: shortly(error) }, { cause: error });
}

/** `disk-full` or `out-of-memory` where the error is one of these; undefined for any other. */
export async function scarcityProblem(error: unknown, folder: string, name: string): Promise<ProblemError | undefined> {
  if (isOutOfMemory(error)) return new ProblemError('out-of-memory', name, {}, { cause: error });
  if (!isDiskFull(error)) return undefined;
  const free = await freeBytes(folder);
  return new ProblemError('disk-full', name, free === undefined ? {} : { free }, { cause: error });
}

/**
 * What writing into a folder ended with: destination-not-writable, destination-not-a-folder, disk-full,
 * out-of-memory; any other error is given back as it is.
 */
export async function writeProblem(error: unknown, folder: string, name: string): Promise<unknown> {
  if (error instanceof ProblemError) return error;
  const code = codeOf(error);
  if (/^(EACCES|EPERM|EROFS)$/.test(code)) {
    return new ProblemError('destination-not-writable', name, { folder }, { cause: error });
  }
  if (/^(ENOTDIR|EEXIST)$/.test(code)) {
    return new ProblemError('destination-not-a-folder', name, { folder }, { cause: error });
  }
  return (await scarcityProblem(error, folder, name)) ?? error;
}

/** Bytes this user may still write in the folder's volume; undefined where the system cannot say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const stats = await statfs(folder).catch(() => undefined);
  return stats && stats.bavail * stats.bsize;
}
