import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** What the built app is made of, relative to the root. Networks are read where they lie, not built in. */
const sources = [
  'electron',
  'models',
  'renderer',
  'build/bundle',
  'build/build.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

const isSource = /\.(?:tsx?|mjs|css|html|svg|json)$/;
const isNotBuiltIn = /^models\/(?:weights|training)(?:\/|$)/;

/**
 * A digest of the names and contents of every file that the built app is made of. Contents, not times: a
 * branch that is left and taken up again needs no new build.
 *
 * @param {string} root
 * @returns {string} hexadecimal
 */
export function fingerprint(root) {
  const digest = createHash('sha256');
  for (const name of sources.flatMap((source) => filesOf(root, source))) {
    const content = readFileSync(path.join(root, name));
    digest.update(`${name}\0${content.length}\0`).update(content);
  }
  return digest.digest('hex');
}

/**
 * @param {string} root
 * @param {string} name relative, with slashes
 * @returns {string[]}
 */
function filesOf(root, name) {
  const file = path.join(root, name);
  if (isNotBuiltIn.test(name) || !existsSync(file)) return [];
  if (!statSync(file).isDirectory()) return isSource.test(name) ? [name] : [];
  return readdirSync(file)
    .sort()
    .flatMap((entry) => filesOf(root, `${name}/${entry}`));
}
