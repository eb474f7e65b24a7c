#!/usr/bin/env python3
"""Measures the shipped `auto` network on the sources, fonts and themes that were held back whole.

    python3 auto_measure.py --crops CROPS --pictures PICTURES [--weights ../weights]

One answer a picture, from the crops the app would choose: kind by the mean of the probabilities, noise and quality by
the median. Every picture is judged as it is (the card's share of kinds), and twice with a random history (auto_crops.py:
a quarter clean; noise, JPEG or both): the card's correlations, and a second share that the card names in words.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime

from auto_crops import choose_crops, choose_history, load_pictures
from auto_network import KINDS

HERE = Path(__file__).resolve().parent
SEED, HISTORIES, MOST_CROPS = 11, 2, 3
HELD_BACK = (
    "Held back whole: for photographs and paintings the sources link-u, IMAGINARY, getsolus, nextcloud and Debian's mate-backgrounds, "
    "ukui-wallpapers, lomiri-wallpapers, palapeli-data (at most 3 crops of 256 px of each); for drawings Debian's gcompris-qt-data, "
    "kdegames-card-data-kf5, kbounce, kgoldrunner, ksudoku; for screens wireshark-doc, debian-edu-doc-en, libgtk-3-doc, gnome-user-docs, "
    "and pages of postgresql-doc-15, developers-reference, bash-doc in 7 fonts and 5 themes that no training page has. "
    "Correlations over two random histories of each picture; the kind of pictures as they are, with those histories {degraded:.1%}."
)


def judge(session, pixels):
    """[h,w,3] uint8 -> (kind index, noise sigma, quality)."""
    crops = choose_crops(pixels).transpose(0, 3, 1, 2).astype(np.float32) / 255
    kind, noise, quality = session.run(["kind", "noise", "quality"], {"crops": crops})
    return int(kind.mean(0).argmax()), float(np.median(noise)), float(np.median(quality))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", required=True, type=Path)
    parser.add_argument("--pictures", required=True, type=Path)
    parser.add_argument("--weights", type=Path, default=HERE.parent / "weights")
    parser.add_argument("--wrong", action="store_true", help="names the pictures whose kind was missed")
    options = parser.parse_args()
    one = onnxruntime.SessionOptions()
    one.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(options.weights / "auto.onnx"), one, providers=["CPUExecutionProvider"])
    pictures = load_pictures(options.crops, options.pictures, "test", MOST_CROPS)
    clean, said, true = [], [], []
    for index, picture in enumerate(pictures):
        clean.append(judge(session, picture.pixels)[0])
        for number in range(HISTORIES):
            rng = np.random.default_rng([SEED, index, number])
            history = choose_history(rng)
            said.append(judge(session, history.apply(picture.pixels, rng)))
            true.append((picture.kind, history.noise, min(history.quality, history.first_quality)))
        if options.wrong and {clean[-1], *(s[0] for s in said[-HISTORIES:])} != {picture.kind}:
            print(f"{picture.name}: {KINDS[clean[-1]]}, with histories {', '.join(KINDS[s[0]] for s in said[-HISTORIES:])}")
    kinds, clean, said, true = np.array([p.kind for p in pictures]), np.array(clean), np.array(said), np.array(true)
    print("kind\tpictures\tright as they are\tright with histories")
    right = said[:, 0] == true[:, 0]
    for kind, name in enumerate(KINDS):
        print(f"{name}\t{(kinds == kind).sum()}\t{(clean == kind)[kinds == kind].mean():.4f}\t{right[true[:, 0] == kind].mean():.4f}")
    print(f"all\t{len(kinds)}\t{(clean == kinds).mean():.4f}\t{right.mean():.4f}")
    noise, quality = (float(np.corrcoef(said[:, k], true[:, k])[0, 1]) for k in (1, 2))
    errors = np.abs(said - true).mean(0)
    print(f"noise: correlation {noise:.4f}, mean error {errors[1]:.2f} (sigma)\nquality: correlation {quality:.4f}, mean error {errors[2]:.2f}")
    for kind, name in enumerate(KINDS):
        of = true[:, 0] == kind
        print(f"{name}: " + ", ".join(f"{label} {np.corrcoef(said[of, k], true[of, k])[0, 1]:.4f}" for label, k in (("noise", 1), ("quality", 2))))
    card_file = options.weights / "auto.json"
    card = json.loads(card_file.read_text())
    figures = {"pictures": len(kinds), "kindRight": round(float((clean == kinds).mean()), 4), "noiseCorrelation": round(noise, 4), "qualityCorrelation": round(quality, 4)}
    licence = card.pop("licence")
    card_file.write_text(json.dumps({**card, "measured": {**figures, "heldBack": HELD_BACK.format(degraded=float(right.mean()))}, "licence": licence}, indent=2) + "\n")


if __name__ == "__main__":
    main()
