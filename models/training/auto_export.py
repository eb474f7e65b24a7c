#!/usr/bin/env python3
"""Writes the trained `auto` networks as one ONNX with its card, and checks it against the training graphs.

    python3 auto_export.py --weights checkpoints/auto.pt checkpoints/auto-further.pt --out ../weights

What the networks say is averaged: what one takes for something else the other often does not. The graph (opset 17):
crops [n,3,96,96] -> kind [n,3] probabilities, noise [n] sigma in 8-bit units, quality [n] 1..100.
Each batch normalisation is folded into the convolution before it.
"""

import argparse
import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from auto_network import CROP_SIZE, DETAIL_GAINS, KINDS, AutoNetwork, in_plain_units
from degrade import JPEG_WORST, NOISE_MOST
from export import Graph

HERE = Path(__file__).resolve().parent
MANIFESTS = ("sources.tsv", "auto-sources.tsv")
TOLERANCE = {"kind": 1e-4, "noise": 1e-2, "quality": 1e-2}
PARTS = {"part.kind": [0, 1, 2], "part.noise": 3, "part.quality": 4}
NUMBERS = {
    "detail.least": -1,
    "detail.most": 1,
    "noise.most": NOISE_MOST,
    "quality.range": 100 - JPEG_WORST,
    "quality.least": 1,
    "quality.best": 100,
}
TITLE = "Adviser"
DESCRIPTION = (
    "Tells photographs, artwork and screenshots apart, and estimates noise and JPEG quality, from a few crops."
)


def hash_of(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def load(weights):
    """The network of a weights file and what is known of its run."""
    saved = torch.load(weights, map_location="cpu")
    facts = saved["facts"]
    network = AutoNetwork(facts["channels"], facts["blocks"], facts["shortcut"], facts["first_stride"])
    network.load_state_dict(saved["weights"])
    return network.eval(), facts


def folded(convolution, norm):
    """Weight and bias of the convolution and the batch normalisation after it, together."""
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return convolution.weight * scale[:, None, None, None], norm.bias - norm.running_mean * scale


def add_convolution(graph, x, name, convolution, norm):
    weight, bias = (t.detach().float().numpy() for t in folded(convolution, norm))
    inputs = [x, graph.constant(f"{name}.weight", weight), graph.constant(f"{name}.bias", bias)]
    side, pad = weight.shape[-1], convolution.padding[0]
    return graph.add("Conv", inputs, name, kernel_shape=[side, side], pads=[pad] * 4, strides=list(convolution.stride))


def add_block(graph, x, name, block):
    y = graph.add("Relu", [add_convolution(graph, x, f"{name}.a", block.conv_a, block.bn_a)], f"{name}.a.relu")
    y = add_convolution(graph, y, f"{name}.b", block.conv_b, block.bn_b)
    if block.projection is not None:
        x = add_convolution(graph, x, f"{name}.projection", block.projection, block.bn_projection)
    elif block.changes:
        every = [block.stride] * 2
        x = graph.add("MaxPool", [x], f"{name}.every", kernel_shape=[1, 1], strides=every) if block.stride > 1 else x
        pads = np.array([0, 0, 0, 0, 0, block.added, 0, 0], np.int64)
        x = graph.add("Pad", [x, graph.constant(f"{name}.pads", pads)], f"{name}.padded")
    return graph.add("Relu", [graph.add("Add", [y, x], f"{name}.sum")], f"{name}.relu")


def add_detail(graph, network):
    """Crops and their detail, [n,9,h,w]."""
    repeated = graph.add("Concat", ["crops"] * len(DETAIL_GAINS), "crops.repeated", axis=1)
    kernel = graph.constant("detail.kernel", network.detail.numpy())
    louder = graph.add(
        "Conv", [repeated, kernel], "detail.louder", kernel_shape=[3, 3], pads=[1] * 4, group=len(network.detail)
    )
    detail = graph.add("Clip", [louder, "detail.least", "detail.most"], "detail")
    return graph.add("Concat", ["crops", detail], "crops.detail", axis=1)


def add_network(graph, x, name, network):
    """What one network says of crops with their detail: kind [n,3], noise [n], quality [n]."""
    x = add_convolution(graph, x, f"{name}.conv_first", network.conv_first, network.bn_first)
    x = graph.add("Relu", [x], f"{name}.conv_first.relu")
    for index, block in enumerate(network.body):
        x = add_block(graph, x, f"{name}.body.{index}", block)
    x = graph.add("Flatten", [graph.add("GlobalAveragePool", [x], f"{name}.mean")], f"{name}.features")
    head = [
        graph.constant(f"{name}.head.{k}", t.detach().float().numpy())
        for k, t in (("weight", network.head.weight), ("bias", network.head.bias))
    ]
    x = graph.add("Gemm", [x, *head], f"{name}.head", transB=1)
    logits, noise, quality = (graph.add("Gather", [x, part], f"{name}.{part}", axis=1) for part in PARTS)
    kind = graph.add("Softmax", [logits], f"{name}.kind", axis=1)
    noise = graph.add("Relu", [noise], f"{name}.noise.root")
    square = graph.add("Mul", [noise, noise], f"{name}.noise.square")
    lost = graph.add("Mul", [quality, "quality.range"], f"{name}.quality.lost")
    free = graph.add("Sub", ["quality.best", lost], f"{name}.quality.free")
    return (
        kind,
        graph.add("Mul", [square, "noise.most"], f"{name}.noise"),
        graph.add("Clip", [free, "quality.least", "quality.best"], f"{name}.quality"),
    )


def build_model(networks):
    graph = Graph()
    for name, value in {**PARTS, **NUMBERS}.items():
        kind = np.int64 if name in PARTS else np.float32
        # Not graph.constant: it makes a vector of a number, and Gather would keep that axis.
        graph.weights.append(numpy_helper.from_array(np.array(value, kind), name))
    x = add_detail(graph, networks[0])
    said = [add_network(graph, x, str(index), network) for index, network in enumerate(networks)]
    for output, values in zip(TOLERANCE, zip(*said)):
        graph.add("Mean", list(values), output)
    outputs = [("kind", ["n", len(KINDS)]), ("noise", ["n"]), ("quality", ["n"])]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "auto",
            [helper.make_tensor_value_info("crops", TensorProto.FLOAT, ["n", 3, CROP_SIZE, CROP_SIZE])],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        producer_name="residual",
    )
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model


def check(model, networks):
    """Exits where the graph says something else than the networks do on average, on noise over all magnitudes."""
    rng = np.random.default_rng(0)
    crops = (rng.random((5, 3, CROP_SIZE, CROP_SIZE)) * rng.random((5, 1, 1, 1))).astype(np.float32)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        said = [network(torch.from_numpy(crops)) for network in networks]
        plain = [(logits.softmax(1), *in_plain_units(*numbers)) for logits, *numbers in said]
        wanted = {name: torch.stack(values).mean(0) for name, values in zip(TOLERANCE, zip(*plain))}
    for name, got in zip(TOLERANCE, session.run(list(TOLERANCE), {"crops": crops})):
        difference = float(np.abs(got - wanted[name].numpy()).max())
        if not difference <= TOLERANCE[name]:
            raise SystemExit(f"{name}: the graph is {difference:.2e} off the networks")


def licences():
    """Of the pictures trained on, as the lists state them."""
    found = {"as sources.tsv states them: CC0-1.0, public domain, CC-BY, CC-BY-SA, GPL-2.0, LGPL-3.0, BSD-2-Clause"}
    with (HERE / "auto-sources.tsv").open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [*found, *sorted({row["licence"] for row in rows if row["split"] != "test"})]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True, type=Path, nargs="+", help="of networks of one shape")
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args()
    networks, of_each = zip(*map(load, options.weights))
    facts = of_each[-1]
    model = build_model(networks)
    check(model, networks)
    data, card_file = model.SerializeToString(), options.out / "auto.json"
    (options.out / "auto.onnx").write_bytes(data)
    file = {"name": "auto.onnx", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    # What was measured of the same bytes stays.
    before = json.loads(card_file.read_text()) if card_file.exists() else {}
    measured = before.get("measured") if before.get("file") == file else None
    parameters = sum(int(np.prod(w.dims)) for w in model.graph.initializer if w.name.endswith((".weight", ".bias")))
    card = {
        "schema": 1,
        "key": "auto",
        "title": TITLE,
        "description": DESCRIPTION,
        "file": file,
        "input": {"crops": 8, "size": CROP_SIZE},
        "kinds": list(KINDS),
        "architecture": {
            "name": f"{len(networks)} ResNets of basic blocks, averaged; {facts['shortcut']} shortcuts, "
            "batch normalisation folded",
            "channels": list(facts["channels"]),
            "blocks": sum(len(network.body) for network in networks),
            "parameters": parameters,
        },
        "training": {
            "pictures": f"{facts['pictures']} photographs' crops, drawings and screens; "
            "noise and JPEG by chance (auto_crops.py)",
            "manifests": [{"name": name, "sha256": hash_of(HERE / name)} for name in MANIFESTS],
            "licences": licences(),
            "steps": facts["steps"],
            "checkpoints": [{"name": path.name, "sha256": hash_of(path)} for path in options.weights],
        },
        **({"measured": measured} if measured else {}),
        "licence": before.get("licence", "MIT"),
    }
    card_file.write_text(json.dumps(card, indent=2) + "\n")
    print(f"auto: {len(data)} bytes, {parameters} parameters{'' if measured else '; to be measured: auto_measure.py'}")


if __name__ == "__main__":
    main()
