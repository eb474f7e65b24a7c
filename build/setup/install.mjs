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
export function isInstalled(root) {
  const installed = readPackages(listOfInstalled(root));
  const locked = readPackages(path.join(root, 'package-lock.json'));
  if (!installed || !locked) return false;
  // An install that was interrupted may list what it had not brought yet.
  const there = Object.entries(installed).filter(([folder]) => existsSync(path.join(root, folder, 'package.json')));
  return outdatedPackages(locked, Object.fromEntries(there)).length === 0;
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
  if (existsSync(listOfInstalled(root))) {
    // `npm ci` would first delete the Node that runs this very script, which Windows refuses.
    say('Updating the packages (npm install)…');
    await runNpm(root, ['install', '--no-save', ...quietly]);
    if (isInstalled(root)) return null;
  }
  say('Installing the packages (npm ci)…');
  await runNpm(root, ['ci', ...quietly]);
  if (isInstalled(root)) return null;
  return 'The packages could not be installed: connect to the internet (npm must reach its registry) and run this again.';
}

const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];

/** @param {string} root */
const listOfInstalled = (root) => path.join(root, 'node_modules', '.package-lock.json');

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
