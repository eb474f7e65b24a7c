"""How each network is made: its size, and its runs of train.py one after the other."""

from dataclasses import dataclass

PHOTO = dict(title="Photo", description="Photographs: the sharpest true detail of the networks here; invents nothing.")
FAST = dict(title="Photo, fast", description="Photographs, quickly: sharpens detail and edges, invents nothing.")
RESTORE = dict(
    title="Restore",
    description="Noisy or compressed photographs: takes noise and JPEG blocks away to the amount asked, and enlarges.",
)
ART = dict(
    title="Art", description="Drawings, logos and screenshots: flat regions stay flat, edges hard; JPEG traces go."
)


@dataclass(frozen=True)
class Run:
    """One run of train.py; `start` names a checkpoint (KEY) to begin from, None goes on from the run before.

    `blocks`: of this run, where they are not the recipe's: a longer network goes on from a shorter one.
    `keep`: the name of a checkpoint that its weights are kept as, for other recipes to start from.
    `teaches_itself`: what it learns is, for the most part, what the weights that it starts from say on average.
    `facades`: the seeds of walls drawn by facades.py that it sees beside the photographs.
    """

    options: dict
    start: str | None = None
    teaches_itself: bool = False
    blocks: int | None = None
    keep: str | None = None
    facades: tuple[int, ...] = ()


@dataclass(frozen=True)
class Recipe:
    title: str
    description: str
    channels: int
    blocks: int
    runs: tuple[Run, ...]
    flags: tuple[str, ...] = ()
    manifests: tuple[str, ...] = ("sources.tsv",)


def wide(words, *runs, **more):
    return Recipe(**words, channels=64, blocks=12, runs=runs, **more)


def small(*runs):
    return Recipe(**FAST, channels=32, blocks=10, runs=runs)


# 64 channels learn fastest at 5e-4 (Muon at twice that); at 1e-3 most of them fall silent.
PATCHES = dict(patch=(32, 48), batch=(16, 7))
LONGER = dict(patch=(32, 48, 48), batch=(16, 7, 7))
FROM_BODY = dict(luma=0.7, also_at=0.85, warm_up=200)
ONWARDS = dict(FROM_BODY, patch=48, batch=7, warm_up=600)

RECIPES = {
    # The first run: the cosine of 22,000 steps up to step 17,000, of 26,000 after it, ended at 21,500. The second, at
    # a lower rate: the cosine of 26,000 steps up to step 13,500; at 5e-4 trained weights fell back to 29.10 dB in 3,000
    # steps and lost channels. In the third the network learns the mean of its own answers; so in the fourth, with
    # four blocks more and with walls of buildings beside the photographs, which have few.
    "photo-x4": wide(
        PHOTO,
        Run(
            dict(LONGER, steps=21500, rate=5e-4, luma=0.7, luma_last=4500, squared_last=4500, also_at=0.85, warm_up=300)
        ),
        Run(
            dict(ONWARDS, steps=20000, rate=3e-4, luma_last=4000, squared_last=4000, seed=3),
        ),
        Run(
            dict(patch=48, batch=7, luma=0.7, warm_up=200, steps=4500, rate=2e-4, squared_last=4500, seed=4),
            teaches_itself=True,
            keep="photo-x4-shorter",
        ),
        Run(
            dict(ONWARDS, steps=17000, rate=2.5e-4, luma_last=5000, squared_last=5000, hardest_of=2, seed=6),
            teaches_itself=True,
            blocks=16,
            facades=(1, 2),
        ),
    ),
    "photo-x2": wide(
        PHOTO,
        Run(
            dict(FROM_BODY, **PATCHES, steps=5000, rate=3e-4, luma_last=1500, squared_last=1500),
            start="photo-x4-shorter",
        ),
    ),
    "photo-x3": wide(
        PHOTO,
        Run(
            dict(FROM_BODY, **PATCHES, steps=4000, rate=3e-4, luma_last=1500, squared_last=1500),
            start="photo-x4-shorter",
        ),
        Run(
            dict(patch=(48,), batch=(7,), luma=0.9, also_at=0.85, warm_up=100, steps=2000, rate=2e-4, squared_last=500)
        ),
    ),
    "photo-fast-x4": small(
        Run(
            dict(patch=(32, 32, 48), steps=10000, rate=8e-4, luma=0.7, luma_last=3000, also_at=0.85, warm_up=300),
            start="photo-fast-x4-further",
        )
    ),
    "restore-x2": wide(
        RESTORE,
        Run(
            dict(
                FROM_BODY,
                patch=(32, 32, 48),
                batch=(16, 16, 7),
                steps=4500,
                rate=4e-4,
                luma_last=1000,
                squared_last=1000,
            ),
            start="photo-x2",
        ),
        flags=("--restoring",),
    ),
    "art-x4": wide(
        ART,
        Run(
            dict(FROM_BODY, **PATCHES, steps=4000, rate=4e-4, luma_last=1000, squared_last=1000),
            start="photo-x4-shorter",
        ),
        flags=("--drawings",),
        manifests=("sources.tsv", "drawings.tsv"),
    ),
}
