#!/usr/bin/env python3
"""Fits the last layer's answer on the kind anew, on the crops the app would choose.

    python3 auto_head.py --crops CROPS --pictures PICTURES --weights RUN/weights.pt --out checkpoints/auto.pt

Training sees crops from anywhere; the app looks at a picture's most textured ones, and under noise those are others
again. The features stay; the three rows that tell the kind are moved by a logistic regression over training pictures,
each clean and with random histories. How far is chosen on the validation pictures.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from auto_crops import by_kind, choose_crops, choose_history, load_pictures
from auto_export import load
from auto_network import KINDS
from photographs import to_tensor

SEED = 3
# Of a large picture a part: more pictures in the same time.
PART = 600
PENALTIES = (0.003, 0.001, 0.0003, 0.0001)


def collect(network, pictures, most, histories):
    """Features of every crop, with the kind and the number of the picture it is cut from: [m,c], [m], [m]."""
    rng = np.random.default_rng(SEED)
    features, kinds, owners = [], [], []
    for kind, of_kind in enumerate(by_kind(pictures)):
        for index in rng.permutation(len(of_kind))[:most]:
            pixels = of_kind[index].pixels
            y, x = (rng.integers(max(1, side - PART + 1)) for side in pixels.shape[:2])
            pixels = np.ascontiguousarray(pixels[y : y + PART, x : x + PART])
            for number in range(1 + histories):
                done = choose_history(rng).apply(pixels, rng) if number else pixels
                with torch.no_grad():
                    features.append(network.features(to_tensor(choose_crops(done))))
                owners += [owners[-1] + 1 if owners else 0] * len(features[-1])
                kinds += [kind] * len(features[-1])
    return torch.cat(features), torch.tensor(kinds), torch.tensor(owners)


def share_right(logits, kinds, owners):
    """Share of pictures whose kind is right, by the mean of their crops' probabilities; kinds count alike."""
    pictures = int(owners.max()) + 1
    total = torch.zeros(pictures, len(KINDS)).index_add_(0, owners, logits.softmax(1))
    truth = torch.zeros(pictures, dtype=torch.long).index_put_((owners,), kinds)
    right = total.argmax(1) == truth
    return float(torch.stack([right[truth == k].float().mean() for k in range(len(KINDS))]).mean())


def fit(features, kinds, weight, bias, penalty):
    """The rows moved by the regression: (weight [3,c], bias [3])."""
    mean, spread = features.mean(0), features.std(0) + 1e-6
    moved, shifted = torch.zeros_like(weight, requires_grad=True), torch.zeros_like(bias, requires_grad=True)
    before, even = features @ weight.T + bias, (features - mean) / spread
    counts = torch.bincount(kinds, minlength=len(KINDS)).float()
    optimizer = torch.optim.LBFGS([moved, shifted], max_iter=150, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        logits = before + even @ moved.T + shifted
        loss = F.cross_entropy(logits, kinds, weight=counts.mean() / counts) + penalty * moved.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    step = (moved / spread).detach()
    return weight + step, bias + shifted.detach() - step @ mean


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", required=True, type=Path)
    parser.add_argument("--pictures", required=True, type=Path)
    parser.add_argument("--weights", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--most", type=int, default=170, help="training pictures of each kind")
    parser.add_argument("--histories", type=int, default=1, help="of each picture, beside the clean one")
    options = parser.parse_args()
    # One thread: two that wait for each other at every layer of so small a network are slower where cores are shared.
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    network, facts = load(options.weights)
    training = collect(
        network, load_pictures(options.crops, options.pictures, "training", 1), options.most, options.histories
    )
    validation = collect(
        network, load_pictures(options.crops, options.pictures, "validation", 2), options.most, options.histories
    )
    weight, bias = network.head.weight[:3].detach().clone(), network.head.bias[:3].detach().clone()

    def judge(rows):
        return [
            share_right(features @ rows[0].T + rows[1], kinds, owners)
            for features, kinds, owners in (training, validation)
        ]

    candidates = [("as trained", (weight, bias)), *((p, fit(*training[:2], weight, bias, p)) for p in PENALTIES)]
    judged = [(judge(rows), penalty, rows) for penalty, rows in candidates]
    for (on_training, on_validation), penalty, _ in judged:
        print(f"{penalty}\ttraining {on_training:.4f}\tvalidation {on_validation:.4f}", flush=True)
    _, penalty, (weight, bias) = max(judged, key=lambda j: j[0][1])
    with torch.no_grad():
        network.head.weight[:3], network.head.bias[:3] = weight, bias
    torch.save(
        {"weights": network.state_dict(), "facts": {**facts, "head": {"penalty": penalty, "pictures": options.most}}},
        options.out,
    )


if __name__ == "__main__":
    main()
