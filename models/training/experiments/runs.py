"""Short training runs of upscaling networks, made alike so that only what is asked about differs."""

import time
from argparse import Namespace

import numpy as np
import torch

from photographs import Photographs
from train import loss_of, rate_at, validate

BATCH, PATCH = 16, 24
CHECKS = 8  # validations in a run, evenly spaced, beside the one before its first step
HELD_BACK_CROPS = 16


def pictures_at(scale, options):
    """(crops to train on, crops held back) at a scale; of the latter an even choice, for the sake of time."""
    train = Photographs(options.pictures, scale, "training", options.limit)
    held_back = Photographs(options.pictures, scale, "validation")
    every = max(1, len(held_back.low) // HELD_BACK_CROPS)
    held_back.low, held_back.high = held_back.low[::every], held_back.high[::every]
    return train, held_back


def train_network(network, pictures, steps, rate, seed, options, watch=validate):
    """Trains `network` in place: [(step, watch(network, held back, device))], from step 0 on.

    L1, Adam, cosine decay to a hundredth of the rate after a short warm-up; without averaging of the weights, which
    would blur who learns faster. A seed gives the same patches to every network.
    """
    train, held_back = pictures
    device = torch.device(options.device)
    network.to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    schedule = Namespace(warm_up=min(100, steps // 10), steps=steps, rate=rate, final_rate=rate / 100)
    rng = np.random.default_rng(seed)
    every = max(1, steps // CHECKS)
    seen, began = [(0, watch(network, held_back, device))], time.monotonic()
    for step in range(1, steps + 1):
        optimizer.param_groups[0]["lr"] = rate_at(step - 1, schedule)
        low, high, cleanup = train.patches(rng, BATCH, PATCH)
        low, high = (t.to(device, memory_format=torch.channels_last) for t in (low, high))
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=options.bf16):
            loss = loss_of(network, low, high, cleanup.to(device), 0.0)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if step % every == 0 or step == steps:
            seen.append((step, watch(network, held_back, device)))
    print(f"  {time.monotonic() - began:.0f} s, ended at {seen[-1][1]}", flush=True)
    return seen


def over_seeds(rows):
    """From (step, value) of all seeds to the mean's points, and the band of lowest and highest."""
    values = {}
    for step, value in rows:
        values.setdefault(int(step), []).append(float(value))
    points = [(step, sum(v) / len(v)) for step, v in values.items()]
    return points, [(step, min(v), max(v)) for step, v in values.items()]
