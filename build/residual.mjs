#!/usr/bin/env node
/** The `residual` command: builds the app when its sources are newer, then runs the command line. */
import { existsSync } from 'node:fs';
import { ensureBuilt } from './setup/built.mjs';
import { oldNode } from './setup/check-node.mjs';
import { root } from './setup/root.mjs';

// `npm run upscale` starts in the project's folder; the files that were named lie where it was typed.
const { npm_lifecycle_event: script, INIT_CWD: typedIn } = process.env;
if (script === 'upscale' && typedIn && existsSync(typedIn)) process.chdir(typedIn);

const say = (/** @type {string} */ line) => console.error(`residual: ${line}`);
const problem = oldNode(process.versions.node) ?? (await ensureBuilt(root, { say, quiet: true }));
if (problem) {
  say(problem);
  process.exitCode = 1;
} else {
  await import(new URL('out/cli.js', import.meta.url).href);
}
