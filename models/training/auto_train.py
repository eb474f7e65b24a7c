#!/usr/bin/env python3
"""Trains the `auto` network: what kind of picture, how noisy, how compressed.

    python3 auto_train.py --crops CROPS --pictures PICTURES --run RUN [--steps 3400] [--shortcut projection]

CROPS are those of sources.tsv, PICTURES what auto_pictures.py made. RUN collects log.tsv, state.pt (a killed run goes
on from it by the same command, with the batches it would have had) and weights.pt (averaged, for auto_export.py).
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

from auto_crops import CLEAN_PART, by_kind, choose_crops, choose_history, draw_batch, load_pictures
from auto_network import SHORTCUTS, AutoNetwork, as_trained, in_plain_units
from photographs import to_tensor

SMOOTHING = 0.05
WARM_UP = 100
VALIDATION_SEED = 5


class Batches(Dataset):
    """Batch `step` of a seed; drawn by worker processes, in order."""

    def __init__(self, pictures, options):
        self.pictures, self.options = by_kind(pictures), options

    def __getitem__(self, step):
        size = crop_at(step, self.options)
        seed, batch, clean_part = self.options.seed, self.options.batch, self.options.clean
        crops, kinds, noise, quality = draw_batch(self.pictures, seed, step, batch, size, clean_part)
        return tuple(torch.from_numpy(a) for a in (crops, kinds, noise, quality))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", required=True, type=Path)
    parser.add_argument("--pictures", required=True, type=Path)
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("--channels", type=int, nargs="+", default=[16, 32, 64, 128])
    parser.add_argument("--blocks", type=int, default=1, help="of each stage")
    parser.add_argument("--first-stride", type=int, default=2)
    parser.add_argument("--shortcut", choices=SHORTCUTS, default="projection")
    parser.add_argument("--steps", type=int, default=3400)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument(
        "--crop",
        type=int,
        nargs="+",
        default=[64, 64, 96],
        help="side, pixels; several: one after the other, for equal parts of the run",
    )
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--decay", type=float, default=0.02, help="AdamW's, of the weights")
    parser.add_argument(
        "--numbers", type=float, default=8.0, help="weight of the errors of noise and quality beside the kind's"
    )
    parser.add_argument("--clean", type=float, default=CLEAN_PART, help="part of the crops that nothing befell, 0..1")
    parser.add_argument("--ema", type=float, default=0.995)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights of another run of the same network, to go on from")
    parser.add_argument("--validate-every", type=int, default=200)
    parser.add_argument("--most-crops", type=int, help="at most so many crops of one photograph (for trials)")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw batches; 0: none")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--bf16", action="store_true", help="bf16 autocast: faster where the processor has it")
    return parser.parse_args()


def build(options):
    return AutoNetwork(options.channels, options.blocks, options.shortcut, options.first_stride)


def loss_of(answer, kinds, noise, quality, weight):
    """Cross entropy of the kind plus, by `weight`, squared errors of both numbers (on 0..1: small beside the other)."""
    logits, noise_said, quality_said = answer
    noise_wanted, quality_wanted = as_trained(noise, quality)
    numbers = F.mse_loss(noise_said, noise_wanted) + F.mse_loss(quality_said, quality_wanted)
    return F.cross_entropy(logits, kinds, label_smoothing=SMOOTHING) + weight * numbers


def rate_at(step, options):
    """A linear warm-up, then a cosine to nothing."""
    if step < WARM_UP:
        return options.rate * (step + 1) / WARM_UP
    return options.rate * 0.5 * (1 + math.cos(math.pi * step / options.steps))


def crop_at(step, options):
    """The stages of a progressive run share its steps evenly."""
    return options.crop[min(len(options.crop) - 1, step * len(options.crop) // options.steps)]


def prepare_validation(pictures):
    """[(crops, kind, noise, quality)] of the held-back pictures, each with one history, always the same."""
    prepared = []
    for index, picture in enumerate(pictures):
        rng = np.random.default_rng([VALIDATION_SEED, index])
        history = choose_history(rng)
        truth = history.noise, min(history.quality, history.first_quality)
        prepared.append((choose_crops(history.apply(picture.pixels, rng)), picture.kind, *truth))
    return prepared


def validate(network, prepared, device, bf16):
    """Share of pictures whose kind is right, correlations of noise and quality; one answer a picture."""
    network.eval()
    right, said, true = 0, [], []
    with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
        for crops, kind, noise, quality in prepared:
            logits, *numbers = network(to_tensor(crops).to(device, memory_format=torch.channels_last))
            right += int(logits.softmax(1).mean(0).argmax()) == kind
            said.append([float(v.median()) for v in in_plain_units(*numbers)])
            true.append([noise, quality])
    said, true = np.array(said), np.array(true)
    return (right / len(prepared), *(float(np.corrcoef(said[:, k], true[:, k])[0, 1]) for k in range(2)))


def average(averaged, network, keep):
    """Moves the averaged weights, and BN's statistics with them, towards the network's."""
    with torch.no_grad():
        for mean, now in zip(averaged.state_dict().values(), network.state_dict().values()):
            if mean.dtype.is_floating_point:
                mean.lerp_(now, 1 - keep)


def main():
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    device = torch.device(options.device)
    options.run.mkdir(parents=True, exist_ok=True)
    network, averaged = build(options).to(device, memory_format=torch.channels_last), build(options).to(device)
    before = 0
    if options.start:
        started = torch.load(options.start, map_location=device)
        network.load_state_dict(started["weights"])
        before = started["facts"]["steps"]
    averaged.load_state_dict(network.state_dict())
    optimizer = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=options.decay)
    step, seconds, state_file = 0, 0.0, options.run / "state.pt"
    if state_file.exists():
        state = torch.load(state_file, map_location=device)
        for name, part in (("network", network), ("averaged", averaged), ("optimizer", optimizer)):
            part.load_state_dict(state[name])
        step, seconds = state["step"], state["seconds"]
        print(f"resumed at step {step}", flush=True)

    train = load_pictures(options.crops, options.pictures, "training", options.most_crops)
    validation = prepare_validation(load_pictures(options.crops, options.pictures, "validation", 2))
    parameters = sum(p.numel() for p in network.parameters())
    print(f"{len(train)} pictures to train on, {len(validation)} to validate, {parameters} parameters", flush=True)
    log = (options.run / "log.tsv").open("a", buffering=1)
    if step == 0:
        log.write("step\trate\tloss\tkind_right\tnoise_correlation\tquality_correlation\tseconds\n")

    def save():
        state = {
            "network": network.state_dict(),
            "averaged": averaged.state_dict(),
            "optimizer": optimizer.state_dict(),
        }
        torch.save({**state, "step": step, "seconds": seconds}, options.run / "state.partial")
        (options.run / "state.partial").replace(state_file)
        names = ("channels", "blocks", "shortcut", "first_stride", "batch", "crop", "rate", "numbers", "clean", "seed")
        facts = {"steps": before + step, "pictures": len(train), **{name: getattr(options, name) for name in names}}
        torch.save({"weights": averaged.state_dict(), "facts": facts}, options.run / "weights.pt")

    workers = {"num_workers": options.workers, "prefetch_factor": 4} if options.workers else {}
    batches = DataLoader(Batches(train, options), batch_size=None, sampler=range(step, options.steps), **workers)
    running, since = 0.0, time.monotonic()
    for crops, kinds, noise, quality in batches:
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, options)
        network.train()
        x = crops.permute(0, 3, 1, 2).to(device).float().div(255)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=options.bf16):
            answer = network(x.to(memory_format=torch.channels_last))
        loss = loss_of(
            [a.float() for a in answer], kinds.to(device), noise.to(device), quality.to(device), options.numbers
        )
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        step += 1
        average(averaged, network, min(options.ema, (1 + step) / (10 + step)))
        running += float(loss.detach())
        if step % options.validate_every == 0 or step == options.steps:
            values = validate(averaged, validation, device, options.bf16)
            seconds += time.monotonic() - since
            since = time.monotonic()
            done = step % options.validate_every or options.validate_every
            line = (
                f"{step}\t{rate_at(step, options):.2e}\t{running / done:.4f}\t"
                + "\t".join(f"{v:.4f}" for v in values)
                + f"\t{seconds:.0f}"
            )
            print(line, flush=True)
            log.write(line + "\n")
            running = 0.0
            save()


if __name__ == "__main__":
    main()
