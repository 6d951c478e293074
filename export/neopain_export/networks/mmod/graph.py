"""MMOD as an ONNX graph."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from neopain_export.networks.graph import INPUT, model_bytes
from neopain_export.networks.layers import Conv, Float32Array
from neopain_export.networks.mmod.table import OUTPUT, MmodTable, MmodWeights


def build_mmod(table: MmodTable, weights: MmodWeights) -> bytes:
    """The network as an ONNX file: `image` float32 (batch, 3, side, side) to `face` (batch, 1, cells, cells).

    The normalisations are folded into the convolutions.
    """
    nodes: list[onnx.NodeProto] = []
    tensors: list[onnx.TensorProto] = []

    def convolved(before: str, layer: Conv, weight: Float32Array, bias: Float32Array) -> str:
        names = f"{layer.name}_weight", f"{layer.name}_bias"
        for name, values in zip(names, (weight, bias), strict=True):
            tensors.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        nodes.append(
            helper.make_node(
                "Conv", [before, *names], [layer.name], name=layer.name,
                kernel_shape=[layer.kernel] * 2, strides=[layer.stride] * 2, pads=[layer.pad] * 4,
            )
        )  # fmt: skip
        return layer.name

    current = INPUT
    for layer in table.normalised():
        norm = weights.norms[layer.name]
        factor = norm.scale / np.sqrt(norm.variance + np.float32(weights.epsilon))
        weight = weights.kernels[layer.name] * factor[:, None, None, None]
        bias = (weights.biases[layer.name] - norm.mean) * factor + norm.shift
        current = convolved(current, layer, weight, bias)
        rectified = f"{layer.name}_relu"
        nodes.append(helper.make_node("Relu", [current], [rectified], name=rectified))
        current = rectified
    convolved(current, table.last, weights.kernels[OUTPUT], weights.biases[OUTPUT])
    graph = helper.make_graph(
        nodes,
        "mmod",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["batch", 3, table.side, table.side])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", 1, table.cells, table.cells])],
        tensors,
    )
    return model_bytes(graph)
