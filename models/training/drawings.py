#!/usr/bin/env python3
"""Renders the vector drawings of Debian packages and cuts them into 256x256 RGB crops.

    python3 drawings.py --packages UNPACKED --out CROPS [--only SUBSTRING]

UNPACKED holds each package of packages.py in a folder of its name:
`apt-get download P && dpkg-deb -x P_*.deb UNPACKED/P`. Writes CROPS/train, CROPS/held-back (NAME_NN.webp, lossless)
and drawings.tsv. Needs rsvg-convert (librsvg2-bin). Every drawing has its own seed, so its crops do not
depend on which others there are. Packages are held back whole; a drawing that looks like one of theirs
(difference hash) is not trained on.
"""

import argparse
import csv
import hashlib
import io
import re
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

from packages import (
    HELD_BACK,
    HELD_BACK_FONTS,
    PAGE_ICONS,
    TRAINED,
    TRAINED_FONTS,
    author_of,
    drawings_of,
    fonts_of,
    licence_of,
    licences_of,
    order,
    read,
    version_of,
)
from pages import colour, make_page, render

TABLE = Path(__file__).with_name("drawings.tsv")
BLOCK, STRIDE, CELL = 256, 32, 16
SMALLEST, LARGEST = 260, 800
# Of a crop's 16 x 16 cells, those that show anything; the rest is flat.
BUSY_LEAST = 0.4
OVERLAP_MOST = 0.2
CROPS_EACH = {"train": 4, "held-back": 1}
PAGES = {"train": 90, "held-back": 16}
PAGE_CROPS = {"train": 6, "held-back": 2}
SAME = 20  # of 256 bits, as for the photographs


def seeded(name):
    return np.random.default_rng(int(order(name)[:16], 16))


def ground(rng, size):
    """What a drawing stands on: white mostly, else one colour or a gentle gradient of two."""
    chance = rng.random()
    if chance < 0.55:
        return Image.new("RGB", size, (255, 255, 255))
    first = np.array(colour(rng))
    second = first if chance < 0.8 else np.clip(first + rng.integers(-70, 71, 3), 0, 255)
    ramp = np.linspace(0, 1, size[1])[:, None, None]
    column = np.round(first + (second - first) * ramp).astype(np.uint8)
    return Image.fromarray(np.ascontiguousarray(np.broadcast_to(column, (size[1], size[0], 3))))


def hash_of(drawing):
    """256 booleans of the drawing alone, on grey: is each cell brighter than its left neighbour?"""
    drawing = drawing.crop(drawing.getchannel("A").getbbox())
    flat = Image.new("RGBA", drawing.size, (128, 128, 128, 255))
    small = Image.alpha_composite(flat, drawing).convert("L").resize((17, 16), Image.Resampling.BOX)
    cells = np.asarray(small, np.int16)
    return (cells[:, 1:] > cells[:, :-1]).ravel()


def cut(picture, most):
    """The busiest 256x256 blocks, at most `most`, that hardly overlap; near-flat ones never."""
    pixels = np.asarray(picture)
    luma = np.asarray(picture.convert("L"), np.int16)
    found = []
    for y in sorted({*range(0, luma.shape[0] - BLOCK + 1, STRIDE), luma.shape[0] - BLOCK}):
        for x in sorted({*range(0, luma.shape[1] - BLOCK + 1, STRIDE), luma.shape[1] - BLOCK}):
            cells = luma[y : y + BLOCK, x : x + BLOCK].reshape(BLOCK // CELL, CELL, BLOCK // CELL, CELL)
            busy = float((cells.max((1, 3)) - cells.min((1, 3)) > 12).mean())
            if busy >= BUSY_LEAST:
                found.append((busy, y, x))
    taken = []
    for busy, y, x in sorted(found, reverse=True):
        shared = [max(0, BLOCK - abs(y - b)) * max(0, BLOCK - abs(x - a)) for b, a in taken]
        if max(shared, default=0) <= OVERLAP_MOST * BLOCK * BLOCK:
            taken.append((y, x))
        if len(taken) == most:
            break
    return [pixels[y : y + BLOCK, x : x + BLOCK] for y, x in taken]


def encode(block):
    data = io.BytesIO()
    Image.fromarray(block).save(data, "WEBP", lossless=True, quality=30, method=1)
    return data.getvalue()


def render_one(job):
    """(hash, crops' bytes) of a drawing; None where it cannot be rendered or is empty."""
    name, path, split = job
    rng = seeded(name)
    side = round(SMALLEST * (LARGEST / SMALLEST) ** float(rng.random()))
    # A part is drawn at twice the size and reduced: edges as other programs smooth them.
    twice = rng.random() < 0.3
    drawing = render(path, side * 2 if twice else side)
    if drawing is None or not drawing.getchannel("A").getbbox():
        return None
    if twice:
        kernel = (Image.Resampling.BOX, Image.Resampling.LANCZOS)[rng.integers(2)]
        drawing = drawing.resize([max(1, (v + 1) // 2) for v in drawing.size], kernel)
    margin = int(rng.integers(4, 20))
    size = [max(BLOCK, v + 2 * margin) for v in drawing.size]
    picture = ground(rng, tuple(size))
    picture.paste(drawing, tuple((a - b) // 2 for a, b in zip(size, drawing.size)), drawing)
    return hash_of(drawing), [encode(b) for b in cut(picture, CROPS_EACH[split])]


def render_page(job):
    """(drawings, fonts, crops' bytes) of a page."""
    name, drawings, fonts, words, split = job
    picture, used, used_fonts = make_page(seeded(name), drawings, fonts, words)
    return used, used_fonts, [encode(b) for b in cut(picture, PAGE_CROPS[split])]


class Sources:
    """Licences and versions of the unpacked packages."""

    def __init__(self, root):
        self.root, self.licences, self.versions = root, {}, {}

    def of(self, path):
        package, _, name = str(path.relative_to(self.root)).partition("/")
        if package not in self.versions:
            self.licences[package] = licences_of(self.root, package)
            self.versions[package] = version_of(self.root, package)
        return package, name, licence_of(self.licences[package], name)

    def describe(self, paths):
        """(source, licence) of what a page shows: every package with its files."""
        files, licences = {}, set()
        for path in paths:
            package, name, licence = self.of(path)
            files.setdefault(package, []).append(Path(name).name)
            licences.add(licence)
        said = [f"{p} {self.versions[p]}: {', '.join(sorted(set(n)))}" for p, n in sorted(files.items())]
        return "; ".join(said), ", ".join(sorted(licences))


def prefix_for(package, name, used):
    stem = re.sub(r"[^a-z0-9]+", "-", f"{package.split('-')[0]}-{Path(name).stem}".lower()).strip("-")[:60]
    prefix = stem if stem not in used else f"{stem}-{order(package + name)[:6]}"
    used.add(prefix)
    return prefix


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--only", default="", help="a trial: drawings whose path contains it; no pages, no table")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    root, sources, used, rows = options.packages, Sources(options.packages), set(), []

    def write(split, prefix, crops, source, licence, author):
        folder = options.out / split
        folder.mkdir(parents=True, exist_ok=True)
        whole = hashlib.sha256()
        for number, data in enumerate(crops):
            (folder / f"{prefix}_{number:02d}.webp").write_bytes(data)
            whole.update(data)
        rows.append([prefix, "drawing", split, len(crops), source, licence, author, whole.hexdigest()])

    def listed(packages):
        return [
            root / p / name
            for p, (folder, most) in packages.items()
            for name in drawings_of(root, p, folder, most)
            if options.only in name
        ]

    hashes, kept = [], {"train": [], "held-back": []}
    with Pool(options.jobs) as pool:
        for split, packages in (("held-back", HELD_BACK), ("train", TRAINED)):
            paths = listed(packages)
            jobs = [(str(p.relative_to(root)), p, split) for p in paths]
            for path, done in zip(paths, pool.imap(render_one, jobs, chunksize=4)):
                if done is None or (hashes and (np.array(hashes) ^ done[0]).sum(1).min() <= SAME):
                    continue
                hashes.append(done[0])
                kept[split].append(path)
                if done[1]:
                    package, name, licence = sources.of(path)
                    write(
                        split,
                        prefix_for(package, name, used),
                        done[1],
                        f"{package} {sources.versions[package]}: {name}",
                        licence,
                        author_of(read(path)),
                    )
        words = sorted({w for p in kept["train"] for w in re.findall(r"[a-z]{2,}", p.stem.lower())})
        small = {"train": kept["train"] + listed(PAGE_ICONS) * 2, "held-back": kept["held-back"]}
        fonts = {"train": fonts_of(root, TRAINED_FONTS), "held-back": fonts_of(root, HELD_BACK_FONTS)}
        for split in ("held-back", "train"):
            names = [f"page-{split[0]}{n:03d}" for n in range(0 if options.only else PAGES[split])]
            jobs = [(name, small[split], fonts[split], words, split) for name in names]
            for name, (drawn, written, crops) in zip(names, pool.imap(render_page, jobs)):
                if crops:
                    write(split, name, crops, *sources.describe(drawn + written), "")

    if not options.only:
        with TABLE.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
            writer.writerow(["prefix", "kind", "split", "blocks", "source", "licence", "author", "sha256"])
            writer.writerows(sorted(rows))
    for split in CROPS_EACH:
        mine = [row for row in rows if row[2] == split]
        print(f"{split}: {sum(row[3] for row in mine)} crops of {len(mine)} drawings and pages")


if __name__ == "__main__":
    main()
