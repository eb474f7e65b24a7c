#!/usr/bin/env python3
"""Makes a network's float16 and int8 files, and keeps those that lose less than 0.05 dB on held-back pictures; of
int8, those that run at least 1.3 times as fast as float32 on the processor they are made on.

    python3 precision.py photo-fast-x4 --pictures CROPS [--weights ../weights]

KEY-fp16.onnx (for GPUs) and KEY-int8.onnx (for CPUs) obey the same contract as KEY.onnx, with float32 inputs and
outputs. In both the bicubic enlargement, the strength and the depth-to-space stay float32: strength 0 is exactly
bicubic whatever the precision. The card's `variants` name the files that are kept, with what they lose in PSNR-Y
on the pictures of validation.txt.

int8: QDQ, 8-bit weights per channel, unsigned activations with the ranges that training crops reach; the first and
the last convolution stay float32. Where the whole body loses too much, its first half alone is made int8.

Measured on photo-fast, loss in dB at x4 / x2 over 12 and 8 crops: whole body 0.026 / 0.092; with the first and last
convolution 0.033 / 0.116; averaged ranges 0.016 / 0.103; ranges cut at 99.99 % 0.017 / 0.222; entropy as min-max;
signed activations the same, symmetric ones 0.039 / 0.145; 7-bit weights 0.034 / 0.152; the first half of the body
- / 0.041. It is the activations' steps that cost (weights alone 0.004 at x2): evening out the channels' ranges made
it worse (0.15 and more), a last layer fitted anew gained 0.007.

Processors without VNNI add pairs of 8-bit products in 16 bits and may saturate on the brightest features. int8 runs
only where it is asked for.
"""

import argparse
import hashlib
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from PIL import Image

from degrade import degrade
from export import run, session_of
from photographs import crops_of, psnr_y, to_tensor
from resample import reduce_bicubic

MOST_LOST = 0.05
# An int8 file that runs hardly faster than fp32 only costs quality: at x2 photo-fast's half body gained 1.14.
LEAST_GAIN = 1.3
CALIBRATED_ON = 24
# Parts of the body's layers, the first ones, that are tried one after the other.
BODY_PARTS = (1.0, 0.5)


def pick(folders, split, count):
    """Paths of `count` crops of a split ("training" or "validation"), evenly spread over the sorted names."""
    chosen = crops_of(folders, split)
    return [chosen[i] for i in np.unique(np.linspace(0, len(chosen) - 1, count).astype(int))]


def pairs(paths, card, clean=False):
    """(feeds, high [h,w,3] uint8) of each crop, the same in every call.

    Degraded where the network restores, unless `clean`: then with cleanup 0.
    """
    rng, scale = np.random.default_rng(0), card["scale"]
    for path in paths:
        high = np.asarray(Image.open(path).convert("RGB"))
        high = high[: high.shape[0] // scale * scale, : high.shape[1] // scale * scale]
        low, feeds = reduce_bicubic(high, scale), {"strength": np.array(1, np.float32)}
        if card["hasCleanup"]:
            low, amount = (low, 0.0) if clean else degrade(low, high, scale, rng)
            feeds["cleanup"] = np.array(amount, np.float32)
        yield {**feeds, "image": to_tensor(low[None]).numpy()}, high


def scores(model, paths, card):
    session = session_of(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    means = []
    for clean in (True, False) if card["hasCleanup"] else (True,):
        values = []
        for feeds, high in pairs(paths, card, clean):
            output = torch.from_numpy(session.run(["output"], feeds)[0][0])
            values.append(psnr_y(output, to_tensor(high[None])[0], card["scale"]))
        means.append(float(np.mean(values)))
    return np.array(means)


def learned_convolutions(model):
    """Names of the convolutions of the residual's path, first to last."""
    return [node.name for node in model.graph.node if node.op_type == "Conv" and node.name != "bicubic"]


def to_half(model):
    """A copy whose learned convolutions are float16, from their input to the residual's planes."""
    half = onnx.ModelProto()
    half.CopyFrom(model)
    graph, names = half.graph, learned_convolutions(model)
    for weight in graph.initializer:
        if weight.name.rpartition(".")[0] in names:
            weight.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), weight.name))
    nodes = []
    for node in graph.node:
        if node.name == names[0]:
            wide = node.input[0]
            half_name = node.input[0] = f"{wide}.half"
            nodes.append(helper.make_node("Cast", [wide], [half_name], name=half_name, to=TensorProto.FLOAT16))
        nodes.append(node)
        if node.name == names[-1]:
            wide = node.output[0]
            half_name = node.output[0] = f"{wide}.half"
            nodes.append(helper.make_node("Cast", [half_name], [wide], name=f"{wide}.float", to=TensorProto.FLOAT))
    nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(half, full_check=True)
    return half


class Crops(CalibrationDataReader):
    """Feeds of the calibration pictures, one by one."""

    def __init__(self, paths, card):
        self.feeds = (feeds for feeds, _ in pairs(paths, card))

    def get_next(self):
        return next(self.feeds, None)


def to_int8(model, layers, crops):
    """A copy in which the convolutions named in `layers` and what flows between them are 8 bits."""
    # quantize_static changes the model it is given.
    given = onnx.ModelProto()
    given.CopyFrom(model)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "int8.onnx"
        quantize_static(
            given,
            place,
            crops,
            quant_format=QuantFormat.QDQ,
            nodes_to_quantize=layers,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )
        return onnx.load(place)


def integer_convolutions(model):
    """How many convolutions onnxruntime really runs on integers."""
    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.optimized_model_filepath = str(Path(folder) / "optimised.onnx")
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        nodes = onnx.load(options.optimized_model_filepath).graph.node
        return sum(node.op_type == "QLinearConv" for node in nodes)


def candidates(model, precision, training, card):
    """What is tried for a precision, best first: (what it is, the model)."""
    if precision == "fp16":
        yield "float16", to_half(model)
        return
    body = learned_convolutions(model)[1:-1]
    for part in BODY_PARTS:
        layers = body[: round(part * len(body))]
        made = to_int8(model, layers, Crops(training, card))
        whole = integer_convolutions(made)
        if whole != len(layers):
            raise SystemExit(f"{card['key']}: onnxruntime runs {whole} of {len(layers)} convolutions on integers")
        yield f"{len(layers)} of {len(body)} body layers int8", made


def seconds(model, side=384, rounds=5):
    """The least of some runs over one tile, after a first one that allocates."""
    session = session_of(model)
    image = np.random.default_rng(0).random((3, side, side), np.float32)
    times = []
    for _ in range(1 + rounds):
        start = time.perf_counter()
        run(session, image)
        times.append(time.perf_counter() - start)
    return min(times[1:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("key", help="MODEL-xSCALE")
    parser.add_argument("--pictures", required=True, nargs="+", help="folders of crops, NAME_NN.webp or .png")
    parser.add_argument("--weights", type=Path, default=Path(__file__).resolve().parent.parent / "weights")
    parser.add_argument("--only", choices=("fp16", "int8"), nargs="+", default=("fp16", "int8"))
    parser.add_argument("--crops", type=int, default=24, help="held-back crops that are measured (24)")
    options = parser.parse_args()

    place = options.weights / f"{options.key}.json"
    card = json.loads(place.read_text())
    model = onnx.load(options.weights / card["file"]["name"])
    training = pick(options.pictures, "training", CALIBRATED_ON)
    held_back = pick(options.pictures, "validation", options.crops)
    whole = scores(model, held_back, card)
    words = " and ".join(f"{value:.3f}" for value in whole)
    print(f"{options.key} fp32: {words} dB on {len(held_back)} held-back crops", flush=True)

    variants = {variant["precision"]: variant for variant in card.get("variants", [])}
    for precision in options.only:
        file = options.weights / f"{options.key}-{precision}.onnx"
        file.unlink(missing_ok=True)
        variants.pop(precision, None)
        for what, made in candidates(model, precision, training, card):
            # Of a restoring network the worse of clean and degraded crops: noise hides small errors.
            lost = float((whole - scores(made, held_back, card)).max())
            print(f"{options.key} {precision}: {what}, loses {lost:.4f} dB", flush=True)
            if lost >= MOST_LOST:
                continue
            if precision == "int8":
                gain = seconds(model) / seconds(made)
                print(f"{options.key} {precision}: {what}, runs {gain:.2f} times as fast here", flush=True)
                if gain < LEAST_GAIN:
                    continue
            data = made.SerializeToString()
            file.write_bytes(data)
            variants[precision] = {
                "precision": precision,
                "file": {"name": file.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()},
                # Adding zero makes of -0.0 a plain 0.0.
                "lossDb": {"validation": round(lost, 3) + 0.0},
            }
            break
        else:
            print(f"{options.key} {precision}: not kept", flush=True)
    card["variants"] = [variants[precision] for precision in ("fp16", "int8") if precision in variants]
    place.write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
