import type { StateCreator } from 'zustand';

export interface Notice {
  readonly id: number;
  readonly text: string;
}

/** What went wrong outside of any one photo; each stays until dismissed. */
export interface NoticeSlice {
  readonly notices: readonly Notice[];
  /** Files on their way to the machine. */
  readonly adding: number;
  notify(text: string): void;
  dismiss(id: number): void;
  /** Adds to the number of files on their way; negative when they arrived. */
  countAdding(change: number): void;
}

/** More than this many at once are noise: the oldest go. */
const most = 4;

export const createNoticeSlice: StateCreator<NoticeSlice> = (set) => ({
  notices: [],
  adding: 0,
  notify: (text) =>
    set((state) => {
      if (state.notices.some((notice) => notice.text === text)) return state;
      const id = (state.notices.at(-1)?.id ?? 0) + 1;
      return { notices: [...state.notices, { id, text }].slice(-most) };
    }),
  dismiss: (id) => set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) })),
  countAdding: (change) => set((state) => ({ adding: Math.max(0, state.adding + change) })),
});
