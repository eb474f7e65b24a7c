import {
  type Offer,
  offerAnswerSchema,
  packMessage,
  type TileWork,
  tilesAtOnce,
  tileWorkSchema,
  unpackMessage,
} from '../../electron/contract/engine-work.ts';
import { pixelPaths } from '../../electron/contract/pixels.ts';
import type { Samples } from '../../models/inference/tile.ts';
import type { WorkResult } from './run-work.ts';

export interface OfferTools {
  readonly fetch: typeof fetch;
  /** What goes wrong while running is a result, never an exception. */
  readonly run: (work: TileWork, pixels: Samples) => Promise<WorkResult>;
  readonly rest: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Rests in milliseconds while the machine is away; the last one repeats. */
const rests = [500, 1000, 2000, 5000, 10_000];

/** How an engine ended; `offer`: what the machine knows it by, for another worker to go on with. */
export type OfferEnd =
  | { readonly kind: 'aborted' }
  /** The device is gone. */
  | { readonly kind: 'lost'; readonly offer: string }
  /** The runtime is of no use any more. */
  | { readonly kind: 'spent'; readonly offer: string };

/**
 * Offers this page's engine to the machine and does its work, `tilesAtOnce` at most, until aborted or until
 * the engine is lost or spent. A machine that forgot the offer gets a new one.
 *
 * @param taken an offer that is made already, whose device was lost; null: none.
 */
export async function offerEngine(
  offer: Offer,
  taken: string | null,
  tools: OfferTools,
  signal: AbortSignal,
): Promise<OfferEnd> {
  let known = taken;
  for (let failures = 0; !signal.aborted; ) {
    try {
      if (known !== null) {
        const kind = await serve(known, tilesAtOnce[offer.kind], tools, signal);
        if (kind !== 'forgotten') return { kind, offer: known };
      }
      known = null;
      const response = await tools.fetch(pixelPaths.offer(), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(offer),
        signal,
      });
      if (!response.ok) throw new Error(`the machine answered ${response.status} to an offer`);
      const accepted = offerAnswerSchema.parse(await response.json());
      failures = 0;
      known = accepted.offer;
    } catch {
      // Away, restarting, or shutting down: nothing to tell anybody but to come back later.
      known = null;
      if (!signal.aborted) await tools.rest(rests[Math.min(failures, rests.length - 1)]!, signal);
      failures++;
    }
  }
  return { kind: 'aborted' };
}

/** Works until the machine forgot the offer. Throws when it cannot be reached. */
async function serve(
  id: string,
  atOnce: number,
  tools: OfferTools,
  signal: AbortSignal,
): Promise<'forgotten' | 'lost' | 'spent'> {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  let ending = false;
  let end: 'lost' | 'spent' | null = null;
  const work = async (message: Uint8Array) => {
    const { header, pixels } = unpackMessage(message);
    const tile = tileWorkSchema.parse(header);
    const result = await tools.run(tile, samplesOf(pixels, tile.depth));
    // The first that says so speaks for all: the machine hands them out anew.
    if (ending) return;
    const lost = result.kind === 'failed' && result.lost;
    ending = lost || result.restarts === true;
    await tools.fetch(pixelPaths.answer(id, tile.id), { method: 'POST', body: pack(result), signal });
    if (ending) end = lost ? 'lost' : 'spent';
  };
  for (;;) {
    while (running.size >= atOnce || (ending && !end && !failure)) await Promise.race(running);
    if (failure) throw (failure as { readonly error: unknown }).error;
    // The machine ends a question that waits when it hears of it. What else runs may never end.
    if (end) return end;
    const response = await tools.fetch(pixelPaths.work(id), { signal });
    if (response.status === 404) return 'forgotten';
    if (response.status === 204) continue;
    if (!response.ok) throw new Error(`the machine answered ${response.status} to a request for work`);
    const one: Promise<void> = work(new Uint8Array(await response.arrayBuffer()))
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(one));
    running.add(one);
  }
}

function samplesOf(bytes: Uint8Array, depth: TileWork['depth']): Samples {
  // A message's pixels start at a multiple of 8, so 16-bit samples can be read where they lie.
  return depth === 16 ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2) : bytes;
}

function pack(result: WorkResult): Uint8Array<ArrayBuffer> {
  if (result.kind === 'failed') return packed(result, new Uint8Array());
  const { buffer, byteOffset, byteLength } = result.pixels;
  return packed({ kind: 'ran', fault: result.fault }, new Uint8Array(buffer, byteOffset, byteLength));
}

function packed(header: unknown, pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  return packMessage(header, pixels) as Uint8Array<ArrayBuffer>;
}
