/**
 * `npm run dev`: builds on every change and serves the app. The screen is served from its files, so reload the
 * page; a change of the machine restarts it and prints a new address.
 *
 *   npm run dev -- [--port N] [FILES]
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { unstamp } from './setup/built.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { projectNode } from './setup/project-node.mjs';
import { outFolder, root } from './setup/root.mjs';

const problem = await ensureInstalled(root, (line) => console.log(line));
if (problem) throw new Error(problem);
const { build } = await import('vite');

// What is built from here on is no longer what the last build was made from.
unstamp(outFolder);

/** @type {{ host: import('node:child_process').ChildProcess | null, starts: number }} */
const state = { host: null, starts: 0 };

await watch('renderer', () => console.log('The screen is built: reload the page.'));
await watch('preload', () => console.log('The preload is built.'));
await watch('node', restart);

/**
 * @param {string} name
 * @param {() => void} onBuilt
 */
async function watch(name, onBuilt) {
  const watcher = await build({
    configFile: path.join(root, 'build', 'bundle', `vite.${name}.config.ts`),
    logLevel: 'warn',
    build: { watch: {} },
  });
  if (!('on' in watcher)) throw new Error(`${name} is not watched`);
  let failed = false;
  watcher.on('event', (event) => {
    if (event.code === 'START') failed = false;
    if (event.code === 'END' && !failed) onBuilt();
    if (event.code !== 'ERROR') return;
    failed = true;
    console.error(event.error.message);
  });
}

function restart() {
  const { host, starts } = state;
  const begin = () => {
    state.starts++;
    // Only the first address opens by itself.
    const env = starts === 0 ? process.env : { ...process.env, RESIDUAL_NO_BROWSER: '1' };
    const args = [path.join(outFolder, 'cli.js'), 'serve', ...process.argv.slice(2)];
    state.host = spawn(projectNode(root), args, { stdio: 'inherit', env });
  };
  if (!host || host.exitCode !== null) return begin();
  host.once('exit', begin);
  host.kill('SIGTERM');
}
