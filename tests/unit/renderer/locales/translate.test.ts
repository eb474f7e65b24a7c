import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatMegapixels, formatRate } from '../../../../renderer/locales/format.ts';
import { t } from '../../../../renderer/locales/translate.ts';

describe('words', () => {
  it('have their values filled in, numbers with separators', () => {
    expect(t('size.pixels', { width: 9600, height: 800 })).toBe('9,600 × 800 px');
  });

  it('agree with the number', () => {
    expect(t('upscale.photos', { count: 1 })).toBe('Upscale 1 photo');
    expect(t('upscale.photos', { count: 12 })).toBe('Upscale 12 photos');
  });

  it('leave names alone that look like values or patterns', () => {
    expect(t('upscale.cancel-photo', { name: '{name} $& 50%.jpg' })).toBe('Cancel {name} $& 50%.jpg');
  });
});

describe('figures', () => {
  it('are as exact as a person reads them', () => {
    expect([1024, 540_000, 4_120_000, 385_400_000].map(formatMegapixels)).toEqual(['0.001', '0.54', '4.1', '385']);
    expect([900, 512_000, 1_130_000, 2.5e9].map(formatBytes)).toEqual(['0.9 KB', '512 KB', '1.1 MB', '2.5 GB']);
  });

  it('of speed keep two figures, however slow', () => {
    expect([0.0042, 0.943, 4.12, 385].map(formatRate)).toEqual(['0.0042', '0.94', '4.1', '390']);
  });

  it('of time grow coarser with it', () => {
    const spans = [0.2, 28, 95, 119, 240, 1500, 7500];
    expect(spans.map(formatDuration)).toEqual(['1 s', '28 s', '1 min 40 s', '2 min', '4 min', '25 min', '2 h 5 min']);
  });
});
