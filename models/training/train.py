#!/usr/bin/env python3
"""Trains an upscaling network on a folder of photographs' crops.

    python3 train.py --pictures CROPS --scale 4 --run RUN [--steps 20000] [--start WEIGHTS.pt]

RUN collects log.tsv, state.pt (everything: a killed run goes on from it by the same command) and
weights.pt (the averaged weights alone, for export.py). L1 loss, squared at last where asked for; Muon for the body,
Adam for the rest; cosine decay; EMA of the weights.

The loss is taken before the depth-to-space, where both sides are small: what the network should say is
the high-resolution patch, rearranged, less the bicubic enlargement. It is the same loss, in another order.
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from degrade import degrade, degrade_art
from muon import Muon
from network import BICUBIC_RADIUS, ResidualBlock, UpscaleNetwork, load_network
from photographs import LUMA_WEIGHTS, Photographs, psnr_y, to_tensor

LUMA_LAST = 0.9
SQUARED_WEIGHT = 20
SILENCE, SILENCE_CROPS = 0.005, 16
# The rest of what is learned from a teacher is the truth: nothing the teacher has wrong stays wrong for good.
TEACHER_PART, TEACHER_PAD = 0.9, 4
FLIPS = ((), (1,), (2,), (1, 2))
# Muon's rate in units of Adam's.
MUON_RATE = 2.0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", required=True, nargs="+", help="folders of crops, NAME_NN.webp or .png")
    parser.add_argument(
        "--drawn", nargs="+", default=[], metavar="CROPS", help="more of them (facades.py) that no teacher speaks of"
    )
    parser.add_argument("--run", required=True, type=Path, help="folder for log, state and weights")
    parser.add_argument("--scale", type=int, required=True, choices=(2, 3, 4))
    parser.add_argument("--channels", type=int, default=32)
    parser.add_argument("--blocks", type=int, default=10)
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument(
        "--batch", type=int, nargs="+", default=[16], help="patches a step; several: one for each --patch"
    )
    parser.add_argument(
        "--patch",
        type=int,
        nargs="+",
        default=[32],
        help="low-resolution patch, pixels; several: one after the other, for equal parts of the run",
    )
    parser.add_argument(
        "--luma", type=float, default=0.0, metavar="PART", help="0..1: this part of the loss on luma, the rest on RGB"
    )
    parser.add_argument(
        "--luma-last", type=int, default=0, metavar="STEPS", help="so many last steps have 0.9 of it on luma"
    )
    parser.add_argument(
        "--squared-last",
        type=int,
        default=0,
        metavar="STEPS",
        help="so many last steps take the squared error, which is what PSNR measures, instead of the absolute one",
    )
    parser.add_argument(
        "--restoring", action="store_true", help="the input is degraded (degrade.py) and the network told how much"
    )
    parser.add_argument(
        "--drawings",
        action="store_true",
        help="a part of the input is compressed as drawings on the web are (degrade.py)",
    )
    parser.add_argument(
        "--also-at",
        type=float,
        nargs="+",
        default=[],
        metavar="PART",
        help="every crop once more for each of these, reduced to this part of its size: finer texture",
    )
    parser.add_argument(
        "--hardest-of",
        type=int,
        default=1,
        metavar="COUNT",
        help="of so many random patches the one is taken in which the bicubic enlargement lacks most",
    )
    parser.add_argument("--rate", type=float, default=1e-3, help="of the first steps; Muon's is twice as much")
    parser.add_argument("--final-rate", type=float, default=1e-5)
    parser.add_argument(
        "--warm-up", type=int, default=500, metavar="STEPS", help="the rate rises to --rate over so many first steps"
    )
    parser.add_argument("--ema", type=float, default=0.999)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights of another run; layers that fit are taken")
    parser.add_argument(
        "--teacher",
        type=Path,
        nargs="+",
        default=[],
        metavar="WEIGHTS.pt",
        help="what to learn is, for the most part, what these networks say on average of a crop's eight orientations",
    )
    parser.add_argument("--validate-every", type=int, default=1000)
    parser.add_argument("--save-every", type=int, default=1000)
    parser.add_argument("--limit", type=int, help="use only so many crops (for tests)")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--bf16", action="store_true", help="bf16 autocast: faster where the processor has it")
    options = parser.parse_args()
    if len(options.batch) not in (1, len(options.patch)):
        parser.error(f"--batch: one number, or one for each of the {len(options.patch)} of --patch")
    return options


def rate_at(step, options):
    """Cosine from rate to final-rate over the run, after a linear warm-up.

    Without it Adam's first steps, all of one size whatever the gradient, silence the ReLUs of a wide
    network's last block for good: 96 channels never left the bicubic at a rate of 8e-4.
    """
    if step < options.warm_up:
        return options.rate * (step + 1) / options.warm_up
    along = min(1.0, step / options.steps)
    return options.final_rate + (options.rate - options.final_rate) * 0.5 * (1 + math.cos(math.pi * along))


def batch_and_patch_at(step, options):
    """The stages of a progressive run share its steps evenly."""
    stage = min(len(options.patch) - 1, step * len(options.patch) // options.steps)
    return options.batch[stage if len(options.batch) > 1 else 0], options.patch[stage]


class PlanesLoss(torch.autograd.Function):
    """Mean error of [n,3*s^2,h,w] planes, `luma` of it (0..1) on BT.601 luma, the rest on RGB: absolute or squared.

    Written out with its gradient because autograd's takes a tenth of a step on a CPU.
    """

    @staticmethod
    def forward(ctx, planes, target, luma, squared):
        difference = planes.float() - target
        error, slope = (squares, squares_slope) if squared else (torch.abs, torch.sign)
        loss = (1 - luma) * error(difference).mean()
        gradient = slope(difference).mul_((1 - luma) / difference.numel())
        if luma:
            n, channels, h, w = difference.shape
            weights = LUMA_WEIGHTS.to(difference) / LUMA_WEIGHTS.sum()
            weights = weights.repeat_interleave(channels // 3)[:, None, None]
            bright = (difference * weights).view(n, 3, channels // 3, h, w).sum(1)
            loss = loss + luma * error(bright).mean()
            gradient += weights * slope(bright).mul_(luma / bright.numel()).repeat(1, 3, 1, 1)
        ctx.save_for_backward(gradient.to(planes.dtype))
        return loss

    @staticmethod
    def backward(ctx, upstream):
        return ctx.saved_tensors[0] * upstream.to(ctx.saved_tensors[0].dtype), None, None, None


def squares(difference):
    """Weighted so that a typical error, 6 levels of 255, has the slope that it has in L1."""
    return SQUARED_WEIGHT * difference.square()


def squares_slope(difference):
    return 2 * SQUARED_WEIGHT * difference


def loss_of(network, low, high, cleanup, luma, squared=False):
    """The outermost pixels are left out: a patch does not know what the bicubic needs beyond its border."""
    inner = (..., slice(BICUBIC_RADIUS, -BICUBIC_RADIUS), slice(BICUBIC_RADIUS, -BICUBIC_RADIUS))
    planes = network.residual_planes(low, cleanup)
    with torch.no_grad(), torch.autocast(low.device.type, enabled=False):
        wanted = F.pixel_unshuffle(high, network.scale) - network.base_planes(low)
    return PlanesLoss.apply(planes[inner], wanted[inner], luma, squared)


def self_ensemble(networks, low, device, bf16):
    """What the networks say on average of a picture's eight orientations: [h,w,3] uint8 -> [s*h,s*w,3] float32, 0..1.

    Each orientation errs its own way: the mean is 0.1 dB nearer to the truth than one of them (Timofte et al.,
    "Seven ways to improve example-based single image super resolution", 2016). Around it the picture is mirrored.
    """
    wide = np.pad(low, ((TEACHER_PAD, TEACHER_PAD), (TEACHER_PAD, TEACHER_PAD), (0, 0)), "symmetric")
    upright = to_tensor(wide[None]).to(device)[0]
    total = 0
    for turn in (False, True):
        x = upright.transpose(1, 2) if turn else upright
        x = torch.stack([x.flip(axes) for axes in FLIPS]).contiguous(memory_format=torch.channels_last)
        for network in networks:
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
                residual = network.residual_planes(x)
            said = F.pixel_shuffle(network.base_planes(x) + residual.float(), network.scale)
            cut = network.scale * TEACHER_PAD
            said = said[..., cut:-cut, cut:-cut]
            upright_again = sum(one.flip(axes) for one, axes in zip(said, FLIPS))
            total = total + (upright_again.transpose(1, 2) if turn else upright_again)
    return (total / (2 * len(FLIPS) * len(networks))).permute(1, 2, 0).cpu().numpy()


def teach(pictures, places, device, bf16):
    """Has the pictures' truth be what the teachers say, for the most part."""
    networks = [load_network(place, device)[0].to(memory_format=torch.channels_last) for place in places]
    with torch.no_grad():
        for index, (low, high) in enumerate(zip(pictures.low, pictures.high)):
            said = self_ensemble(networks, low, device, bf16)
            mixed = TEACHER_PART * said + (1 - TEACHER_PART) * (high.astype(np.float32) / 255)
            # Levels of 255, as the truth has them; halves hold them to a sixteenth of a level and better.
            pictures.high[index] = (255 * mixed).astype(np.float16)


def deepened(weights, channels, blocks):
    """The weights of a network of `blocks` blocks that does just what the given, shallower one does.

    Between its blocks, evenly, stand new ones that are the identity alone: relu(x + 0) of an x that is nowhere
    below zero (Chen et al., "Net2Net", 2016). They learn from the first step on, as a residual block starts.
    """
    body = [key for key in weights if key.startswith("body.")]
    had = len({key.split(".")[1] for key in body})
    if had >= blocks or not had or len(weights["body.0.conv3.bias"]) != channels:
        return weights
    deeper = {key: value for key, value in weights.items() if key not in body}
    added = {part: torch.zeros_like(value) for part, value in ResidualBlock(channels).state_dict().items()}
    source = 0
    for place in range(blocks):
        taken = (place + 1) * had // blocks > source
        deeper |= {
            f"body.{place}.{part}": weights[f"body.{source}.{part}"] if taken else zeros
            for part, zeros in added.items()
        }
        source += taken
    return deeper


def take_fitting(network, weights):
    """Loads the layers whose shapes agree (another scale's body, not its last layer).

    A restoring network takes a plain one's first layer, with zeros for the plane it adds; a deeper one takes the
    blocks of a shallower one and adds the identity between them.
    """
    own = network.state_dict()
    weights = deepened(weights, network.channels, network.blocks)
    first = weights.get("conv_first.weight")
    if network.restoring and first is not None and first.shape[1] == 3:
        weights = {**weights, "conv_first.weight": F.pad(first, (0, 0, 0, 0, 0, 1))}
    fitting = {k: v for k, v in weights.items() if k in own and own[k].shape == v.shape}
    network.load_state_dict(fitting, strict=False)
    return sorted(set(own) - set(fitting))


def optimizers_of(network, rate):
    """Muon for the body's convolutions, Adam for biases, the first and the last layer; `lr` is set at every step."""
    body = [p for p in network.body.parameters() if p.ndim == 4]
    others = {id(p) for p in network.parameters()} - {id(p) for p in body}
    adam = torch.optim.Adam([p for p in network.parameters() if id(p) in others], lr=rate)
    return [adam, Muon(body, MUON_RATE * rate)] if body else [adam]


def facts_of(options, step):
    """What a later run, the export and the card need to know of this one."""
    names = (
        "scale",
        "channels",
        "blocks",
        "restoring",
        "drawings",
        "batch",
        "patch",
        "rate",
        "luma",
        "luma_last",
        "squared_last",
        "also_at",
        "seed",
    )
    teachers = ["itself" if place == options.start else place.stem for place in options.teacher]
    more = {
        "teacher": teachers,
        "hardest_of": options.hardest_of if options.hardest_of > 1 else None,
        "drawn": [Path(place).name for place in options.drawn],
    }
    facts = {"steps": step, **{name: getattr(options, name) for name in names}}
    return {**facts, **{name: value for name, value in more.items() if value}}


def history_of(options):
    """What befalls the low-resolution patches; None: nothing."""
    return degrade if options.restoring else degrade_art if options.drawings else None


def validate(network, pictures, device, history):
    """Mean PSNR-Y over the held-back crops, dB; each with one `history`, always the same, where there is one."""
    values = []
    rng = np.random.default_rng(0)
    with torch.no_grad():
        for low, high in zip(pictures.low, pictures.high):
            amount = 0.0
            if history:
                low, amount = history(low, high, pictures.scale, rng)
            cleanup = torch.tensor([amount], device=device)
            output, _ = network(to_tensor(low[None]).to(device), cleanup=cleanup)
            values.append(psnr_y(output[0].float().cpu(), to_tensor(high[None])[0], pictures.scale))
    return sum(values) / len(values)


def silent_channels(network, pictures, device):
    """How many of each block's channels are zero nearly everywhere (all but one pixel in 200) on held-back crops.

    The first number is the first layer's. A channel that falls silent gets no gradient and stays so. Nothing else
    shows it: at a rate of 1e-3 (Muon 2e-3) a network of 64 channels and 12 blocks lost 60 channels in each of four
    blocks while its loss fell on; at half the rate it lost nearly none and learned faster.
    """
    low = pictures.low[:: max(1, len(pictures.low) // SILENCE_CROPS)]
    side = min(min(picture.shape[:2]) for picture in low)
    patches = to_tensor(np.stack([picture[:side, :side] for picture in low])).to(device)
    with torch.no_grad():
        shares = [
            (f > 0).float().mean((0, 2, 3)) for f in network.features(patches, torch.zeros(len(low), device=device))
        ]
    return [int((share < SILENCE).sum()) for share in shares]


def main():
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    device = torch.device(options.device)
    options.run.mkdir(parents=True, exist_ok=True)

    network = UpscaleNetwork(options.scale, options.channels, options.blocks, options.restoring).to(device)
    network = network.to(memory_format=torch.channels_last)
    history = []
    if options.start:
        started = torch.load(options.start, map_location=device)
        history = started["history"]
        fresh = take_fitting(network, started["weights"])
        print(f"started from {options.start}; fresh: {', '.join(fresh) or 'nothing'}", flush=True)
    averaged = UpscaleNetwork(options.scale, options.channels, options.blocks, options.restoring).to(device)
    averaged.load_state_dict(network.state_dict())
    optimizers = optimizers_of(network, options.rate)

    step, seconds = 0, 0.0
    state_file = options.run / "state.pt"
    if state_file.exists():
        state = torch.load(state_file, map_location=device)
        network.load_state_dict(state["network"])
        averaged.load_state_dict(state["averaged"])
        for optimizer, kept in zip(optimizers, state["optimizers"]):
            optimizer.load_state_dict(kept)
        rng.bit_generator.state = state["rng"]
        step, seconds = state["step"], state["seconds"]
        print(f"resumed at step {step}", flush=True)

    train = Photographs(options.pictures, options.scale, "training", options.limit, options.also_at, options.hardest_of)
    held_back = Photographs(options.pictures, options.scale, "validation", options.limit)
    drawn = None
    if options.drawn:
        drawn = Photographs(options.drawn, options.scale, "training", options.limit, (), options.hardest_of)
    room = min(pictures.largest_patch for pictures in (train, drawn) if pictures)
    if max(options.patch) > room:
        raise SystemExit(f"--patch {max(options.patch)}: the smallest crop has room for {room}")
    if options.teacher:
        teach(train, options.teacher, device, options.bf16)
        print(f"taught by {', '.join(map(str, options.teacher))}", flush=True)
    if drawn:
        train.add(drawn)
    print(f"{len(train.high)} crops to train on, {len(held_back.high)} held back", flush=True)
    log = (options.run / "log.tsv").open("a", buffering=1)
    if step == 0:
        log.write("step\trate\tloss\tvalidation_psnr_y\tseconds\tsilent\n")

    def save():
        partial = options.run / "state.partial"
        torch.save(
            {
                "network": network.state_dict(),
                "averaged": averaged.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                "rng": rng.bit_generator.state,
                "step": step,
                "seconds": seconds,
            },
            partial,
        )
        partial.replace(state_file)
        weights = {"weights": averaged.state_dict(), "history": [*history, facts_of(options, step)]}
        torch.save(weights, options.run / "weights.pt")

    running, since = 0.0, time.monotonic()
    while step < options.steps:
        for optimizer, factor in zip(optimizers, (1, MUON_RATE)):
            for group in optimizer.param_groups:
                group["lr"] = factor * rate_at(step, options)
        *pair, cleanup = train.patches(rng, *batch_and_patch_at(step, options), history_of(options))
        low, high = (t.to(device, memory_format=torch.channels_last) for t in pair)
        squared = step >= options.steps - options.squared_last
        luma = LUMA_LAST if step >= options.steps - options.luma_last else options.luma
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=options.bf16):
            loss = loss_of(network, low, high, cleanup.to(device), luma, squared)
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        step += 1
        with torch.no_grad():
            # Early averages would remember the untrained network: the window grows with the steps.
            keep = min(options.ema, (1 + step) / (10 + step))
            for mean, now in zip(averaged.parameters(), network.parameters()):
                mean.lerp_(now, 1 - keep)
        running += float(loss.detach())
        if step % options.validate_every == 0 or step == options.steps:
            value = validate(averaged, held_back, device, history_of(options))
            silent = silent_channels(averaged, held_back, device)
            seconds += time.monotonic() - since
            since = time.monotonic()
            done = options.validate_every if step % options.validate_every == 0 else step % options.validate_every
            line = f"{step}\t{rate_at(step, options):.2e}\t{running / done:.5f}\t{value:.3f}\t{seconds:.0f}\t"
            line += ",".join(map(str, silent))
            print(line, flush=True)
            if max(silent) > options.channels / 2:
                print(f"most channels of block {np.argmax(silent)} are silent: try a lower --rate", flush=True)
            log.write(line + "\n")
            running = 0.0
        if step % options.save_every == 0 or step == options.steps:
            save()


if __name__ == "__main__":
    main()
