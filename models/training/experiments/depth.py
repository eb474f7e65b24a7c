"""Depth: plain against residual networks with the paper's blocks; the plain deep one should do worse in training.

The task is the paper's on a small scale: which of the photographs does a patch come from? Some crops of every
photograph are kept for validation. The networks are those of the paper's section 4.2 for CIFAR-10 (6n + 2 layers,
shortcuts without parameters) with a first layer of stride 2, which makes them four times as cheap.
"""

import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from figure import Curve, Panel, draw
from PIL import Image
from runs import over_seeds
from torch import nn

from photographs import HELD_BACK, prefix_of, to_tensor
from resample import reduce_bicubic

LAYERS, WIDTH, BATCH, PATCH, STEPS, SEEDS = (20, 56), 16, 64, 32, 800, (1,)
RATE, MOMENTUM, DECAY, DROPS = 0.1, 0.9, 1e-4, (0.5, 0.75)  # as the paper; the rate falls tenfold at the drops
CROPS, KEPT_EVERY, CHECKS, CHECKED_PATCHES = 8, 4, 10, 1024
COLUMNS = ("network", "layers", "seed", "measure", "step", "value")


class Block(nn.Module):
    """relu(x + bn(conv(relu(bn(conv(x)))))); without `shortcut` the same less the x. [n,c,h,w] -> [n,c',h',w']."""

    def __init__(self, before, channels, shortcut):
        super().__init__()
        self.stride, self.shortcut = (1 if before == channels else 2), shortcut
        self.conv1 = nn.Conv2d(before, channels, 3, self.stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.shortcut:
            # The paper's option A: every second pixel, the new channels zero.
            missing = y.shape[1] - x.shape[1]
            y = y + (F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, missing)) if missing else x)
        return F.relu(y)


class Classifier(nn.Module):
    """[n,3,32,32] 0..1 -> [n,classes] logits; 6n + 2 layers, the channels doubled twice."""

    def __init__(self, layers, classes, shortcut):
        super().__init__()
        self.first = nn.Conv2d(3, WIDTH, 3, stride=2, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(WIDTH)
        widths = [WIDTH * 2**stage for stage in range(3) for _ in range((layers - 2) // 6)]
        self.body = nn.Sequential(*(Block(b, c, shortcut) for b, c in zip([WIDTH, *widths], widths)))
        self.last = nn.Linear(widths[-1], classes)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        features = self.body(F.relu(self.bn(self.first((x - 0.45) / 0.25))))
        return self.last(features.mean((2, 3)))


class LabelledCrops:
    """Crops of the photographs that have at least CROPS of them, at half size; a label is a photograph."""

    def __init__(self, options):
        held_back = set(HELD_BACK.read_text().split())
        named = {}
        for path in sorted(p for f in options.pictures for p in Path(f).rglob("*") if p.suffix in (".webp", ".png")):
            if prefix_of(path) not in held_back:
                named.setdefault(prefix_of(path), []).append(path)
        chosen = [paths for paths in named.values() if len(paths) >= CROPS][: options.limit]
        if len(chosen) < 2:
            raise SystemExit(f"{', '.join(options.pictures)}: fewer than two photographs with {CROPS} crops in it")
        self.classes = len(chosen)
        self.parts = {"training": [], "validation": []}
        for label, paths in enumerate(chosen):
            for k, path in enumerate(paths):
                part = "validation" if k % KEPT_EVERY == KEPT_EVERY - 1 else "training"
                half = reduce_bicubic(np.asarray(Image.open(path).convert("RGB")), 2)
                self.parts[part].append((half, label))

    def patches(self, part, rng, count):
        """`count` random patches, half of them mirrored: [n,3,32,32] 0..1 and labels [n]."""
        patches, labels = [], []
        for k in rng.integers(0, len(self.parts[part]), count):
            picture, label = self.parts[part][k]
            y, x = rng.integers(0, np.array(picture.shape[:2]) - PATCH + 1)
            patch = picture[y : y + PATCH, x : x + PATCH]
            patches.append(patch[:, ::-1] if rng.integers(0, 2) else patch)
            labels.append(label)
        return to_tensor(np.stack(patches)), torch.tensor(labels)


def error_of(network, patches, labels, options):
    """Share of patches, per cent, whose photograph is not named first."""
    network.eval()
    wrong = 0
    with torch.no_grad(), torch.autocast(patches.device.type, dtype=torch.bfloat16, enabled=options.bf16):
        for k in range(0, len(labels), 256):
            wrong += int((network(patches[k : k + 256]).argmax(1) != labels[k : k + 256]).sum())
    network.train()
    return 100 * wrong / len(labels)


def train_classifier(network, crops, kept, steps, seed, options):
    """Rows (measure, step, value): training error of the batches since the last check, validation error on `kept`."""
    device = torch.device(options.device)
    optimizer = torch.optim.SGD(network.parameters(), RATE, MOMENTUM, weight_decay=DECAY)
    rng = np.random.default_rng(seed)
    rows, wrong, began = [], [], time.monotonic()
    for step in range(1, steps + 1):
        optimizer.param_groups[0]["lr"] = RATE * 0.1 ** sum(step > steps * drop for drop in DROPS)
        patches, labels = (t.to(device) for t in crops.patches("training", rng, BATCH))
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=options.bf16):
            logits = network(patches.contiguous(memory_format=torch.channels_last))
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(logits.float(), labels).backward()
        optimizer.step()
        wrong.append(float((logits.argmax(1) != labels).float().mean()))
        if step % max(1, steps // CHECKS) == 0 or step == steps:
            rows.append(("training error", step, f"{100 * sum(wrong) / len(wrong):.2f}"))
            rows.append(("validation error", step, f"{error_of(network, *kept, options):.2f}"))
            wrong = []
    print(f"  {time.monotonic() - began:.0f} s, errors {rows[-2][2]} and {rows[-1][2]} %", flush=True)
    return rows


def rows_of(options):
    crops, rows = LabelledCrops(options), []
    counts = ", ".join(f"{len(pairs)} crops for {part}" for part, pairs in crops.parts.items())
    print(f"{crops.classes} photographs, {counts}", flush=True)
    kept = [t.to(options.device) for t in crops.patches("validation", np.random.default_rng(0), CHECKED_PATCHES)]
    for seed in options.seeds or SEEDS:
        for layers in LAYERS:
            for shortcut in (False, True):
                name = "residual" if shortcut else "plain"
                print(f"{name}, {layers} layers, seed {seed}", flush=True)
                torch.manual_seed(seed)
                network = Classifier(layers, crops.classes, shortcut).to(options.device)
                network = network.to(memory_format=torch.channels_last)
                seen = train_classifier(network, crops, kept, options.steps or STEPS, seed, options)
                rows += [(name, layers, seed, *row) for row in seen]
    return rows


def draw_rows(rows, path):
    def curves(measure):
        kinds = dict.fromkeys((name, layers) for name, layers, *_ in rows)
        return [
            Curve(f"{kind[0]}, {kind[1]} layers", *over_seeds(r[4:] for r in rows if r[:2] == kind and r[3] == measure))
            for kind in kinds
        ]

    panels = [
        Panel(f"{part.capitalize()} patches", "steps", "error, %", curves(f"{part} error"))
        for part in ("training", "validation")
    ]
    draw(path, "Depth, plain and residual", panels)
