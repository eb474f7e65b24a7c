import { describe, expect, it } from 'vitest';
import { packMessage, unpackMessage } from '../../../../electron/contract/engine-work.ts';

describe('a packed message', () => {
  it.each([0, 1, 7, 64])('gives back its header and %i pixels, aligned for 16-bit samples', (length) => {
    const pixels = Uint8Array.from({ length }, (_, i) => i * 3);
    const header = { id: 'ä', size: length };
    const message = packMessage(header, pixels);
    const unpacked = unpackMessage(message);
    expect(unpacked.header).toEqual(header);
    expect([...unpacked.pixels]).toEqual([...pixels]);
    expect(unpacked.pixels.byteOffset % 8).toBe(0);
  });

  it('is refused when it is shorter than it says', () => {
    const message = packMessage({ a: 1 }, new Uint8Array());
    expect(() => unpackMessage(message.subarray(0, 6))).toThrow(RangeError);
    expect(() => unpackMessage(new Uint8Array(2))).toThrow(RangeError);
  });
});
