import type { Scale, TileRequest, TileResult } from '../../models/inference/tile.ts';

/** A network that is loaded and ready. */
export interface OnnxSession {
  /** May be asked again before it is done. Rejects where the runtime or the device gives up. */
  run(request: TileRequest, scale: Scale): Promise<TileResult>;
  /** Once the tiles under way are done. */
  release(): Promise<void>;
}

/** onnxruntime-web set up for one provider. */
export interface OnnxRuntime {
  load(network: Uint8Array): Promise<OnnxSession>;
  /** Resolves with the reason when the graphics device is gone; nothing can be run after. Never, where there is none. */
  readonly lost: Promise<string>;
}

/** The runtime asks for absolute addresses; the bundler's are relative to the script. */
export function absoluteAddress(address: string): string {
  return new URL(address, import.meta.url).href;
}
