#!/usr/bin/env python3
"""Makes the pictures of the `auto` network: drawings rendered, screens shown and shot, photographs reduced.

    python3 auto_pictures.py --packages PACKAGES --out PICTURES [--jobs 2] [--only art] [--limit 5]

Needs Debian's apt-get and dpkg-deb (packages are fetched into PACKAGES unless they lie there), rsvg-convert and
chromium. Writes PICTURES/{photo,art,screenshot}/NAME.png and beside this file auto-sources.tsv: name, kind, split
(training, validation, test), source, licence, how it was made, sha256 of the file. Another version of a renderer or
package gives other pixels: auto_pictures.py --check PICTURES compares a folder with the list.
"""

import argparse
import csv
import hashlib
import struct
import subprocess
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import numpy as np
from PIL import Image, UnidentifiedImageError

from auto_pages import choose_look, shoot, show_text, style_page, write_font_settings
from auto_sources import FONT_PACKAGES, SOURCES

HERE = Path(__file__).resolve().parent
LIST = HERE / "auto-sources.tsv"
COLUMNS = ["name", "kind", "split", "source", "licence", "made", "sha256"]
LEAST_SIDE, MOST_SIDE = 120, 1300
VALIDATION_PART = 0.06
GROUNDS = ("#ffffff", "#ffffff", "#ffffff", "#f3efe4", "#dfeaf7", "#f7d9d0", "#d6ead0", "#333844", "#101418", "#7d6b91")
# One colour nearly everywhere is no picture.
LEAST_SPREAD = 6.0


def fetch(package, folder):
    """The unpacked package's folder and its version."""
    target = folder / package
    if not target.exists():
        subprocess.run(["apt-get", "download", package], cwd=folder, check=True, capture_output=True)
        archive = next(folder.glob(f"{package}_*.deb"))
        subprocess.run(["dpkg-deb", "-x", archive, target], check=True)
        (target / ".version").write_text(unquote(archive.name.split("_")[1]))
        archive.unlink()
    return target, (target / ".version").read_text().strip()


def read_rcc(path):
    """(name, bytes) of every SVG in a Qt resource file (versions 2 and 3: 22 bytes a tree node, zlib or stored)."""
    data = path.read_bytes()
    _, tree, blobs, names = struct.unpack(">IIII", data[4:20])

    def visit(index, prefix):
        at = tree + 22 * index
        name_at, flags = struct.unpack(">IH", data[at : at + 6])
        if index:
            (length,) = struct.unpack(">H", data[names + name_at : names + name_at + 2])
            prefix += "/" + data[names + name_at + 6 : names + name_at + 6 + 2 * length].decode("utf-16-be")
        if flags & 2:
            count, first = struct.unpack(">II", data[at + 6 : at + 14])
            for child in range(first, first + count):
                yield from visit(child, prefix)
        elif prefix.endswith((".svg", ".svgz")):
            (blob_at,) = struct.unpack(">I", data[at + 10 : at + 14])
            (length,) = struct.unpack(">I", data[blobs + blob_at : blobs + blob_at + 4])
            content = data[blobs + blob_at + 4 : blobs + blob_at + 4 + length]
            yield prefix, zlib.decompress(content[4:]) if flags & 1 else content

    yield from visit(0, "")


def candidates(source, folder):
    """All of the source that a picture can be made of, in a fixed order: [(file inside the package, path or bytes)]."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    found = [(str(p.relative_to(folder)), p) for p in files if source.takes("/" + str(p.relative_to(folder)))]
    if source.way == "rcc":
        found = [(f"{name}{inner}", content) for name, path in found for inner, content in read_rcc(path)]
    least = {"svg": 2500, "rcc": 4000, "picture": 4000, "html": 6000, "text": 1500}.get(source.way, 0)
    return [f for f in found if (len(f[1]) if isinstance(f[1], bytes) else f[1].stat().st_size) >= least]


def render_svg(content, rng, out):
    """A drawing at a random size on a random ground; what was done, in words."""
    side, ground = int(rng.integers(260, 1200)), GROUNDS[rng.integers(len(GROUNDS))]
    with tempfile.NamedTemporaryFile(suffix=".svg") as file:
        file.write(content)
        file.flush()
        command = ["rsvg-convert", "-w", side, "-h", side, "--keep-aspect-ratio", "-b", ground, "-o", out, file.name]
        subprocess.run([str(c) for c in command], check=True, capture_output=True, timeout=30)
    return f"rendered within {side} px on {ground}"


def flatten(path, rng):
    """A picture as RGB on white or another light ground."""
    image = Image.open(path).convert("RGBA")
    ground = Image.new("RGBA", image.size, "#ffffff" if rng.random() < 0.7 else "#e8e8e8")
    return Image.alpha_composite(ground, image).convert("RGB")


def make(source, file, content, rng, out, settings):
    """Writes one picture; what was done, in words."""
    if source.way in ("svg", "rcc"):
        return render_svg(content if isinstance(content, bytes) else content.read_bytes(), rng, out)
    if source.way == "picture":
        flatten(content, rng).save(out)
        return "as it is"
    if source.way == "photo":
        image = Image.open(content).convert("RGB")
        side = min(int(rng.integers(500, MOST_SIDE)), max(image.size) // 2)
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        image.save(out)
        return f"reduced to {max(image.size)} px"
    look = choose_look(rng, source.held_back, source.way == "text")
    text = content.read_text(encoding="utf-8", errors="replace")
    if source.way == "text":
        page = show_text(text, look, rng)
    else:
        page = f'<base href="{content.resolve().parent.as_uri()}/">' + style_page(text, look, rng)
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as shown:
        shown.write(page)
        shown.flush()
        shoot(shown.name, look, settings[look.antialiasing], out)
    return f"{'shown' if source.way == 'text' else 'page'}: {look}"


def is_picture(path):
    """Large enough, not all of one colour; cut to MOST_SIDE."""
    image = Image.open(path).convert("RGB")
    if min(image.size) < LEAST_SIDE or max(image.size) / min(image.size) > 6:
        return False
    image = image.crop((0, 0, min(image.width, MOST_SIDE), min(image.height, MOST_SIDE)))
    image.save(path)
    return float(np.asarray(image.convert("L"), np.float32).std()) >= LEAST_SPREAD


def take(job):
    """The rows of one source, with their pictures written."""
    number, source, folder, version, options, settings = job
    rng = np.random.default_rng([7, number])
    found = candidates(source, folder)
    rows, seen = [], set()
    for index in rng.permutation(len(found)):
        if len(rows) >= min(source.most, options.limit or source.most):
            break
        file, content = found[index]
        name = f"{source.package.replace('.', '-').replace('_', '-')}-{source.way}-{len(rows):03d}"
        out = options.out / source.kind / f"{name}.png"
        out.parent.mkdir(parents=True, exist_ok=True)
        # Every picture has its own chance: one that fails changes no other.
        own = np.random.default_rng([7, number, int(index)])
        try:
            made = make(source, file, content, own, out, settings)
            good = is_picture(out)
        except (subprocess.SubprocessError, UnidentifiedImageError, OSError) as error:
            print(f"{file}: left out: {error}", flush=True)
            continue
        digest = hashlib.sha256(out.read_bytes()).hexdigest() if good else None
        if not good or digest in seen:
            out.unlink()
            continue
        seen.add(digest)
        split = "test" if source.held_back else "validation" if own.random() < VALIDATION_PART else "training"
        rows.append(
            dict(
                zip(
                    COLUMNS,
                    (
                        name,
                        source.kind,
                        split,
                        f"Debian {source.package} {version}: {file}",
                        source.licence,
                        made,
                        digest,
                    ),
                )
            )
        )
    print(f"{source.package}, {source.kind} {source.way}: {len(rows)} of {len(found)}", flush=True)
    return rows


def check(folder):
    rows = list(csv.DictReader(LIST.open(newline="", encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    paths = [(row, folder / row["kind"] / f"{row['name']}.png") for row in rows]
    wrong = [r["name"] for r, p in paths if not p.exists() or hashlib.sha256(p.read_bytes()).hexdigest() != r["sha256"]]
    if wrong:
        sys.exit(f"missing or other pictures than {LIST.name} names: {', '.join(wrong)}")
    print(f"{len(rows)} pictures as {LIST.name} names them")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=Path, metavar="PICTURES")
    parser.add_argument("--packages", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", help="kind or way")
    parser.add_argument(
        "--limit", type=int, help="at most so many of a source (for trials; the list is then not written)"
    )
    options = parser.parse_args()
    if options.check:
        return check(options.check)
    if not options.packages or not options.out:
        parser.error("--packages and --out are needed")
    options.packages.mkdir(parents=True, exist_ok=True)
    fonts = [fetch(package, options.packages)[0] for package in FONT_PACKAGES]
    settings = {a: write_font_settings(options.packages, fonts, a) for a in ("rgb", "none")}
    jobs = []
    for number, source in enumerate(SOURCES):
        if options.only in (None, source.kind, source.way):
            jobs.append((number, source, *fetch(source.package, options.packages), options, settings))
    with ThreadPoolExecutor(options.jobs) as pool:
        rows = [row for found in pool.map(take, jobs) for row in found]
    if options.limit or options.only:
        return
    with LIST.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["kind"], row["name"])))
    print(f"{len(rows)} pictures")


if __name__ == "__main__":
    main()
