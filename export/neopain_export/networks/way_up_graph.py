"""A linear head on the middle of another network, as one graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnx.utils import Extractor

from neopain_export.networks.graph import INPUT, IR_VERSION, OPSET

HEAD_INPUT, HEAD_WEIGHT, HEAD_BIAS = "head_input", "head_weight", "head_bias"
"""The node that joins the outputs, and the values of the head, whose node has the name of its output."""


def cut_to(trunk: bytes, outputs: Sequence[str]) -> bytes:
    """The part of `trunk`, an ONNX file with the input `image`, that these of its outputs need."""
    model = Extractor(onnx.load_model_from_string(trunk)).extract_model([INPUT], list(outputs))
    return bytes(model.SerializeToString())


def with_linear_head(
    trunk: bytes, outputs: Sequence[str], weights: NDArray[np.float64], bias: float, name: str
) -> bytes:
    """The part of `trunk` that its `outputs` need, with one value on top: weights . outputs + bias.

    Args:
        trunk: an ONNX file with the input `image`.
        outputs: of the trunk, each (N, size); read in this order.
        weights: (sum of the sizes,).
        bias: added to the product.
        name: of the only output, float32 (N, 1).
    """
    model = onnx.load_model_from_string(cut_to(trunk, outputs))
    graph = model.graph
    column = np.ascontiguousarray(weights.reshape(-1, 1), np.float32)
    graph.initializer.append(numpy_helper.from_array(column, HEAD_WEIGHT))
    graph.initializer.append(numpy_helper.from_array(np.array([bias], np.float32), HEAD_BIAS))
    graph.node.append(helper.make_node("Concat", list(outputs), [HEAD_INPUT], name=HEAD_INPUT, axis=1))
    graph.node.append(helper.make_node("Gemm", [HEAD_INPUT, HEAD_WEIGHT, HEAD_BIAS], [name], name=name))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 1]))
    finished = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    finished.ir_version = IR_VERSION
    onnx.checker.check_model(finished)
    return bytes(finished.SerializeToString())
