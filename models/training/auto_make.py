#!/usr/bin/env python3
"""From pictures to the `auto` network with its card: train, fit the last layer, export, measure.

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
    run, checkpoint = options.runs / "auto", HERE / "checkpoints" / "auto.pt"

    def call(script, *more):
        subprocess.run([str(a) for a in (sys.executable, HERE / script, *more)], check=True)

    first, then, last = (run / name for name in "012")
    call("auto_train.py", *pictures, "--run", first, "--steps", "3600", *options.more)
    again = ("--steps", "2000", "--crop", "96", "--numbers", "4", "--rate", "2e-3", "--seed", "2")
    call("auto_train.py", *pictures, "--run", then, "--start", first / "weights.pt", *again, *options.more)
    again = ("--steps", "2500", "--crop", "96", "--numbers", "3", "--rate", "2e-3", "--seed", "3")
    call("auto_train.py", *pictures, "--run", last, "--start", then / "weights.pt", *again, *options.more)
    call("auto_head.py", *pictures, "--weights", last / "weights.pt", "--out", checkpoint)
    call("auto_export.py", "--weights", checkpoint, "--out", options.out)
    call("auto_measure.py", *pictures, "--weights", options.out)


if __name__ == "__main__":
    main()
