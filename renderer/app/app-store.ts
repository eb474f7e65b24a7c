import { createStore, type StoreApi } from 'zustand/vanilla';
import { createMirrorSlice, type MirrorSlice } from '../machine/mirror-slice.ts';
import { createSettingsSlice, type Memory, type SettingsSlice } from '../settings/settings-slice.ts';
import { createViewSlice, type ViewSlice } from '../viewer/view-slice.ts';
import { createNoticeSlice, type NoticeSlice } from './notice-slice.ts';

export type AppState = MirrorSlice & SettingsSlice & ViewSlice & NoticeSlice;
export type AppStore = StoreApi<AppState>;

/** The screen's one store: a mirror of the machine, and apart from it the settings and the view. */
export function createAppStore(memory: Memory, query: string): AppStore {
  return createStore<AppState>()((...parts) => ({
    ...createMirrorSlice(...parts),
    ...createSettingsSlice(memory, query)(...parts),
    ...createViewSlice(...parts),
    ...createNoticeSlice(...parts),
  }));
}
