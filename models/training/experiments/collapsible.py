"""Collapsible blocks against plain convolutions of the folded size: what over-parameterisation gives.

All four compute relu(conv3x3(x)) with the same number of weights once folded; they differ in which parameters those
weights are made of while they are learned.
"""

import torch
import torch.nn.functional as F
from figure import Curve, Panel, draw
from runs import over_seeds, pictures_at, train_network
from torch import nn

from network import ResidualBlock, UpscaleNetwork

SCALE, CHANNELS, BLOCKS, STEPS, SEEDS = 4, 24, 8, 600, (1,)
RATES = (1e-3, 4e-3)


class PlainBlock(nn.Module):
    """relu(conv3x3(x)); [n,c,h,w] -> [n,c,h,w].

    Started as He et al. (2015) start a layer before a ReLU: with PyTorch's own start, smaller by half, eight of them in
    a row let so little through that the network was still the bicubic after 600 steps.
    """

    def __init__(self, channels):
        super().__init__()
        self.conv3 = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.kaiming_normal_(self.conv3.weight, nonlinearity="relu")

    def folded(self):
        return self.conv3.weight, self.conv3.bias

    def forward(self, x):
        weight, bias = self.folded()
        return F.relu(F.conv2d(x, weight, bias, padding=1))


class IdentityBlock(PlainBlock):
    """relu(x + conv3x3(x)). To Adam it is the plain block started elsewhere: the gradients are the same."""

    def __init__(self, channels):
        super().__init__(channels)
        block = ResidualBlock(channels)
        self.conv3.load_state_dict(block.conv3.state_dict())
        self.register_buffer("identity", block.identity, persistent=False)

    def folded(self):
        return self.conv3.weight + self.identity, self.conv3.bias


class ExpandBlock(IdentityBlock):
    """relu(x + conv1x1(conv3x3(x))), four times as wide in between (Bhardwaj et al., "SESR", 2022)."""

    def __init__(self, channels, wider=4):
        super().__init__(channels)
        self.conv3 = nn.Conv2d(channels, wider * channels, 3, padding=1, bias=False)
        self.conv1 = nn.Conv2d(wider * channels, channels, 1)

    def folded(self):
        weight = torch.einsum("om,mikl->oikl", self.conv1.weight[:, :, 0, 0], self.conv3.weight)
        return weight + self.identity, self.conv1.bias


VARIANTS = {
    "plain 3×3": PlainBlock,
    "3×3 + identity": IdentityBlock,
    "3×3 + 1×1 + identity (shipped)": ResidualBlock,
    "3×3 wide, 1×1 back, + identity": ExpandBlock,
}
COLUMNS = ("rate", "variant", "seed", "step", "validation_psnr_y")
# The first checks lie far below; what differs is at the end.
DRAWN = 1.0


def network_of(block):
    network = UpscaleNetwork(SCALE, CHANNELS, BLOCKS)
    network.body = nn.ModuleList(block(CHANNELS) for _ in range(BLOCKS))
    return network


def rows_of(options):
    pictures = pictures_at(SCALE, options)
    rows = []
    for rate in RATES:
        for name, block in VARIANTS.items():
            for seed in options.seeds or SEEDS:
                print(f"rate {rate:g}, {name}, seed {seed}", flush=True)
                torch.manual_seed(seed)
                seen = train_network(network_of(block), pictures, options.steps or STEPS, rate, seed, options)
                rows += [(f"{rate:g}", name, seed, step, f"{value:.3f}") for step, value in seen]
    return rows


def draw_rows(rows, path):
    panels = []
    for rate in RATES:
        curves = [Curve(name, *over_seeds(r[3:] for r in rows if r[:2] == (f"{rate:g}", name))) for name in VARIANTS]
        best = max(y for c in curves for _, y in c.points)
        lowest = max(min(y for c in curves for _, y in c.points), best - DRAWN)
        panels.append(Panel(f"rate {rate:g}", "steps", "PSNR-Y, dB", curves, y_range=(lowest, best + 0.05)))
    draw(path, "Four blocks that fold to the same 3×3 convolution, ×4", panels)
