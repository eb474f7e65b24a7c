import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { numberedName } from '../contract/output-name.ts';
import { ProblemError } from '../contract/problem.ts';
import { fileIdentity } from './file-identity.ts';
import { writeProblem } from './image-problem.ts';
import { readProvenance } from './provenance.ts';

export interface Placement {
  /** Absolute path of the finished file, on the destination's volume. It is gone afterwards. */
  readonly temporary: string;
  /** Absolute path of the destination. */
  readonly folder: string;
  /** The name it should have, by `outputName`. */
  readonly name: string;
  /** Replace a result of an earlier run that has this name. */
  readonly overwrite: boolean;
  /** Absolute path of the original, which is never replaced. */
  readonly source: string;
  /** SHA-256 of the original's bytes, hexadecimal. */
  readonly sourceHash: string;
  /** Files that are not to be replaced either, by `fileIdentity`. */
  readonly keep?: ReadonlySet<string>;
}

/**
 * Gives a finished picture its name, in one step: under that name there is never a part of it. A name that is
 * taken is never taken away, unless `overwrite` says so and a result of Residual's has it: the next free one
 * of `NAME_x4 (2).EXT`, `NAME_x4 (3).EXT` … is used. A numbered result is replaced by one of the same original.
 *
 * @returns the absolute path it got. On a failure the temporary file stays where it is.
 *
 * Throws ProblemError: overwrites-original, destination-not-writable, disk-full.
 */
export async function placePicture(placement: Placement): Promise<string> {
  const { temporary, folder, name, overwrite } = placement;
  try {
    await flush(temporary);
    const placed = overwrite ? await replace(placement) : await placeUnderFreeName(temporary, folder, name);
    await flushFolder(folder);
    return placed;
  } catch (error) {
    throw await writeProblem(error, folder, name);
  }
}

async function placeUnderFreeName(temporary: string, folder: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const target = join(folder, numberedName(name, n));
    if (await claim(temporary, target)) return target;
  }
}

async function replace(placement: Placement): Promise<string> {
  const { temporary, folder, name, source, sourceHash, keep } = placement;
  const original = await fileIdentity(source);
  for (let n = 1; ; n++) {
    const target = join(folder, numberedName(name, n));
    // A dangling link is taken for what it is: something there that is no result.
    const taken = await lstat(target).catch(() => undefined);
    if (!taken) {
      if (await claim(temporary, target)) return target;
      continue;
    }
    const identity = await fileIdentity(target);
    const made = identity === original ? null : await readProvenance(target);
    if (n === 1 && made === null) throw new ProblemError('overwrites-original', name, { output: name });
    if (made === null || (identity !== null && keep?.has(identity)) || (n > 1 && made.source !== sourceHash)) continue;
    await rename(temporary, target);
    return target;
  }
}

/** Moves the file to a name only if that is free: a hard link fails where a rename would replace. */
async function claim(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    // FAT, exFAT, some network shares.
    if (/^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK|EINVAL|EISDIR|UNKNOWN)$/.test(String(code))) {
      return reserveAndMove(temporary, target);
    }
    throw error;
  }
  // Should it stay, the work folder takes it along.
  await rm(temporary).catch(() => undefined);
  return true;
}

/** Without hard links: an empty file made exclusively holds the name until the rename replaces it. */
export async function reserveAndMove(temporary: string, target: string): Promise<boolean> {
  try {
    await (await open(target, 'wx')).close();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(temporary, target);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
  return true;
}

/** Everything written to a file is on the disk afterwards. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The same for a folder's names; Windows has no such thing and needs none. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
