import type { CallInput, CallName, CallOutput } from './calls.ts';
import type { MachineEvent } from './events.ts';

/**
 * What Electron's preload puts on `window.residual`; absent in the browser host, where the same calls
 * travel over HTTP. Nothing else crosses from the page to the main process.
 */
export interface Bridge {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /** Hears every event from now on; the returned function stops it. */
  onEvent(listener: (event: MachineEvent) => void): () => void;
  /** Adds files that the user dropped or picked; the preload alone learns their paths. */
  addFiles(files: readonly File[]): Promise<void>;
}

export const bridgeChannels = { call: 'residual:call', event: 'residual:event', add: 'residual:add' } as const;
