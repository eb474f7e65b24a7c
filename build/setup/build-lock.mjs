import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A holder that has not written its number after so long is dead. */
const longestStartMs = 5000;

/**
 * Runs a task while no other process of this checkout runs one under the same lock. The lock of a dead
 * process is removed.
 *
 * @template T
 * @param {string} folder made to hold the lock
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withLock(folder, task) {
  while (!take(folder)) {
    if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
    else await sleep(200);
  }
  try {
    writeFileSync(path.join(folder, 'pid'), String(process.pid));
    return await task();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function take(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} folder */
function isAbandoned(folder) {
  try {
    process.kill(Number(readFileSync(path.join(folder, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'ENOENT') return code === 'ESRCH';
    // Its holder is about to write its number, or died before it could; or the lock was just given back.
    const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    return Date.now() - made > longestStartMs;
  }
}
