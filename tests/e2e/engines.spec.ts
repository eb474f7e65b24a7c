import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from './app.ts';
import { hasWebGpu } from './engine-desk.ts';
import { largestDifference, pixelsOf, smallPhoto, upscaleByCommand } from './pictures.ts';
import { chooseEngine, chooseModel, photos } from './screen.ts';

for (const engine of ['webgpu', 'wasm'] as const) {
  test(`the ${engine} engine makes what the native engine makes, to one level of 255`, async ({ app, folder }) => {
    const { page } = app;
    test.skip(
      engine === 'webgpu' && !(await hasWebGpu(page)),
      'this browser has no WebGPU adapter, not even a software one',
    );

    await app.visit(`?engine=${engine}`);
    await expect(page.getByLabel('Engine', { exact: true })).toBeVisible();
    await chooseEngine(page, engine);
    await chooseModel(page, 'photo-fast');
    const photo = await smallPhoto(path.join(folder, 'own/tiny.png'), 48, 40);
    await app.drop([photo]);
    await expect(photos(page, 'waiting')).toHaveCount(1);
    await page.getByTestId('upscale').click();
    await expect(photos(page, 'done')).toHaveCount(1, { timeout: 150_000 });

    const saved = await pixelsOf(await app.save(photo));
    const options = ['--model', 'photo-fast'];
    const expected = await pixelsOf(await upscaleByCommand(photo, path.join(folder, 'command'), options));
    expect([saved.width, saved.height]).toEqual([192, 160]);
    expect(largestDifference(saved, expected)).toBeLessThanOrEqual(1);
  });
}

test('the webgpu engine keeps a grey picture of 16 bits and its transparency as the native engine does', async ({
  app,
  folder,
}) => {
  const { page } = app;
  test.skip(!(await hasWebGpu(page)), 'this browser has no WebGPU adapter, not even a software one');
  await app.visit('?engine=webgpu');
  await expect(page.getByLabel('Engine', { exact: true })).toBeVisible();
  await chooseEngine(page, 'webgpu');
  await chooseModel(page, 'photo-fast');
  const photo = path.join(folder, 'own/grey.png');
  const small = await pixelsOf(await smallPhoto(path.join(folder, 'own/small.png'), 40, 30));
  // Grey and alpha, all sixteen bits of both in use.
  const samples = Uint16Array.from(
    { length: 2 * 40 * 30 },
    (_, i) => 257 * small.data[3 * (i >> 1)]! + ((11 * i) % 200),
  );
  await sharp(samples, { raw: { width: 40, height: 30, channels: 2 } })
    .toColourspace('grey16')
    .png()
    .toFile(photo);
  await app.drop([photo]);
  await expect(photos(page, 'waiting')).toHaveCount(1);
  await page.getByTestId('upscale').click();
  await expect(photos(page, 'done')).toHaveCount(1, { timeout: 150_000 });

  const saved = await deepPixels(await app.save(photo));
  const expected = await deepPixels(
    await upscaleByCommand(photo, path.join(folder, 'command'), ['--model', 'photo-fast']),
  );
  expect([saved.width, saved.height]).toEqual([160, 120]);
  expect(saved.samples).toHaveLength(expected.samples.length);
  expect([saved.channels, saved.depth]).toEqual([2, 'ushort']);
  const most = saved.samples.reduce((far, value, i) => Math.max(far, Math.abs(value - expected.samples[i]!)), 0);
  expect(most).toBeLessThanOrEqual(16);
});

async function deepPixels(file: string) {
  const data = await sharp(file, { ignoreIcc: true }).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
  const { width, height, channels, depth } = await sharp(file).metadata();
  return {
    width,
    height,
    channels,
    depth,
    samples: new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2),
  };
}

test('a page that goes away in the middle does not hold the run up: the native engine takes over', async ({
  app,
  folder,
}) => {
  test.skip(app.host === 'electron', 'closing the window ends the desktop app');
  const { page } = app;
  await app.visit('?engine=wasm');
  const choice = page.getByLabel('Engine', { exact: true });
  await expect(choice).toBeVisible();
  await app.visit('');
  await expect(choice).toBeHidden();
  await app.drop([await smallPhoto(path.join(folder, 'own/tiny.png'), 48, 40)]);
  await page.getByTestId('upscale').click();
  await expect(photos(page, 'done')).toHaveCount(1, { timeout: 90_000 });
});
