import { describe, expect, it } from 'vitest';
import { createUntilLost } from '../../../../../renderer/engine/gpu/until-lost.ts';

function device() {
  let lose: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  return { lose: (reason: string) => lose(reason), untilLost: createUntilLost(lost) };
}

describe('work on a device that may be lost', () => {
  it('ends as it ends while the device is there', async () => {
    const { untilLost } = device();
    expect(await untilLost(Promise.resolve(7))).toBe(7);
    await expect(untilLost(Promise.reject(new Error('out of memory')))).rejects.toThrow('out of memory');
  });

  it('ends with the loss when it never would, and so does whatever comes after', async () => {
    const { untilLost, lose } = device();
    const both = [untilLost(new Promise(() => undefined)), untilLost(new Promise(() => undefined))];
    lose('the driver was reset');
    for (const one of both) await expect(one).rejects.toThrow('the driver was reset');
    await expect(untilLost(new Promise(() => undefined))).rejects.toThrow('the driver was reset');
  });
});
