"""Debian packages that drawings are taken from: which files, and the licence of each as debian/copyright states it."""

import fnmatch
import gzip
import hashlib
import re

# Package: folders inside it, and how many drawings to take of one folder (a folder's drawings are kin).
TRAINED = {
    "openclipart-svg": ("usr/share/openclipart/svg", 7),
    **{
        name: ("usr/share", 20)
        for name in (
            "granatier",
            "kgoldrunner",
            "khangman",
            "ksirk",
            "kapman",
            "kbounce",
            "kdiamond",
            "kigo",
            "kpat",
            "kanagram",
            "bomber",
            "blinken",
            "katomic",
            "kollision",
            "knavalbattle",
            "ksudoku",
            "killbots",
            "klines",
            "klickety",
            "kbreakout",
            "picmi",
            "kdegames-card-data-kf5",
            "kdegames-mahjongg-data-kf5",
        )
    },
    "iso-flags-svg": ("usr/share/iso-flags-svg/country-4x3", 50),
}
HELD_BACK = {
    "tuxpaint-stamps-default": ("usr/share/tuxpaint/stamps", 12),
    "ktuberling-data": ("usr/share/ktuberling/pics", 20),
    "mate-icon-theme": ("usr/share/icons/mate/scalable", 20),
}
# Simple icons: flat when large, so they are seen on pages, at the sizes a screen shows them.
PAGE_ICONS = {
    "breeze-icon-theme": ("usr/share/icons/breeze", 40),
    "elementary-icon-theme": ("usr/share/icons/elementary", 40),
}
TRAINED_FONTS = (
    "fonts-lato",
    "fonts-open-sans",
    "fonts-roboto-unhinted",
    "fonts-roboto-slab",
    "fonts-ebgaramond",
    "fonts-linuxlibertine",
    "fonts-cantarell",
    "fonts-firacode",
    "fonts-hack",
    "fonts-quicksand",
    "fonts-lobster",
    "fonts-comfortaa",
)
HELD_BACK_FONTS = ("fonts-comic-neue", "fonts-sil-gentium-basic", "fonts-jetbrains-mono")

# Shapes and colour samples in hundreds, all alike.
LEFT_OUT = re.compile(r"/shapes/stars/|/special/gradients/|/symbolic/|-symbolic\.|/cursors/|/animations/")
# One page of its terms, not in the machine-readable form.
OTHERWISE = {"openclipart-svg": "public domain"}
LARGEST = 1_500_000


def order(text):
    """A fixed shuffle: where `text` comes in it."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(path):
    """Text of a file, gzipped or not."""
    data = path.read_bytes()
    return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8", "replace")


def version_of(root, package):
    changes = sorted((root / package / "usr/share/doc" / package).glob("changelog.*"))
    found = re.search(r"\((\S+)\)", read(next((p for p in changes if "ebian" in p.name), changes[0])))
    return found[1]


def licences_of(root, package):
    """[(patterns, licence)] of debian/copyright's Files paragraphs, in order; the last that fits counts."""
    if package in OTHERWISE:
        return [(["*"], OTHERWISE[package])]
    folder = root / package / "usr/share/doc" / package
    found = []
    for paragraph in re.split(r"\n\s*\n", read(next(folder.glob("copyright*")))):
        files = re.search(r"^Files:\s*(.*?)(?=^\S)", paragraph + "\nEnd", re.M | re.S)
        licence = re.search(r"^License:[ \t]*(\S.*)$", paragraph, re.M)
        if files and licence:
            found.append((files[1].split(), " ".join(licence[1].split())))
    return found


def licence_of(licences, path):
    """Of an installed file, which lies elsewhere than in the source debian/copyright speaks of: any tail may fit."""
    tails = [path.split("/", n)[-1] for n in range(path.count("/") + 1)]

    def fits(pattern):
        return pattern == "*" or (
            not pattern.startswith("debian/") and any(fnmatch.fnmatch(tail, pattern) for tail in tails)
        )

    fitting = [licence for patterns, licence in licences if any(map(fits, patterns))]
    return fitting[-1] if fitting else "not stated"


def author_of(text):
    """What the drawing itself says: the title under dc:creator."""
    found = re.search(r"<dc:creator>.*?<dc:title[^>]*>([^<]*)</dc:title>", text, re.S)
    author = " ".join(found[1].split()) if found else ""
    return "" if "Unsorted" in author else author


def drawings_of(root, package, folder, most):
    """Paths (inside the package) of its vector drawings: no photographs inside, at most `most` of each folder."""
    by_folder = {}
    for path in sorted((root / package / folder).rglob("*.svg*")):
        name = str(path.relative_to(root / package))
        if path.is_symlink() or path.suffix not in (".svg", ".svgz") or LEFT_OUT.search("/" + name):
            continue
        by_folder.setdefault(path.parent, []).append(name)
    chosen = []
    for names in by_folder.values():
        names.sort(key=order)
        taken = 0
        for name in names:
            text = read(root / package / name) if taken < most else ""
            if text and len(text) < LARGEST and "<image" not in text:
                chosen.append(name)
                taken += 1
    return sorted(chosen)


def fonts_of(root, packages):
    return sorted(p for package in packages for p in (root / package).rglob("*.[to]tf"))
