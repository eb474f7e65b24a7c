"""Where the pictures of the `auto` network come from: Debian packages, and which of them are held back whole.

Licences are those of the package's debian/copyright. A source that is held back is seen by no training run:
it is what auto_measure.py measures on. The crops of sources.tsv are added by auto_crops.py.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """`files` matches paths inside the package, `but` those to leave out; `most` pictures are drawn from them.

    way: 'svg' (rendered), 'rcc' (Qt resources full of SVG, rendered), 'picture' (taken as it is), 'photo' (reduced
    at least twice: it was a JPEG or is large), 'html' (a page, shot by a browser), 'text' (shown in an editor or a
    terminal).
    """

    package: str
    kind: str
    way: str
    files: str
    licence: str
    most: int = 40
    held_back: bool = False
    but: str = r"(?!)"

    def takes(self, path):
        return bool(re.search(self.files, path)) and not re.search(self.but, path)


# fmt: off
ENGLISH_DOCS = r"/doc/HTML/en/.*\.png$"
KDE_GAMES = ("kblocks", "kdiamond", "granatier", "bovo", "kpat", "kbreakout", "kapman")
KDE_GAMES_HELD_BACK = ("kbounce", "kgoldrunner", "ksudoku")
KDE_PHOTOS = "BytheWater|ColdRipple|ColorfulCups|EveningGlow|FallenLeaf|Grey|Kite|OneStandsOut|Path"
KDE_ART = "Altai|Canopee|Cascade|Flow|FlyingKonqui|Honeywave|IceCold|Kay|Kokkini|Opal|PastelHills|Patak|Volna"
# Handbooks whose figures are windows; some show a drawing or a photograph too, and say so by their names.
KDE_HANDBOOKS = ("kate5-data", "skrooge-common", "okular", "dolphin", "krusader", "parley-data", "kdenlive-data", "ktouch-data", "lokalize", "cantor", "kwordquiz", "kig")

SOURCES = [
    # Drawings.
    Source("openclipart-svg", "art", "svg", r"\.svg$", "public domain (dedicated)", most=360),
    Source("tango-icon-theme", "art", "svg", r"/scalable/.*\.svg$", "public domain", most=50),
    Source("papirus-icon-theme", "art", "svg", r"/Papirus/64x64/apps/.*\.svg$", "GPL-3", most=50),
    *(Source(p, "art", "svg", r"/themes/.*\.svgz?$|/players/.*\.svgz?$", "GPL-2+", most=6) for p in KDE_GAMES),
    Source("tuxpaint-data", "art", "picture", r"/starters/(worldmap.*|jigsaw.*|tux_farmer|carcassone)\.png$", "GPL-2+ and public domain", most=16),
    Source("gcompris-qt-data", "art", "rcc", r"\.rcc$", "GPL-3+, CC-BY-SA, public domain", most=100, held_back=True),
    Source("kdegames-card-data-kf5", "art", "svg", r"/carddecks/.*\.svgz$", "GPL-2+ and LGPL-2+", most=16, held_back=True),
    *(Source(p, "art", "svg", r"/themes/.*\.svgz?$", "GPL-2+", most=6, held_back=True) for p in KDE_GAMES_HELD_BACK),
    # Windows and desktops, as their documentation shows them.
    *(Source(p, "screenshot", "picture", ENGLISH_DOCS, "GPL-2+ or LGPL-2+", most=30) for p in KDE_HANDBOOKS),
    Source("gnumeric-doc", "screenshot", "picture", r"/figures/.*\.png$", "GFDL-1.1+", most=60, but=r"/figures/(gnumeric-)?graph"),
    Source("gimp-help-en", "screenshot", "picture", r"/en/images/(dialogs|menus|preferences)/.*\.png$", "GFDL-1.2+", most=60, but=r"example|gradient|mask|brush-(soft|hard)"),
    Source("debian-handbook", "screenshot", "picture", r"/en-US/images/.*\.png$", "GPL-2+ or CC-BY-SA-3.0", most=40, but=r"chap-|cover|autobuilder|cycle|release"),
    Source("texstudio-doc", "screenshot", "picture", r"/texstudio/html/.*\.png$", "GPL-2+", most=30),
    Source("geany-common", "screenshot", "picture", r"/doc/.*\.png$", "GPL-2+", most=15),
    Source("wireshark-doc", "screenshot", "picture", r"/wsug_html_chunked/images/.*\.png$", "GPL-2+", most=50, held_back=True),
    Source("debian-edu-doc-en", "screenshot", "picture", r"/debian-edu-bookworm-manual-images/.*\.png$", "GPL-2+", most=40, held_back=True),
    Source("libgtk-3-doc", "screenshot", "picture", r"/gtk3/.*\.png$", "LGPL-2+", most=40, held_back=True, but=r"/(ease|figure-|linear|drawing|glarea|image|gears|border|layout|up-|down-|left|right)"),
    Source("gnome-user-docs", "screenshot", "picture", r"/help/C/gnome-help/figures/.*\.png$", "CC-BY-SA-3.0", most=25, held_back=True, but=r"/color-"),
    # Pages, editors and terminals: real documents, shown by a browser in many fonts and themes (auto_pages.py).
    Source("python-django-doc", "screenshot", "html", r"/html/.*\.html$", "BSD-3-Clause", most=40),
    Source("sqlite3-doc", "screenshot", "html", r"\.html$", "public domain", most=40),
    Source("nodejs-doc", "screenshot", "html", r"\.html$", "MIT", most=30),
    Source("python3.11-doc", "screenshot", "html", r"/html/.*\.html$", "PSF-2", most=40),
    Source("git-doc", "screenshot", "text", r"/git-doc/.*\.txt$", "GPL-2", most=60),
    Source("postgresql-doc-15", "screenshot", "html", r"\.html$", "PostgreSQL", most=35, held_back=True),
    Source("developers-reference", "screenshot", "html", r"\.html$", "GPL-2+", most=8, held_back=True),
    Source("python3.11-doc", "screenshot", "text", r"/_sources/(howto|whatsnew|tutorial)/.*\.txt$", "PSF-2", most=30),
    Source("bash-doc", "screenshot", "text", r"/examples/.*(\.sh|\.bash|functions/[a-z.-]+)$", "GPL-3+", most=25, held_back=True),
    # Photographs whole, for skies and walls: the crops of sources.tsv are the textured parts alone.
    Source("plasma-workspace-wallpapers", "photo", "photo", rf"/({KDE_PHOTOS})/contents/images/2560x1600\.jpg$", "LGPL-3 and CC-BY-SA-4.0", most=20),
    Source("plasma-workspace-wallpapers", "art", "photo", rf"/({KDE_ART})/contents/images/(1920x1080|3840x2160|5120x2880)\.(jpg|png)$", "LGPL-3 and CC-BY-SA-4.0", most=20),
    Source("mate-backgrounds", "photo", "photo", r"/nature/.*\.jpg$", "GPL-2+", most=20, held_back=True),
    Source("ukui-wallpapers", "art", "photo", r"/(calla|city|desert|firstgeneration|goldfish|rollpaper|focal-ubuntukylin|the-mouse|rhythm|string)\.(jpg|png)$", "CC-BY-SA-3.0", most=15, held_back=True),
    # Paintings and decks of cards; of the decks none whose figures the held-back package has as well.
    Source("gnome-cards-data", "art", "svg", r"/cards/.*\.svgz$", "GPL-3+", most=20, but=r"tigullio|paris|guyenne|dondorf|skat|Атл"),
    Source("supertux-data", "art", "picture", r"/images/background/.*\.(png|jpg)$", "GPL-3+", most=60, but=r"/misc/|fog|vignette"),
    Source("pingus-data", "art", "picture", r"/images/(story|textures)/.*\.(png|jpg)$", "GPL-2+", most=30),
    Source("fillets-ng-data", "art", "picture", r"/images/.*-p\.png$", "GPL-2", most=40),
    Source("desktop-base", "art", "svg", r"-theme/wallpaper/contents/images/1920x1080\.svg$", "GPL-2+ and CC-BY-SA-3.0", most=12),
    # Landscapes by many hands.
    Source("endless-sky-data", "photo", "photo", r"/images/land/.*\.jpg$", "public domain and CC-BY-SA-3.0 and CC-BY-SA-4.0", most=120),
]

# Of the crops that sources.tsv lists: these repositories and packages are held back, photographs and drawings.
CROPS_HELD_BACK = ("link-u/", "IMAGINARY/", "getsolus/", "Debian ukui-wallpapers", "Debian lomiri-wallpapers", "nextcloud/", "Debian mate-backgrounds", "Debian palapeli-data")

FONT_PACKAGES = [
    "fonts-roboto-unhinted", "fonts-lato", "fonts-open-sans", "fonts-inter", "fonts-cantarell", "fonts-firacode", "fonts-hack",
    "fonts-jetbrains-mono", "fonts-inconsolata", "fonts-linuxlibertine", "fonts-crosextra-carlito", "fonts-crosextra-caladea",
    "fonts-mononoki", "fonts-oxygen", "fonts-ebgaramond", "fonts-quicksand", "fonts-wqy-microhei", "fonts-vollkorn",
    "fonts-noto-mono", "fonts-noto-core", "fonts-freefont-ttf", "fonts-croscore", "fonts-dosis", "fonts-karla", "fonts-b612",
    "fonts-go", "fonts-clear-sans", "fonts-urw-base35",
]
