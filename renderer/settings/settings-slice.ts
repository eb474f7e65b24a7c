import type { StateCreator } from 'zustand';
import { engineKindSchema, type Settings, settingsSchema } from '../../electron/contract/settings.ts';

export interface SettingsSlice {
  readonly settings: Settings;
  change(part: Partial<Settings>): void;
}

/** Where settings outlive the window; `localStorage` has this shape. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const place = 'residual.settings';

/**
 * What the user chose, kept between starts.
 *
 * @param query of the page's address; `?engine=wasm` asks for that engine for as long as the page is open.
 */
export function createSettingsSlice(memory: Memory, query: string): StateCreator<SettingsSlice> {
  const asked = engineKindSchema.safeParse(new URLSearchParams(query).get('engine'));
  const kept = readSettings(memory);
  return (set) => ({
    settings: { ...kept, overwrite: false, ...(asked.success ? { engine: asked.data } : {}) },
    change: (part) =>
      set((state) => {
        const settings = settingsSchema.parse({ ...state.settings, ...part });
        writeSettings(memory, asked.success ? { ...settings, engine: kept.engine } : settings);
        return { settings };
      }),
  });
}

function readSettings(memory: Memory): Settings {
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(memory.getItem(place) ?? '{}'));
    if (parsed.success) return parsed.data;
  } catch {
    // A browser may forbid storage, or hold what another version wrote: the defaults serve.
  }
  return settingsSchema.parse({});
}

function writeSettings(memory: Memory, settings: Settings): void {
  try {
    memory.setItem(place, JSON.stringify(settings));
  } catch {
    // Full or forbidden storage costs the memory of a setting, nothing else.
  }
}
