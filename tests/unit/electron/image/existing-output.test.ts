import { copyFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findExistingOutput } from '../../../../electron/image/existing-output.ts';
import { probePicture } from '../../../../electron/image/probe.ts';
import type { Provenance } from '../../../../electron/image/provenance.ts';
import { gradient, pictureOf, save, someProvenance, temporaryFolder, writeBytes } from './pictures.ts';

async function find(folder: string, name: string, wanted: Provenance) {
  return (await findExistingOutput(folder, name, () => wanted))?.path ?? null;
}

async function folderWithResult(name: string) {
  const folder = await temporaryFolder();
  const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
    .png()
    .toBuffer();
  const facts = await probePicture(await writeBytes(folder, 'original.png', bytes));
  const size = { width: 16, height: 16, channels: 3 as const };
  const saved = await save(facts, gradient(16, 16, 3), size, { format: name.endsWith('jpg') ? 'jpeg' : 'png', folder });
  const path = join(folder, name);
  await rename(saved.path, path);
  return { folder, path };
}

describe('a result that is already there', () => {
  it.each(['a_x4.png', 'a_x4 (2).png', 'a_x4 (17).png'])('is found under the name %s', async (name) => {
    const { folder, path } = await folderWithResult(name);
    await writeBytes(folder, 'a_x4 (3).png', 'no picture');
    expect(await find(folder, 'a_x4.png', someProvenance)).toBe(path);
  });

  it('is found whatever version of Residual made it', async () => {
    const { folder, path } = await folderWithResult('a_x4.png');
    expect(await find(folder, 'a_x4.png', { ...someProvenance, version: '9.9.9' })).toBe(path);
  });

  it.each([
    { source: 'other' },
    { model: 'other' },
    { modelHash: 'other' },
    { strength: 0.81 },
    { scale: 4 },
    { cleanup: 0 },
  ])('is not taken for that of other work: %j', async (other) => {
    const { folder } = await folderWithResult('a_x4.png');
    expect(await find(folder, 'a_x4.png', { ...someProvenance, ...other })).toBeNull();
  });

  it('counts only at the quality that is asked for, if one is', async () => {
    const { folder, path } = await folderWithResult('a_x4.jpg');
    expect(await find(folder, 'a_x4.jpg', { ...someProvenance, quality: 92 })).toBe(path);
    expect(await find(folder, 'a_x4.jpg', { ...someProvenance, quality: 70 })).toBeNull();
    expect(await find(folder, 'a_x4.jpg', someProvenance)).toBe(path);
  });

  it('does not count when it is cut short, or has another name', async () => {
    const { folder, path } = await folderWithResult('a_x4.png');
    const bytes = await readFile(path);
    await copyFile(path, join(folder, 'b_x4.png'));
    await writeBytes(folder, 'a_x4.png', bytes.subarray(0, bytes.length - 20));
    expect(await find(folder, 'a_x4.png', someProvenance)).toBeNull();
    expect(await find(join(folder, 'nowhere'), 'a_x4.png', someProvenance)).toBeNull();
  });
});
