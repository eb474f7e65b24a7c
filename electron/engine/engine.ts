import type { CropAnswers } from '../../models/inference/sum-up-advice.ts';
import type { Scale, TileRequest, TileResult } from '../../models/inference/tile.ts';
import type { EngineKind } from '../contract/settings.ts';

/** A network on disk, ready to be loaded: one scale of one model, in one precision. */
export interface Network {
  /** Names the file everywhere: `photo-fast-x4`, `photo-fast-x4-int8`. */
  readonly key: string;
  readonly model: string;
  /** Absolute path of the .onnx file. */
  readonly file: string;
  readonly scale: Scale;
  /** Receptive-field radius, input pixels. */
  readonly radius: number;
  /** Of its largest layer, numbers for each input pixel. */
  readonly channels: number;
  readonly hasCleanup: boolean;
  /** SHA-256 of the file, hexadecimal. */
  readonly hash: string;
  /**
   * The same in float16, which a GPU may run instead for pictures of 8 bits: within one level of this one.
   * Absent where there is none, or where a precision was asked for.
   */
  readonly half?: Network;
}

/** The network that looks at a picture and tells which other one suits it. */
export type Adviser = Pick<Network, 'key' | 'file' | 'hash'>;

export type AdviserResult =
  | { readonly kind: 'ran'; readonly answers: CropAnswers }
  | { readonly kind: 'failed'; readonly detail: string; readonly lost: boolean };

/** Why `webgpu-native` cannot run anything, as its failures tell it. */
export const noGraphics = 'no graphics driver that WebGPU can use';

/** What is on screen goes before what is in the queue. */
export type Priority = 'view' | 'batch';

/** Runs networks over tiles, in the order asked but for what is in a hurry. */
export interface Engine {
  readonly kind: EngineKind;
  /** The adapter or processor, in its maker's words. */
  readonly name: string;
  /** Sides of the tiles that it may run best, input pixels without context, smallest first; measuring tells which. */
  readonly sides: readonly [number, ...number[]];
  /** Pixels of a network's tile with its context at most. Absent: what memory allows shows when one fails. */
  room?(network: Network): number;
  /** Tiles that it takes at once; the pool never asks for more. Absent: one. */
  readonly atOnce?: number;
  /**
   * Loads the network when it is another than last time. What goes wrong is a result (`failed`), never
   * an exception; an aborted signal rejects with the signal's reason and frees the engine at once.
   */
  run(network: Network, request: TileRequest, signal: AbortSignal, priority?: Priority): Promise<TileResult>;
  /**
   * Asks the adviser about crops, [n,3,96,96], 0..1, gamma-encoded; the network that runs tiles stays loaded
   * beside it. Absent where the engine cannot. Fails and aborts as `run` does.
   */
  advise?(adviser: Adviser, crops: Float32Array, signal: AbortSignal, priority?: Priority): Promise<AdviserResult>;
  /** Begins what takes time before a first tile, for one that is about to come, of this network if it is known. */
  wake?(network?: Network): void;
  /** Gives its memory back if nothing runs; the next tile costs a start. For engines that hold any here. */
  rest?(): void;
  close(): Promise<void>;
}
