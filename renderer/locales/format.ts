import { t } from './translate.ts';

const language = 'en';
const oneDigit = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const twoFigures = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
const twoDigits = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 3 significant figures are enough for a person: 0.001, 0.54, 4.1, 385. */
export function formatMegapixels(pixels: number): string {
  const megapixels = pixels / 1e6;
  if (megapixels < 0.01) return twoFigures.format(megapixels);
  return megapixels < 1 ? twoDigits.format(megapixels) : formatShort(megapixels);
}

/** A rate, to two significant figures: 0.042, 0.94, 4.1. */
export function formatRate(value: number): string {
  return twoFigures.format(value);
}

/** One decimal below 100, none above. */
function formatShort(value: number): string {
  return value < 100 ? oneDigit.format(value) : oneDigit.format(Math.round(value));
}

/** The factor of the residual: 1.00. */
export function formatStrength(strength: number): string {
  return twoDigits.format(strength);
}

/** Decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return t('bytes.kilo', { value: formatShort(bytes / 1e3) });
  if (bytes < 1e9) return t('bytes.mega', { value: formatShort(bytes / 1e6) });
  return t('bytes.giga', { value: formatShort(bytes / 1e9) });
}

/** A span as a person says it: 28 s, 4 min, 2 h 5 min. Under a minute and a half the seconds matter. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 90) return t('time.seconds', { seconds: whole });
  if (whole < 600) {
    const rest = Math.round((whole % 60) / 10) * 10;
    const minutes = Math.floor(whole / 60) + (rest === 60 ? 1 : 0);
    if (rest === 0 || rest === 60) return t('time.minutes', { minutes });
    return t('time.minutes-seconds', { minutes, seconds: rest });
  }
  const minutes = Math.round(whole / 60);
  if (minutes < 90) return t('time.minutes', { minutes });
  return t('time.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
