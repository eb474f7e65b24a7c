import type { Samples } from '../../models/inference/tile.ts';

/** How samples lie: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha, interleaved. */
export interface SampleLayout {
  readonly channels: 1 | 2 | 3 | 4;
  readonly depth: 8 | 16;
}

/**
 * Samples in another layout: from 16 to 8 bits (rounded) and from grey to RGB. Other changes are bugs.
 *
 * @param samples [pixels, from.channels].
 * @returns [pixels, to.channels]; the same array where nothing changes.
 */
export function convertSamples(samples: Samples, from: SampleLayout, to: SampleLayout): Samples {
  const shallow = from.depth === 16 && to.depth === 8 ? Uint8Array.from(samples, (v) => Math.round(v / 257)) : samples;
  if (to.channels === from.channels) return shallow;
  const alpha = from.channels === 2;
  if (from.channels > 2 || to.channels !== (alpha ? 4 : 3)) {
    throw new RangeError(`convertSamples: ${from.channels} channels cannot become ${to.channels}`);
  }
  const count = shallow.length / from.channels;
  const out = to.depth === 16 ? new Uint16Array(count * to.channels) : new Uint8Array(count * to.channels);
  for (let i = 0; i < count; i++) {
    out.fill(shallow[i * from.channels]!, i * to.channels, i * to.channels + 3);
    if (alpha) out[i * 4 + 3] = shallow[i * 2 + 1]!;
  }
  return out;
}
