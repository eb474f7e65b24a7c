/** Progress of one photo of a run, in output pixels. */
export interface Progress {
  readonly photo: number;
  readonly photos: number;
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly seconds: number;
}

/**
 * One line for a terminal: pixels done, rate, time left.
 * @param width columns; a longer name is cut in its middle.
 */
export function progressLine(progress: Progress, width: number): string {
  const { photo, photos, done, total, seconds } = progress;
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? ` · ${timeWords((total - done) / rate)} left` : '';
  const count = photos > 1 ? `${photo}/${photos} ` : '';
  const numbers = ` ${Math.floor((100 * done) / total)} % · ${megapixels(done)} of ${megapixels(total)} Mpx · ${megapixels(rate)} Mpx/s${left}`;
  return count + shorten(progress.name, Math.max(8, width - count.length - numbers.length - 1)) + numbers;
}

export function megapixels(pixels: number): string {
  return (pixels / 1e6).toFixed(pixels < 1e7 ? 2 : 1);
}

/** 0.4 s, 8 s, 2 min 5 s, 1 h 3 min. */
export function timeWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (seconds < 0.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function shorten(name: string, length: number): string {
  if (name.length <= length) return name;
  const end = Math.floor((length - 1) / 2);
  return `${name.slice(0, length - 1 - end)}…${name.slice(name.length - end)}`;
}
