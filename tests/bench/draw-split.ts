export interface SplitBar {
  readonly label: string;
  /** Of the output. */
  readonly megapixels: number;
  /** Seconds of the whole job. */
  readonly whole: number;
  /** The same stages, in the same order, in every bar. */
  readonly parts: readonly { readonly name: string; readonly seconds: number }[];
}

interface SplitPicture {
  readonly title: string;
  /** What the figures have to be told with. */
  readonly note: string;
  /** The part that the lower bars leave out. */
  readonly network: string;
  /** At least one. */
  readonly bars: readonly SplitBar[];
}

/** Alternately dark and light, so that neighbours differ for every eye; the network, the widest, is grey. */
const colours = [
  '#4e79a7',
  '#a0cbe8',
  '#2f8f6b',
  '#8cd17d',
  '#b6992d',
  '#f1ce63',
  '#d9722e',
  '#ffbe7d',
  '#b5446e',
  '#f2a7c3',
];
const networkColour = '#8a8f98';

const width = 960;
/** Of the plots: labels stand before, what a bar comes to behind. */
const left = 170;
const right = 830;
const barHeight = 22;
const barStep = 30;
const nameWidth = 150;

/**
 * Stacked bars: above, each stage's share of the whole job; below, all but the network, in milliseconds a megapixel;
 * then the shares in numbers. Where stages run beside each other, a bar goes past the line that the whole job is.
 *
 * @returns an SVG document that brings its own ground, light or dark.
 */
export function drawSplit({ title, note, network, bars }: SplitPicture): string {
  const names = bars[0]!.parts.map(({ name }) => name);
  const ownColours = colours.values();
  const fills = new Map(names.map((name) => [name, name === network ? networkColour : ownColours.next().value!]));
  const shares = bars.map((bar) => ({
    label: bar.label,
    value: `${bar.whole.toPrecision(3)} s`,
    pieces: withRest(bar).map(({ name, seconds }) => ({ name, size: (100 * seconds) / bar.whole })),
  }));
  const overhead = bars.map((bar) => {
    const pieces = bar.parts
      .filter(({ name }) => name !== network)
      .map(({ name, seconds }) => ({ name, size: (1000 * seconds) / bar.megapixels }));
    return { label: bar.label, value: `${sum(pieces).toFixed(1)} ms`, pieces };
  });
  const below = 84 + plotHeight(bars);
  const legend = below + plotHeight(bars) + 10;
  const height = legend + 34 + 20 * (names.length + 1);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeText(title)}</title>`,
    style,
    '<defs><pattern id="rest" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 3H6" class="hatch"/></pattern></defs>',
    `<rect class="ground" width="${width}" height="${height}"/>`,
    text(20, 32, title, 'title'),
    text(20, 52, note, 'quiet'),
    ...plot(84, 'Share of the whole job’s time, %', shares, fills, 100),
    ...plot(below, `Without the ${network}: milliseconds a megapixel of the result`, overhead, fills),
    ...table(legend, bars, fills),
    '</svg>',
  ].join('\n')}\n`;
}

interface Stack {
  readonly label: string;
  readonly value: string;
  readonly pieces: readonly { readonly name: string; readonly size: number }[];
}

/** @param line where the axis has its strong line; absent: it has none. */
function plot(top: number, heading: string, stacks: readonly Stack[], fills: ReadonlyMap<string, string>, line = 0) {
  const largest = Math.max(line, ...stacks.map(({ pieces }) => sum(pieces)));
  const step = tickStep(largest);
  const at = (size: number) => left + ((right - left) * size) / largest;
  const bottom = top + 14 + barStep * stacks.length;
  const drawn = [text(20, top, heading, 'heading')];
  for (let tick = 0; tick <= largest; tick += step) {
    drawn.push(`<path class="grid" d="M${fixed(at(tick))} ${top + 10}V${bottom}"/>`);
    drawn.push(text(at(tick), bottom + 16, String(Number(tick.toPrecision(6))), 'quiet middle'));
  }
  for (const [row, { label, value, pieces }] of stacks.entries()) {
    const y = top + 18 + barStep * row;
    drawn.push(text(left - 10, y + 16, label, 'end'));
    let from = 0;
    for (const { name, size } of pieces) {
      const paint = fills.has(name) ? `fill="${fills.get(name)}"` : 'class="rest"';
      const box = `x="${fixed(at(from))}" y="${y}" width="${fixed(at(size) - left)}" height="${barHeight}"`;
      drawn.push(`<rect ${box} ${paint}><title>${escapeText(`${name}: ${size.toFixed(2)}`)}</title></rect>`);
      from += size;
    }
    drawn.push(text(right + 10, y + 16, value, ''));
  }
  if (line > 0) drawn.push(`<path class="line" d="M${fixed(at(line))} ${top + 10}V${bottom}"/>`);
  return drawn;
}

/** The legend, with every stage's share in every bar. */
function table(top: number, bars: readonly SplitBar[], fills: ReadonlyMap<string, string>): string[] {
  const column = Math.min(130, (width - 20 - nameWidth - 40) / bars.length);
  const x = (index: number) => 20 + nameWidth + 40 + column * (index + 1) - 10;
  const drawn = bars.map(({ label }, index) => text(x(index), top + 12, label, 'quiet end'));
  const names = [...fills.keys(), restName];
  for (const [row, name] of names.entries()) {
    const y = top + 34 + 20 * row;
    const paint = fills.has(name) ? `fill="${fills.get(name)}"` : 'class="rest"';
    drawn.push(`<rect x="20" y="${y - 11}" width="14" height="14" ${paint}/>`, text(42, y, name, ''));
    for (const [index, bar] of bars.entries()) {
      const seconds = row < fills.size ? bar.parts[row]!.seconds : bar.whole - sumOf(bar);
      drawn.push(text(x(index), y, `${((100 * seconds) / bar.whole).toFixed(1).replace('-', '−')} %`, 'end'));
    }
  }
  return drawn;
}

const restName = 'rest, waiting';

function withRest(bar: SplitBar): SplitBar['parts'] {
  const rest = bar.whole - sumOf(bar);
  return rest > 0 ? [...bar.parts, { name: restName, seconds: rest }] : bar.parts;
}

function sumOf({ parts }: SplitBar): number {
  return parts.reduce((all, { seconds }) => all + seconds, 0);
}

function sum(pieces: readonly { readonly size: number }[]): number {
  return pieces.reduce((all, { size }) => all + size, 0);
}

function plotHeight(bars: readonly SplitBar[]): number {
  return barStep * bars.length + 66;
}

/** 1, 2 or 5 times a power of ten, for four to ten ticks. */
function tickStep(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest / 4));
  return [5, 2, 1].map((factor) => factor * power).find((step) => largest / step >= 4) ?? power;
}

const fixed = (value: number) => value.toFixed(2);

function text(x: number, y: number, words: string, classes: string): string {
  return `<text x="${fixed(x)}" y="${y}"${classes && ` class="${classes}"`}>${escapeText(words)}</text>`;
}

function escapeText(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

const style = `<style>
text { font: 13px sans-serif; fill: #1b1d21; }
.title { font-size: 18px; font-weight: bold; }
.heading { font-weight: bold; }
.quiet { fill: #5a606b; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.ground { fill: #ffffff; }
.grid { stroke: #d9dce1; }
.line { stroke: #1b1d21; stroke-width: 2; }
.hatch { stroke: #5a606b; stroke-width: 2; }
.rest { fill: url(#rest); stroke: #5a606b; }
@media (prefers-color-scheme: dark) {
  text { fill: #eceef1; }
  .quiet { fill: #a9b0bb; }
  .ground { fill: #16181c; }
  .grid { stroke: #353a43; }
  .line { stroke: #eceef1; }
  .hatch, .rest { stroke: #a9b0bb; }
}
</style>`;
