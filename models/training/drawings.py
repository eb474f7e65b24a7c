#!/usr/bin/env python3
"""Cuts the crops that the `art` network is trained and measured on, from the pictures of auto_pictures.py.

    python3 drawings.py --pictures PICTURES --out CROPS

Drawings and screenshots in lossless PNG; CROPS/{training,validation,test}/NAME_NN.png, the test split being
packages that are held back whole (auto_sources.py). Of each picture the busiest blocks on a centred grid, NN
counting down from the busiest; blocks that are nearly flat are left out: they teach nothing.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
from PIL import Image

LIST = Path(__file__).with_name("auto-sources.tsv")
SIDE = 256
MOST = {"art": 8, "screenshot": 2}
# Mean absolute luma gradient, 8-bit units.
LEAST_GRADIENT = 1.5


def gradient(block):
    """Mean absolute luma difference of neighbours, both ways, of [h,w,3] uint8."""
    luma = block.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    return float(np.abs(np.diff(luma, axis=0)).mean() + np.abs(np.diff(luma, axis=1)).mean()) / 2


def blocks_of(picture, most):
    """The `most` busiest [SIDE,SIDE,3] blocks of [h,w,3], busiest first; none of a picture that is smaller."""
    rows, columns = picture.shape[0] // SIDE, picture.shape[1] // SIDE
    top, left = (picture.shape[0] - rows * SIDE) // 2, (picture.shape[1] - columns * SIDE) // 2
    blocks = [
        picture[top + y * SIDE : top + (y + 1) * SIDE, left + x * SIDE : left + (x + 1) * SIDE]
        for y in range(rows)
        for x in range(columns)
    ]
    busy = sorted(((gradient(block), -k) for k, block in enumerate(blocks)), reverse=True)
    return [blocks[-k] for value, k in busy[:most] if value >= LEAST_GRADIENT]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args()
    count = {}
    with LIST.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        path = options.pictures / row["kind"] / f"{row['name']}.png"
        # Held back are drawings alone: what the network is measured on.
        if row["kind"] not in MOST or not path.exists() or (row["kind"] == "screenshot" and row["split"] == "test"):
            continue
        folder = options.out / row["split"]
        folder.mkdir(parents=True, exist_ok=True)
        for number, block in enumerate(blocks_of(np.asarray(Image.open(path).convert("RGB")), MOST[row["kind"]])):
            Image.fromarray(block).save(folder / f"{row['name']}_{number:02d}.png")
            count[row["split"], row["kind"]] = count.get((row["split"], row["kind"]), 0) + 1
    for (split, kind), number in sorted(count.items()):
        print(f"{split}, {kind}: {number} crops")


if __name__ == "__main__":
    main()
