/**
 * `npm start`: installs and builds what is missing, then opens the app: in Electron where that can show a
 * window, else in the browser.
 *
 *   npm start -- [--browser] [--port N] [FILES]
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from './setup/built.mjs';
import { oldNode } from './setup/check-node.mjs';
import { chooseHost } from './setup/choose-host.mjs';
import { ensureElectron } from './setup/electron-program.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { projectNode } from './setup/project-node.mjs';
import { root } from './setup/root.mjs';
import { runProcess } from './setup/run-process.mjs';

/** A window that closes with an error this soon after its start never opened. */
const failedStartMs = 10_000;

const say = (/** @type {string} */ line) => console.log(line);

/** @returns {Promise<number>} the exit status */
async function start() {
  const problem =
    oldNode(process.versions.node) ?? (await ensureInstalled(root, say)) ?? (await ensureBuilt(root, { say }));
  if (problem) {
    console.error(problem);
    return 1;
  }
  // Files were named where the command was typed; npm runs this in the project's folder.
  const cwd = process.env.INIT_CWD && existsSync(process.env.INIT_CWD) ? process.env.INIT_CWD : process.cwd();
  const given = process.argv.slice(2);
  const args = given.filter((argument) => argument !== '--browser');
  const host = chooseHost({
    asked: given.some((argument) => argument === '--browser' || argument.startsWith('--port')),
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
  });
  const reason = host.kind === 'browser' ? host.reason : await openWindow(cwd, args);
  if (host.kind === 'electron' && reason === null) return 0;
  say(`Opening the app in your browser${reason ? ` (${reason})` : ''}; Ctrl-C ends it.`);
  const command = [path.join(root, 'build', 'residual.mjs'), 'serve', ...args];
  const { status } = await runProcess(projectNode(root), command, { cwd, passSignals: true });
  return status ?? 1;
}

/**
 * @param {string} cwd
 * @param {readonly string[]} files
 * @returns {Promise<string | null>} why no window opened, or null after it was closed
 */
async function openWindow(cwd, files) {
  const program = await ensureElectron(root, say);
  if (!program) return 'Electron could not be fetched';
  const started = performance.now();
  const { status, stopped } = await runProcess(program, [root, ...files], { cwd, passSignals: true });
  const failed = status !== 0 && !stopped && performance.now() - started < failedStartMs;
  return failed ? 'Electron did not start here' : null;
}

process.exitCode = await start();
