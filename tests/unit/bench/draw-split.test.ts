import { describe, expect, it } from 'vitest';
import { drawSplit, type SplitBar } from '../../bench/draw-split.ts';

const bar = (whole: number, decode: number, network: number, encode: number): SplitBar => ({
  label: 'fast & small, <1 Mpx',
  megapixels: 2,
  whole,
  parts: [
    { name: 'decode', seconds: decode },
    { name: 'network', seconds: network },
    { name: 'encode', seconds: encode },
  ],
});

const draw = (...bars: SplitBar[]) => drawSplit({ title: 'Time', note: 'here', network: 'network', bars });

/** Of every piece of a bar, in the order in which it is drawn. */
const pieces = (svg: string) =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)"[^>]*><title>(.*?): (.*?)<\/title>/g)].map(
    ([, x, width, name, size]) => ({ x: Number(x), end: Number(x) + Number(width), name, size: Number(size) }),
  );

describe('the picture of where time goes', () => {
  it('stacks the stages and what they leave to the end of the whole job', () => {
    const [decode, network, encode, rest] = pieces(draw(bar(10, 1, 6, 2)));
    expect([decode, network, encode, rest].map((piece) => [piece!.name, piece!.size])).toEqual([
      ['decode', 10],
      ['network', 60],
      ['encode', 20],
      ['rest, waiting', 10],
    ]);
    expect(network!.x).toBeCloseTo(decode!.end, 1);
    expect(encode!.x).toBeCloseTo(network!.end, 1);
    expect(rest!.x).toBeCloseTo(encode!.end, 1);
    expect(rest!.end).toBeCloseTo(830, 1);
  });

  it('lets a bar whose stages run beside each other pass the line of the whole job', () => {
    const svg = draw(bar(10, 1, 9, 2), bar(10, 1, 5, 4));
    const line = Number(/class="line" d="M([\d.]+)/.exec(svg)![1]);
    const [, , passing, , , last] = pieces(svg);
    expect(passing!.end).toBeGreaterThan(line + 50);
    expect(last!.end).toBeCloseTo(line, 1);
    expect(svg).toContain('>−20.0 %<');
  });

  it('shows beside it all but the network, by the megapixel', () => {
    const below = pieces(draw(bar(10, 1, 6, 2))).slice(4);
    expect(below.map(({ name, size }) => [name, size])).toEqual([
      ['decode', 500],
      ['encode', 1000],
    ]);
  });

  it('writes a label with signs of markup as it is', () => {
    expect(draw(bar(10, 1, 6, 2))).toContain('>fast &amp; small, &lt;1 Mpx<');
  });
});
