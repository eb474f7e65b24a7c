import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache-folder.ts';

/** Where the program finds what it needs at run time; absolute paths. */
export interface Places {
  readonly root: string;
  readonly version: string;
  readonly weights: string;
  /** The native engine's own process. */
  readonly engineEntry: string;
  /** The built screen. */
  readonly renderer: string;
  /** The user's file of what was found out about the engines here; may not be there. */
  readonly findings: string;
}

/**
 * Finds the package around a module, whether it runs from source or bundled.
 *
 * @param moduleUrl `import.meta.url` of the caller.
 * @throws Error when no package.json of ours lies above it.
 */
export function findPlaces(moduleUrl: string): Places {
  const file = fileURLToPath(moduleUrl);
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest)) {
      const facts = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string; version?: string };
      if (facts.name === 'residual') {
        const fromSource = file.endsWith('.ts');
        return {
          root: folder,
          version: facts.version ?? '0.0.0',
          weights: path.join(folder, 'models', 'weights'),
          engineEntry: fromSource
            ? path.join(folder, 'electron', 'engine', 'engine-process.ts')
            : path.join(folder, 'build', 'out', 'engine-process.js'),
          renderer: path.join(folder, 'build', 'out', 'renderer'),
          findings: path.join(
            cacheFolder({ platform: process.platform, env: process.env, home: os.homedir() }),
            'engines.json',
          ),
        };
      }
    }
    if (folder === path.dirname(folder)) throw new Error(`${file} lies in no package named residual`);
  }
}
