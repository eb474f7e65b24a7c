import { describe, expect, it } from 'vitest';
import { ariaKey, describeKey, matchesKey } from '../../../../renderer/commands/match-key.ts';

const press = (key: string, held = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('a key', () => {
  it('is itself, with caps lock too', () => {
    expect(matchesKey('h', press('h'))).toBe(true);
    expect(matchesKey('h', press('H'))).toBe(true);
    expect(matchesKey('h', press('j'))).toBe(false);
  });

  it('is another one with Shift, Control or Alt', () => {
    expect(matchesKey('o', press('O', { shiftKey: true }))).toBe(false);
    expect(matchesKey('shift+o', press('O', { shiftKey: true }))).toBe(true);
    expect(matchesKey('o', press('o', { ctrlKey: true }))).toBe(false);
    expect(matchesKey('o', press('o', { altKey: true }))).toBe(false);
  });

  it('of the Command kind is Control elsewhere', () => {
    expect(matchesKey('mod+enter', press('Enter', { ctrlKey: true }))).toBe(true);
    expect(matchesKey('mod+enter', press('Enter', { metaKey: true }))).toBe(true);
    expect(matchesKey('mod+enter', press('Enter'))).toBe(false);
  });

  it('that is a sign counts wherever the keyboard has it', () => {
    expect(matchesKey('?', press('?', { shiftKey: true }))).toBe(true);
    expect(matchesKey('+', press('+'))).toBe(true);
    expect(matchesKey('+', press('+', { shiftKey: true }))).toBe(true);
    expect(matchesKey('0', press('0'))).toBe(true);
  });

  it('is named as it is written on it', () => {
    expect(describeKey('mod+enter', false)).toBe('Ctrl ↵');
    expect(describeKey('mod+enter', true)).toBe('⌘ ↵');
    expect(describeKey('+', false)).toBe('+');
    expect(ariaKey('shift+o')).toBe('Shift+O');
  });
});
