/**
 * Builds the app into build/out: the screen, the machine's programs and Electron's preload.
 *
 *   node build/build.mjs [--if-stale]     --if-stale: only when the sources changed since the last build
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './setup/build-lock.mjs';
import { isStale, stamp } from './setup/built.mjs';
import { fingerprint } from './setup/fingerprint.mjs';
import { outFolder, root } from './setup/root.mjs';

const onlyIfStale = process.argv.includes('--if-stale');

await withLock(path.join(root, 'build', '.residual-build-lock'), async () => {
  // Whoever waited for the lock finds the build done.
  if (onlyIfStale && !isStale(root)) return;
  const start = performance.now();
  const made = fingerprint(root);
  // Built aside and put in place whole: what runs from build/out never meets half a build.
  const folder = path.join(root, 'build', `.residual-out-${process.pid}`);
  const before = path.join(root, 'build', `.residual-out-${process.pid}-before`);
  // What a killed build left; the lock says that no other is at work.
  for (const name of readdirSync(path.join(root, 'build'))) {
    if (name.startsWith('.residual-out-')) rmSync(path.join(root, 'build', name), { recursive: true, force: true });
  }
  try {
    await bundleInto(folder);
    stamp(folder, made);
    if (existsSync(outFolder)) renameSync(outFolder, before);
    renameSync(folder, outFolder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(before, { recursive: true, force: true });
  }
  console.log(`Built in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
});

/** @param {string} folder */
async function bundleInto(folder) {
  const { build } = await import('vite');
  const bundle = (/** @type {string} */ name, outDir = folder) =>
    build({
      configFile: path.join(root, 'build', 'bundle', `vite.${name}.config.ts`),
      logLevel: 'warn',
      build: { outDir },
    });
  await bundle('renderer', path.join(folder, 'renderer'));
  await bundle('node');
  await bundle('preload');
}
