#!/usr/bin/env python3
"""Shortcuts where dimensions change: zero padding against 1x1 projection, in the `auto` network.

    python3 experiments/shortcuts.py --crops CROPS --pictures PICTURES --runs RUNS [--bf16]

He et al., "Deep Residual Learning for Image Recognition" (2016), section 3.3 and table 3: option A pads the new
channels with zeros and has no parameters; option B projects by a 1x1 convolution of stride 2, where dimensions change
alone. Both are trained here on the same batches for the same steps, with each of the seeds; what is compared is what
the network is for: the kind, the noise and the compression of pictures that were held back. Crops of 64 pixels, at most
3 of a photograph. Writes a figure and a table into --results; a killed run goes on by the same command.
"""

import argparse
import csv
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from figure import Curve, Panel, draw, write_table  # noqa: E402

from auto_network import SHORTCUTS, AutoNetwork  # noqa: E402

NAMES = {"zero": "zero padding (A)", "projection": "1×1 projection (B)"}
MEASURES = (
    ("loss", "training loss"),
    ("kind_right", "kind right, share"),
    ("noise_correlation", "noise, correlation"),
    ("quality_correlation", "quality, correlation"),
)


def read(path):
    """Rows of a run's log: step and the four measures, as numbers."""
    with (path / "log.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [{name: float(row[name]) for name in ("step", *(m for m, _ in MEASURES))} for row in rows]


def spread(runs, measure):
    """Mean curve over the seeds and the band between their extremes."""
    steps = [int(row["step"]) for row in runs[0]]
    values = [[run[k][measure] for run in runs] for k in range(len(steps))]
    points = [(step, sum(v) / len(v)) for step, v in zip(steps, values)]
    return points, [(step, min(v), max(v)) for step, v in zip(steps, values)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", required=True, type=Path)
    parser.add_argument("--pictures", required=True, type=Path)
    parser.add_argument("--runs", required=True, type=Path)
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--bf16", action="store_true")
    options = parser.parse_args()
    options.results.mkdir(parents=True, exist_ok=True)
    runs = {}
    for seed in options.seeds:
        for shortcut in SHORTCUTS:
            run = options.runs / f"{shortcut}-{seed}"
            # The window of the averaged weights fits a short run.
            command = [
                "--run",
                run,
                "--shortcut",
                shortcut,
                "--seed",
                seed,
                "--steps",
                options.steps,
                "--validate-every",
                max(1, options.steps // 8),
                "--ema",
                0.97,
            ]
            command += [
                "--crop",
                64,
                "--most-crops",
                3,
                "--crops",
                options.crops,
                "--pictures",
                options.pictures,
                *(["--bf16"] if options.bf16 else []),
            ]
            subprocess.run([sys.executable, HERE.parent / "auto_train.py", *map(str, command)], check=True)
            runs.setdefault(shortcut, []).append(read(run))
    panels, rows = [], []
    for measure, label in MEASURES:
        curves = [Curve(NAMES[s], *spread(runs[s], measure)) for s in SHORTCUTS]
        panels.append(Panel(label, "steps", label, curves))
    for shortcut in SHORTCUTS:
        parameters = sum(p.numel() for p in AutoNetwork(shortcut=shortcut).parameters())
        for seed, run in zip(options.seeds, runs[shortcut]):
            rows += [[shortcut, parameters, seed, int(r["step"]), *(f"{r[m]:.4f}" for m, _ in MEASURES)] for r in run]
    draw(
        options.results / "shortcuts.svg",
        "Shortcuts where dimensions change: the auto network, mean and range of the seeds",
        panels,
    )
    write_table(
        options.results / "shortcuts.tsv", ("shortcut", "parameters", "seed", "step", *(m for m, _ in MEASURES)), rows
    )


if __name__ == "__main__":
    main()
