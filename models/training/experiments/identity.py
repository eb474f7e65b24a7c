"""Identity: zero weights pass the input through, so learning starts from the picture and adds to it.

First in exact numbers, block and network; then what happens when a network of such blocks is trained.
"""

import copy
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from depth import Block
from figure import Curve, Panel, draw
from runs import pictures_at, train_network
from torch import nn

from network import UpscaleNetwork
from photographs import psnr_y, to_tensor
from resample import cubic

SCALE, CHANNELS, BLOCKS, RATE, STEPS, SEEDS = 4, 24, 10, 1e-3, 400, (1,)
CHECKPOINT = Path(__file__).resolve().parent.parent / "checkpoints" / "photo-fast-x4.pt"
COLUMNS = ("measure", "case", "at", "value")
ZERO, SMALL, PLAIN = "blocks start at zero", "blocks start small (shipped)", "plain blocks at zero"
TRAINED = "the shipped ×4 network"


def with_zero_blocks(network):
    """The network, every weight of its blocks zero."""
    for parameter in network.body.parameters():
        nn.init.zeros_(parameter)
    return network


def plain_network():
    """The same without shortcuts: here zero weights let nothing through."""
    network = UpscaleNetwork(SCALE, CHANNELS, BLOCKS)
    blocks = (nn.Sequential(nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1), nn.ReLU()) for _ in range(BLOCKS))
    network.body = nn.ModuleList(blocks)
    return network


def bicubic_in_double(picture, scale):
    """The enlargement written apart from the network: [3,h,w] -> [3,s*h,s*w] in float64, zero beyond the border."""
    matrices = []
    for length in picture.shape[1:]:
        centres = (np.arange(scale * length) + 0.5) / scale - 0.5
        matrices.append(cubic(centres[:, None] - np.arange(length)[None]))
    return torch.einsum("ai,bj,cij->cab", *(torch.from_numpy(m) for m in matrices), picture.double())


def largest(difference):
    return f"{float(difference.detach().abs().max()):.2e}"


def exact_rows(picture):
    """Rows of largest differences, [3,h,w] 0..1 being the picture they are taken on."""
    features = F.relu(torch.randn(4, CHANNELS, 32, 32))
    paper = Block(CHANNELS, CHANNELS, shortcut=True).eval()
    nn.init.zeros_(paper.conv2.weight)
    small = with_zero_blocks(UpscaleNetwork(SCALE, CHANNELS, 1)).body[0]
    plain = with_zero_blocks(plain_network()).body[0]
    name = "block: largest |block(x) − x|, x ≥ 0"
    rows = [
        (name, "the paper's, with BN", "", largest(paper(features) - features)),
        (name, "ours, branch by branch", "", largest(small.branches(features) - features)),
        (name, "ours, folded", "", largest(small(features) - features)),
        (name, "plain (passes nothing)", "", largest(plain(features) - features)),
    ]
    with torch.no_grad():
        for scale in (2, 3, 4):
            truth = bicubic_in_double(picture, scale)
            for blocks in (1, 10, 100):
                network = with_zero_blocks(UpscaleNetwork(scale, CHANNELS, blocks))
                output, _ = network(picture[None])
                own = F.pixel_shuffle(network.base_planes(picture[None]), scale)
                at = f"{blocks} blocks"
                apart = {"its bicubic layer": output - own, "bicubic in float64": output[0].double() - truth}
                for what, difference in apart.items():
                    rows.append((f"network: largest |output − {what}|", f"×{scale}", at, largest(difference)))
        none = UpscaleNetwork(SCALE, CHANNELS, 0)
        nn.init.normal_(none.conv_last.weight)
        name = "network, last layer random: largest |n blocks − none|"
        for blocks in (1, 10, 100):
            network = with_zero_blocks(UpscaleNetwork(SCALE, CHANNELS, blocks))
            network.conv_first, network.conv_last = copy.deepcopy(none.conv_first), copy.deepcopy(none.conv_last)
            difference = network.residual_planes(picture[None]) - none.residual_planes(picture[None])
            rows.append((name, "×4", f"{blocks} blocks", largest(difference)))
    return rows


def departure_and_quality(network, pictures, device):
    """(how far the output is from bicubic, RMS in 8-bit levels; PSNR-Y in dB), means over held-back crops."""
    departures, values = [], []
    with torch.no_grad():
        for low, high in zip(pictures.low, pictures.high):
            output, residual = network(to_tensor(low[None]).to(device))
            departures.append(255 * float((residual**2).mean().sqrt()))
            values.append(psnr_y(output[0].float().cpu(), to_tensor(high[None])[0], pictures.scale))
    return tuple(sum(v) / len(v) for v in (departures, values))


def corrections_of(network, low):
    """Per block RMS(correction) / RMS(its input): how small what is learned beside the identity is."""
    with torch.no_grad():
        x, parts = F.relu(network.conv_first(low)), []
        for block in network.body:
            correction = block.conv3(x) + block.conv1(x)
            parts.append(float((correction**2).mean().sqrt() / (x**2).mean().sqrt()))
            x = block(x)
    return parts


def rows_of(options):
    seed = (options.seeds or SEEDS)[0]
    torch.manual_seed(seed)
    pictures = pictures_at(SCALE, options)
    low = torch.cat([to_tensor(p[None]) for p in pictures[1].low])
    rows = exact_rows(low[0])
    networks = {
        ZERO: with_zero_blocks(UpscaleNetwork(SCALE, CHANNELS, BLOCKS)),
        SMALL: UpscaleNetwork(SCALE, CHANNELS, BLOCKS),
        PLAIN: with_zero_blocks(plain_network()),
    }
    for name, network in networks.items():
        print(name, flush=True)
        steps = options.steps or STEPS
        for step, seen in train_network(network, pictures, steps, RATE, seed, options, departure_and_quality):
            rows.append(("departure from bicubic, 8-bit levels", name, step, f"{seen[0]:.3f}"))
            rows.append(("validation_psnr_y", name, step, f"{seen[1]:.3f}"))
    saved = torch.load(CHECKPOINT, map_location="cpu")
    facts = saved["history"][-1]
    networks[TRAINED] = UpscaleNetwork(facts["scale"], facts["channels"], facts["blocks"])
    networks[TRAINED].load_state_dict(saved["weights"], strict=False)
    for name in (ZERO, SMALL, TRAINED):
        for block, part in enumerate(corrections_of(networks[name].cpu(), low), 1):
            rows.append(("correction / input of a block", name, block, f"{part:.4f}"))
    return rows


def draw_rows(rows, path):
    def curves(measure):
        names = dict.fromkeys(case for what, case, *_ in rows if what == measure)
        return [
            Curve(name, [(int(at), float(v)) for what, case, at, v in rows if (what, case) == (measure, name)])
            for name in names
        ]

    panels = [
        Panel("Away from the bicubic", "steps", "RMS, 8-bit levels", curves("departure from bicubic, 8-bit levels")),
        Panel("Held-back photographs", "steps", "PSNR-Y, dB", curves("validation_psnr_y")),
        Panel("What blocks add", "block", "RMS of correction / input", curves("correction / input of a block")),
    ]
    draw(path, "Starting from the identity, ×4", panels)
