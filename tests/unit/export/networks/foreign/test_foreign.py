from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from neopain.core.errors import ModelFault
from neopain_export.networks.foreign.importing import import_foreign
from neopain_export.networks.foreign.onnx_file import read_foreign
from neopain_export.networks.network_import import ImportRequest
from neopain_export.networks.preprocessing import Convention


def little_network(*, channels=3, batch="N", dtype=TensorProto.FLOAT, opset=17, domain="", operator="Relu"):
    rng = np.random.default_rng(0)
    kernel = numpy_helper.from_array(rng.normal(size=(4, 3, 3, 3)).astype(np.float32), "kernel")
    nodes = [
        helper.make_node("Conv", ["picture", "kernel"], ["conv"], strides=[2, 2]),
        helper.make_node(operator, ["conv"], ["rectified"], domain=domain),
        helper.make_node("GlobalAveragePool", ["rectified"], ["features"]),
        helper.make_node("Sigmoid", ["features"], ["age"]),
    ]
    graph = helper.make_graph(
        nodes,
        "little",
        [helper.make_tensor_value_info("picture", dtype, [batch, channels, 64, 48])],
        [helper.make_tensor_value_info("age", TensorProto.FLOAT, [batch, 4, 1, 1])],
        [kernel],
    )
    opsets = [helper.make_opsetid("", opset)]
    if domain:
        opsets.append(helper.make_opsetid(domain, 1))
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def written(tmp_path, model):
    (tmp_path / "x.onnx").write_bytes(model.SerializeToString())
    return tmp_path / "x.onnx"


def test_an_inner_tensor_becomes_the_output(tmp_path):
    network = read_foreign(written(tmp_path, little_network()), ["features"])
    assert (network.tensor, network.height, network.width, network.outputs) == (
        "picture",
        64,
        48,
        {"features": 4},
    )
    kept = onnx.load_from_string(network.graph)
    assert [value.name for value in kept.graph.output] == ["features"]
    assert [node.op_type for node in kept.graph.node] == ["Conv", "Relu", "GlobalAveragePool"]


def external(model):
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/passwd")
    return model


def without_nodes(model):
    del model.graph.node[:]
    return model


REFUSALS = {
    "unknown output": (little_network(), ["fc7"], "ends in age"),
    "channels last": (little_network(channels=48), ["age"], "expected an input"),
    "whole numbers": (little_network(dtype=TensorProto.INT64), ["age"], "one float picture input"),
    "fixed batch": (little_network(batch=8), ["age"], "expected an input"),
    "values elsewhere": (external(little_network()), ["age"], "values in another file"),
    "old opset": (little_network(opset=6), ["age"], "expected an opset from 7"),
    "future opset": (little_network(opset=999), ["age"], "got 999"),
    "own operators": (little_network(domain="com.example", operator="Magic"), ["age"], "'com.example'"),
    "unknown operator": (little_network(operator="Magic"), ["age"], "expected a valid ONNX graph"),
    "empty": (without_nodes(little_network()), ["age"], "without operators"),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_what_cannot_be_used_is_refused(kind, tmp_path):
    model, outputs, told = REFUSALS[kind]
    with pytest.raises(ModelFault, match=told):
        read_foreign(written(tmp_path, model), outputs)


def test_a_domain_that_no_operator_uses_is_left_out(tmp_path):
    model = little_network()
    model.opset_import.add(domain="ai.onnx.ml", version=2)
    network = read_foreign(written(tmp_path, model), ["features"])
    kept = onnx.load_from_string(network.graph)
    assert [opset.domain for opset in kept.opset_import] == [""]


def test_functions_are_written_out(tmp_path):
    model = little_network(domain="mine", operator="Halve")
    half = helper.make_node("Constant", [], ["half"], value_float=0.5)
    model.functions.append(
        helper.make_function(
            "mine", "Halve", ["x"], ["y"], [half, helper.make_node("Mul", ["x", "half"], ["y"])],
            [helper.make_opsetid("", 17)],
        )
    )  # fmt: skip
    network = read_foreign(written(tmp_path, model), ["features"])
    assert "Mul" in {node.op_type for node in onnx.load_from_string(network.graph).graph.node}


def asking_for_memory(gigabytes):
    """A graph of a few hundred bytes whose constants unfold while it is opened."""
    model = little_network()
    model.graph.initializer.append(numpy_helper.from_array(np.array([gigabytes << 28], np.int64), "n"))
    model.graph.node.append(helper.make_node("ConstantOfShape", ["n"], ["huge"]))
    model.graph.node.append(helper.make_node("ReduceSum", ["huge"], ["sum"], keepdims=0))
    model.graph.node.append(helper.make_node("Add", ["features", "sum"], ["shifted"]))
    return model


def asking(tmp_path, outputs):
    return ImportRequest(
        file=tmp_path / "x.onnx", folder=tmp_path / "out", name="x", outputs=outputs,
        convention=Convention.RGB, mean=np.zeros(3, np.float32),
    )  # fmt: skip


@pytest.mark.slow
def test_a_graph_that_asks_for_all_memory_ends_a_process_of_its_own(tmp_path):
    written(tmp_path, asking_for_memory(64))
    with pytest.raises(ModelFault, match=r"the network failed|the process that opened it ended"):
        import_foreign(asking(tmp_path, ("shifted",)))


@pytest.mark.slow
def test_tf2onnx_and_its_like_are_imported(tmp_path):
    model = little_network()
    model.opset_import.add(domain="ai.onnx.ml", version=2)
    written(tmp_path, model)
    import_foreign(asking(tmp_path, ("features",)))
    assert (tmp_path / "out" / "manifest.toml").is_file()


def test_a_cut_file_is_refused(tmp_path):
    path = written(tmp_path, little_network())
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ModelFault, match="expected a whole ONNX file"):
        read_foreign(path, ["age"])


def test_another_format_is_refused(tmp_path):
    (tmp_path / "x.onnx").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    with pytest.raises(ModelFault, match="got a Keras HDF5 file"):
        read_foreign(tmp_path / "x.onnx", ["age"])
