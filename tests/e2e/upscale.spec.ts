import path from 'node:path';
import { expect, test } from './app.ts';
import { largestDifference, meanOf, photographs, pixelsOf, smallPhoto, upscaleByCommand } from './pictures.ts';
import { chooseEngine, photos, setRange, stagePixels, stageReady } from './screen.ts';

test('a dropped photo is compared, upscaled and saved, pixel for pixel as the command line makes it', async ({
  app,
  folder,
}) => {
  const { page } = app;
  await app.drop([photographs.chelsea]);
  await expect(photos(page, 'waiting')).toHaveCount(1);
  await chooseEngine(page, 'native');

  await test.step('the view shows the network’s answer before anything is saved', async () => {
    await page.getByTestId('zoom-100').click();
    await stageReady(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  });

  await test.step('the divider moves by key and by pointer', async () => {
    const divider = page.getByTestId('split');
    const share = async () => Number(await divider.getAttribute('aria-valuenow'));
    const before = await share();
    await divider.press('ArrowRight');
    expect(await share()).toBeGreaterThan(before);
    const shown = await stagePixels(page);
    const box = (await divider.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x - 300, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    expect(await share()).toBeLessThan(before);
    expect(largestDifference(await stagePixels(page), shown)).toBeGreaterThan(4);
  });

  await test.step('the strength acts on what is on screen', async () => {
    await page.getByTestId('split').press('Home');
    const learned = await stagePixels(page);
    await setRange(page, 'strength', 0);
    const plain = await stagePixels(page);
    expect(largestDifference(plain, learned)).toBeGreaterThan(8);
    await page.getByTestId('strength').dblclick();
    expect(largestDifference(await stagePixels(page), learned)).toBe(0);
  });

  await test.step('the residual is grey where nothing was added, and is not empty', async () => {
    await page.getByTestId('mode-residual').click();
    const residual = await stagePixels(page);
    // Most of the stage is the picture; edges add and take away alike.
    expect(Math.abs(meanOf(residual) - 128)).toBeLessThan(24);
    expect(residual.data.reduce((most, value) => Math.max(most, value))).toBeGreaterThan(150);
    await page.getByTestId('mode-split').click();
  });

  await page.getByTestId('upscale').click();
  await expect(photos(page, 'done')).toHaveCount(1, { timeout: 150_000 });
  await expect(page.getByTestId('status')).toHaveText('1 of 1 done');

  const saved = await pixelsOf(await app.save(photographs.chelsea));
  const expected = await pixelsOf(await upscaleByCommand(photographs.chelsea, path.join(folder, 'command')));
  expect([saved.width, saved.height]).toEqual([4 * 451, 4 * 300]);
  expect(largestDifference(saved, expected)).toBe(0);
});

test('a run with other settings makes another result; one that is there already is not made again', async ({
  app,
  folder,
}) => {
  const { page } = app;
  await app.drop([await smallPhoto(path.join(folder, 'own/small.png'), 160, 120)]);
  const runs = async (state: 'done' | 'skipped') => {
    await page.getByTestId('upscale').click();
    await expect(page.getByTestId('upscale')).toBeDisabled({ timeout: 90_000 });
    await expect(photos(page, state)).toHaveCount(1);
  };
  await expect(photos(page, 'waiting')).toHaveCount(1);
  await runs('done');
  const learned = await pixelsOf(await app.save('small.png'));
  await setRange(page, 'strength', 0);
  await runs('done');
  await setRange(page, 'strength', 100);
  await runs('skipped');
  expect(largestDifference(await pixelsOf(await app.save('small.png')), learned)).toBe(0);
});

test('the whole photo at once is shown before a single tile was run', async ({ app, folder }) => {
  const { page } = app;
  await app.drop([await smallPhoto(path.join(folder, 'own/large.png'), 1600, 1200)]);
  await expect(photos(page, 'waiting')).toHaveCount(1);
  await page.getByTestId('fit').click();
  const original = await stagePixels(page);
  expect(new Set(original.data).size).toBeGreaterThan(30);
});
