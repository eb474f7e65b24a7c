import type { CallInput, CallName, CallOutput } from '../../electron/contract/calls.ts';
import type { MachineEvent } from '../../electron/contract/events.ts';

/** The machine as the screen sees it, whichever host carries the words. */
export interface MachineClient {
  /** Rejects with ProblemError for what the machine could not do, RefusedError without a valid session. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /**
   * Hands over files that the user dropped, picked or pasted, one by one; they arrive as events.
   * A file that could not be handed over is reported and the others go on.
   */
  add(files: readonly File[], report: (file: File, error: unknown) => void): Promise<void>;
  /** Hears every event with a number above `after`, several at a time. `onEnd` is called once when the line is cut. */
  listen(after: number, onEvents: (events: readonly MachineEvent[]) => void, onEnd: () => void): () => void;
}

/** The host does not know this tab (any more): no cookie, or one of an earlier start. */
export class RefusedError extends Error {
  constructor() {
    super('the host refused this session');
    this.name = 'RefusedError';
  }
}
