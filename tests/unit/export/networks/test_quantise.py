"""Networks in eight bits: nearly the same features, and the same ones on every processor."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.networks.inference import open_network
from neopain_export.networks.quantise import FEWEST_FACES, agreement, in_fours, quantised

SIDE = 16


def convolutions(*, stored=np.float32, large: float = 1.0) -> bytes:
    """Two convolutions and an average; with `large`, weights that would overflow sums of 16 bits."""
    rng = np.random.default_rng(3)
    weights = {
        "w1": rng.normal(size=(8, 3, 3, 3)) * 0.2 * large,
        "w2": rng.normal(size=(16, 8, 3, 3)) * 0.2,
    }
    initializers, casts = [], []
    for name, value in weights.items():
        if stored is np.float16:
            initializers.append(numpy_helper.from_array(value.astype(np.float16), f"{name}_16"))
            casts.append(helper.make_node("Cast", [f"{name}_16"], [name], to=TensorProto.FLOAT))
        else:
            initializers.append(numpy_helper.from_array(value.astype(np.float32), name))
    nodes = [
        *casts,
        helper.make_node("Conv", ["image", "w1"], ["a"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Conv", ["b", "w2"], ["c"], name="second", pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c"], ["d"]),
        helper.make_node("GlobalAveragePool", ["d"], ["gap"]),
    ]
    graph = helper.make_graph(
        nodes, "small",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("gap", TensorProto.FLOAT, ["N", 16, 1, 1])],
        initializers,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    return model.SerializeToString()


def faces(count: int, seed: int = 0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.uniform(0, 255, (1, 3, SIDE, SIDE)).astype(np.float32) for _ in range(count)]


@pytest.mark.parametrize("stored", [np.float32, np.float16])
def test_features_stay_nearly_the_same_and_weights_take_a_byte(stored):
    before = convolutions(stored=stored)
    after = quantised(before, "image", faces(FEWEST_FACES))
    assert agreement(before, after, ["gap"], faces(6, seed=9)).least > 0.99
    model = onnx.load_from_string(after)
    kinds = {value.data_type for value in model.graph.initializer if value.name.endswith("_quantized")}
    assert kinds <= {TensorProto.INT8, TensorProto.INT32}
    assert "Cast" not in {node.op_type for node in model.graph.node}


def test_weights_keep_to_seven_bits_so_that_no_processor_overflows():
    model = onnx.load_from_string(quantised(convolutions(), "image", faces(FEWEST_FACES)))
    weights = [
        numpy_helper.to_array(value)
        for value in model.graph.initializer
        if value.data_type == TensorProto.INT8 and len(value.dims) == 4
    ]
    assert len(weights) == 2
    assert all(weight.min() >= -64 and weight.max() <= 64 for weight in weights)


def test_what_the_processor_computes_is_exact_integer_arithmetic():
    """White pictures and large weights make the greatest sums there can be; saturation would show."""
    before = convolutions(large=5.0)
    learned = [*faces(FEWEST_FACES), np.full((1, 3, SIDE, SIDE), 255, np.float32)]
    after = quantised(before, "image", learned)
    # Without its rewriting the runtime computes the same graph in floating point, which cannot overflow.
    plain = onnxruntime.SessionOptions()
    plain.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    exact = onnxruntime.InferenceSession(after, plain, providers=["CPUExecutionProvider"])
    network = open_network(after, prefer_gpu=False)
    for face in (learned[-1], *faces(3, seed=4)):
        [wanted] = exact.run(["gap"], {"image": face})
        found = network.run(["gap"], face)["gap"]
        assert np.abs(found - wanted).max() <= 0.01 * np.abs(wanted).max()


def widths(graph: bytes) -> set[int]:
    """How many channels the convolutions' weights of eight bits have."""
    stored = onnx.load_from_string(graph).graph.initializer
    return {one.dims[1] for one in stored if one.data_type == TensorProto.INT8 and len(one.dims) == 4}


def in_threes(graph: bytes) -> bytes:
    """As ONNX Runtime's quantiser leaves it: without the channel that counts nothing."""
    model = onnx.load_from_string(graph)
    gather = next(node for node in model.graph.node if node.op_type == "Gather")
    for value in model.graph.initializer:
        if value.data_type == TensorProto.INT8 and len(value.dims) == 4 and value.dims[1] == 4:
            value.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(value)[:, :3], value.name))
    for node in model.graph.node:
        node.input[:] = [gather.input[0] if name == gather.output[0] else name for name in node.input]
    model.graph.node.remove(gather)
    return model.SerializeToString()


def test_the_channel_that_makes_up_four_changes_no_bit():
    after = quantised(convolutions(), "image", faces(FEWEST_FACES))
    before = in_threes(after)
    assert (widths(before), widths(after)) == ({3, 8}, {4, 8})
    one, other = (open_network(graph, prefer_gpu=False) for graph in (before, after))
    for face in faces(4, seed=7):
        np.testing.assert_array_equal(one.run(["gap"], face)["gap"], other.run(["gap"], face)["gap"])
    assert widths(in_fours(before)) == {4, 8}
    assert in_fours(after) == after


def test_the_powers_of_a_normalisation_stay_in_float_without_steps_between_them():
    """y = x / (1 + mean of squares)^0.75, as imported networks have it."""
    model = onnx.load_from_string(convolutions())
    value = model.graph.initializer
    value.append(numpy_helper.from_array(np.full((8, 8, 1, 1), 0.01, np.float32), "band"))
    value.append(numpy_helper.from_array(np.ones(8, np.float32), "one"))
    powers = [
        helper.make_node("Mul", ["b", "b"], ["square"], name="square"),
        helper.make_node("Conv", ["square", "band", "one"], ["sum"], name="sum"),
        helper.make_node("Sqrt", ["sum"], ["half"], name="half"),
        helper.make_node("Sqrt", ["half"], ["quarter"], name="quarter"),
        helper.make_node("Mul", ["half", "quarter"], ["divisor"], name="divisor"),
        helper.make_node("Div", ["b", "divisor"], ["norm"], name="norm"),
    ]
    for number, node in enumerate(powers):
        model.graph.node.insert(2 + number, node)
    next(node for node in model.graph.node if node.name == "second").input[0] = "norm"
    before = model.SerializeToString()
    after = quantised(before, "image", faces(FEWEST_FACES))
    made_by = {name: node for node in onnx.load_from_string(after).graph.node for name in node.output}
    divisor = next(node for node in made_by.values() if node.name == "divisor")
    assert [made_by[name].op_type for name in divisor.input] == ["Sqrt", "Sqrt"]
    assert agreement(before, after, ["gap"], faces(6, seed=9)).least > 0.99


def test_what_was_left_in_float_stays_in_float():
    after = onnx.load_from_string(
        quantised(convolutions(), "image", faces(FEWEST_FACES), in_float=["second"])
    )
    [second] = [node for node in after.graph.node if node.name == "second"]
    weights = {value.name: value.data_type for value in after.graph.initializer}
    assert weights[second.input[1]] == TensorProto.FLOAT


def test_too_few_faces_are_refused():
    with pytest.raises(SettingFault, match="8 faces or more"):
        quantised(convolutions(), "image", faces(FEWEST_FACES - 1))


def test_another_network_is_no_agreement():
    other = quantised(convolutions(large=-3.0), "image", faces(FEWEST_FACES))
    with pytest.raises(ModelFault, match="quantised features differ"):
        agreement(convolutions(), other, ["gap"], faces(3))


def test_a_graph_that_is_none_is_refused():
    with pytest.raises(ModelFault, match="cannot be quantised"):
        quantised(b"not a graph", "image", faces(FEWEST_FACES))
