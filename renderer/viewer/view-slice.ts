import type { StateCreator } from 'zustand';

/** How original and result are compared. `hold`: the result, and the original while `holding`. */
export type CompareMode = 'split' | 'side' | 'hold' | 'residual';

export interface ViewSlice {
  readonly mode: CompareMode;
  readonly holding: boolean;
  readonly helpOpen: boolean;
  setMode(mode: CompareMode): void;
  /** Shows the original while true, and the result after. */
  hold(holding: boolean): void;
  setHelpOpen(open: boolean): void;
}

export const createViewSlice: StateCreator<ViewSlice> = (set) => ({
  mode: 'split',
  holding: false,
  helpOpen: false,
  setMode: (mode) => set({ mode, holding: false }),
  hold: (holding) => set((state) => (holding ? { mode: 'hold', holding } : { ...state, holding })),
  setHelpOpen: (helpOpen) => set({ helpOpen }),
});
