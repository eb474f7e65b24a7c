import { readFileSync } from 'node:fs';
import path from 'node:path';

/** @typedef {'tsc' | 'biome' | 'knip' | 'vitest' | 'playwright'} ToolName */

/** @type {Record<ToolName, string>} */
const packages = {
  tsc: 'typescript',
  biome: '@biomejs/biome',
  knip: 'knip',
  vitest: 'vitest',
  playwright: '@playwright/test',
};

export const toolNames = /** @type {ToolName[]} */ (Object.keys(packages));

/**
 * The script that is a development tool, to be run by the project's Node.
 *
 * @param {string} root
 * @param {ToolName} name
 * @returns {string}
 */
export function toolScript(root, name) {
  const folder = path.join(root, 'node_modules', packages[name]);
  /** @type {{ bin: string | Record<string, string> }} */
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const script = typeof bin === 'string' ? bin : bin[name];
  if (!script) throw new Error(`${packages[name]} has no program named ${name}`);
  return path.join(folder, script);
}
