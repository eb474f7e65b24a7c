import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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
  const holder = path.join(folder, 'pid');
  while (!take(folder)) {
    if (isAbandoned(holder)) rmSync(folder, { recursive: true, force: true });
    else await sleep(200);
  }
  try {
    writeFileSync(holder, String(process.pid));
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

/** @param {string} holder */
function isAbandoned(holder) {
  try {
    const pid = Number(readFileSync(holder, 'utf8'));
    // Between its folder and its number the holder has written an empty file, or none.
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
