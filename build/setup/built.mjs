import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { projectNode } from './project-node.mjs';
import { runProcess } from './run-process.mjs';

/**
 * Whether build/out is missing, or was made from other sources than these.
 *
 * @param {string} root
 */
export function isStale(root) {
  try {
    return readFileSync(stampFile(path.join(root, 'build', 'out')), 'utf8') !== fingerprint(root);
  } catch {
    return true;
  }
}

/**
 * Marks a finished build with what it was made from.
 *
 * @param {string} folder
 * @param {string} made what `fingerprint` gave before the build
 */
export function stamp(folder, made) {
  writeFileSync(stampFile(folder), made);
}

/** @param {string} folder */
export function unstamp(folder) {
  rmSync(stampFile(folder), { force: true });
}

/** @param {string} folder */
function stampFile(folder) {
  return path.join(folder, 'made-from');
}

/**
 * Builds the app when it is not built from the present sources.
 *
 * @param {string} root
 * @param {{ say: (line: string) => void, quiet?: boolean }} options `quiet`: nothing goes to standard output.
 * @returns {Promise<string | null>} a sentence on what to do when it failed, or null
 */
export async function ensureBuilt(root, { say, quiet = false }) {
  const built = path.join(root, 'build', 'out', 'cli.js');
  const canBuild = existsSync(path.join(root, 'node_modules', 'vite'));
  // An installed package brings its build and none of the tools.
  if (!canBuild && existsSync(built)) return null;
  if (!canBuild) return 'Residual is not built and its build tools are not installed: run npm ci in its folder first.';
  if (!isStale(root)) return null;
  say('Building the app…');
  const { status } = await runProcess(projectNode(root), [path.join(root, 'build', 'build.mjs'), '--if-stale'], {
    cwd: root,
    stdio: quiet ? ['ignore', 2, 2] : 'inherit',
  });
  return status === 0
    ? null
    : 'The app could not be built; the lines above say why. Undo your last change, or run npm ci.';
}
