"""Pages as screens and documents show them: text in many faces, rules, tables, charts, drawings at small sizes."""

import io
import subprocess

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIDE = 768
GAP = 12


def render(path_or_svg, side):
    """A drawing as RGBA, anti-aliased, its long side `side` pixels; None where the renderer cannot."""
    command = ["rsvg-convert", "-w", str(side), "-h", str(side), "--keep-aspect-ratio"]
    data = None
    if isinstance(path_or_svg, bytes):
        data = path_or_svg
    else:
        command.append(str(path_or_svg))
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=30)
        return Image.open(io.BytesIO(done.stdout)).convert("RGBA")
    except (OSError, subprocess.TimeoutExpired):
        return None


def colour(rng, low=0, high=255):
    return tuple(int(v) for v in rng.integers(low, high + 1, 3))


def hexed(rgb):
    return "#{:02x}{:02x}{:02x}".format(*rgb)


class Page:
    """One column of random parts, laid out from the top; `used` are the drawings that went in."""

    def __init__(self, rng, drawings, fonts, words):
        self.rng, self.drawings, self.fonts, self.words = rng, drawings, fonts, words
        dark = rng.random() < 0.35
        self.ground = colour(rng, 0, 60) if dark else ((255, 255, 255) if rng.random() < 0.6 else colour(rng, 215, 255))
        self.ink = colour(rng, 190, 255) if dark else colour(rng, 0, 90)
        self.accent = colour(rng)
        self.image = Image.new("RGB", (SIDE, SIDE), self.ground)
        self.draw = ImageDraw.Draw(self.image)
        self.used, self.used_fonts = [], []
        self.body = self.face()

    def face(self):
        path = self.fonts[self.rng.integers(len(self.fonts))]
        self.used_fonts.append(path)
        return str(path)

    def say(self, count):
        said = [str(self.words[i]) for i in self.rng.integers(0, len(self.words), count)]
        said = [w.capitalize() if self.rng.random() < 0.2 else w for w in said]
        return [str(self.rng.integers(0, 10000)) if self.rng.random() < 0.08 else w for w in said]

    def text(self, x, y, width, height, size, face=None, fill=None):
        """Lines of words in a box; the y below them."""
        font = ImageFont.truetype(face or self.body, size)
        bottom, step = y + height, round(size * float(self.rng.uniform(1.15, 1.5)))
        while y + step <= bottom:
            line = ""
            for word in self.say(40):
                if self.draw.textlength(line + word, font=font) > width:
                    break
                line += word + (", " if self.rng.random() < 0.07 else " ")
            self.draw.text((x, y), line, font=font, fill=fill or self.ink)
            y += step
        return y

    def drawing(self, x, y, side):
        path = self.drawings[self.rng.integers(len(self.drawings))]
        picture = render(path, side)
        if picture:
            self.image.paste(picture, (x, y), picture)
            self.used.append(path)

    def title(self, y):
        size = int(self.rng.integers(22, 64))
        return self.text(GAP, y, SIDE - 2 * GAP, size * 1.6, size, self.face(), self.accent)

    def paragraph(self, y):
        size, columns = int(self.rng.integers(9, 26)), int(self.rng.integers(1, 4))
        width = (SIDE - GAP) // columns
        height = int(size * self.rng.uniform(4, 9))
        return max(self.text(GAP + k * width, y, width - GAP, height, size) for k in range(columns))

    def icons(self, y):
        side = int(self.rng.choice([24, 32, 48, 64, 96, 128]))
        step = int(side * self.rng.uniform(1.1, 1.5))
        for x in range(GAP, SIDE - side, step):
            self.drawing(x, y, side)
        if self.rng.random() < 0.5:
            font = ImageFont.truetype(self.body, 12)
            for x, word in zip(range(GAP, SIDE - side, step), self.say(99)):
                self.draw.text((x, y + side + 2), word[: step // 7], font=font, fill=self.ink)
        return y + side + 18

    def picture(self, y):
        side = int(self.rng.integers(130, 300))
        self.drawing(GAP, y, side)
        self.text(GAP * 2 + side, y, SIDE - side - 4 * GAP, side, int(self.rng.integers(10, 22)))
        return y + side

    def table(self, y):
        size = int(self.rng.integers(10, 20))
        rows, columns, line = int(self.rng.integers(3, 7)), int(self.rng.integers(3, 8)), int(self.rng.integers(1, 4))
        width, height = (SIDE - 2 * GAP) // columns, size * 2
        for row in range(rows):
            for column in range(columns):
                box = (GAP + column * width, y + row * height)
                corner = (box[0] + width, box[1] + height)
                self.draw.rectangle(
                    (*box, *corner), outline=self.ink, width=line, fill=self.accent if row == 0 else None
                )
                self.text(box[0] + 6, box[1] + 3, width - 12, size * 1.6, size)
        return y + rows * height + line

    def buttons(self, y):
        height, x = int(self.rng.integers(22, 44)), GAP
        font = ImageFont.truetype(self.body, height // 2)
        for word in self.say(20):
            width = int(self.draw.textlength(word, font=font)) + height
            if x + width > SIDE - GAP:
                break
            fill = self.accent if self.rng.random() < 0.4 else None
            self.draw.rounded_rectangle(
                (x, y, x + width, y + height),
                int(self.rng.integers(0, 9)),
                fill=fill,
                outline=self.ink,
                width=int(self.rng.integers(1, 3)),
            )
            self.draw.text((x + height // 2, y + height // 5), word, font=font, fill=self.ink)
            x += width + GAP
        return y + height

    def figure(self, y):
        """Curves, polygons and ellipses with lines of 1 to 12 pixels, as a drawing program's."""
        rng, height = self.rng, int(self.rng.integers(120, 300))
        width, parts = SIDE - 2 * GAP, []
        for _ in range(int(rng.integers(5, 22))):
            kind, line = rng.integers(4), float(rng.choice([1, 1, 1.5, 2, 2, 3, 4, 6, 8, 12]))
            p = np.round(rng.uniform(0, 1, (8, 2)) * (width, height), 1)
            stroke = self.ink if rng.random() < 0.5 else colour(rng)
            fill = hexed(colour(rng)) if rng.random() < 0.35 else "none"
            points = " ".join(f"{a},{b}" for a, b in p[: rng.integers(2, 8)])
            shape = (
                f'polyline points="{points}"',
                f'polygon points="{points}"',
                f'path d="M{p[0][0]} {p[0][1]}C{p[1][0]} {p[1][1]} {p[2][0]} {p[2][1]} {p[3][0]} {p[3][1]}'
                f'S{p[4][0]} {p[4][1]} {p[5][0]} {p[5][1]}"',
                f'ellipse cx="{p[0][0]}" cy="{p[0][1]}" rx="{p[1][0] / 6 + 2}" ry="{p[1][1] / 3 + 2}"',
            )[kind]
            parts.append(f'<{shape} fill="{fill}" stroke="{hexed(stroke)}" stroke-width="{line}"/>')
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{"".join(parts)}</svg>'
        picture = render(svg.encode(), width)
        self.image.paste(picture, (GAP, y), picture)
        return y + height

    def rule(self, y):
        line = int(self.rng.integers(1, 7))
        self.draw.rectangle((GAP, y, SIDE - GAP, y + line - 1), fill=self.ink)
        return y + line


def make_page(rng, drawings, fonts, words):
    """(768 x 768 RGB picture, paths of the drawings and of the fonts in it)."""
    page, y = Page(rng, drawings, fonts, words), GAP
    parts = (
        page.title,
        page.paragraph,
        page.paragraph,
        page.icons,
        page.icons,
        page.picture,
        page.picture,
        page.table,
        page.buttons,
        page.figure,
        page.rule,
    )
    while y < SIDE - 20:
        y = int(parts[rng.integers(len(parts))](y)) + int(rng.integers(4, 20))
    return page.image, page.used, page.used_fonts
