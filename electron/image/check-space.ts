import { ProblemError } from '../contract/problem.ts';
import { freeBytes } from './image-problem.ts';

/**
 * Makes sure, before any work, that the folder's volume has room.
 *
 * @param name of the picture, for the message.
 * Throws ProblemError `disk-full` {needed, free}, bytes.
 */
export async function checkSpace(folder: string, neededBytes: number, name: string): Promise<void> {
  const free = await freeBytes(folder);
  if (free !== undefined && free < neededBytes) {
    throw new ProblemError('disk-full', name, { needed: neededBytes, free });
  }
}
