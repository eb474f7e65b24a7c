"""Crops for the `auto` network: pictures of three kinds, their random histories, and which crops are looked at."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from auto_network import CROP_SIZE, KINDS
from auto_sources import CROPS_HELD_BACK
from degrade import JPEG_BEST, JPEG_WORST, KERNELS, NOISE_MOST, add_noise, compress
from photographs import HELD_BACK, prefix_of

HERE = Path(__file__).resolve().parent
MARGIN = 8
CROPS, GRID = 8, 6
# A clean picture a quarter of the time, as for the restoring networks.
CLEAN_PART = 0.25


@dataclass(frozen=True)
class Picture:
    """One picture of a split; `kind` is an index into KINDS, pixels [h,w,3] uint8."""

    name: str
    kind: int
    pixels: np.ndarray


def split_of_crop(row, prefixes):
    """The split of a picture of sources.tsv."""
    if row["source"].startswith(CROPS_HELD_BACK):
        return "test"
    return "validation" if row["prefix"] in prefixes else "training"


def load_pictures(crops, pictures, split, most_crops=None):
    """Every picture of the split: [Picture]. Crops of one photograph count singly, at most `most_crops` of each."""
    with (HERE / "sources.tsv").open(newline="", encoding="utf-8") as file:
        rows = {row["prefix"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    held_back = set(HELD_BACK.read_text().split())
    found = []
    for path in sorted(Path(crops).rglob("*.webp")):
        row = rows[prefix_of(path)]
        if split_of_crop(row, held_back) != split or (most_crops and int(path.stem.rpartition("_")[2]) >= most_crops):
            continue
        found.append((path.stem, row["kind"], path))
    with (HERE / "auto-sources.tsv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["split"] == split:
                found.append((row["name"], row["kind"], Path(pictures) / row["kind"] / f"{row['name']}.png"))
    if not found:
        raise SystemExit(f"{crops}, {pictures}: no {split} pictures")
    return [Picture(name, KINDS.index(kind), np.asarray(Image.open(path).convert("RGB"))) for name, kind, path in found]


@dataclass(frozen=True)
class History:
    """What befell a picture: noise sigma (8-bit units), then JPEG at `quality` (100: never)."""

    noise: float
    quality: int
    grey: bool
    poisson: bool
    subsampling: int
    first_quality: int

    def apply(self, pixels, rng):
        if self.noise:
            pixels = add_noise(pixels, self.noise, rng, self.grey, self.poisson)
        if self.first_quality < 100:
            y, x = rng.integers(0, MARGIN, 2)
            pixels = pixels.copy()
            pixels[y:, x:] = compress(pixels[y:, x:], self.first_quality, self.subsampling)
        return compress(pixels, self.quality, self.subsampling) if self.quality < 100 else pixels


def choose_history(rng, clean_part=CLEAN_PART):
    """A part clean; of the rest a third each noise, JPEG, both: degrade.py's ranges.

    Of JPEG twice, which degrade.py has too, the last is the better one at most by 20: the truth is the worst of both.
    """
    noise, quality, first = 0.0, 100, 100
    has_noise, has_jpeg = ((True, False), (False, True), (True, True))[rng.integers(3)]
    if rng.random() >= clean_part:
        if has_noise:
            noise = NOISE_MOST * float(rng.uniform(0.02, 1)) ** 1.5
        if has_jpeg:
            quality = int(rng.integers(JPEG_WORST, JPEG_BEST + 1))
            if rng.random() < 0.1:
                first = int(rng.integers(max(JPEG_WORST, quality - 20), JPEG_BEST + 1))
    return History(noise, quality, rng.random() < 0.2, rng.random() < 0.3, 2 if rng.random() < 0.6 else 0, first)


def gradient(pixels):
    """Mean of |horizontal| and |vertical| luma differences, luma = (299 R + 587 G + 114 B) / 1000 on 8-bit values."""
    luma = pixels @ np.array([0.299, 0.587, 0.114], np.float32)
    return float((np.abs(np.diff(luma, axis=1)).mean() + np.abs(np.diff(luma, axis=0)).mean()) / 2)


def texture(pixels):
    """A cheap likeness of `gradient`: differences of every second pixel's green."""
    green = pixels[::2, ::2, 1].astype(np.int16)
    return int(np.abs(np.diff(green, axis=0)).sum() + np.abs(np.diff(green, axis=1)).sum())


def positions(length):
    """At most GRID even positions of a crop along a side, first and last flush with the borders."""
    return sorted({k * (length - CROP_SIZE) // (GRID - 1) for k in range(GRID)})


def mirror(pixels):
    """A side under CROP_SIZE is mirrored up to it, the edge pixel not repeated."""
    grow = [(0, max(0, CROP_SIZE - side)) for side in pixels.shape[:2]]
    return np.pad(pixels, (*grow, (0, 0)), "reflect") if any(g for _, g in grow) else pixels


def choose_crops(pixels):
    """[h,w,3] uint8 -> [n,96,96,3], as the app cuts them: of a 6 x 6 grid the 8 crops (at most) of largest gradient."""
    pixels = mirror(pixels)
    cuts = [
        pixels[y : y + CROP_SIZE, x : x + CROP_SIZE]
        for y in positions(pixels.shape[0])
        for x in positions(pixels.shape[1])
    ]
    order = sorted(range(len(cuts)), key=lambda k: -gradient(cuts[k]))
    return np.stack([cuts[k] for k in order[:CROPS]])


def draw_size(rng, kind):
    """The factor a picture is resized by before its history: mostly 1; photographs are at times enlarged (soft)."""
    chance = rng.random()
    if chance < 0.55:
        return 1.0
    if KINDS[kind] == "photo" and chance > 0.85:
        return float(rng.uniform(1, 1.8))
    return float(rng.uniform(0.5, 1))


def resize(pixels, factor, rng):
    if factor == 1:
        return pixels
    size = [max(1, round(side * factor)) for side in pixels.shape[1::-1]]
    return np.asarray(Image.fromarray(pixels).resize(size, KERNELS[rng.integers(len(KERNELS))]))


def draw_crop(pictures_by_kind, rng, size, clean_part):
    """One training crop with its truth: ([size,size,3] uint8, kind, noise, quality), from three kinds equally often."""
    kind = int(rng.integers(len(KINDS)))
    of_kind = pictures_by_kind[kind]
    pixels = of_kind[rng.integers(len(of_kind))].pixels
    factor = draw_size(rng, kind)
    # A margin on each side: JPEG blocks then start anywhere in the crop.
    side = size + 2 * MARGIN
    cut = int(np.ceil(side / factor))
    height, width = (min(cut, s) for s in pixels.shape[:2])
    places = [(rng.integers(pixels.shape[0] - height + 1), rng.integers(pixels.shape[1] - width + 1)) for _ in range(3)]
    cuts = [pixels[y : y + height, x : x + width] for y, x in places]
    # The app looks where there is something to see: mostly the most textured of a few.
    chosen = max(cuts, key=texture) if rng.random() < 0.7 else cuts[0]
    chosen = resize(chosen, factor, rng)
    if rng.random() < 0.06:
        chosen = np.asarray(Image.fromarray(chosen).filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.0)))))
    if chosen.shape[0] < side or chosen.shape[1] < side:
        grow = [(0, max(0, side - s)) for s in chosen.shape[:2]]
        chosen = np.pad(chosen, (*grow, (0, 0)), "symmetric" if min(chosen.shape[:2]) < side // 2 else "reflect")
    turn = 0 if KINDS[kind] == "screenshot" else int(rng.integers(8))
    if turn & 1:
        chosen = chosen[:, ::-1]
    if turn & 2:
        chosen = chosen[::-1]
    if turn & 4:
        chosen = chosen.transpose(1, 0, 2)
    if rng.random() < 0.1:
        chosen = chosen[..., rng.permutation(3)]
    history = choose_history(rng, clean_part)
    done = history.apply(np.ascontiguousarray(chosen), rng)
    y, x = rng.integers(0, done.shape[0] - size + 1), rng.integers(0, done.shape[1] - size + 1)
    quality = min(history.quality, history.first_quality)
    return done[y : y + size, x : x + size], kind, history.noise, quality


def draw_batch(pictures_by_kind, seed, step, count, size=CROP_SIZE, clean_part=CLEAN_PART):
    """The batch of a step: the same for every run of a seed, whatever was run before. (crops, kinds, noise, quality)"""
    rng = np.random.default_rng([seed, step])
    crops, kinds, noise, quality = zip(*(draw_crop(pictures_by_kind, rng, size, clean_part) for _ in range(count)))
    return np.stack(crops), np.array(kinds), np.array(noise, np.float32), np.array(quality, np.float32)


def by_kind(pictures):
    """[[Picture]] in the order of KINDS."""
    return [[p for p in pictures if p.kind == kind] for kind in range(len(KINDS))]
