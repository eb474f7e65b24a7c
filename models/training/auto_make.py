#!/usr/bin/env python3
"""From pictures to the `auto` network with its card: train, export, measure.

    python3 auto_make.py --crops CROPS --pictures PICTURES --runs RUNS [--out ../weights] [-- more options for auto_train.py]

PICTURES is made by auto_pictures.py. A killed training goes on by the same command.
"""

import argparse
import shutil
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

    call("auto_train.py", *pictures, "--run", run, *options.more)
    shutil.copyfile(run / "weights.pt", checkpoint)
    call("auto_export.py", "--weights", checkpoint, "--out", options.out)
    call("auto_measure.py", *pictures, "--weights", options.out)


if __name__ == "__main__":
    main()
