import type { Page } from '@playwright/test';
import { expect } from './app.ts';
import { type Pixels, pixelsOf } from './pictures.ts';

/** Photos of the strip in the given state. */
export const photos = (page: Page, state?: string) =>
  state ? page.locator(`[data-testid="photo"][data-state="${state}"]`) : page.getByTestId('photo');

/** Waits until everything in view has been drawn. */
export async function stageReady(page: Page): Promise<void> {
  await expect(page.getByTestId('stage')).toHaveAttribute('data-ready', 'true', { timeout: 90_000 });
}

/** What the stage shows, drawn to its end. */
export async function stagePixels(page: Page): Promise<Pixels> {
  await stageReady(page);
  // Of the canvas alone: a screenshot would hold what floats over it, focus rings and all.
  const canvas = page.getByTestId('stage-canvas').first();
  const address = await canvas.evaluate((drawn) => (drawn as HTMLCanvasElement).toDataURL('image/png'));
  return pixelsOf(Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'));
}

/** Sets a range input as dragging its knob would. */
export async function setRange(page: Page, testId: string, value: number): Promise<void> {
  await page.getByTestId(testId).fill(String(value));
}

/** Sets the engine where the screen lets choose: a photo must not meet another one than the command line's. */
export async function chooseEngine(page: Page, kind: 'native' | 'webgpu' | 'wasm'): Promise<void> {
  const choice = page.getByLabel('Engine', { exact: true });
  if (kind === 'native' && (await choice.count()) === 0) return;
  await choice.selectOption(kind);
}

/** Picks a model's card: the smallest network where a software GPU runs it, or where another would take its place. */
export async function chooseModel(page: Page, id: string): Promise<void> {
  await page.getByTestId(`model-${id}`).getByRole('radio').check({ force: true });
}
