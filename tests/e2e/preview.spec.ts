import path from 'node:path';
import { makePhoto } from '../bench/make-photo.ts';
import { expect, test } from './app.ts';
import { largestDifference } from './pictures.ts';
import { chooseEngine, chooseModel, photos, stagePixels, stageReady } from './screen.ts';

test('of a large photo the middle is upscaled at once, then what is on screen from there, and nothing else', async ({
  app,
  folder,
}) => {
  const { page } = app;
  await chooseModel(page, 'photo-fast');
  await chooseEngine(page, 'native');
  /** Column and row of every square that was asked for, in that order. */
  const asked: { column: number; row: number }[] = [];
  page.on('request', (request) => {
    const [, column, row] = /\/view\/photo-fast\/4\/(\d+)\/(\d+)/.exec(request.url()) ?? [];
    if (row !== undefined) asked.push({ column: Number(column), row: Number(row) });
  });
  // 24 × 16 squares of 128 px; the middle is a corner of four.
  const large = path.join(folder, 'large.jpg');
  await makePhoto(large, 3072, 2048, 'jpeg');
  await app.drop([large]);
  await expect(photos(page, 'waiting')).toHaveCount(1);

  await test.step('the whole photo shows, and one square is upscaled beside it', async () => {
    const original = await stagePixels(page);
    expect(new Set(original.data).size).toBeGreaterThan(30);
    const swatch = page.getByTestId('swatch-after');
    const shown = () =>
      swatch.evaluate((canvas) => (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(8, 8, 1, 1).data[3]);
    await expect.poll(shown).toBe(255);
    expect(asked).toEqual([{ column: 12, row: 8 }]);
  });

  await test.step('at 100 % the visible squares come, the nearest to the middle first', async () => {
    await page.getByTestId('zoom-100').click();
    await stageReady(page);
    const distances = asked.map(({ column, row }) => Math.hypot(column + 0.5 - 12, row + 0.5 - 8));
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThan(24);
    expect(new Set(asked.map(({ column, row }) => `${column} ${row}`)).size).toBe(asked.length);
  });

  await test.step('they are what the original is not, and stay when it is looked at from afar and again', async () => {
    await page.getByTestId('split').press('Home');
    const result = await stagePixels(page);
    const count = asked.length;
    await page.getByTestId('fit').click();
    await stageReady(page);
    await page.getByTestId('zoom-100').click();
    expect(largestDifference(await stagePixels(page), result)).toBe(0);
    expect(asked.length).toBe(count);
    await page.getByTestId('split').press('End');
    expect(largestDifference(await stagePixels(page), result)).toBeGreaterThan(8);
  });
});
