"""OpenVINO is taken only where somebody asks for it, is there, and computes the same."""

import numpy as np
import pytest

from neopain.vision.networks import inference
from neopain.vision.networks.inference import open_network
from tests.unit.vision.small_models import graph


class AnotherSession:
    """ONNX Runtime under another name, with a fault or another factor."""

    version = "2026.9"

    def __init__(self, model, threads, fault=None, bend=None):
        if fault is not None:
            raise fault
        self._session = inference._session(model, ["CPUExecutionProvider"], threads)
        self._bend = bend
        self.get_inputs, self.get_outputs = self._session.get_inputs, self._session.get_outputs

    def run(self, outputs, feed):
        values = self._session.run(outputs, feed)
        return values if self._bend is None else [self._bend(value) for value in values]


def with_engine(monkeypatch, **about):
    monkeypatch.setattr(
        inference, "OpenVinoSession", lambda model, threads: AnotherSession(model, threads, **about)
    )
    return open_network(graph(), openvino=True)


def test_nobody_runs_it_unasked(monkeypatch):
    monkeypatch.setattr(inference, "OpenVinoSession", lambda *_: pytest.fail("it was opened"))
    for prefer_gpu in (False, True):
        assert "OpenVINO" not in open_network(graph(), prefer_gpu=prefer_gpu).provider


def test_who_asks_for_it_gets_it_and_no_gpu(monkeypatch):
    monkeypatch.setattr(inference, "why_no_gpu", lambda _offered: pytest.fail("a GPU was looked for"))
    assert with_engine(monkeypatch).provider == "OpenVINO 2026.9 (CPU)"


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"fault": ModuleNotFoundError("openvino")}, "is not installed: pip install neopain[openvino]"),
        ({"fault": ImportError("libtbb.so.12: cannot open")}, "did not start: libtbb.so.12: cannot open"),
        ({"fault": RuntimeError("no plugin CPU")}, "did not start: no plugin CPU"),
        (
            {"bend": lambda value: value * np.linspace(-1, 1, value.size).reshape(value.shape)},
            "computes another mean than ONNX Runtime",
        ),
        ({"bend": lambda value: value * np.nan}, "computes another mean than ONNX Runtime"),
        ({"bend": lambda value: value[..., :1]}, "computes another mean than ONNX Runtime"),
    ],
)
def test_where_it_does_not_run_or_computes_something_else_onnx_runtime_does_and_says_why(
    monkeypatch, about, told
):
    network = with_engine(monkeypatch, **about)
    assert network.provider == f"CPU (OpenVINO {told})"
    image = np.ones((1, 3, 2, 2), np.float32)
    usual = open_network(graph(), prefer_gpu=False).run(["mean"], image)["mean"]
    np.testing.assert_array_equal(network.run(["mean"], image)["mean"], usual)
