import type { Page } from '@playwright/test';

/** Milliseconds from the drop until the frame stood on the screen that first showed it. */
export interface Paints {
  /** The original, as a whole, on the stage. */
  readonly original: number;
  /** The network's answer for the middle of the view, in the side panel. */
  readonly swatch: number;
  /** A square of the network's answer on the stage; only where 100 % was asked for. */
  readonly tile: number | null;
  /** Every square that is visible. */
  readonly all: number | null;
}

interface Watch {
  actual: boolean;
  at: Partial<Record<'drop' | keyof Paints, number>>;
}

/**
 * Notes when the page draws what on its canvases, by listening in on `drawImage` itself. A drawing counts from the next
 * frame's start, when the one that holds it has been handed over.
 */
export function watchPaints(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const watch: Watch = { actual: false, at: {} };
    const asked = new Set<string>();
    (window as unknown as { watch: Watch }).watch = watch;
    const note = (what: keyof Paints, then?: () => void) => {
      if (watch.at.drop === undefined || asked.has(what)) return;
      asked.add(what);
      requestAnimationFrame(() => {
        watch.at[what] = performance.now() - watch.at.drop!;
        then?.();
      });
    };
    const toActualSize = () => {
      if (watch.actual) document.querySelector<HTMLElement>('[data-testid="zoom-100"]')?.click();
    };
    const { drawImage } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.drawImage = function (image: CanvasImageSource, ...rest: number[]) {
      const { testid } = (this.canvas as HTMLCanvasElement).dataset ?? {};
      const isTile = image instanceof OffscreenCanvas;
      if (testid === 'stage-canvas' && !isTile) note('original', toActualSize);
      if (testid === 'stage-canvas' && isTile) note('tile');
      if (testid === 'swatch-after') note('swatch');
      (drawImage as (...all: unknown[]) => void).call(this, image, ...rest);
    };
    new MutationObserver((records) => {
      const ready = records.some(({ target }) => (target as HTMLElement).dataset.ready === 'true');
      if (ready && asked.has('tile')) note('all');
    }).observe(document, { subtree: true, attributeFilter: ['data-ready'] });
    addEventListener(
      'drop',
      () => {
        asked.clear();
        watch.at = { drop: performance.now() };
      },
      true,
    );
  });
}

/**
 * Drops a file of the disk onto the stage and waits for what is to be seen of it.
 *
 * @param actual presses "100 %" as soon as the original shows.
 */
export async function dropAndWatch(page: Page, file: string, actual: boolean): Promise<Paints> {
  // As of a real drop, the page has the file's handle and not its bytes.
  const input = await page.evaluateHandle((at100) => {
    (window as unknown as { watch: { actual: boolean } }).watch.actual = at100;
    return Object.assign(document.createElement('input'), { type: 'file' });
  }, actual);
  await input.setInputFiles(file);
  const dataTransfer = await input.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    transfer.items.add(given.files![0]!);
    return transfer;
  });
  const stage = page.getByTestId('stage');
  for (const type of ['dragenter', 'dragover', 'drop']) await stage.dispatchEvent(type, { dataTransfer });
  const wanted = actual ? (['original', 'swatch', 'tile', 'all'] as const) : (['original', 'swatch'] as const);
  const seen = await page.waitForFunction((names) => {
    const { at } = (window as unknown as { watch: Watch }).watch;
    return names.every((name) => at[name] !== undefined) && at;
  }, wanted);
  const at = (await seen.jsonValue()) as Watch['at'];
  await input.dispose();
  return { original: at.original!, swatch: at.swatch!, tile: at.tile ?? null, all: at.all ?? null };
}
