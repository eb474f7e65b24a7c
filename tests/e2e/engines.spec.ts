import path from 'node:path';
import { expect, test } from './app.ts';
import { largestDifference, pixelsOf, smallPhoto, upscaleByCommand } from './pictures.ts';
import { chooseEngine, chooseModel, photos } from './screen.ts';

for (const engine of ['webgpu', 'wasm'] as const) {
  test(`the ${engine} engine makes what the native engine makes, to one level of 255`, async ({ app, folder }) => {
    const { page } = app;
    const hasGpu = await page.evaluate(async () => {
      const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
      return Boolean(await gpu?.requestAdapter());
    });
    test.skip(engine === 'webgpu' && !hasGpu, 'this browser has no WebGPU adapter, not even a software one');

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
