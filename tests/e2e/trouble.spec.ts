import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './app.ts';
import { photographs, smallPhoto } from './pictures.ts';
import { photos } from './screen.ts';

test('a broken file says what is wrong with it, and the other photos are done', async ({ app, folder }) => {
  const { page } = app;
  const text = path.join(folder, 'notes.jpg');
  await writeFile(text, 'these are my holiday notes');
  const cut = path.join(folder, 'cut.jpg');
  await writeFile(cut, (await readFile(photographs.chelsea)).subarray(0, 20_000));
  await app.drop([text, cut, await smallPhoto(path.join(folder, 'own/good.png'), 96, 64)]);
  await expect(photos(page)).toHaveCount(3);
  const notes = photos(page, 'failed');
  await expect(notes.getByRole('button', { name: /^notes\.jpg, failed/ })).toBeVisible();
  await notes.getByRole('button', { name: /^notes\.jpg/ }).click();
  await expect(page.getByTestId('stage')).toContainText(/its contents are not those of a picture/i);

  await photos(page, 'waiting').first().getByRole('button').first().click();
  await page.getByTestId('upscale').click();
  await expect(photos(page, 'done')).toHaveCount(1, { timeout: 90_000 });
  await expect(photos(page, 'failed')).toHaveCount(2);
  await photos(page, 'failed')
    .getByRole('button', { name: /^cut\.jpg/ })
    .click();
  await expect(page.getByTestId('stage')).toContainText(/cut short or damaged/);
  await expect(page.getByTestId('status')).toContainText('need a look');
});

test('a run that is cancelled stops, saves nothing, and can be started again', async ({ app, folder }) => {
  const { page } = app;
  const large = await smallPhoto(path.join(folder, 'photos/large.png'), 2400, 1800);
  const small = await smallPhoto(path.join(folder, 'photos/small.png'), 48, 40);
  await app.drop([large]);
  await expect(photos(page, 'waiting')).toHaveCount(1);
  await app.drop([small]);
  await expect(photos(page, 'waiting')).toHaveCount(2);
  await page.getByTestId('upscale').click();
  await expect(photos(page, 'running')).toHaveCount(1);
  await page.getByTestId('cancel').click();
  await expect(photos(page, 'cancelled')).toHaveCount(2);
  expect((await readdir(path.join(folder, 'photos'))).sort()).toEqual(['large.png', 'small.png']);

  await page.getByRole('button', { name: /^large\.png/ }).click();
  await page.getByTestId('remove-photo').first().click();
  await expect(photos(page)).toHaveCount(1);
  await page.getByTestId('upscale').click();
  await expect(photos(page, 'done')).toHaveCount(1, { timeout: 90_000 });
});

test('a reloaded page has the list and the results it had', async ({ app, folder }) => {
  const { page } = app;
  await app.drop([await smallPhoto(path.join(folder, 'own/kept.png'), 64, 48)]);
  await page.getByTestId('upscale').click();
  await expect(photos(page, 'done')).toHaveCount(1, { timeout: 90_000 });
  await app.visit('');
  await expect(photos(page, 'done')).toHaveCount(1);
  await expect(page.getByTestId('save')).toBeVisible();
});
