import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { largestDifference, smallPhoto } from './pictures.ts';
import { photos, stagePixels, stageReady } from './screen.ts';

/** Moves the focus on with Tab until it is where it should be. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never reaches ${wanted}`);
}

test('everything works without a pointer', async ({ app, folder }) => {
  const { page } = app;
  const photo = await smallPhoto(path.join(folder, 'own/keys.png'), 160, 120);
  const addPhotos = page.getByTestId('add-photos');
  await expect(addPhotos).toBeEnabled();

  await app.choose([photo], async () => {
    await tabTo(page, addPhotos);
    await page.keyboard.press('Enter');
  });
  await expect(photos(page, 'waiting')).toHaveCount(1);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.keyboard.press('1');
  await tabTo(page, page.getByTestId('split'));
  await page.keyboard.press('Home');
  const learned = await stagePixels(page);
  await tabTo(page, page.getByTestId('strength'));
  await page.keyboard.press('Home');
  expect(largestDifference(await stagePixels(page), learned)).toBeGreaterThan(4);

  await tabTo(page, page.getByTestId('upscale'));
  await page.keyboard.press('Enter');
  await expect(photos(page, 'done')).toHaveCount(1, { timeout: 90_000 });
  await stageReady(page);
  await expect(page.getByTestId('save')).toBeVisible();

  await page.keyboard.press('Delete');
  await expect(photos(page)).toHaveCount(0);
});
