import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

/** Folder of the importing file, its extension, what it imports. */
type Import = readonly [folder: string, extension: string, specifier: string];

const refused: Import[] = [
  ['models/inference', 'ts', '../../electron/contract/job.ts'],
  ['models/inference', 'ts', '../../renderer/app/app-store.ts'],
  ['models/inference', 'ts', 'node:fs'],
  ['models/inference', 'ts', 'onnxruntime-node'],
  ['electron/contract', 'ts', '../queue/queue.ts'],
  ['electron/contract', 'ts', '../image/picture.ts'],
  ['electron/contract', 'ts', 'node:path'],
  ['electron/queue', 'ts', '../shell/main.ts'],
  ['electron/queue', 'ts', '../host/serve.ts'],
  ['electron/image', 'ts', '../cli/main.ts'],
  ['electron/engine', 'ts', 'electron'],
  ['electron/machine', 'ts', '../../renderer/app/app-store.ts'],
  ['electron/upscale', 'ts', '../host/serve.ts'],
  ['electron/intake', 'ts', '../cli/main.ts'],
  ['electron/host', 'ts', '../../renderer/main.tsx'],
  ['renderer/queue', 'ts', '../../electron/queue/queue.ts'],
  ['renderer/queue', 'tsx', '../../electron/machine/open-machine.ts'],
  ['renderer/queue', 'ts', 'node:fs'],
  ['renderer/queue', 'ts', 'electron'],
];

const allowed: Import[] = [
  ['models/inference', 'ts', './tile.ts'],
  ['electron/contract', 'ts', '../../models/inference/tile.ts'],
  ['electron/contract', 'ts', 'zod'],
  ['electron/queue', 'ts', '../contract/job.ts'],
  ['electron/queue', 'ts', '../image/picture.ts'],
  ['electron/queue', 'ts', 'node:fs'],
  ['electron/shell', 'ts', 'electron'],
  ['electron/cli', 'ts', '../host/serve.ts'],
  ['renderer/queue', 'ts', '../../electron/contract/job.ts'],
  ['renderer/queue', 'tsx', '../../models/inference/tile.ts'],
];

/** The rules that kept a file from importing something, by the file's path. */
const refusals = new Map<string, string>();
const place = { folder: '' };

const fileOf = (one: Import) => `${one[0]}/case-${[...refused, ...allowed].indexOf(one)}.${one[1]}`;

beforeAll(async () => {
  // The project's rules over a tree of its own, so that nothing that breaks them ever stands in the project.
  place.folder = await mkdtemp(path.join(os.tmpdir(), 'residual-layers-'));
  const config = JSON.parse(await readFile(path.join(root, '.biome.json'), 'utf8'));
  await writeFile(path.join(place.folder, '.biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
  for (const one of [...refused, ...allowed]) {
    const file = path.join(place.folder, fileOf(one));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `import { something } from '${one[2]}';\n\nexport const other = something;\n`);
  }
  for (const { category, location } of await lint(place.folder)) {
    refusals.set(location.path.split(path.sep).join('/').replace(/^\.\//, ''), category);
  }
});

afterAll(() => rm(place.folder, { recursive: true, force: true }));

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string };
}

function lint(folder: string): Promise<Diagnostic[]> {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_error, out) => {
      resolve((JSON.parse(out) as { diagnostics: Diagnostic[] }).diagnostics);
    });
  });
}

describe('the layers', () => {
  it.each(refused.map((one) => [...one, fileOf(one)] as const))('%s/*.%s may not import %s', (_, __, ___, file) => {
    expect(refusals.get(file)).toMatch(/noRestrictedImports|noNodejsModules/);
  });

  it.each(allowed.map((one) => [...one, fileOf(one)] as const))('%s/*.%s may import %s', (_, __, ___, file) => {
    expect(refusals.get(file)).toBeUndefined();
  });
});
