import type { Page, Worker } from '@playwright/test';
import {
  type Offer,
  offerSchema,
  packMessage,
  type TileWork,
  tileAnswerSchema,
  unpackMessage,
} from '../../electron/contract/engine-work.ts';
import type { Samples } from '../../models/inference/tile.ts';
import { type App, expect } from './app.ts';

/** The machine's side of an engine's work, so that a test hands out the tiles. */
export interface EngineDesk {
  /** What the page offered, newest last. */
  readonly offers: readonly Offer[];
  /** Has the page's engine run a tile; before the last one's answer, two are on their way. */
  ask(work: Omit<TileWork, 'id'>, pixels: Samples): Promise<Answer>;
}

export interface Answer {
  readonly header: unknown;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** Answers the page's engine in the machine's place. The networks are those of the test, by key. */
export async function openEngineDesk(page: Page, network: (key: string) => Buffer): Promise<EngineDesk> {
  const offers: Offer[] = [];
  const orders: Buffer[] = [];
  let hand: ((order: Buffer | null) => void) | null = null;
  const waiting = new Map<string, (answer: Answer) => void>();
  let count = 0;
  await page.route('**/api/models/*.onnx', (route) => {
    const key = new URL(route.request().url()).pathname
      .split('/')
      .at(-1)!
      .replace(/\.onnx$/, '');
    return route.fulfill({ body: network(key), contentType: 'application/octet-stream' });
  });
  await page.route(/\/api\/engine(\/|$)/, async (route) => {
    const request = route.request();
    if (request.method() === 'GET') {
      const body = orders.shift() ?? (await new Promise<Buffer | null>((resolve) => (hand = resolve)));
      await route.fulfill(body ? { body, contentType: 'application/octet-stream' } : { status: 204 });
    } else if (request.url().endsWith('/api/engine')) {
      offers.push(offerSchema.parse(request.postDataJSON()));
      await route.fulfill({ json: { offer: `offer-${offers.length}` } });
    } else {
      const { header, pixels } = unpackMessage(request.postDataBuffer()!);
      const answer = tileAnswerSchema.parse(header);
      if (answer.kind === 'failed' && answer.restarts) {
        hand?.(null);
        hand = null;
      }
      await route.fulfill({ status: 204 });
      const id = new URL(request.url()).pathname.split('/').at(-1)!;
      waiting.get(id)?.({ header: answer, pixels: new Uint8Array(pixels) });
    }
  });
  return {
    offers,
    ask: (work, pixels) => {
      const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
      const id = `work-${++count}`;
      const order = Buffer.from(packMessage({ ...work, id }, bytes));
      const answer = new Promise<Answer>((resolve) => waiting.set(id, resolve));
      if (hand) hand(order);
      else orders.push(order);
      hand = null;
      return answer;
    },
  };
}

/** The next worker that runs networks, from its start. */
export function nextEngineWorker(page: Page): Promise<Worker> {
  return page.waitForEvent('worker', isEngine);
}

/** Loads the page anew. @returns its worker that runs networks, from its start. */
export async function visitEngine(app: App, query: string): Promise<Worker> {
  // That of the page before may be late, and must not be taken for the new one.
  await expect.poll(() => app.page.workers().some(isEngine)).toBe(true);
  const starting = nextEngineWorker(app.page);
  await app.visit(query);
  return starting;
}

function isEngine(worker: Worker): boolean {
  return worker.url().includes('engine-worker');
}

/** Bytes between the worker and its GPU, whoever sent them: writes to the queue, and all that was mapped. */
export async function countTraffic(worker: Worker): Promise<{ read(): Promise<number>; reset(): Promise<void> }> {
  await worker.evaluate(() => {
    const scope = globalThis as unknown as { gpuBytes: number };
    scope.gpuBytes = 0;
    const { writeBuffer } = GPUQueue.prototype;
    GPUQueue.prototype.writeBuffer = function (...given: Parameters<typeof writeBuffer>) {
      const [, , data, offset = 0, size] = given;
      const unit = 'BYTES_PER_ELEMENT' in data ? (data as Uint8Array).BYTES_PER_ELEMENT : 1;
      scope.gpuBytes += size === undefined ? data.byteLength - unit * offset : unit * size;
      return writeBuffer.apply(this, given);
    };
    const { getMappedRange } = GPUBuffer.prototype;
    GPUBuffer.prototype.getMappedRange = function (...given: Parameters<typeof getMappedRange>) {
      const range = getMappedRange.apply(this, given);
      scope.gpuBytes += range.byteLength;
      return range;
    };
  });
  return {
    read: () => worker.evaluate(() => (globalThis as unknown as { gpuBytes: number }).gpuBytes),
    reset: () =>
      worker.evaluate(() => {
        (globalThis as unknown as { gpuBytes: number }).gpuBytes = 0;
      }),
  };
}

/** Whether this browser has an adapter at all, be it a software one. */
export function hasWebGpu(page: Page): Promise<boolean> {
  return page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
}
