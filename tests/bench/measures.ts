/** Samples of one picture, RGB interleaved, 8 bits. */
export interface Rgb {
  readonly samples: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A plane of floats [height, width]. */
interface Plane {
  readonly values: Float64Array;
  readonly width: number;
  readonly height: number;
}

/**
 * PSNR in dB and SSIM of the luma of two pictures of one size, `border` pixels cut from each side, as the
 * super-resolution literature reports them.
 *
 * Luma: ITU-R BT.601, 16..235, not rounded (MATLAB's rgb2ycbcr). SSIM: Z. Wang et al., "Image Quality
 * Assessment: From Error Visibility to Structural Similarity" (2004), 11 × 11 Gaussian of σ 1.5, valid region.
 */
export function compareLuma(a: Rgb, b: Rgb, border: number): { psnr: number; ssim: number } {
  const [x, y] = lumas(a, b, border);
  return { psnr: psnr(x, y), ssim: ssim(x, y) };
}

/** The first of them alone, for large pictures: SSIM takes a hundred times as long. */
export function psnrOfLuma(a: Rgb, b: Rgb, border: number): number {
  return psnr(...lumas(a, b, border));
}

function lumas(a: Rgb, b: Rgb, border: number): [Plane, Plane] {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(`pictures of one size are compared, not ${a.width}×${a.height} and ${b.width}×${b.height}`);
  }
  return [luma(a, border), luma(b, border)];
}

function luma({ samples, width, height }: Rgb, border: number): Plane {
  const [w, h] = [width - 2 * border, height - 2 * border];
  const values = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = 3 * ((y + border) * width + x + border);
      const weighted = 65.481 * samples[at]! + 128.553 * samples[at + 1]! + 24.966 * samples[at + 2]!;
      values[y * w + x] = 16 + weighted / 255;
    }
  }
  return { values, width: w, height: h };
}

function psnr(a: Plane, b: Plane): number {
  const squares = a.values.reduce((sum, value, i) => sum + (value - b.values[i]!) ** 2, 0);
  return 10 * Math.log10((255 ** 2 * a.values.length) / squares);
}

function ssim(a: Plane, b: Plane): number {
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const product = (u: Plane, v: Plane): Plane => ({ ...u, values: u.values.map((value, i) => value * v.values[i]!) });
  const [ma, mb] = [blur(a).values, blur(b).values];
  const [aa, bb, ab] = [blur(product(a, a)).values, blur(product(b, b)).values, blur(product(a, b)).values];
  let sum = 0;
  for (let i = 0; i < ma.length; i++) {
    const [u, v] = [ma[i]!, mb[i]!];
    const [va, vb, cov] = [aa[i]! - u * u, bb[i]! - v * v, ab[i]! - u * v];
    sum += ((2 * u * v + c1) * (2 * cov + c2)) / ((u * u + v * v + c1) * (va + vb + c2));
  }
  return sum / ma.length;
}

const reach = 5;
const gaussian = normalise(
  Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * 1.5 ** 2))),
);

function normalise(weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

/** Only where the whole window lies inside. */
function blur({ values, width, height }: Plane): Plane {
  const [w, h] = [width - 2 * reach, height - 2 * reach];
  const across = new Float64Array(w * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < w; x++) {
      across[y * w + x] = gaussian.reduce((sum, weight, i) => sum + weight * values[y * width + x + i]!, 0);
    }
  }
  const both = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      both[y * w + x] = gaussian.reduce((sum, weight, i) => sum + weight * across[(y + i) * w + x]!, 0);
    }
  }
  return { values: both, width: w, height: h };
}
