/** Samples of a picture, interleaved; full scale is 255 or 65535, gamma-encoded in the picture's own space. */
export type Samples = Uint8Array | Uint16Array;

export type Scale = 2 | 3 | 4;

/** Units of the planes a viewer gets: full intensity is this many. */
export const planeUnit = 16384;

/** A rectangle in input pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One tile to run: straight RGB with its context around it. */
export interface TileRequest {
  /** [height, width, 3]. */
  readonly pixels: Samples;
  /** Size with context, input pixels. */
  readonly width: number;
  readonly height: number;
  /** The part that is wanted, within the tile, input pixels. */
  readonly crop: Region;
  readonly strength: number;
  /** For models that restore; null where the model has no such input. */
  readonly cleanup: number | null;
  /**
   * `picture`: clip(upscaled + strength · residual) in the depth of `pixels`, [s·crop.height, s·crop.width, 3].
   * `planes`: upscaled, then residual, as Int16 in 1/16384, each [s·crop.height, s·crop.width, 3], not clipped.
   */
  readonly want: 'picture' | 'planes';
}

/** What became of a tile. `fault` is empty when the result was judged good; a bad one has no use. */
export type TileResult =
  | { readonly kind: 'ran'; readonly fault: string; readonly pixels: Samples | Int16Array }
  | { readonly kind: 'failed'; readonly detail: string; readonly lost: boolean };
