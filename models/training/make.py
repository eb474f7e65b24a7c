#!/usr/bin/env python3
"""From photographs to a network with its card: every run of a recipe, then the export.

    python3 make.py photo-x4 --pictures CROPS --runs RUNS [--out ../weights] [-- more options for train.py]

RUNS/KEY/0, 1, ... collect the runs; a killed one goes on by the same command. The last weights are copied to
checkpoints/KEY.pt, where recipes that start from this network look for it.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from recipes import RECIPES

HERE = Path(__file__).parent


def train_arguments(recipe, run, scale):
    arguments = [
        "--scale",
        scale,
        "--channels",
        recipe.channels,
        "--blocks",
        run.blocks or recipe.blocks,
        *recipe.flags,
    ]
    for name, value in run.options.items():
        values = value if isinstance(value, tuple) else (value,)
        arguments += [f"--{name.replace('_', '-')}", *values]
    return [str(a) for a in arguments]


def draw_facades(folder, seeds):
    """The folder with the walls of these seeds, drawn anew: the same every time."""
    for seed in seeds:
        subprocess.run([sys.executable, HERE / "facades.py", folder, "--seed", str(seed)], check=True)
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("key", choices=sorted(RECIPES))
    parser.add_argument("--pictures", required=True, nargs="+")
    parser.add_argument("--runs", required=True, type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "weights")
    parser.add_argument("more", nargs="*", help="after --: options for every run, such as --bf16 --threads 4")
    options = parser.parse_args()

    recipe, scale = RECIPES[options.key], options.key.rpartition("-x")[2]
    before = None
    for index, run in enumerate(recipe.runs):
        folder = options.runs / options.key / str(index)
        start = HERE / "checkpoints" / f"{run.start}.pt" if run.start else before
        command = [sys.executable, HERE / "train.py", "--run", folder, "--pictures", *options.pictures]
        command += [*train_arguments(recipe, run, scale), *(["--start", start] if start else []), *options.more]
        command += ["--teacher", start] if run.teaches_itself else []
        command += ["--drawn", draw_facades(options.runs / "facades", run.facades)] if run.facades else []
        subprocess.run(command, check=True)
        before = folder / "weights.pt"
        if run.keep:
            shutil.copyfile(before, HERE / "checkpoints" / f"{run.keep}.pt")
    checkpoint = HERE / "checkpoints" / f"{options.key}.pt"
    shutil.copyfile(before, checkpoint)
    command = [sys.executable, HERE / "export.py", "--weights", checkpoint, "--key", options.key, "--out", options.out]
    command += ["--title", recipe.title, "--description", recipe.description]
    subprocess.run([*command, "--manifest", *(HERE / name for name in recipe.manifests)], check=True)


if __name__ == "__main__":
    main()
