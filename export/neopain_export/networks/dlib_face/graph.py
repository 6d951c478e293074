"""dlib's network for faces as an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from neopain_export.networks.dlib_face.table import Block, DlibFaceTable, DlibFaceWeights
from neopain_export.networks.graph import INPUT, Storage, model_bytes
from neopain_export.networks.layers import Conv, Float32Array


def build_dlib_face(table: DlibFaceTable, weights: DlibFaceWeights, storage: Storage) -> bytes:
    """The network as an ONNX file: input `image` float32 (batch, 3, side, side), all outputs of the table.

    Scale and shift are folded into the convolutions.
    """
    draft = _Draft(weights, storage)
    current = draft.add("Relu", [draft.convolved(INPUT, table.stem)], "stem_relu")
    current = draft.add("MaxPool", [current], "stem_pool", kernel_shape=[3, 3], strides=[2, 2])
    depth, side = table.channels[0], ((table.side - 7) // 2 + 1 - 3) // 2 + 1
    for stage, blocks in table.stages():
        for block in blocks:
            current, side = draft.block(current, block, depth, side)
            depth = block.first.filters
        draft.average(current, f"{stage}_gap")
    matrix = draft.weight("descriptor_weight", weights.descriptor)
    draft.add("MatMul", [f"{stage}_gap", matrix], "descriptor")
    return draft.serialised(table)


class _Draft:
    """A graph in the making."""

    def __init__(self, weights: DlibFaceWeights, storage: Storage) -> None:
        self._weights = weights
        self._storage = storage
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: list[onnx.TensorProto] = []

    def add(self, operator: str, inputs: Sequence[str], output: str, **attributes: object) -> str:
        self._nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output

    def weight(self, name: str, values: Float32Array) -> str:
        if self._storage is Storage.SINGLE:
            self._tensors.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
            return name
        half = np.ascontiguousarray(values, np.float16)
        self._tensors.append(numpy_helper.from_array(half, f"{name}_half"))
        return self.add("Cast", [f"{name}_half"], name, to=TensorProto.FLOAT)

    def convolved(self, before: str, layer: Conv) -> str:
        scaled = self._weights.convolutions[layer.name]
        folded = scaled.weight * scaled.scale[:, None, None, None]
        weight = self.weight(f"{layer.name}_weight", np.asarray(folded, np.float32))
        bias = numpy_helper.from_array(scaled.bias * scaled.scale + scaled.shift, f"{layer.name}_bias")
        self._tensors.append(bias)
        return self.add(
            "Conv", [before, weight, bias.name], layer.name,
            kernel_shape=[layer.kernel] * 2, strides=[layer.stride] * 2, pads=[layer.pad] * 4,
        )  # fmt: skip

    def block(self, before: str, block: Block, depth: int, side: int) -> tuple[str, int]:
        """Add one block; returns its output and that output's side."""
        name = block.second.name.removesuffix("_second")
        way = self.add("Relu", [self.convolved(before, block.first)], f"{block.first.name}_relu")
        way, cut, after = self.convolved(way, block.second), before, side
        if block.halves:
            inner, outer = (side - 3) // 2 + 1, side // 2
            after = max(inner, outer)
            cut = self.add("AveragePool", [before], f"{name}_half", kernel_shape=[2, 2], strides=[2, 2])
            cut = self._filled(cut, max(0, block.first.filters - depth), after - outer)
            way = self._filled(way, max(0, depth - block.first.filters), after - inner)
        total = self.add("Add", [way, cut], f"{name}_sum")
        return self.add("Relu", [total], f"{name}_out"), after

    def average(self, before: str, output: str) -> None:
        self.add("Flatten", [self.add("GlobalAveragePool", [before], f"{output}_plane")], output)

    def _filled(self, before: str, channels: int, pixels: int) -> str:
        """Zeros behind the channels, below and to the right, as dlib adds tensors of different sizes."""
        if channels == pixels == 0:
            return before
        pads = np.array([0, 0, 0, 0, 0, channels, pixels, pixels], np.int64)
        self._tensors.append(numpy_helper.from_array(pads, f"{before}_pads"))
        return self.add("Pad", [before, f"{before}_pads"], f"{before}_filled")

    def serialised(self, table: DlibFaceTable) -> bytes:
        picture = ["batch", 3, table.side, table.side]
        graph = helper.make_graph(
            self._nodes,
            "dlib-face",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, picture)],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", size])
                for name, size in table.outputs().items()
            ],
            self._tensors,
        )
        return model_bytes(graph)
