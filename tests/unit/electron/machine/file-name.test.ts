import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../../../electron/machine/file-name.ts';

describe('the name of an uploaded photo', () => {
  it.each([
    ['holiday.jpg', 'holiday.jpg'],
    ['Bäume im März (2).JPG', 'Bäume im März (2).JPG'],
    ['100%.jpg', '100%.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/etc/shadow', 'shadow'],
    ['..', 'photo'],
    ['', 'photo'],
    ['a/', 'photo'],
    ['.htaccess', 'htaccess'],
    ['a\u0000b\nc\u202egpj.exe', 'abcgpj.exe'],
    ['what?<is>"this|.png', 'what__is__this_.png'],
    ['con', '_con'],
    ['LPT1.png', '_LPT1.png'],
    ['console.png', 'console.png'],
    ['stream.jpg:hidden', 'stream.jpg_hidden'],
    ['dots.png. .', 'dots.png'],
  ])('%j is saved as %j', (given, saved) => {
    expect(safeFileName(given)).toBe(saved);
  });

  it('is cut where file systems end, at whole characters, keeping its extension', () => {
    const name = safeFileName(`${'ü'.repeat(300)}.jpeg`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^ü+\.jpeg$/);
  });
});
