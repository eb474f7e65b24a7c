import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createSettingsSlice, type Memory, type SettingsSlice } from '../../../../renderer/settings/settings-slice.ts';

function memoryWith(text: string | null = null): Memory & { text: string | null } {
  return {
    text,
    getItem() {
      return this.text;
    },
    setItem(_key, value) {
      this.text = value;
    },
  };
}

const open = (memory: Memory, query = '') => createStore<SettingsSlice>()(createSettingsSlice(memory, query));

describe('settings', () => {
  it('survive a restart', () => {
    const memory = memoryWith();
    open(memory).getState().change({ scale: 2, format: 'png', strength: 0.6 });
    expect(open(memory).getState().settings).toMatchObject({ scale: 2, format: 'png', strength: 0.6 });
  });

  it('fall back on the defaults when what was kept makes no sense', () => {
    for (const text of ['{', '{"scale":7}', 'null']) {
      expect(open(memoryWith(text)).getState().settings).toMatchObject({ scale: 4, strength: 1 });
    }
  });

  it('work where the browser forbids to keep anything', () => {
    const forbidding: Memory = {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('forbidden');
      },
    };
    const store = open(forbidding);
    store.getState().change({ scale: 3 });
    expect(store.getState().settings.scale).toBe(3);
  });

  it('take the engine that the address asks for, without keeping it', () => {
    const memory = memoryWith();
    const store = open(memory, '?engine=wasm');
    expect(store.getState().settings.engine).toBe('wasm');
    store.getState().change({ scale: 2 });
    expect(open(memory).getState().settings).toMatchObject({ engine: 'auto', scale: 2 });
    expect(open(memory, '?engine=abacus').getState().settings.engine).toBe('auto');
  });

  it('refuse a value out of range', () => {
    expect(() => open(memoryWith()).getState().change({ strength: 3 })).toThrow();
  });
});
