#!/usr/bin/env python3
"""From pictures to the two `auto` networks in one file with its card: train, fit the last layer, export, measure.

    python3 auto_make.py --crops CROPS --pictures PICTURES --runs RUNS [--out ../weights] [-- OPTIONS OF auto_train.py]

PICTURES is made by auto_pictures.py. A killed training goes on by the same command.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", required=True, type=Path)
    parser.add_argument("--pictures", required=True, type=Path)
    parser.add_argument("--runs", required=True, type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "weights")
    parser.add_argument("more", nargs="*", help="after --: options for auto_train.py, such as --bf16")
    options = parser.parse_args()
    pictures = ["--crops", options.crops, "--pictures", options.pictures]
    run = options.runs / "auto"

    def call(script, *more):
        subprocess.run([str(a) for a in (sys.executable, HERE / script, *more)], check=True)

    def train(number, start, *more):
        """The run's weights; each goes on from those before, with another seed and so other crops."""
        going_on = ("--start", start) if start else ()
        call("auto_train.py", *pictures, "--run", run / number, *going_on, "--seed", number, *more, *options.more)
        return run / number / "weights.pt"

    longer = ("--crop", "96", "--rate", "2e-3")
    once = train("1", None, "--steps", "3600")
    once = train("2", once, *longer, "--steps", "2000", "--numbers", "4")
    once = train("3", once, *longer, "--steps", "2500", "--numbers", "3")
    # Its brother, apart by more steps, more of them on what nothing befell.
    longer = (*longer, "--steps", "3000", "--clean", "0.45")
    further = train("4", once, *longer, "--numbers", "3")
    further = train("6", further, *longer, "--numbers", "2", "--decay", "0.05", "--ema", "0.998")
    checkpoints = [HERE / "checkpoints" / name for name in ("auto.pt", "auto-further.pt")]
    for weights, checkpoint in zip((once, further), checkpoints):
        call("auto_head.py", *pictures, "--weights", weights, "--out", checkpoint)
    call("auto_export.py", "--weights", *checkpoints, "--out", options.out)
    call("auto_measure.py", *pictures, "--weights", options.out)


if __name__ == "__main__":
    main()
