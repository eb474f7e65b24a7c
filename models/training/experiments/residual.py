"""Global residual: learning HR - enlarged LR against learning HR, by the same network on the same budget."""

import torch
from figure import Curve, Panel, draw
from runs import over_seeds, pictures_at, train_network
from torch import nn

from network import UpscaleNetwork

CHANNELS, BLOCKS, RATE, STEPS, SEEDS = 24, 6, 1e-3, 1000, (1,)
SCALES = (2, 4)


class DirectNetwork(UpscaleNetwork):
    """The same network without the enlarged input: its last layer has to say the picture itself."""

    def base_planes(self, x):
        n, _, h, w = x.shape
        return x.new_zeros(n, 3 * self.scale**2, h, w)


def direct_usual_start(*shape):
    """As above, its last layer started as PyTorch starts one instead of at zero, lest the start be the reason."""
    network = DirectNetwork(*shape)
    network.conv_last = nn.Conv2d(network.channels, 3 * network.scale**2, 3, padding=1)
    return network


VARIANTS = {
    "residual: HR − bicubic": UpscaleNetwork,
    "direct: HR": DirectNetwork,
    "direct, last layer not started at zero": direct_usual_start,
}
COLUMNS = ("scale", "variant", "seed", "step", "validation_psnr_y")
# From so many dB under the best up; the direct ones begin at a black picture, 6 dB.
DRAWN = 10


def rows_of(options):
    rows = []
    for scale in SCALES:
        pictures = pictures_at(scale, options)
        for name, make in VARIANTS.items():
            for seed in options.seeds or SEEDS:
                print(f"×{scale}, {name}, seed {seed}", flush=True)
                torch.manual_seed(seed)
                network = make(scale, CHANNELS, BLOCKS)
                seen = train_network(network, pictures, options.steps or STEPS, RATE, seed, options)
                rows += [(scale, name, seed, step, f"{value:.3f}") for step, value in seen]
    return rows


def draw_rows(rows, path):
    panels = []
    for scale in SCALES:
        curves = [Curve(name, *over_seeds(r[3:] for r in rows if r[:2] == (str(scale), name))) for name in VARIANTS]
        # An untrained residual network is the bicubic enlargement: step 0 is its PSNR.
        start, last = curves[0].points[0][1], curves[0].points[-1][0]
        curves.append(Curve("bicubic", [(0, start), (last, start)]))
        best = max(y for c in curves for _, y in c.points)
        panels.append(Panel(f"×{scale}", "steps", "PSNR-Y, dB", curves, y_range=(best - DRAWN, best + 0.5)))
    draw(path, "What is learned: the residual, or the picture itself", panels)
