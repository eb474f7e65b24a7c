import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from './app.ts';
import { largestDifference, photographs, pixelsOf, upscaleByCommand } from './pictures.ts';
import { chooseEngine, chooseModel, photos, setRange, stagePixels } from './screen.ts';

const adviser = path.resolve(import.meta.dirname, '../../models/weights/auto.onnx');

/** A photograph with strong noise of its own under strong compression. */
async function noisyPhoto(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  const photo = sharp(photographs.kitten).resize(200, 150, { fit: 'cover' }).removeAlpha();
  const { data, info } = await photo.raw().toBuffer({ resolveWithObject: true });
  // Sums of four even distributions, which are close to a normal one: its standard deviation is 15.
  let state = 1;
  const even = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const noisy = data.map((value) =>
    Math.min(255, Math.max(0, Math.round(value + 15 * Math.sqrt(3) * (even() + even() + even() + even())))),
  );
  await sharp(noisy, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality: 40 })
    .toFile(file);
  return file;
}

test('a noisy photo is told by the app, which says what it picks and why, until the user says otherwise', async ({
  app,
  folder,
}) => {
  test.skip(!existsSync(adviser), 'the network that tells is not in this clone (models/weights/auto.onnx)');
  const { page } = app;
  const photo = await noisyPhoto(path.join(folder, 'own/noisy.jpg'));
  await app.drop([photo]);
  await expect(photos(page, 'waiting')).toHaveCount(1);
  await chooseEngine(page, 'native');
  await page.getByTestId('scale-2').check({ force: true });

  const reason = page.getByTestId('auto-reason');
  await expect(reason).toHaveText(/^Looks like a photograph with noise \(σ\s≈\s\d+\) and JPEG traces \(≈\s\d+\): /);
  await expect(reason).toHaveAttribute('aria-live', 'polite');
  const picked = page.locator('[data-picked="true"]');
  await expect(picked).toHaveCount(1);
  const pickedCard = await picked.getAttribute('data-testid');

  const dial = page.getByTestId('cleanup');
  if ((await dial.count()) > 0) {
    await test.step('the cleanup is the one that was seen, acts on what is on screen, and can be left to Auto again', async () => {
      const seen = Number(await dial.inputValue());
      expect(seen).toBeGreaterThan(20);
      await page.getByTestId('split').press('Home');
      const cleaned = await stagePixels(page);
      await setRange(page, 'cleanup', 0);
      await expect(reason).toHaveText(/cleanup 0\s%$/);
      expect(largestDifference(await stagePixels(page), cleaned)).toBeGreaterThan(0);
      await page.getByTestId('cleanup-auto').click();
      await expect(dial).toHaveValue(String(seen));
      expect(largestDifference(await stagePixels(page), cleaned)).toBe(0);
    });
  }

  await test.step('what is saved is what the command line makes of it by itself', async () => {
    await page.getByTestId('upscale').click();
    await expect(photos(page, 'done')).toHaveCount(1, { timeout: 150_000 });
    const saved = await pixelsOf(await app.save('noisy.jpg'));
    const expected = await pixelsOf(await upscaleByCommand(photo, path.join(folder, 'auto'), ['--scale', '2']));
    expect(largestDifference(saved, expected)).toBe(0);
  });

  await test.step('another model takes the choice over', async () => {
    await chooseModel(page, 'photo-fast');
    await expect(reason).toBeEmpty();
    await expect(picked).toHaveCount(0);
    // Where Auto had nothing better to pick, the result is there already, and nothing is left to do.
    if (pickedCard !== 'model-photo-fast') await page.getByTestId('upscale').click();
    await expect(page.getByTestId('upscale')).toBeDisabled({ timeout: 150_000 });
    await expect(photos(page, 'done')).toHaveCount(1);
    const saved = await pixelsOf(await app.save('noisy.jpg'));
    const options = ['--scale', '2', '--model', 'photo-fast'];
    const expected = await pixelsOf(await upscaleByCommand(photo, path.join(folder, 'fast'), options));
    expect(largestDifference(saved, expected)).toBe(0);
  });
});
