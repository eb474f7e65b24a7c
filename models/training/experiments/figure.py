"""What an experiment leaves behind: a figure (SVG) and a table (TSV).

    curves = [Curve("residual", [(0, 31.0), (500, 31.6)], band=[(0, 30.9, 31.1), (500, 31.5, 31.7)])]
    draw("results/NAME.svg", "Title", [Panel("×4", "steps", "PSNR-Y, dB", curves)])
    write_table("results/NAME.tsv", ("variant", "step", "psnr_y"), rows)

The SVG carries both a light and a dark dress and its own ground, so it can be read wherever it is shown; it needs no
library, and the same numbers give the same bytes.
"""

import math
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

LIGHT = ("#2563c9", "#c2410c", "#14804a", "#8b2fc9", "#8a6a00", "#555f6e")
DARK = ("#7fb2ff", "#ff9d5c", "#5fd699", "#d59bff", "#e6c34d", "#b3bdca")
DASHES = ("", "7 4", "2 3", "10 3 2 3", "4 2", "1 4")
PANEL_WIDTH, PANEL_HEIGHT = 400, 260
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 30, 50
LETTER = 6.6  # the width of an average letter at 12 px, to set the legend's columns


class Curve(NamedTuple):
    """One line: points (x, y) in order of x. `band`, (x, low, high), is shaded: the spread over seeds, say.

    Curves of one name share a colour in all panels and one entry in the legend.
    """

    name: str
    points: list
    band: list = []
    marks: bool = False


class Panel(NamedTuple):
    """One set of axes. A logarithmic axis takes positive values only; `y_range` (low, high) cuts the rest off."""

    title: str
    x_label: str
    y_label: str
    curves: list
    log_x: bool = False
    log_y: bool = False
    y_range: tuple = None


def write_table(path, columns, rows):
    """A TSV with a header line; floats as they are given (round them first), or strings."""
    lines = ["\t".join(columns), *("\t".join(str(cell) for cell in row) for row in rows)]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_table(path):
    """The rows of such a TSV, as tuples of strings."""
    return [tuple(line.split("\t")) for line in Path(path).read_text(encoding="utf-8").splitlines()[1:]]


def ticks(low, high, count=5):
    """Round numbers within low..high, about `count` of them."""
    step = 10 ** math.floor(math.log10((high - low) / count))
    step = next(step * m for m in (1, 2, 2.5, 5, 10) if (high - low) / (step * m) <= count)
    return [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def as_text(value):
    """A tick's number: 12 000 as 12k, no trailing zeros."""
    if value and abs(value) < 1e-3:
        return f"{value:.0e}".replace("e-0", "e-")
    if abs(value) >= 10000:
        return f"{value / 1000:g}k"
    return f"{round(value, 6):g}"


class Axis:
    """From values to positions along `length` pixels; ends at round numbers unless `fixed`."""

    def __init__(self, values, length, logarithmic=False, fixed=None, tight=False):
        self.logarithmic, self.length = logarithmic, length
        low, high = fixed or (min(values), max(values))
        low, high = (math.log10(low), math.log10(high)) if logarithmic else (low, high)
        if high == low:
            low, high = low - 0.5, high + 0.5
        if not (fixed or tight):
            spare = 0.04 * (high - low)
            low, high = low - spare, high + spare
        self.low, self.high = low, high

    def at(self, value):
        value = math.log10(value) if self.logarithmic else value
        return (value - self.low) / (self.high - self.low) * self.length

    def ticks(self):
        if not self.logarithmic:
            return ticks(self.low, self.high)
        decades = range(math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9) + 1)
        if len(decades) > 2:
            return [10.0**k for k in decades[:: math.ceil(len(decades) / 6)]]
        span = range(math.floor(self.low), math.ceil(self.high))
        marks = [m * 10.0**k for k in span for m in (1, 2, 5)]
        return [v for v in marks if self.low - 1e-9 <= math.log10(v) <= self.high + 1e-9]


def panel_svg(panel, colour_of, index):
    """The axes and curves of one panel; its outer corner is at 0, 0."""
    width, height = PANEL_WIDTH - LEFT - RIGHT, PANEL_HEIGHT - TOP - BOTTOM
    xs = [x for c in panel.curves for x, *_ in c.points]
    ys = [y for c in panel.curves for _, y in c.points] + [y for c in panel.curves for _, *b in c.band for y in b]
    across = Axis(xs, width, panel.log_x, tight=True)
    up = Axis(ys, height, panel.log_y, panel.y_range)

    def point(x, y):
        return f"{LEFT + across.at(x):.1f},{TOP + height - up.at(y):.1f}"

    out = [f'<text class="strong" x="{LEFT}" y="{TOP - 10}">{escape(panel.title)}</text>']
    for value in up.ticks():
        y = TOP + height - up.at(value)
        out.append(f'<path class="grid" d="M{LEFT} {y:.1f}h{width}"/>')
        out.append(f'<text class="tick" x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{as_text(value)}</text>')
    for value in across.ticks():
        x = LEFT + across.at(value)
        out.append(f'<path class="axis" d="M{x:.1f} {TOP + height}v5"/>')
        out.append(
            f'<text class="tick" x="{x:.1f}" y="{TOP + height + 18}" text-anchor="middle">{as_text(value)}</text>'
        )
    out.append(f'<path class="axis" d="M{LEFT} {TOP}v{height}h{width}"/>')
    middle = f'x="{LEFT + width / 2}" y="{PANEL_HEIGHT - 14}" text-anchor="middle"'
    out.append(f"<text {middle}>{escape(panel.x_label)}</text>")
    turned = f'transform="translate(14 {TOP + height / 2}) rotate(-90)" text-anchor="middle"'
    out.append(f"<text {turned}>{escape(panel.y_label)}</text>")
    inside = f'<rect x="{LEFT}" y="{TOP}" width="{width}" height="{height}"/>'
    out.append(f'<clipPath id="inside{index}">{inside}</clipPath>')
    out.append(f'<g clip-path="url(#inside{index})">')
    for curve in panel.curves:
        colour = colour_of[curve.name]
        if curve.band:
            edge = [point(x, high) for x, _, high in curve.band] + [point(x, low) for x, low, _ in curve.band[::-1]]
            out.append(f'<path class="band fill{colour}" d="M{" ".join(edge)}z"/>')
        line = " ".join(point(x, y) for x, y in curve.points)
        out.append(f'<path class="line line{colour}" d="M{line}"/>')
        if curve.marks:
            for place in (point(x, y).split(",") for x, y in curve.points):
                out.append(f'<circle class="fill{colour}" cx="{place[0]}" cy="{place[1]}" r="3"/>')
    return out + ["</g>"]


def style(count):
    """Both dresses; a viewer that knows no media queries shows the light one."""

    def dress(ground, ink, faint, colours):
        rules = [f".ground{{fill:{ground}}} text{{fill:{ink}}} .axis{{stroke:{ink}}} .grid{{stroke:{faint}}}"]
        rules += [f".line{k}{{stroke:{colours[k]}}} .fill{k}{{fill:{colours[k]}}}" for k in range(count)]
        return " ".join(rules)

    fixed = (
        "text{font:12px system-ui,'Segoe UI','DejaVu Sans',sans-serif} .title{font-size:15px;font-weight:600} "
        ".strong{font-weight:600} .tick{font-size:11px} .axis,.grid,.line{fill:none} .line{stroke-width:2} "
        ".band{opacity:.2} " + " ".join(f".line{k}{{stroke-dasharray:{DASHES[k] or 'none'}}}" for k in range(count))
    )
    light, dark = dress("#fff", "#1d2430", "#e1e5ea", LIGHT), dress("#14181f", "#e6eaf0", "#323a46", DARK)
    return f"<style>{fixed} {light} @media (prefers-color-scheme:dark){{{dark}}}</style>"


def draw(path, title, panels):
    """Writes the panels side by side under one title and one legend (at most six names)."""
    names = list(dict.fromkeys(c.name for p in panels for c in p.curves))
    colour_of = {name: k for k, name in enumerate(names)}
    width = max(PANEL_WIDTH * len(panels), 480)
    legend, x, y = [], LEFT, 52
    for name in names:
        needs = 34 + LETTER * len(name) + 18
        if x > LEFT and x + needs > width - RIGHT:
            x, y = LEFT, y + 20
        legend.append(f'<path class="line line{colour_of[name]}" d="M{x} {y - 4}h26"/>')
        legend.append(f'<text x="{x + 34}" y="{y}">{escape(name)}</text>')
        x += needs
    height = y + 14 + PANEL_HEIGHT
    body = []
    for k, panel in enumerate(panels):
        body.append(f'<g transform="translate({k * PANEL_WIDTH} {y + 14})">')
        body += [*panel_svg(panel, colour_of, k), "</g>"]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    lines = [
        f'{head} role="img" aria-label="{escape(title, {chr(34): "&quot;"})}">',
        style(len(names)),
        f'<rect class="ground" width="{width}" height="{height}" rx="6"/>',
        f'<text class="title" x="{LEFT}" y="28">{escape(title)}</text>',
        *legend,
        *body,
        "</svg>",
    ]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
