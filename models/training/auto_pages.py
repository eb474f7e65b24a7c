"""Screens: real documents shown by a browser as pages, in editors and in terminals, in many fonts and themes.

A page of HTML is a document of a package with another style; a text is laid into a window of our own. Both are
shot by Chromium with the antialiasing of one of several desktops (grey or subpixel), at several device scales.
"""

import html
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SIZES = ((800, 600), (1024, 700), (640, 520), (1280, 720))
DEVICE_SCALES = (1, 1, 1, 1.25, 1.5, 2)
ANTIALIASING = ("rgb", "none", "none")


@dataclass(frozen=True)
class Theme:
    name: str
    page: str
    panel: str
    text: str
    accent: str
    held_back: bool = False


THEMES = [
    Theme("white", "#ffffff", "#f0f0f0", "#000000", "#0645ad"),
    Theme("paper", "#faf9f5", "#ece8dd", "#333333", "#a0522d"),
    Theme("light", "#ffffff", "#f6f8fa", "#24292f", "#0969da"),
    Theme("breeze", "#fcfcfc", "#eff0f1", "#232629", "#3daee9"),
    Theme("sunlit", "#fdf6e3", "#eee8d5", "#586e75", "#cb4b16"),
    Theme("dark", "#1e1e1e", "#333333", "#d4d4d4", "#569cd6"),
    Theme("night", "#2e3440", "#3b4252", "#d8dee9", "#88c0d0"),
    Theme("black", "#000000", "#1a1a1a", "#33ff66", "#ffcc00"),
    Theme("plum", "#282a36", "#44475a", "#f8f8f2", "#ff79c6"),
    Theme("contrast", "#000000", "#000000", "#ffffff", "#ffff00"),
    Theme("pink", "#ffe4ec", "#ffc1d5", "#4a1230", "#b0105a"),
    Theme("deep sea", "#002b36", "#073642", "#93a1a1", "#2aa198", True),
    Theme("earth", "#fbf1c7", "#ebdbb2", "#3c3836", "#b57614", True),
    Theme("coal", "#282828", "#3c3836", "#ebdbb2", "#fabd2f", True),
    Theme("classic", "#ffffff", "#d4d0c8", "#000000", "#0a246a", True),
    Theme("mint", "#f3fbf6", "#cfeedd", "#12362a", "#087f5b", True),
]

FONTS = [
    "Lato",
    "Open Sans",
    "Cantarell",
    "Linux Libertine O",
    "Linux Biolinum O",
    "Carlito",
    "Caladea",
    "Oxygen-Sans",
    "Quicksand",
    "WenQuanYi Micro Hei",
    "Noto Serif",
    "FreeSans",
    "FreeSerif",
    "Arimo",
    "Tinos",
    "Dosis",
    "Karla",
    "B612",
    "Go",
    "Nimbus Roman",
]
MONO_FONTS = [
    "Fira Code",
    "JetBrains Mono",
    "Inconsolata",
    "mononoki",
    "FreeMono",
    "Cousine",
    "B612 Mono",
    "Go Mono",
    "Noto Mono",
]
FONTS_HELD_BACK = ["Inter", "Roboto", "EB Garamond", "Clear Sans", "Vollkorn"]
MONO_FONTS_HELD_BACK = ["Hack", "Nimbus Mono PS"]


@dataclass(frozen=True)
class Look:
    """How one page is shown; sizes in CSS pixels."""

    theme: Theme
    font: str
    text_size: int
    width: int
    height: int
    device_scale: float
    antialiasing: str

    def __str__(self):
        anti = "subpixel" if self.antialiasing == "rgb" else "grey"
        return f"{self.theme.name}, {self.font} {self.text_size} px, {self.width}x{self.height} at {self.device_scale}, {anti}"


def choose_look(rng, held_back, mono):
    """A theme and a font of the same side of the split, the rest by chance."""
    themes = [t for t in THEMES if t.held_back == held_back]
    fonts = (MONO_FONTS_HELD_BACK if held_back else MONO_FONTS) if mono else (FONTS_HELD_BACK if held_back else FONTS)
    width, height = SIZES[rng.integers(len(SIZES))]
    return Look(
        themes[rng.integers(len(themes))],
        fonts[rng.integers(len(fonts))],
        int(rng.integers(11, 19)),
        width,
        height,
        DEVICE_SCALES[rng.integers(len(DEVICE_SCALES))],
        ANTIALIASING[rng.integers(len(ANTIALIASING))],
    )


def style_page(source, look, rng):
    """The document with the look's colours and font, scrolled down by chance."""
    theme, down = look.theme, int(rng.integers(0, 1500))
    style = f"""<style>
    html, body, body * {{ font-family: '{look.font}' !important; border-color: {theme.panel} !important;
      background-color: {theme.page} !important; color: {theme.text} !important; text-shadow: none !important }}
    html {{ font-size: {look.text_size}px !important; overflow: hidden }}
    pre, code, th, nav, .sphinxsidebar, .navheader, blockquote {{ background-color: {theme.panel} !important }}
    a, h1, h2, h3, a * {{ color: {theme.accent} !important }}
    body {{ font-size: {look.text_size}px !important; margin-top: -{down}px !important }}
    </style>"""
    source = re.sub(r"(?is)<script.*?</script>", "", source)
    return (
        re.sub(r"(?i)</head>", lambda m: style + m[0], source, count=1)
        if re.search(r"(?i)</head>", source)
        else style + source
    )


WORD = re.compile(
    r"(\b(?:if|then|else|fi|for|in|do|done|while|def|class|return|import|from|local|case|esac|function)\b)|(\"[^\"\n]*\"|'[^'\n]*')|(#.*$)",
    re.M,
)


def show_text(source, look, rng):
    """A window with the text in it: tabs and line numbers, a terminal, or a table of its words."""
    theme = look.theme
    lines = source.expandtabs(4).splitlines()
    first = int(rng.integers(0, max(1, len(lines) - 30)))
    lines = [line[:160] for line in lines[first : first + 90]]
    hues = [
        f"hsl({int(h)}, 60%, {'35%' if int(theme.page[1:3], 16) > 128 else '65%'})" for h in rng.integers(0, 360, 3)
    ]
    way = int(rng.integers(3))
    if way == 2:
        words = [line.split() for line in lines if line.strip()]
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(w[:18])}" for w in (row * 3)[:9]) for row in words)
        body = f"<table>{rows}</table>"
    else:
        coloured = WORD.sub(
            lambda m: f'<b style="color:{hues[[k for k in range(3) if m[k + 1]][0]]};font-weight:normal">{m[0]}</b>',
            html.escape("\n".join(lines), quote=False),
        )
        numbers = "\n".join(str(first + k + 1) for k in range(len(lines))) if way == 0 else ""
        body = f'<div class="text"><pre class="numbers">{numbers}</pre><pre>{coloured}</pre></div>'
    names = "".join(
        f'<span class="{"on" if k == 1 else ""}">{n}</span>'
        for k, n in enumerate(("File", "Edit", "View", "Search", "Tools", "Help"))
    )
    side = "".join(f"<li>{html.escape(w)}" for w in re.findall(r"\w{4,}", source)[:40]) if rng.random() < 0.5 else ""
    radius = int(rng.integers(0, 9))
    return f"""<!doctype html><meta charset="utf-8"><style>
    * {{ margin: 0; box-sizing: border-box; font-family: '{look.font}'; font-size: {look.text_size}px }}
    body {{ background: {theme.page}; color: {theme.text}; overflow: hidden }}
    header {{ background: {theme.panel}; padding: 5px 8px; border-bottom: 1px solid {theme.accent} }}
    header span {{ padding: 3px 9px; border-radius: {radius}px }} .on {{ background: {theme.accent}; color: {theme.page} }}
    button {{ float: right; background: {theme.page}; color: {theme.text}; border: 1px solid {theme.accent}; border-radius: {radius}px; padding: 1px 12px }}
    main {{ display: flex }} ul {{ background: {theme.panel}; padding: 6px 18px; list-style: square }}
    .text {{ display: flex; line-height: 1.35; padding: 4px }} .numbers {{ text-align: right; opacity: .5; padding-right: 10px }}
    td {{ border: 1px solid {theme.panel}; padding: 1px 6px; white-space: nowrap }} tr:nth-child(even) {{ background: {theme.panel} }}
    </style><header>{names}<button>Apply</button></header><main>{f"<ul>{side}</ul>" if side else ""}{body}</main>"""


def write_font_settings(folder, fonts, antialiasing):
    """A fontconfig file that knows the packages' fonts alone; its path."""
    path = Path(folder).resolve() / f"fonts-{antialiasing}.conf"
    path.write_text(f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
    {"".join(f"<dir>{Path(f).resolve()}</dir>" for f in fonts)}<cachedir>{path.parent}/cache</cachedir>
    <match target="pattern"><edit name="rgba" mode="assign"><const>{antialiasing}</const></edit>
    <edit name="hintstyle" mode="assign"><const>{"hintslight" if antialiasing == "rgb" else "hintfull"}</const></edit></match>
    <match target="font"><edit name="rgba" mode="assign"><const>{antialiasing}</const></edit></match></fontconfig>""")
    return path


def shoot(page, look, settings, out):
    """Writes the page, a path of an HTML file, as the browser shows it to `out`, a PNG of device pixels."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            "chromium",
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={profile}",
            "--enable-lcd-text" if look.antialiasing == "rgb" else "--disable-lcd-text",
            f"--force-device-scale-factor={look.device_scale}",
            f"--window-size={look.width},{look.height}",
            "--virtual-time-budget=1500",
            f"--screenshot={Path(out).resolve()}",
            Path(page).resolve().as_uri(),
        ]
        environment = {"FONTCONFIG_FILE": str(settings), "PATH": "/usr/bin:/bin", "HOME": profile, "LANG": "C.UTF-8"}
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
