import { stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { ProblemError } from '../contract/problem.ts';
import { createTurns } from '../engine/turns.ts';

/** What of a picture's header decides how a small one of it is made. */
export interface OverviewFacts {
  /** Of the canvas that will show it. */
  readonly space: 'srgb' | 'display-p3';
  readonly alpha: boolean;
}

/** Small pictures of whole ones, for the strip and for a stage that is zoomed out. */
export interface Overviews {
  /**
   * Upright, in the colour space of the canvas that will show it, encoded as `overviewType` says. One of a picture that
   * has a larger one, or will have it soon, is made of that.
   *
   * @param side longest side at most, pixels; a smaller picture keeps its size.
   * Rejects with ProblemError `not-found` or `damaged`.
   */
  read(file: string, side: number, facts: OverviewFacts): Promise<Uint8Array>;
}

/** WebP takes as long as decoding does, a good JPEG a fifth of it; but JPEG holds no transparency. */
export function overviewType({ alpha }: OverviewFacts): 'image/webp' | 'image/jpeg' {
  return alpha ? 'image/webp' : 'image/jpeg';
}

interface Kept {
  readonly bytes: Promise<Uint8Array>;
  size: number;
}

/** @param kept bytes of finished overviews that stay in memory; those of the pictures used last. */
export function createOverviews(kept = 64e6): Overviews {
  /** By picture, then by side. */
  const pictures = new Map<string, Map<number, Kept>>();
  // A decoder takes up to some hundred megabytes for the costliest formats: two at once at most.
  const turns = [createTurns(), createTurns()];
  let nextTurn = 0;

  const decode = async (file: string, side: number, facts: OverviewFacts): Promise<Uint8Array> => {
    const done = await turns[nextTurn++ % turns.length]!.take(false, neverAborted);
    try {
      return await reduce(file, side, facts);
    } catch (cause) {
      throw new ProblemError('damaged', path.basename(file), { detail: (cause as Error).message }, { cause });
    } finally {
      done();
    }
  };

  const trim = () => {
    let total = 0;
    for (const sizes of pictures.values()) for (const { size } of sizes.values()) total += size;
    for (const [key, sizes] of pictures) {
      if (total <= kept) return;
      pictures.delete(key);
      for (const { size } of sizes.values()) total -= size;
    }
  };

  return {
    read: async (file, side, facts) => {
      const { size, mtimeMs } = await stat(file).catch((cause: Error) => {
        throw new ProblemError('not-found', path.basename(file), {}, { cause });
      });
      const picture = [file, size, mtimeMs, facts.space].join(' ');
      const sizes = pictures.get(picture) ?? new Map<number, Kept>();
      pictures.delete(picture);
      pictures.set(picture, sizes);
      const larger = [...sizes].find(([other]) => other > side)?.[1].bytes;
      const made = () => larger?.then((bytes) => reduce(bytes, side, facts)) ?? decode(file, side, facts);
      const found = sizes.get(side) ?? { bytes: made(), size: 0 };
      sizes.set(side, found);
      try {
        const bytes = await found.bytes;
        found.size = bytes.length;
        trim();
        return bytes;
      } catch (error) {
        sizes.delete(side);
        throw error;
      }
    },
  };
}

function reduce(source: string | Uint8Array, side: number, facts: OverviewFacts): Promise<Uint8Array> {
  // Wide colours stay as they are, under their own profile: libvips would convert them by way of sRGB,
  // which turned a red of 250,10,10 into 233,51,35.
  const wide = facts.space === 'display-p3';
  const options = { failOn: 'none', limitInputPixels: false, unlimited: true, sequentialRead: true } as const;
  const small = sharp(source, { ...options, ignoreIcc: wide })
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
  const tagged = wide ? small.keepIccProfile() : small.withIccProfile('srgb');
  const isLarge = side > 512;
  const encoded =
    overviewType(facts) === 'image/webp'
      ? tagged.webp({ quality: isLarge ? 92 : 80, effort: 2 })
      : tagged.jpeg({ quality: isLarge ? 95 : 85, chromaSubsampling: '4:4:4' });
  return encoded.toBuffer();
}

const neverAborted = new AbortController().signal;
