import { describe, expect, it } from 'vitest';
import { checkFormat } from '../../../../electron/image/format-limits.ts';

const check = (...args: Parameters<typeof checkFormat>) => {
  try {
    checkFormat(...args);
    return 'fits';
  } catch (error) {
    return (error as { problem: unknown }).problem;
  }
};

describe('a format’s limits, before any work', () => {
  it.each([
    ['jpeg', 65_500],
    ['webp', 16_383],
    ['avif', 16_384],
  ] as const)('%s ends at %i pixels a side', (format, limit) => {
    expect(check(format, limit, 10, 'a')).toBe('fits');
    expect(check(format, 10, limit + 1, 'a')).toMatchObject({
      code: 'side-too-long',
      subject: 'a',
      values: { width: 10, height: limit + 1, limit, instead: expect.stringMatching(/^(PNG|JPEG)$/) },
    });
  });

  it('WebP and AVIF end where their encoders would take too much memory; others take any number of pixels', () => {
    for (const format of ['jpeg', 'png', 'tiff'] as const) expect(check(format, 40_000, 40_000, 'a')).toBe('fits');
    expect(check('webp', 16_000, 16_000, 'a')).toMatchObject({
      code: 'too-many-pixels',
      values: { direction: 'write', megapixels: 256, format: 'WebP', limit: 120, instead: 'JPEG' },
    });
    expect(check('webp', 10_000, 10_000, 'a')).toBe('fits');
    expect(check('webp', 10_000, 10_000, 'a', true)).toMatchObject({ values: { limit: 42, instead: 'PNG' } });
    expect(check('avif', 5000, 5000, 'a')).toMatchObject({ values: { format: 'AVIF', limit: 18 } });
  });
});
