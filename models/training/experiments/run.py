#!/usr/bin/env python3
"""Reruns one of the experiments: a table and, drawn from it, a figure in --results.

    python3 experiments/run.py NAME --pictures CROPS [--bf16]

README.md says what each asks and what was seen. The same seeds on the same device give the same table.
"""

import argparse
import importlib
import sys
from pathlib import Path

import torch
from figure import read_table, write_table

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

NAMES = ("identity", "residual", "collapsible", "depth")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--pictures", nargs="+", help="folders of crops, NAME_NN.webp or .png")
    parser.add_argument("--redraw", action="store_true", help="draw the figure from the table that is there")
    parser.add_argument("--steps", type=int, help="length of every training run; each experiment has its own default")
    parser.add_argument("--seeds", type=int, nargs="+", help="a run for each; each experiment has its own default")
    parser.add_argument("--results", type=Path, default=HERE / "results", help="folder for NAME.svg and NAME.tsv")
    parser.add_argument("--limit", type=int, help="use only so many crops (for tests)")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--bf16", action="store_true", help="bf16 autocast: faster where the processor has it")
    options = parser.parse_args()
    if not (options.pictures or options.redraw):
        parser.error("--pictures is needed: a folder of crops")
    return options


def main():
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    options.results.mkdir(parents=True, exist_ok=True)
    experiment = importlib.import_module(options.name)
    table, figure = (options.results / f"{options.name}.{end}" for end in ("tsv", "svg"))
    if not options.redraw:
        write_table(table, experiment.COLUMNS, experiment.rows_of(options))
    experiment.draw_rows(read_table(table), figure)
    print(f"{table} and {figure.name} are written", flush=True)


if __name__ == "__main__":
    main()
