"""mini-Xception as an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from neopain_export.networks.graph import INPUT, model_bytes
from neopain_export.networks.layers import Float32Array
from neopain_export.networks.mini_xception.table import (
    CLASSES,
    EPSILON,
    LUMA,
    OUTPUT,
    Layer,
    MiniXceptionTable,
    MiniXceptionWeights,
)


def build_mini_xception(table: MiniXceptionTable, weights: MiniXceptionWeights) -> bytes:
    """The network as an ONNX file: input `image` float32 (batch, 3, side, side) RGB in -1..1.

    The grey of the picture is its first step, the normalisations are folded into the convolutions.
    """
    draft = _Draft(weights)
    luma = draft.constant("luma_weight", np.array(LUMA, np.float32).reshape(1, 3, 1, 1))
    current = draft.add("Conv", [INPUT, luma], "luma", kernel_shape=[1, 1])
    side = table.side
    for layer in table.stems():
        current = draft.add("Relu", [draft.convolved(current, layer)], f"{layer.name}_relu")
        side -= layer.kernel - 1
    for block in table.blocks():
        way = draft.add("Relu", [draft.convolved(current, block.first)], f"{block.first.name}_relu")
        way = draft.convolved(way, block.second)
        # Keras pads "same" with the odd cell at the end.
        after = -(-side // 2)
        missing = max(0, (after - 1) * 2 + 3 - side)
        pads = [missing // 2] * 2 + [missing - missing // 2] * 2
        name = f"{block.second.name}_pool"
        way = draft.add("MaxPool", [way], name, kernel_shape=[3, 3], strides=[2, 2], pads=pads)
        cut = draft.convolved(current, block.shortcut, stride=2)
        current, side = draft.add("Add", [way, cut], f"{block.second.name}_sum"), after
    kernel = draft.constant("classes_weight", weights.kernels[table.last])
    bias = draft.constant("classes_bias", weights.bias)
    current = draft.add("Conv", [current, kernel, bias], "classes", kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    flat = draft.add("Flatten", [draft.add("GlobalAveragePool", [current], "plane")], "logits")
    draft.add("Softmax", [flat], OUTPUT, axis=1)
    return draft.serialised(table)


class _Draft:
    """A graph in the making."""

    def __init__(self, weights: MiniXceptionWeights) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: list[onnx.TensorProto] = []

    def add(self, operator: str, inputs: Sequence[str], output: str, **attributes: object) -> str:
        self._nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output

    def constant(self, name: str, values: Float32Array) -> str:
        self._tensors.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def convolved(self, before: str, layer: Layer, stride: int = 1) -> str:
        """The layer with its normalisation."""
        if layer.separable:
            kernels = self._weights.depthwise[layer.name]
            weight = self.constant(f"{layer.name}_depthwise_weight", kernels)
            before = self.add(
                "Conv", [before, weight], f"{layer.name}_depthwise",
                kernel_shape=[layer.kernel] * 2, pads=[layer.kernel // 2] * 4, group=len(kernels),
            )  # fmt: skip
        norm = self._weights.norms[layer.name]
        factor = norm.scale / np.sqrt(norm.variance + np.float32(EPSILON))
        folded = self._weights.kernels[layer.name] * factor[:, None, None, None]
        weight = self.constant(f"{layer.name}_weight", np.asarray(folded, np.float32))
        bias = self.constant(f"{layer.name}_bias", np.asarray(norm.shift - norm.mean * factor, np.float32))
        return self.add(
            "Conv", [before, weight, bias], layer.name,
            kernel_shape=list(folded.shape[2:]), strides=[stride] * 2,
        )  # fmt: skip

    def serialised(self, table: MiniXceptionTable) -> bytes:
        picture = ["batch", 3, table.side, table.side]
        graph = helper.make_graph(
            self._nodes,
            "mini-xception",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, picture)],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", len(CLASSES)])],
            self._tensors,
        )
        return model_bytes(graph)
