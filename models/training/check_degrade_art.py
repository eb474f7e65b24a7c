#!/usr/bin/env python3
"""Checks degrade_art on a crop: shape, cleanup 0, the share that stays untouched, how far the rest may go.

python3 check_degrade_art.py CROP.webp
"""

import sys

import numpy as np
from PIL import Image

from degrade import ART_JPEG_PART, ART_OTHERWISE_PART, degrade_art
from resample import reduce_bicubic

TIMES = 600


def main():
    high = np.asarray(Image.open(sys.argv[1]).convert("RGB"))
    for scale in (2, 4):
        whole = high[: high.shape[0] // scale * scale, : high.shape[1] // scale * scale]
        low, rng = reduce_bicubic(whole, scale), np.random.default_rng(1)
        before, clean, furthest = low.copy(), 0, 0.0
        for _ in range(TIMES):
            out, cleanup = degrade_art(low, whole, scale, rng)
            assert out.shape == low.shape and out.dtype == np.uint8 and cleanup == 0.0
            difference = np.abs(out.astype(int) - low)
            clean += not difference.any()
            furthest = max(furthest, float(difference.mean()))
        assert (low == before).all(), "the crop's own pixels were written to"
        expected = (1 - ART_JPEG_PART) * (1 - ART_OTHERWISE_PART)
        assert abs(clean / TIMES - expected) < 0.08, f"{clean / TIMES:.2f} untouched, not {expected:.2f}"
        assert 0 < furthest < 16, f"mean difference {furthest:.1f} levels at most"
        again = [degrade_art(low, whole, scale, np.random.default_rng(7))[0] for _ in range(2)]
        assert (again[0] == again[1]).all(), "one seed gave two pictures"
        print(f"x{scale}: {clean / TIMES:.0%} untouched, the rest up to {furthest:.1f} levels off on average")


if __name__ == "__main__":
    main()
