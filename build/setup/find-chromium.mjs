import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectNode } from './project-node.mjs';
import { runProcess } from './run-process.mjs';
import { toolScript } from './tool.mjs';

/** Longest wait for Playwright's download of its Chromium. */
const longestFetchMs = 5 * 60_000;

/** Where systems put a Chromium; names without a folder are looked up in PATH. */
const usual = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => path.join(folder, 'Google/Chrome/Application/chrome.exe')),
];

/**
 * A Chromium that the browser tests can drive: Playwright's own, else the system's, else none.
 *
 * @param {string} root
 * @returns {Promise<string | null>}
 */
export async function findChromium(root) {
  const own = await playwrightChromium(root);
  if (own && existsSync(own)) return own;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const candidates = usual.flatMap((name) =>
    path.isAbsolute(name) ? [name] : folders.map((one) => path.join(one, name)),
  );
  return candidates.find(isProgram) ?? null;
}

/**
 * Finds a Chromium or installs one: Playwright's, or Debian's package where Playwright's host is out of reach.
 *
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<string | null>} a sentence on what to do when none can be had, or null
 */
export async function ensureChromium(root, say) {
  if (await findChromium(root)) return null;
  say('Fetching a browser for the tests (playwright install chromium)…');
  const isDebianRoot = isDebian() && process.getuid?.() === 0;
  const playwright = (/** @type {string[]} */ ...args) =>
    runProcess(projectNode(root), [toolScript(root, 'playwright'), ...args, 'chromium'], {
      cwd: root,
      stdio: 'ignore',
      timeoutMs: longestFetchMs,
    });
  await playwright('install');
  if (await findChromium(root)) {
    // The libraries that it needs from the system.
    if (isDebianRoot) await playwright('install-deps');
    return null;
  }
  if (isDebianRoot) {
    say('Installing the system’s browser for the tests (apt-get install chromium)…');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = ['ignore', 'ignore', 'inherit'];
    await runProcess('apt-get', ['update', '-qq'], { env, stdio });
    await runProcess('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, stdio });
    if (await findChromium(root)) return null;
  }
  return 'No browser for the tests could be fetched: install Chromium or Google Chrome and run npm test again.';
}

/** @param {string} root */
async function playwrightChromium(root) {
  try {
    const entry = path.join(root, 'node_modules', '@playwright', 'test', 'index.mjs');
    const { chromium } = await import(pathToFileURL(entry).href);
    return /** @type {string} */ (chromium.executablePath());
  } catch {
    return null;
  }
}

function isDebian() {
  try {
    return /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
