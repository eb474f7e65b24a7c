import type { Choice } from '../../models/inference/choose-model.ts';
import type { Problem } from '../contract/problem.ts';
import type { EngineKind, Settings } from '../contract/settings.ts';

export interface UpscaleRequest {
  /** Absolute path of the photo. */
  readonly source: string;
  readonly settings: Settings;
  /** Absolute path of the folder to save in; null: beside the original. */
  readonly folder: string | null;
  /** Side of a tile, input pixels without context; null: the engine's own choice. */
  readonly tile: number | null;
  /** Files that `overwrite` must leave, by `fileIdentity`: what the same run reads and has made. */
  readonly keep?: ReadonlySet<string>;
}

export interface SavedPicture {
  readonly path: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** The tiles that were run, repeats included. */
export interface TileReport {
  readonly count: number;
  /** Size without context, input pixels. */
  readonly width: number;
  readonly height: number;
  readonly repeated: number;
  readonly engine: EngineKind;
  readonly engineName: string;
}

export type UpscaleOutcome =
  | {
      readonly kind: 'done';
      readonly output: SavedPicture;
      readonly seconds: number;
      readonly tiles: TileReport;
      readonly used: Choice;
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'skipped'; readonly output: SavedPicture; readonly used: Choice }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'cancelled' };
