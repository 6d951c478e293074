"""The networks that the engines run: those that are bundled, and the paper's four with random weights.

Speed depends on the shapes and not on the weights, so that random ones stand for weights that may not be
shipped; nothing is said here of how well such a network works.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import shape_inference

from neopain import paths
from neopain.vision.models.manifest import read_manifest
from neopain_export.networks.architectures import VGG_F, VGG_FACE, VGG_M, VGG_S
from neopain_export.networks.graph import build_graph
from neopain_export.networks.layers import Architecture, Conv, Float32Array, LayerWeights, weight_shapes
from neopain_export.networks.quantise import FEWEST_FACES, quantised

PAPERS = {table.name: table for table in (VGG_F, VGG_M, VGG_S, VGG_FACE)}
BUNDLED = ("vgg16-imagenet", "dlib-face", "way-up", "mini-xception")
NETWORKS = (*BUNDLED, *PAPERS)
USED = {
    "vgg16-imagenet": ("block4_pool_gap", "block5_pool_gap"),
    "dlib-face": ("stage3_gap", "stage4_gap"),
    "way-up": ("upright",),
    "mini-xception": ("expression",),
}
"""The outputs that the monitor asks for; the rest of a graph is cut off for every engine alike."""
MONITORS = {
    "vgg16-imagenet": "vgg16_imagenet_int8/vgg16-imagenet-int8.onnx",
    "dlib-face": "dlib_face_int8/dlib-face-int8.onnx",
}
"""What the monitor runs of a network, where it is another file than the plain one."""
PLAIN = {
    "vgg16-imagenet": "vgg16_imagenet/vgg16_imagenet_trunk_f16.onnx",
    "dlib-face": "dlib_face/dlib-face.onnx",
    "way-up": "way_up/way-up.onnx",
    "mini-xception": "mini_xception/mini-xception.onnx",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One network as files.

    Attributes:
        plain: float32, one face, the outputs that are used and no others: what every peer gets.
        eight: the same in eight bits.
        ours: what the monitor runs, as it is shipped or as `neopain-export` would write it.
        macs: multiply-adds of `plain`.
        picture: float32 as `shape`, in the range that the network wants.
    """

    name: str
    plain: Path
    eight: Path
    ours: Path
    outputs: tuple[str, ...]
    shape: tuple[int, ...]
    macs: int
    picture: Path


def prepare(name: str, folder: Path) -> Prepared:
    """Write the files of one network into `folder`; what is there from before is used again."""
    folder.mkdir(parents=True, exist_ok=True)
    if name in PLAIN:
        graph = (paths.models() / PLAIN[name]).read_bytes()
        outputs = USED[name]
        spec = read_manifest((paths.models() / PLAIN[name]).parent).network.input
        shape, middle, scale = (1, 3, spec.height, spec.width), 128 - spec.mean[0], spec.scale
    else:
        table = PAPERS[name]
        convolution = [layer.name for layer in table.layers if isinstance(layer, Conv)][-1]
        outputs = (f"{convolution}_relu", "fc7_relu")
        graph = build_graph(table, _random_weights(table), outputs=outputs)
        shape, middle, scale = (1, 3, 224, 224), 0.0, 1.0
    plain = _fixed(graph, outputs, shape)
    stem = f"{name}-{hashlib.sha256(plain).hexdigest()[:12]}"
    files = [folder / f"{stem}{end}" for end in (".onnx", "-int8.onnx", ".npy")]
    shipped = MONITORS.get(name, PLAIN.get(name))
    if not all(file.exists() for file in files):
        pictures = [np.float32(scale) * (np.float32(middle) + one) for one in _noise(shape)]
        files[0].write_bytes(plain)
        files[1].write_bytes(quantised(plain, "image", pictures[1:]))
        np.save(files[2], pictures[0])
    return Prepared(
        name, files[0], files[1], paths.models() / shipped if shipped else files[1], tuple(outputs), shape,
        multiply_adds(plain), files[2],
    )  # fmt: skip


def multiply_adds(model: bytes) -> int:
    """Of convolutions and matrix products of one run; the rest is small beside them."""
    graph = shape_inference.infer_shapes(onnx.load_from_string(model)).graph
    sizes = {
        value.name: [one.dim_value for one in value.type.tensor_type.shape.dim]
        for value in (*graph.input, *graph.value_info, *graph.output)
    } | {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    total = 0
    for node in graph.node:
        if node.op_type == "Conv":
            total += math.prod(sizes[node.output[0]]) * math.prod(sizes[node.input[1]][1:])
        elif node.op_type in {"Gemm", "MatMul"}:
            total += math.prod(sizes[node.input[1]])
    return total


def _fixed(graph: bytes, outputs: tuple[str, ...], shape: tuple[int, ...]) -> bytes:
    """One face of a fixed size, stored as float32, nothing that no output needs: every engine reads this."""
    from neopain_export.networks.quantise import _stored_as_float32

    model = _stored_as_float32(onnx.load_from_string(graph))
    for place, size in enumerate(shape):
        model.graph.input[0].type.tensor_type.shape.dim[place].dim_value = size
    kept = [one for one in model.graph.output if one.name in outputs]
    del model.graph.output[:]
    model.graph.output.extend(sorted(kept, key=lambda one: outputs.index(one.name)))
    for one in model.graph.output:
        one.type.tensor_type.shape.dim[0].dim_value = 1
    del model.graph.value_info[:]
    needed, nodes = set(outputs), []
    for node in reversed(model.graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(reversed(nodes))
    tensors = [one for one in model.graph.initializer if one.name in needed]
    del model.graph.initializer[:]
    model.graph.initializer.extend(tensors)
    return bytes(model.SerializeToString())


def _random_weights(table: Architecture) -> dict[str, LayerWeights]:
    """He-scaled (He et al. 2015, eq. 10), so that values neither vanish nor run away."""
    draw = np.random.default_rng(1)
    return {
        name: LayerWeights(
            draw.standard_normal(shape, np.float32) * np.float32(math.sqrt(2 / math.prod(shape[1:]))),
            np.zeros(shape[0], np.float32),
        )
        for name, shape in weight_shapes(table).items()
    }


def _noise(shape: tuple[int, ...]) -> list[Float32Array]:
    """Smooth pictures, one more than a calibration needs."""
    draw = np.random.default_rng(2)
    found = []
    for _ in range(FEWEST_FACES + 1):
        walk = np.cumsum(np.cumsum(draw.uniform(-1, 1, shape), axis=2), axis=3) / shape[2]
        found.append(np.clip(100 * walk, -120, 120).astype(np.float32))
    return found
