import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './app.ts';
import { smallPhoto } from './pictures.ts';
import { photos } from './screen.ts';

/** More than the machine tells at once. */
const count = 620;

test('hundreds of photos are listed, queued and cancelled, and found again by a page that is loaded anew', async ({
  app,
  folder,
}) => {
  const { page } = app;
  const files = Array.from({ length: count }, (_, i) => path.join(folder, `photo-${i}.png`));
  const original = await smallPhoto(path.join(folder, 'original.png'), 8, 8);
  for (const file of files) await copyFile(original, file);
  await app.drop(files);
  const allListed = () => expect(photos(page).first()).toHaveAttribute('aria-setsize', `${count}`, { timeout: 60_000 });
  await allListed();
  await expect(page.getByTestId('upscale')).toHaveText(`Upscale ${count} photos`);

  await page.getByTestId('upscale').click();
  // Nothing is left to be started: all are queued.
  await expect(page.getByTestId('upscale')).toBeHidden();
  await page.getByTestId('cancel').click();
  await expect(page.getByTestId('cancel')).toBeHidden();
  const left = await page.getByTestId('upscale').textContent();
  expect(left).toMatch(/^Upscale \d+ photos$/);

  await app.visit('');
  await allListed();
  await expect(page.getByTestId('upscale')).toHaveText(left!);
  await photos(page).first().getByRole('button').first().press('End');
  await expect(page.locator('[aria-current="true"]')).toHaveAttribute('title', `photo-${count - 1}.png, cancelled`);
});
