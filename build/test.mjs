/** `npm test`: installs what is missing, a browser too, then runs everything and sums it up in its last line. */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from './setup/built.mjs';
import { oldNode } from './setup/check-node.mjs';
import { chooseHost } from './setup/choose-host.mjs';
import { ensureElectron } from './setup/electron-program.mjs';
import { ensureChromium } from './setup/find-chromium.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { projectNode } from './setup/project-node.mjs';
import { closingLine, countPlaywright, countRun, countStep } from './setup/report.mjs';
import { root } from './setup/root.mjs';
import { runProcess } from './setup/run-process.mjs';
import { toolScript } from './setup/tool.mjs';

/** @typedef {import('./setup/report.mjs').Count} Count */

const reports = path.join(root, 'tests', 'out');
const unitReport = path.join(reports, 'unit.json');
const browserReport = path.join(reports, 'e2e.json');

const say = (/** @type {string} */ line) => console.log(line);

/** @returns {Promise<number>} the exit status */
async function test() {
  const missing = oldNode(process.versions.node) ?? (await ensureInstalled(root, say));
  if (missing) {
    console.error(missing);
    return 1;
  }
  const counts = [
    await step('types', ['tsc', '--noEmit']),
    await step('lint, layers and format', ['biome', 'check', '--error-on-warnings']),
    await step('unused code', ['knip']),
    await unitTests(),
    await endToEndTests(),
  ];
  for (const { name, reason } of counts.flatMap(({ skipped }) => skipped)) say(`skipped: ${name}: ${reason}`);
  say(closingLine(counts));
  return counts.some(({ failed }) => failed > 0) ? 1 : 0;
}

/**
 * @param {string} name
 * @param {[import('./setup/tool.mjs').ToolName, ...string[]]} command
 */
async function step(name, command) {
  return countStep(await run(name, command));
}

async function unitTests() {
  rmSync(unitReport, { force: true });
  const config = path.join('tests', 'unit', 'vitest.config.ts');
  const status = await run('unit tests', ['vitest', 'run', '--config', config], { RESIDUAL_UNIT_REPORT: unitReport });
  return countRun(readReport(unitReport), status);
}

/** @returns {Promise<Count>} */
async function endToEndTests() {
  say('\n— end-to-end tests');
  const problem = (await ensureBuilt(root, { say })) ?? (await ensureChromium(root, say));
  if (problem) {
    console.error(problem);
    return { passed: 0, failed: 1, skipped: [] };
  }
  const host = chooseHost({
    asked: false,
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
  });
  // Where it cannot be had, its tests are skipped by name.
  if (host.kind === 'electron') await ensureElectron(root, say);
  rmSync(browserReport, { force: true });
  const config = path.join('tests', 'e2e', 'playwright.config.ts');
  const status = await run(null, ['playwright', 'test', '--config', config, '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport,
  });
  const report = readReport(browserReport);
  return countRun(report && countPlaywright(report), status);
}

/**
 * @param {string | null} name announced, when given
 * @param {[import('./setup/tool.mjs').ToolName, ...string[]]} command
 * @param {Record<string, string>} env
 */
async function run(name, [tool, ...args], env = {}) {
  if (name) say(`\n— ${name}`);
  const { status } = await runProcess(projectNode(root), [toolScript(root, tool), ...args], { cwd: root, env });
  return status;
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

process.exitCode = await test();
