import { describe, expect, it } from 'vitest';
import { outputName, writtenFormat } from '../../../../renderer/settings/output-name.ts';

describe('the name of the result', () => {
  it('has the scale and keeps the ending as it was written', () => {
    expect(outputName('IMG_1.JPG', 'jpeg', { scale: 4, format: 'same' })).toBe('IMG_1_x4.JPG');
    expect(outputName('a.b.tif', 'tiff', { scale: 2, format: 'tiff' })).toBe('a.b_x2.tif');
  });

  it('has the new format’s ending when that changes', () => {
    expect(outputName('a.jpg', 'jpeg', { scale: 3, format: 'avif' })).toBe('a_x3.avif');
    expect(outputName('a.gif', 'gif', { scale: 4, format: 'same' })).toBe('a_x4.png');
  });

  it('gets an ending where the original has none', () => {
    expect(outputName('scan', 'png', { scale: 4, format: 'same' })).toBe('scan_x4.png');
  });
});

describe('the format of the result', () => {
  it('is the original’s, or PNG where that cannot be written', () => {
    expect(writtenFormat('webp', 'same')).toBe('webp');
    expect(writtenFormat('gif', 'same')).toBe('png');
    expect(writtenFormat('gif', 'jpeg')).toBe('jpeg');
  });
});
