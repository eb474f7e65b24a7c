import { copyFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createUpscaler } from '../../../support/upscale.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-overtaken-'));
const upscaler = await createUpscaler();
afterAll(async () => {
  await upscaler.close();
  await rm(folder, { recursive: true });
});

it('makes no second copy where another run placed the same result in the meantime', async () => {
  const source = path.join(folder, 'a.jpg');
  await copyFile(path.resolve('tests/fixtures/photos/kitten.jpg'), source);
  await mkdir(path.join(folder, 'other'));
  const other = await upscaler.upscale(source, { scale: 2 }, { folder: path.join(folder, 'other') });
  const made = other.kind === 'done' ? other.output.path : '';
  const target = path.join(folder, 'a_x2.jpg');
  const outcome = await upscaler.upscale(source, { scale: 2 }, { onProgress: () => copyFileSync(made, target) });
  expect(outcome).toMatchObject({ kind: 'skipped', output: { path: target } });
  expect((await readdir(folder)).sort()).toEqual(['a.jpg', 'a_x2.jpg', 'other']);
});
