"""A linear head on the middle of a network: the same as computed by hand, and nothing of the rest."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from neopain.vision.networks.inference import open_network
from neopain_export.networks.way_up_graph import with_linear_head

SIDE = 6
RNG = np.random.default_rng(0)


def trunk(channels=64):
    """image -> convolution -> `early` (means) -> convolution -> `late` (means) -> `last`, which nobody wants."""
    weights = [RNG.normal(0, 0.2, (channels, depth, 3, 3)).astype(np.float32) for depth in (3, channels)]
    nodes = [
        helper.make_node("Conv", ["image", "w0"], ["c0"], pads=[1, 1, 1, 1]),
        helper.make_node("ReduceMean", ["c0"], ["early"], axes=[2, 3], keepdims=0),
        helper.make_node("Conv", ["c0", "w1"], ["c1"], pads=[1, 1, 1, 1]),
        helper.make_node("ReduceMean", ["c1"], ["late"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["late", "unwanted"], ["last"]),
    ]
    outputs = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, ["batch", channels]) for n in ("early", "late")
    ]
    outputs.append(helper.make_tensor_value_info("last", TensorProto.FLOAT, ["batch", 2]))
    made = helper.make_model(
        helper.make_graph(
            nodes,
            "trunk",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])],
            outputs,
            [
                *(numpy_helper.from_array(one, f"w{number}") for number, one in enumerate(weights)),
                numpy_helper.from_array(np.ones((channels, 2), np.float32), "unwanted"),
            ],
        ),
        opset_imports=[helper.make_opsetid("", 17)],
    )
    made.ir_version = 8
    return made.SerializeToString()


def test_the_head_is_the_product_of_its_weights_and_the_trunks_outputs():
    whole, weights = trunk(), RNG.normal(size=128)
    head = with_linear_head(whole, ["late", "early"], weights, -0.75, "upright")
    pictures = RNG.normal(size=(2, 3, SIDE, SIDE)).astype(np.float32)
    parts = open_network(whole, prefer_gpu=False).run(["late", "early"], pictures)
    wanted = np.column_stack([parts["late"], parts["early"]]) @ weights - 0.75
    opened = open_network(head, prefer_gpu=False)
    assert set(opened.outputs) == {"upright"}
    found = opened.run(["upright"], pictures)["upright"]
    assert found.shape == (2, 1)
    assert found[:, 0] == pytest.approx(wanted, rel=1e-4, abs=1e-4)


def test_what_the_head_does_not_need_is_left_out():
    head = with_linear_head(trunk(), ["early"], np.ones(64), 0.0, "upright")
    names = {tensor.name for tensor in onnx.load_model_from_string(head).graph.initializer}
    assert not {"unwanted", "w1"} & names
