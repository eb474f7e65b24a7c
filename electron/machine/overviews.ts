import { stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { ProblemError } from '../contract/problem.ts';
import { createTurns } from '../engine/turns.ts';

/** Small pictures of whole ones, for the strip and for a stage that is zoomed out. */
export interface Overviews {
  /**
   * WebP, upright, in the colour space of the canvas that will show it.
   *
   * @param side longest side at most, pixels; a smaller picture keeps its size.
   * Rejects with ProblemError `not-found` or `damaged`.
   */
  read(file: string, side: number, space: 'srgb' | 'display-p3'): Promise<Uint8Array>;
}

interface Kept {
  readonly bytes: Promise<Uint8Array>;
  size: number;
}

/** @param kept bytes of finished overviews that stay in memory; the ones used last. */
export function createOverviews(kept = 64e6): Overviews {
  const overviews = new Map<string, Kept>();
  // A decoder takes up to some hundred megabytes for the costliest formats: two at once at most.
  const turns = [createTurns(), createTurns()];
  let nextTurn = 0;

  const make = async (file: string, side: number, space: 'srgb' | 'display-p3'): Promise<Uint8Array> => {
    const done = await turns[nextTurn++ % turns.length]!.take(false, neverAborted);
    try {
      // Wide colours stay as they are, under their own profile: libvips would convert them by way of sRGB,
      // which turned a red of 250,10,10 into 233,51,35.
      const wide = space === 'display-p3';
      const options = { failOn: 'none', limitInputPixels: false, unlimited: true, sequentialRead: true } as const;
      const small = sharp(file, { ...options, ignoreIcc: wide })
        .autoOrient()
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
      return await (wide ? small.keepIccProfile() : small.withIccProfile('srgb'))
        .webp({ quality: side > 512 ? 92 : 80, effort: 2 })
        .toBuffer();
    } catch (cause) {
      throw new ProblemError('damaged', path.basename(file), { detail: (cause as Error).message }, { cause });
    } finally {
      done();
    }
  };

  const trim = () => {
    let total = 0;
    for (const { size } of overviews.values()) total += size;
    for (const [key, { size }] of overviews) {
      if (total <= kept) return;
      overviews.delete(key);
      total -= size;
    }
  };

  return {
    read: async (file, side, space) => {
      const facts = await stat(file).catch((cause: Error) => {
        throw new ProblemError('not-found', path.basename(file), {}, { cause });
      });
      const key = [file, facts.size, facts.mtimeMs, side, space].join(' ');
      const found = overviews.get(key) ?? { bytes: make(file, side, space), size: 0 };
      overviews.delete(key);
      overviews.set(key, found);
      try {
        const bytes = await found.bytes;
        found.size = bytes.length;
        trim();
        return bytes;
      } catch (error) {
        overviews.delete(key);
        throw error;
      }
    },
  };
}

const neverAborted = new AbortController().signal;
