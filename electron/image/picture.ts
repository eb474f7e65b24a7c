import type { Samples } from '../../models/inference/tile.ts';

/** What the header says about a picture on disk. `width` and `height` are of the picture standing upright. */
export interface PictureFacts {
  readonly path: string;
  /** The file's own name, as the user knows it. */
  readonly name: string;
  readonly bytes: number;
  /** As the decoder names it: jpeg, png, webp, tiff, avif, gif. */
  readonly format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif' | 'gif';
  readonly width: number;
  readonly height: number;
  /** EXIF orientation of the stored picture, 1..8. */
  readonly orientation: number;
  readonly depth: 8 | 16;
  readonly grey: boolean;
  readonly alpha: boolean;
  /** Dots per inch; null where the file names none. */
  readonly density: number | null;
  /** The canvas colour space that shows it truest. */
  readonly space: 'srgb' | 'display-p3';
  /** What of the file cannot be kept, in words. */
  readonly warnings: readonly string[];
}

/** A decoded picture that is read piece by piece. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha (straight). */
  readonly channels: 1 | 2 | 3 | 4;
  readonly depth: 8 | 16;
  /** Its columns are stored as rows: whole ones are quickest to read. */
  readonly transposed?: boolean;
  /** Samples [height, width, channels] of a rectangle that lies wholly inside, upright. */
  readRegion(left: number, top: number, width: number, height: number): Promise<Samples>;
  /** Deletes its temporary file; nothing can be read after. */
  close(): Promise<void>;
}
