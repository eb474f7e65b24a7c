import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectNode } from './project-node.mjs';
import { runProcess } from './run-process.mjs';

/** Longest wait for Electron's download; what is slower opens in the browser. */
const longestFetchMs = 5 * 60_000;
/** After a failed download the next one is tried no sooner: each start would wait for it again. */
const restMs = 24 * 60 * 60_000;

/**
 * Electron's program, or null where it was not fetched.
 *
 * @param {string} root
 * @returns {string | null}
 */
export function electronProgram(root) {
  try {
    const folder = path.join(root, 'node_modules', 'electron');
    // Electron's own install script writes path.txt last.
    const name = readFileSync(path.join(folder, 'path.txt'), 'utf8');
    const program = path.join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(folder, 'dist'), name);
    return existsSync(program) ? program : null;
  } catch {
    return null;
  }
}

/**
 * Fetches Electron's program if it is missing. A failure is remembered for a day.
 *
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<string | null>} the program, or null when it cannot be had
 */
export async function ensureElectron(root, say) {
  const there = electronProgram(root);
  if (there) return there;
  const failure = path.join(root, 'node_modules', '.residual-no-electron');
  if (isRecent(failure)) return null;
  say('Fetching Electron, the first time only…');
  const script = path.join(root, 'node_modules', 'electron', 'install.js');
  await runProcess(projectNode(root), [script], { cwd: root, stdio: 'ignore', timeoutMs: longestFetchMs });
  const fetched = electronProgram(root);
  if (fetched) rmSync(failure, { force: true });
  else writeFileSync(failure, 'The last download failed; remove this file to try again at once.\n');
  return fetched;
}

/** @param {string} file */
function isRecent(file) {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < restMs;
}
