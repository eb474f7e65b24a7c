import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runProcess } from './run-process.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean }>} LockedPackages */

/**
 * Packages that the lock file names and that are not installed, or in another version. Optional ones may be
 * absent: they are for other platforms.
 *
 * @param {LockedPackages} locked packages of package-lock.json
 * @param {LockedPackages} installed packages of node_modules/.package-lock.json
 * @returns {string[]} their folders
 */
export function outdatedPackages(locked, installed) {
  return Object.entries(locked)
    .filter(([folder, { version, optional }]) => {
      if (folder === '') return false;
      const found = installed[folder];
      return found ? found.version !== version : !optional;
    })
    .map(([folder]) => folder);
}

/**
 * Whether node_modules holds what the lock file names.
 *
 * @param {string} root
 */
function isInstalled(root) {
  const installed = readPackages(path.join(root, 'node_modules', '.package-lock.json'));
  const locked = readPackages(path.join(root, 'package-lock.json'));
  return installed !== null && locked !== null && outdatedPackages(locked, installed).length === 0;
}

/**
 * Installs what is missing.
 *
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<string | null>} a sentence on what to do when it failed, or null
 */
export async function ensureInstalled(root, say) {
  if (isInstalled(root)) return null;
  const isFresh = !existsSync(path.join(root, 'node_modules'));
  say(isFresh ? 'Installing the packages (npm ci), the first time only…' : 'Updating the packages (npm install)…');
  // `npm ci` would first delete the Node that runs this very script, which Windows refuses.
  const command = isFresh ? ['ci'] : ['install', '--no-save'];
  const { status } = await runNpm(root, [...command, '--no-audit', '--no-fund', '--loglevel=error']);
  if (status === 0) return null;
  return 'The packages could not be installed: connect to the internet (npm must reach its registry) and run this again.';
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 */
function runNpm(root, args) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script?.endsWith('.js')) return runProcess(node ?? process.execPath, [script, ...args], { cwd: root });
  return runProcess(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd: root });
}

/**
 * @param {string} file
 * @returns {LockedPackages | null}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}
