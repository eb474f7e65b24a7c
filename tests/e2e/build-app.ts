import { execFileSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** The hosts run what is built; a build is made when the sources are newer. */
export default function buildApp(): void {
  execFileSync(process.execPath, [path.join(root, 'build', 'build.mjs'), '--if-stale'], {
    cwd: root,
    stdio: 'inherit',
  });
}
