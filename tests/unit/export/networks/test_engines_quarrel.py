"""Two engines that differ: a third tells which of them is alone, and the words say who was outvoted."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, helper

from neopain.core.errors import ModelFault
from neopain_export.networks import engines
from neopain_export.networks.engines import engine_parity
from tests.unit.export.networks.foreign.drawn_graphs import SIDE, inverted_residual
from tests.unit.export.networks.foreign.test_any_network import PICTURE

OUTPUTS = ["logits"]


def plain(operator, *, sides=("batch", 3, SIDE, SIDE)):
    """One operator on the picture, the largest of each plane."""
    nodes = [
        helper.make_node(operator, ["pixel_values"], ["inner"]),
        helper.make_node("GlobalMaxPool", ["inner"], ["planes"]),
        helper.make_node("Flatten", ["planes"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "plain",
        [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, sides)],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3])],
    )
    opsets = [helper.make_opsetid("", 17)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()


GRAPH = plain("Relu")


def shifted(engine, by):
    """The engine's own answer with one value wrong by `by` of its largest."""

    def wrong(graph, outputs, picture):
        found = {name: np.array(values) for name, values in engine(graph, outputs, picture).items()}
        found["logits"][0, 0] += by * np.abs(found["logits"]).max()
        return found

    return wrong


@pytest.fixture
def runtime_wrong(monkeypatch):
    real = engines.open_network

    class Wrong:
        def __init__(self, network):
            self.run = lambda outputs, picture: shifted(lambda _, o, p: network.run(o, p), 0.3)(
                b"", outputs, picture
            )

    monkeypatch.setattr(engines, "open_network", lambda *given, **more: Wrong(real(*given, **more)))


def test_where_two_agree_no_third_is_asked(monkeypatch):
    monkeypatch.setattr(engines, "on_reference", lambda *_: pytest.fail("a third was asked"))
    parity = engine_parity(GRAPH, OUTPUTS, PICTURE)
    assert parity.between == "ONNX Runtime against OpenCV"
    assert parity.difference < 1e-4


def test_the_second_is_outvoted_and_the_line_says_so(monkeypatch):
    monkeypatch.setattr(engines, "on_opencv", shifted(engines.on_opencv, 0.3))
    line = engine_parity(GRAPH, OUTPUTS, PICTURE).line
    assert (
        "ONNX Runtime against ONNX's reference in numpy; OpenCV is outvoted: it computed something else"
        in line
    )
    assert "e-01 apart at logits" in line


def test_what_the_second_cannot_run_the_third_confirms(capfd):
    parity = engine_parity(plain("MeanVarianceNormalization"), OUTPUTS, 100 * PICTURE**2)
    assert "OpenCV cannot run it" in parity.between
    assert "ONNX's reference in numpy" in parity.between
    assert not capfd.readouterr().err, "OpenCV's own complaints are no words for the user"


def test_a_mobile_network_is_taken_whoever_is_outvoted():
    """OpenCV 5.0 computes something else for hard-swish behind squeeze and excitation; two others agree."""
    parity = engine_parity(inverted_residual().SerializeToString(), OUTPUTS, PICTURE)
    assert parity.difference < 1e-4
    assert parity.between.startswith("ONNX Runtime against")


def test_the_monitors_own_engine_can_be_outvoted(runtime_wrong):
    with pytest.raises(
        ModelFault, match=r"ONNX Runtime, which the monitor runs.*it is outvoted.*agree, it differs"
    ):
        engine_parity(GRAPH, OUTPUTS, PICTURE)


def test_where_all_differ_nothing_is_taken(monkeypatch, runtime_wrong):
    monkeypatch.setattr(engines, "on_opencv", shifted(engines.on_opencv, -0.3))
    with pytest.raises(ModelFault, match="got none that do: OpenCV computed something else"):
        engine_parity(GRAPH, OUTPUTS, PICTURE)


def test_where_nobody_else_can_run_it_nothing_is_taken(monkeypatch):
    def unable(*_):
        raise RuntimeError("Unsupported operator")

    monkeypatch.setattr(engines, "on_opencv", unable)
    monkeypatch.setattr(engines, "on_reference", unable)
    with pytest.raises(ModelFault, match=r"expected a second engine to confirm.*Unsupported operator"):
        engine_parity(GRAPH, OUTPUTS, PICTURE)


def test_what_is_not_finite_confirms_nothing(monkeypatch):
    monkeypatch.setattr(engines, "on_opencv", lambda *_: {"logits": np.full((1, 3), np.nan, np.float32)})
    monkeypatch.setattr(engines, "on_reference", lambda *_: {"logits": np.full((1, 3), np.nan, np.float32)})
    with pytest.raises(ModelFault, match="not finite"):
        engine_parity(GRAPH, OUTPUTS, PICTURE)
