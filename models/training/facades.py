#!/usr/bin/env python3
"""Draws walls of buildings in perspective: what photographs for training have too few of, and people's have many.

    python3 facades.py OUT [--count 180] [--seed 1]

Windows with bars, blinds and balconies, bricks, slabs, tiles and gratings, lit from one side, up to some pixels fine:
regular, straight, and never twice the same. Crops of 256², NAME_NN.png as train.py takes them.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

SIDE, FINER = 256, 3


def colour(rng, low=20, high=235):
    """A grey or a muted colour, [3], 0..255."""
    grey = rng.uniform(low, high)
    return np.clip(grey + rng.normal(0, rng.choice([4, 4, 25]), 3), 0, 255)


def hashed(a, b, seed):
    """0..1 for each pair of whole numbers, always the same for one seed."""
    mixed = np.sin(a * 127.1 + b * 311.7 + seed * 74.7) * 43758.5453
    return mixed - np.floor(mixed)


def plane(rng, side):
    """Coordinates on a wall seen at an angle, in units of its cells: two [side,side]."""
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    turn = rng.normal(0, 0.15) + rng.choice([0, 0, 0, np.pi / 2, rng.uniform(0, np.pi)])
    x, y = np.cos(turn) * x - np.sin(turn) * y, np.sin(turn) * x + np.cos(turn) * y
    away = 1 + x * rng.uniform(-1.1, 1.1) + y * rng.uniform(-0.7, 0.7)
    cells = rng.uniform(2.5, 14)
    wide = rng.uniform(0.5, 2)
    return cells * x / away / wide + rng.uniform(0, 9), cells * y / away + rng.uniform(0, 9)


def within(t, start, end):
    return (t >= start) & (t < end)


def wall(rng, u, v):
    """Bricks, slabs, boards or plain: [h,w,3]."""
    base, joint = colour(rng), colour(rng)
    picture = np.broadcast_to(base, (*u.shape, 3)).copy()
    kind = rng.integers(0, 5)
    if kind == 0:
        return picture
    rows = v * rng.uniform(3, 10)
    columns = u * rng.uniform(1, 5) + (0.5 * np.floor(rows) if kind == 1 else 0)
    if kind == 3:
        columns = columns * 0
    tone = hashed(np.floor(rows), np.floor(columns), rng.uniform(0, 9))[..., None]
    picture += (tone - 0.5) * rng.uniform(0, 60)
    gap = rng.uniform(0.05, 0.3)
    lines = (rows % 1 < gap) | ((columns % 1 < gap * rng.uniform(0.2, 1)) & (kind != 3))
    picture[lines] = joint
    return picture


def windows(rng, u, v, picture):
    """Cuts windows into a wall, a cell each; some have bars, blinds, lights or a balcony."""
    a, b = np.sort(rng.uniform(0.05, 0.95, 2))
    c, d = np.sort(rng.uniform(0.05, 0.95, 2))
    if b - a < 0.25 or d - c < 0.25:
        a, b, c, d = 0.15, 0.85, 0.2, 0.9
    fu, fv = u % 1, v % 1
    frame = rng.uniform(0.01, 0.08)
    picture[within(fu, a - frame, b + frame) & within(fv, c - frame, d + frame)] = colour(rng)
    glass = within(fu, a, b) & within(fv, c, d)
    each = hashed(np.floor(u), np.floor(v), rng.uniform(0, 9))[..., None]
    pane = colour(rng, 10, 120) + each * rng.uniform(0, 110) + (fv - c)[..., None] * rng.uniform(-60, 60)
    picture[glass] = pane[glass]
    bar = rng.uniform(0.02, 0.12)
    across, down = rng.integers(1, 5, 2)
    bars = ((fu - a) / (b - a) * across % 1 < bar * across / 2) | ((fv - c) / (d - c) * down % 1 < bar * down / 2)
    if rng.random() < 0.7:
        picture[glass & bars] = colour(rng)
    if rng.random() < 0.5:
        blind = (fv - c) / (d - c) * rng.integers(6, 24) % 1 < rng.uniform(0.3, 0.7)
        drawn = each[..., 0] > rng.uniform(0, 0.7)
        picture[glass & blind & drawn] = colour(rng)
    if rng.random() < 0.4:
        rail = within(fv, d - 0.25, d) & ((u * rng.integers(8, 30) % 1 < rng.uniform(0.2, 0.6)) | (fv > d - 0.03))
        picture[rail] = colour(rng)


def facade(rng, side):
    """One wall over the whole picture: [side,side,3], 0..255."""
    u, v = plane(rng, side)
    picture = wall(rng, u, v)
    kind = rng.random()
    if kind < 0.7:
        windows(rng, u, v, picture)
    elif kind < 0.85:
        # A grating or rows of seats, steps, roof tiles: stripes alone, some of them curved.
        bent = u + rng.choice([0, 1]) * rng.uniform(0.02, 0.3) * np.sin(v * rng.uniform(0.5, 5))
        picture[bent * rng.integers(2, 6) % 1 < rng.uniform(0.2, 0.8)] = colour(rng)
    y, x = np.mgrid[0:side, 0:side] / side
    light = 1 + (x - 0.5) * rng.uniform(-0.5, 0.5) + (y - 0.5) * rng.uniform(-0.5, 0.5)
    return picture * light[..., None]


def draw(rng):
    """One picture, [SIDE,SIDE,3] uint8: one wall, or two that meet at a slanted edge."""
    side = SIDE * FINER
    picture = facade(rng, side)
    if rng.random() < 0.6:
        y, x = np.mgrid[0:side, 0:side] / side - 0.5
        turn = rng.uniform(0, 2 * np.pi)
        other = np.cos(turn) * x + np.sin(turn) * y > rng.uniform(-0.3, 0.3)
        picture[other] = facade(rng, side)[other]
    coarse = rng.normal(0, 1, (side // 8, side // 8))
    grain = np.asarray(Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC))
    picture = picture + (grain * rng.uniform(0, 6) + rng.normal(0, rng.uniform(0, 8), (side, side)))[..., None]
    finest = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    # Up to half a pixel of the crop: no lens draws a sharp edge.
    finest = finest.filter(ImageFilter.GaussianBlur(float(rng.choice([0, rng.uniform(0, FINER / 2)]))))
    return finest.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=180)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(options.seed)
    for index in range(options.count):
        draw(rng).save(options.out / f"facade-{options.seed}_{index:03}.png")


if __name__ == "__main__":
    main()
