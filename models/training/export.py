#!/usr/bin/env python3
"""Writes a trained network as ONNX with its model card, and checks it against the training graph.

    python3 export.py --weights checkpoints/photo-fast-x4.pt --key photo-fast-x4 --out ../weights \
        --title "Photo, fast" --description "..."

The graph (opset 17) is dynamic in height and width:
    image [1,3,h,w], strength [] -> output [1,3,s*h,s*w], residual [1,3,s*h,s*w]
and cleanup [] beside strength where the network restores.
Every residual block is folded into one 3x3 convolution; the bicubic enlargement is a fixed 5x5
depthwise convolution joined to the learned residual before one depth-to-space.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from network import load_network
from train import TEACHER_PART

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources.tsv"
FOLDED_TOLERANCE = 1e-4
# Of the training pictures, as the lists state them one by one.
LICENCES = {
    "sources.tsv": ["CC0-1.0 and public domain", "CC-BY", "CC-BY-SA", "GPL-2.0", "LGPL-3.0", "BSD-2-Clause"],
    "drawings.tsv": [
        "CC0-1.0 and public domain",
        "CC-BY-SA",
        "GPL-2.0",
        "GPL-3.0",
        "LGPL-2.0",
        "LGPL-3.0",
        "Apache-2.0",
        "OFL-1.1",
        "Bitstream Vera",
    ],
}


REDUCTION = "antialiased bicubic reduction (a = -0.5), rounded to 8 bits"
RESTORING = "; three quarters of the patches with noise, JPEG or both, some by other kernels (degrade.py)"
DRAWINGS = "; a part of the patches with JPEG, some by other kernels (degrade.py)"


class Graph:
    """Collects nodes and weights of an ONNX graph."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def constant(self, name, array):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def convolution(self, x, name, weight, bias=None, groups=1):
        inputs = [x, self.constant(f"{name}.weight", weight.detach().float().numpy())]
        if bias is not None:
            inputs.append(self.constant(f"{name}.bias", bias.detach().float().numpy()))
        pad = (weight.shape[-1] - 1) // 2
        return self.add("Conv", inputs, name, kernel_shape=list(weight.shape[2:]), pads=[pad] * 4, group=groups)


def build_model(network, folded=True):
    """The ONNX model; with folded=False the blocks are written branch by branch, as they were trained."""
    graph, scale = Graph(), network.scale
    first = "image"
    if network.restoring:
        # One number becomes a plane of the image's size: as many rows and columns as one of its channels.
        sizes = graph.add("Shape", ["image"], "image.shape", start=2, end=4)
        plane = graph.add(
            "Concat", [graph.constant("one.one", np.array([1, 1], np.int64)), sizes], "plane.shape", axis=0
        )
        plane = graph.add("Expand", ["cleanup", plane], "cleanup.plane")
        first = graph.add("Concat", ["image", plane], "image.cleanup", axis=1)
    x = graph.convolution(first, "conv_first", network.conv_first.weight, network.conv_first.bias)
    x = graph.add("Relu", [x], "conv_first.relu")
    for index, block in enumerate(network.body):
        name = f"body.{index}"
        if folded:
            total = graph.convolution(x, name, *block.folded())
        else:
            three = graph.convolution(x, f"{name}.conv3", block.conv3.weight, block.conv3.bias)
            one = graph.convolution(x, f"{name}.conv1", block.conv1.weight, block.conv1.bias)
            total = graph.add("Add", [graph.add("Add", [x, three], f"{name}.sum"), one], name)
        x = graph.add("Relu", [total], f"{name}.relu")
    planes = graph.convolution(x, "conv_last", network.conv_last.weight, network.conv_last.bias)
    base = graph.convolution("image", "bicubic", network.bicubic, groups=3)
    scaled = graph.add("Mul", [planes, "strength"], "residual.scaled")
    total = graph.add("Add", [base, scaled], "total")
    shuffle = {"blocksize": scale, "mode": "CRD"}
    graph.add("DepthToSpace", [total], "output", **shuffle)
    graph.add("DepthToSpace", [planes], "residual", **shuffle)
    picture = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, "height", "width"])
    scalars = ["strength", "cleanup"] if network.restoring else ["strength"]
    scalars = [helper.make_tensor_value_info(name, TensorProto.FLOAT, []) for name in scalars]
    large = [1, 3, f"{scale}*height", f"{scale}*width"]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, large) for name in ("output", "residual")]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "upscale", [picture, *scalars], outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 17)],
        producer_name="residual",
        ir_version=8,
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def session_of(model):
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def run(session, image, strength=1.0, cleanup=0.0):
    """[3,h,w] array 0..1 -> output, residual."""
    feeds = {"image": image[None], "strength": np.array(strength, np.float32)}
    if any(value.name == "cleanup" for value in session.get_inputs()):
        feeds["cleanup"] = np.array(cleanup, np.float32)
    output, residual = session.run(["output", "residual"], feeds)
    return output[0], residual[0]


def check_against_training(session, network):
    """Largest difference between the exported graph and the blocks as they were trained."""
    image = torch.rand(1, 3, 40, 52, generator=torch.Generator().manual_seed(3))
    worst = 0.0
    with torch.no_grad():
        for strength in (0.0, 1.0, 2.0):
            wanted = network(image, strength, torch.tensor([0.3]), as_branches=True)
            got = run(session, image[0].numpy(), strength, 0.3)
            worst = max(worst, *(float(np.abs(w[0].numpy() - g).max()) for w, g in zip(wanted, got)))
    if worst > FOLDED_TOLERANCE:
        raise SystemExit(f"the exported graph differs by {worst:.2e} from the training graph")
    return worst


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def degradation_of(entry):
    """What befell the input of a run, in words."""
    if entry["restoring"]:
        return REDUCTION + RESTORING
    return REDUCTION + (DRAWINGS if entry.get("drawings") else "")


def run_of(entry):
    """A run of the history as the card tells it."""
    luma = entry.get("luma", 0)
    batch = entry["batch"]
    squared = entry.get("squared_last", 0)
    norm = "L2" if squared >= entry["steps"] else "L1"
    loss = f"{norm}, {luma} of it on luma" if luma else f"{norm} on RGB"
    if entry["luma_last"]:
        loss += f", in the last {entry['luma_last']} steps 0.9"
    if squared and norm == "L1":
        loss += f"; L2 in the last {squared} steps"
    if "drawn" in entry:
        loss += f"; {' and '.join(entry['drawn'])}, drawn by a program, beside the photographs"
    if "hardest_of" in entry:
        loss += f"; of {entry['hardest_of']} patches that in which the enlargement lacks most"
    if "teacher" in entry:
        loss += f"; {TEACHER_PART} of the target is what {' and '.join(entry['teacher'])}, before the run, said on"
        loss += " average of eight orientations"
    return {
        "scale": entry["scale"],
        "steps": entry["steps"],
        "batch": batch if isinstance(batch, list) else [batch],
        "patches": entry["patch"],
        "rate": entry["rate"],
        "loss": loss,
        "degraded": entry["restoring"] or entry.get("drawings", False),
    }


def with_measurements(card, place):
    """What others measured of the same bytes before stays: quality by tests/bench, variants by precision.py."""
    if not place.exists():
        return card
    old = json.loads(place.read_text())
    same = old["file"]["sha256"] == card["file"]["sha256"]
    return {**card, **{name: old[name] for name in ("quality", "variants") if same and name in old}}


def parameters(network):
    """Of the folded graph, without the fixed bicubic."""
    convolutions = [network.conv_first, network.conv_last]
    own = sum(c.weight.numel() + c.bias.numel() for c in convolutions)
    return own + sum(w.numel() + b.numel() for w, b in (block.folded() for block in network.body))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True, type=Path, help="checkpoint of train.py")
    parser.add_argument("--key", required=True, help="MODEL-xSCALE")
    parser.add_argument("--title", required=True)
    parser.add_argument("--description", required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument(
        "--manifest", type=Path, nargs="+", default=[SOURCES], help="lists of the pictures it was trained on"
    )
    parser.add_argument("--unfolded", type=Path, help="write the graph as it was trained to this file as well")
    options = parser.parse_args()

    network, history = load_network(options.weights)
    model = build_model(network)
    difference = check_against_training(session_of(model), network)
    data = model.SerializeToString()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / f"{options.key}.onnx").write_bytes(data)
    if options.unfolded:
        options.unfolded.write_bytes(build_model(network, folded=False).SerializeToString())

    card = {
        "schema": 1,
        "key": options.key,
        "model": options.key.rpartition("-")[0],
        "title": options.title,
        "description": options.description,
        "scale": network.scale,
        "file": {"name": f"{options.key}.onnx", "bytes": len(data), "sha256": sha256(data)},
        "radius": network.radius,
        "hasCleanup": network.restoring,
        "architecture": {
            "name": "collapsible residual blocks, folded to 3x3 convolutions",
            "channels": network.channels,
            "blocks": network.blocks,
            "parameters": parameters(network),
        },
        "training": {
            "pictures": "crops of freely licensed pictures, listed one by one in the manifests",
            "manifests": [
                {"name": m.resolve().relative_to(HERE).as_posix(), "sha256": sha256(m.read_bytes())}
                for m in options.manifest
            ],
            "licences": list(dict.fromkeys(name for m in options.manifest for name in LICENCES[m.name])),
            "degradation": degradation_of(history[-1]),
            "runs": [run_of(entry) for entry in history],
            "checkpoint": {"name": options.weights.name, "sha256": sha256(options.weights.read_bytes())},
        },
        "quality": [],
        "licence": "MIT",
    }
    place = options.out / f"{options.key}.json"
    place.write_text(json.dumps(with_measurements(card, place), indent=2) + "\n")
    print(f"{options.key}: {len(data)} bytes, folded within {difference:.1e}")


if __name__ == "__main__":
    main()
