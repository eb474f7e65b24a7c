"""Training pictures: high-resolution crops in a folder, and the pairs of patches drawn from them."""

import math
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from degrade import MARGIN
from resample import reduce_bicubic

# The outermost low-resolution pixels of a crop saw mirrored borders, not the photograph.
UNSURE_BORDER = 2
LUMA_WEIGHTS = torch.tensor([65.481, 128.553, 24.966])
HELD_BACK = Path(__file__).with_name("validation.txt")


def prefix_of(path):
    """NAME of NAME_NN.webp: crops of one photograph share it."""
    return path.stem.rpartition("_")[0]


def crops_of(folders, split):
    """Sorted paths of a split's crops ("training" or "validation") in the folders, at any depth; exits where none is.

    Photographs are held back whole (validation.txt lists them), never crop by crop: crops of one
    picture resemble each other.
    """
    held_back = set(HELD_BACK.read_text().split())
    paths = sorted(p for f in folders for p in Path(f).rglob("*") if p.suffix in (".webp", ".png"))
    chosen = [p for p in paths if (prefix_of(p) in held_back) == (split == "validation")]
    if not chosen:
        raise SystemExit(f"{', '.join(map(str, folders))}: no {split} pictures (.webp or .png, named NAME_NN) in it")
    return chosen


class Photographs:
    """All crops of a split, with their low-resolution versions, as uint8 arrays in memory.

    `hardest_of`: a patch is the one of so many random ones that has most to learn.
    """

    def __init__(self, folders, scale, split, limit=None, also_at=(), hardest_of=1):
        self.scale, self.hardest_of = scale, hardest_of
        pictures = [Image.open(p).convert("RGB") for p in crops_of(folders, split)[:limit]]
        pictures += [
            picture.resize([round(side * part) for side in picture.size], Image.Resampling.LANCZOS)
            for part in also_at
            for picture in pictures
        ]
        self.high = [np.asarray(p) for p in pictures]
        self.high = [h[: h.shape[0] // scale * scale, : h.shape[1] // scale * scale] for h in self.high]
        self.low = [reduce_bicubic(h, scale) for h in self.high]
        self.missing = [missing_sums(*pair) for pair in zip(self.low, self.high)] if hardest_of > 1 else []

    def add(self, others):
        """Takes the crops of others, of the same scale and `hardest_of`, along."""
        self.high += others.high
        self.low += others.low
        self.missing += others.missing

    @property
    def largest_patch(self):
        """Side of the largest patch that every crop has room for, low-resolution pixels."""
        return min(min(low.shape[:2]) for low in self.low) - 2 * UNSURE_BORDER

    def place(self, rng, size):
        """(crop, top, left) of a patch: of `hardest_of` random ones that in which the enlargement lacks most."""
        places = []
        for k in rng.integers(0, len(self.low), self.hardest_of):
            free = np.array(self.low[k].shape[:2]) - size - 2 * UNSURE_BORDER
            places.append((k, *(UNSURE_BORDER + rng.integers(0, free + 1))))
        return max(places, key=lambda place: self.missing_in(*place, size)) if len(places) > 1 else places[0]

    def missing_in(self, k, y, x, size):
        """How much the enlargement lacks within a patch."""
        sums = self.missing[k]
        return sums[y + size, x + size] - sums[y, x + size] - sums[y + size, x] + sums[y, x]

    def patches(self, rng, count, size, degrade=None):
        """`count` random pairs, flipped and turned: [n,3,size,size] and [n,3,s*size,s*size], 0..1, and [n] cleanup.

        `degrade(low, high, scale, rng) -> (low, cleanup)` is given MARGIN pixels more on each side, where the
        crop has them; without it cleanup is 0.
        """
        low, high, cleanup, s = [], [], [], self.scale
        for _ in range(count):
            k, y, x = self.place(rng, size)
            b = self.high[k][y * s : (y + size) * s, x * s : (x + size) * s]
            if degrade:
                top, left = max(0, y - MARGIN), max(0, x - MARGIN)
                wide = (slice(top, y + size + MARGIN), slice(left, x + size + MARGIN))
                wide_high = (slice(top * s, (y + size + MARGIN) * s), slice(left * s, (x + size + MARGIN) * s))
                whole, amount = degrade(self.low[k][wide], self.high[k][wide_high], s, rng)
                a = whole[y - top : y - top + size, x - left : x - left + size]
            else:
                a, amount = self.low[k][y : y + size, x : x + size], 0.0
            turn = int(rng.integers(0, 8))
            if turn & 1:
                a, b = a[::-1], b[::-1]
            if turn & 2:
                a, b = a[:, ::-1], b[:, ::-1]
            if turn & 4:
                a, b = a.transpose(1, 0, 2), b.transpose(1, 0, 2)
            low.append(a)
            high.append(b)
            cleanup.append(amount)
        return to_tensor(np.stack(low)), to_tensor(np.stack(high)), torch.tensor(cleanup, dtype=torch.float32)


def missing_sums(low, high):
    """[h+1,w+1] summed-area table of [h,w,3]: how far the bicubic enlargement is from [s*h,s*w,3], levels of 255."""
    scale = high.shape[0] // low.shape[0]
    enlarged = np.asarray(Image.fromarray(low).resize(high.shape[1::-1], Image.Resampling.BICUBIC), np.int16)
    away = np.abs(enlarged - high).mean(2)
    away = away.reshape(low.shape[0], scale, low.shape[1], scale).mean((1, 3))
    return np.pad(away.cumsum(0).cumsum(1), ((1, 0), (1, 0)))


def to_tensor(pictures):
    """[n,h,w,3] uint8 -> [n,3,h,w] float32, 0..1, channels last in memory."""
    planes = torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2)
    return planes.float().div(255)


def luma(picture):
    """BT.601 luma 16..235 of [3,h,w] RGB 0..1, as the literature's PSNR-Y takes it."""
    return 16 + torch.einsum("c,chw->hw", LUMA_WEIGHTS.to(picture), picture)


def psnr_y(output, truth, border, most=math.inf):
    """PSNR of luma in dB, at most `most`, after rounding to 8 bits; `border` pixels cut from each side."""
    rounded = (output.clamp(0, 1) * 255).round() / 255
    a, b = (luma(p.double())[border:-border, border:-border] for p in (rounded, truth))
    return min(most, float(10 * torch.log10(255**2 / ((a - b) ** 2).mean())))
