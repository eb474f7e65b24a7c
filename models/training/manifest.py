#!/usr/bin/env python3
"""Checks a folder of crops against sources.tsv: that they are the pictures a network was trained on.

    python3 manifest.py --pictures CROPS [--table drawings.tsv] [--write]

The column `sha256` of a picture is the hash of its crops' files, one after the other in the order of their
names. With --write the column is made anew.
"""

import argparse
import csv
import hashlib
import sys
from pathlib import Path

from photographs import prefix_of

SOURCES = Path(__file__).with_name("sources.tsv")


def hashes_of(folder):
    """sha256 of every picture's crops in the folder, by prefix."""
    found = {}
    for path in sorted((p for p in Path(folder).rglob("*") if p.suffix in (".webp", ".png")), key=lambda p: p.name):
        found.setdefault(prefix_of(path), hashlib.sha256()).update(path.read_bytes())
    return {prefix: value.hexdigest() for prefix, value in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", required=True, type=Path)
    parser.add_argument("--table", type=Path, default=SOURCES)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = hashes_of(options.pictures)
    with options.table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    unlisted = sorted(set(found) - {row["prefix"] for row in rows})
    if unlisted:
        sys.exit(f"not in {options.table.name}: {', '.join(unlisted)}")
    if options.write:
        for row in rows:
            row["sha256"] = found.get(row["prefix"], "")
        with options.table.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    wrong = [row["prefix"] for row in rows if row.get("sha256") != found.get(row["prefix"])]
    if wrong:
        sys.exit(f"missing or other crops than {options.table.name} names: {', '.join(wrong)}")
    print(f"{len(rows)} pictures as {options.table.name} names them")


if __name__ == "__main__":
    main()
