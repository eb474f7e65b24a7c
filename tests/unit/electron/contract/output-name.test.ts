import { describe, expect, it } from 'vitest';
import { numberedName, outputName, writtenFormat } from '../../../../electron/contract/output-name.ts';

describe('the name of a result', () => {
  it.each([
    ['photo.jpg', 'jpeg', 'photo_x4.jpg'],
    ['photo.JPG', 'jpeg', 'photo_x4.JPG'],
    ['photo.jpeg', 'jpeg', 'photo_x4.jpeg'],
    ['scan.tif', 'tiff', 'scan_x4.tif'],
    ['scan.TIFF', 'tiff', 'scan_x4.TIFF'],
    ['photo.JPG', 'png', 'photo_x4.png'],
    ['photo.png', 'avif', 'photo_x4.avif'],
    ['holiday 50% è #?.webp', 'webp', 'holiday 50% è #?_x4.webp'],
    ['v1.2.png', 'png', 'v1.2_x4.png'],
    ['photo', 'tiff', 'photo_x4.tif'],
    ['.hidden', 'png', '.hidden_x4.png'],
    // What an ending says counts, not what the file holds.
    ['really-a-jpeg.png', 'jpeg', 'really-a-jpeg_x4.jpg'],
    ['a.b.tif', 'tiff', 'a.b_x4.tif'],
    ['a.gif', 'png', 'a_x4.png'],
  ] as const)('of %s as %s is %s', (name, format, expected) => {
    expect(outputName(name, 4, format)).toBe(expected);
  });

  it('stays within what file systems take, in whole characters', () => {
    const name = outputName(`${'é'.repeat(120)}🎈🎈🎈.jpg`, 4, 'jpeg');
    expect(Buffer.byteLength(numberedName(name, 9999))).toBeLessThanOrEqual(255);
    expect(name).toMatch(/^é+_x4\.jpg$/);
    expect(name.length).toBeGreaterThan(110);
  });

  it('carries a number when the name is taken', () => {
    expect(numberedName('a_x4.png', 1)).toBe('a_x4.png');
    expect(numberedName('a_x4.png', 2)).toBe('a_x4 (2).png');
  });
});

describe('the format of the result', () => {
  it('is the original’s, or PNG where that cannot be written', () => {
    expect(writtenFormat('webp', 'same')).toBe('webp');
    expect(writtenFormat('gif', 'same')).toBe('png');
    expect(writtenFormat('gif', 'jpeg')).toBe('jpeg');
  });
});
