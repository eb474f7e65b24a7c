import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeDeadFolders, temporaryPrefix } from '../../../../electron/image/temporary-folders.ts';

describe('temporary folders', () => {
  it('of runs that were killed are removed, those of living ones and others’ files stay', async () => {
    const parent = await mkdtemp(path.join(os.tmpdir(), 'residual-test-'));
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = `${temporaryPrefix(pid)}AbCd12`;
    const living = `${temporaryPrefix(process.pid)}AbCd12`;
    for (const name of [dead, living, `${dead}-mine`, 'other']) {
      await mkdir(path.join(parent, name));
      await writeFile(path.join(parent, name, 'file'), 'x');
    }
    await removeDeadFolders(parent);
    expect((await readdir(parent)).sort()).toEqual([`${dead}-mine`, living, 'other'].sort());
    await rm(parent, { recursive: true });
  });
});
