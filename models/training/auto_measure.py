#!/usr/bin/env python3
"""Measures the shipped `auto` network on the sources, fonts and themes that were held back whole.

    python3 auto_measure.py --crops CROPS --pictures PICTURES [--weights ../weights]

One answer a picture, from the crops the app would choose: kind by the mean of the probabilities, noise and quality by
the median. Every picture is judged as it is (the card's share of kinds), and twice with a random history
(auto_crops.py: a quarter clean; noise, JPEG or both): the card's correlations, and a second share that the card names
in words.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from auto_crops import choose_crops, choose_history, load_pictures
from auto_network import KINDS

HERE = Path(__file__).resolve().parent
SEED, HISTORIES, MOST_CROPS = 11, 2, 3
HELD_BACK = (
    "Held back whole: for photographs and paintings the sources link-u, IMAGINARY, getsolus, nextcloud and Debian's "
    "mate-backgrounds, ukui-wallpapers, lomiri-wallpapers, palapeli-data (at most 3 crops of 256 px of each); for "
    "drawings Debian's gcompris-qt-data, kdegames-card-data-kf5, kbounce, kgoldrunner, ksudoku; for screens "
    "wireshark-doc, debian-edu-doc-en, libgtk-3-doc, gnome-user-docs, and pages of postgresql-doc-15, "
    "developers-reference, bash-doc in 7 fonts and 5 themes that no training page has. Correlations over two random "
    "histories of each picture; the kind of pictures as they are, with those histories {degraded:.1%}."
)


def judge(session, pixels):
    """[h,w,3] uint8 -> (kind index, noise sigma, quality)."""
    crops = choose_crops(pixels).transpose(0, 3, 1, 2).astype(np.float32) / 255
    kind, noise, quality = session.run(["kind", "noise", "quality"], {"crops": crops})
    return int(kind.mean(0).argmax()), float(np.median(noise)), float(np.median(quality))


@dataclass(frozen=True)
class Judged:
    """One row a picture and history: what was said and what is true, [kind index, noise sigma, quality]."""

    kinds: np.ndarray
    clean: np.ndarray
    said: np.ndarray
    true: np.ndarray

    def right(self, kind=None):
        """Shares of kinds told right: (as the pictures are, with histories)."""
        of = np.ones(len(self.kinds), bool) if kind is None else self.kinds == kind
        degraded = np.repeat(of, HISTORIES)
        return (
            float((self.clean == self.kinds)[of].mean()),
            float((self.said[:, 0] == self.true[:, 0])[degraded].mean()),
        )

    def correlations(self, kind=None):
        """Of noise and quality with the truth."""
        of = slice(None) if kind is None else self.true[:, 0] == kind
        return [float(np.corrcoef(self.said[of, k], self.true[of, k])[0, 1]) for k in (1, 2)]


def judge_all(session, pictures, name_wrong):
    clean, said, true = [], [], []
    for index, picture in enumerate(pictures):
        clean.append(judge(session, picture.pixels)[0])
        for number in range(HISTORIES):
            rng = np.random.default_rng([SEED, index, number])
            history = choose_history(rng)
            said.append(judge(session, history.apply(picture.pixels, rng)))
            true.append((picture.kind, history.noise, min(history.quality, history.first_quality)))
        degraded = [s[0] for s in said[-HISTORIES:]]
        if name_wrong and {clean[-1], *degraded} != {picture.kind}:
            print(f"{picture.name}: {KINDS[clean[-1]]}, with histories {', '.join(KINDS[k] for k in degraded)}")
    kinds = np.array([p.kind for p in pictures])
    return Judged(kinds, np.array(clean), np.array(said), np.array(true))


def print_table(judged):
    print("kind\tpictures\tright as they are\tright with histories\tnoise correlation\tquality correlation")
    for kind, name in ((None, "all"), *enumerate(KINDS)):
        count = len(judged.kinds) if kind is None else (judged.kinds == kind).sum()
        figures = (*judged.right(kind), *judged.correlations(kind))
        print("\t".join([name, str(count), *(f"{f:.4f}" for f in figures)]))
    _, noise, quality = np.abs(judged.said - judged.true).mean(0)
    print(f"mean error: noise {noise:.2f} (sigma), quality {quality:.2f}")


def write_into_card(judged, place):
    right, degraded = judged.right()
    noise, quality = judged.correlations()
    measured = {
        "pictures": len(judged.kinds),
        "kindRight": round(right, 4),
        "noiseCorrelation": round(noise, 4),
        "qualityCorrelation": round(quality, 4),
        "heldBack": HELD_BACK.format(degraded=degraded),
    }
    card = json.loads(place.read_text())
    licence = card.pop("licence")
    place.write_text(json.dumps({**card, "measured": measured, "licence": licence}, indent=2) + "\n")


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
    judged = judge_all(session, pictures, options.wrong)
    print_table(judged)
    write_into_card(judged, options.weights / "auto.json")


if __name__ == "__main__":
    main()
