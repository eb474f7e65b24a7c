/**
 * Bicubic enlargement written straight from its definition (every output pixel sums all input pixels
 * within reach; the picture mirrored at its borders), in floats, as a yardstick for the fast ones.
 *
 * @param plane [height, width]. @returns [s·height, s·width], not clipped.
 */
export function floatBicubic(plane: ArrayLike<number>, width: number, height: number, scale: number): Float64Array {
  const out = new Float64Array(width * height * scale * scale);
  for (let oy = 0; oy < scale * height; oy++) {
    const y = (oy + 0.5) / scale - 0.5;
    for (let ox = 0; ox < scale * width; ox++) {
      const x = (ox + 0.5) / scale - 0.5;
      let sum = 0;
      for (let iy = Math.floor(y) - 1; iy <= Math.floor(y) + 2; iy++) {
        for (let ix = Math.floor(x) - 1; ix <= Math.floor(x) + 2; ix++) {
          const cy = mirrored(iy, height);
          const cx = mirrored(ix, width);
          sum += keys(y - iy) * keys(x - ix) * (plane[cy * width + cx] ?? 0);
        }
      }
      out[oy * scale * width + ox] = sum;
    }
  }
  return out;
}

/** Two pixels beyond the border at most; of a picture of one pixel there is no other. */
function mirrored(at: number, length: number): number {
  const inside = at < 0 ? -1 - at : at >= length ? 2 * length - 1 - at : at;
  return Math.min(length - 1, Math.max(0, inside));
}

function keys(distance: number): number {
  const d = Math.abs(distance);
  if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
  return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
}
