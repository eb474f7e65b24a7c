#!/usr/bin/env python3
"""PSNR-Y of networks on held-back drawings, clean and through a JPEG, as a table.

    python3 measure_art.py --pictures CROPS/held-back ../weights/photo-x4.onnx ../weights/art-x4.onnx

The scale is the networks' names' (all the same). Low-resolution pictures are MATLAB's bicubic of the crops; `scale`
pixels of border are cut; the mean is over pictures. Flat truth that is met exactly counts as 100 dB.
"""

import argparse
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from PIL import Image

from degrade import compress
from export import run, session_of
from photographs import prefix_of, psnr_y, to_tensor
from resample import cubic, reduce_bicubic

MOST_DB = 100.0
# More than any network here looks at.
AROUND = 20


def enlargement_matrix(length, scale):
    """[length*scale, length]: Keys' bicubic, borders mirrored."""
    centre = (np.arange(length * scale) + 0.5) / scale - 0.5
    index = np.floor(centre).astype(int)[:, None] + np.arange(-1, 3)
    weight = cubic(centre[:, None] - index)
    index = np.where(index < 0, -index - 1, index)
    index = np.where(index >= length, 2 * length - 1 - index, index)
    matrix = np.zeros((length * scale, length))
    np.add.at(matrix, (np.arange(length * scale)[:, None], index), weight)
    return matrix


def bicubic(low, scale):
    """[h,w,3] uint8 -> [3,s*h,s*w] float64 0..1."""
    rows, columns = (enlargement_matrix(n, scale) for n in low.shape[:2])
    return torch.from_numpy(np.einsum("yh,hwc,xw->cyx", rows, low / 255, columns, optimize=True))


def network(path):
    """low [h,w,3] uint8 -> [3,s*h,s*w] 0..1, by an ONNX network at strength 1; `cleanup`, where it has one, is 0.

    Around the picture lies its mirror image, as the app has it.
    """
    session = session_of(onnx.load(path))

    def enlarge(low):
        wide = np.pad(low, ((AROUND, AROUND), (AROUND, AROUND), (0, 0)), "symmetric")
        output, _ = run(session, to_tensor(wide[None])[0].numpy())
        cut = AROUND * output.shape[1] // wide.shape[0]
        return torch.from_numpy(output[:, cut:-cut, cut:-cut])

    return enlarge


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="+", type=Path)
    parser.add_argument("--pictures", required=True, type=Path)
    parser.add_argument("--quality", type=int, default=75)
    parser.add_argument("--scale", type=int)
    options = parser.parse_args()
    named = {int(m[1]) for p in options.networks if (m := re.search(r"-x([234])", p.stem))}
    if options.scale is None and len(named) != 1:
        raise SystemExit("networks of one scale, please, or --scale")
    scale = options.scale or named.pop()
    paths = sorted(p for p in options.pictures.rglob("*") if p.suffix in (".webp", ".png"))
    if not paths:
        raise SystemExit(f"{options.pictures}: no pictures (.webp or .png, named NAME_NN) in it")
    ways = {"bicubic": lambda low: bicubic(low, scale), **{p.stem: network(p) for p in options.networks}}

    groups, scores = [], []
    for path in paths:
        high = np.asarray(Image.open(path).convert("RGB"))
        high = high[: high.shape[0] // scale * scale, : high.shape[1] // scale * scale]
        truth, low = to_tensor(high[None])[0], reduce_bicubic(high, scale)
        groups.append(prefix_of(path).partition("-")[0])
        scores.append(
            [
                [psnr_y(way(p), truth, scale, MOST_DB) for way in ways.values()]
                for p in (low, compress(low, options.quality))
            ]
        )
    scores = np.array(scores)
    # "drawings" leaves the composed pages out: the same program laid out those that were trained on.
    print(f"x{scale}, {len(paths)} pictures, PSNR-Y in dB, mean over pictures\n")
    print("| pictures | input | " + " | ".join(ways) + " |\n|---|---|" + "---:|" * len(ways))
    for group in ("all", "drawings", *sorted(set(groups))):
        mine = np.array([group in ("all", g) or (group == "drawings" and g != "page") for g in groups])
        for k, name in enumerate(("clean", f"JPEG {options.quality}")):
            means = " | ".join(f"{v:.2f}" for v in scores[mine, k].mean(0))
            print(f"| {group} ({mine.sum()}) | {name} | {means} |")


if __name__ == "__main__":
    main()
