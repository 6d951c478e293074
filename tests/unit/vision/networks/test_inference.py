import os

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from neopain.core.errors import ModelFault
from neopain.vision.networks import inference
from neopain.vision.networks.inference import Tensor, open_network
from tests.unit.vision.small_models import graph


def test_the_telemetry_of_onnx_runtime_is_off_whatever_the_environment_said():
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"


def test_a_network_tells_its_tensors_and_computes():
    network = open_network(graph(scale=2.0), prefer_gpu=False)
    assert network.input == Tensor("image", (None, 3, None, None))
    assert set(network.outputs) == {"mean", "plain"}
    image = np.arange(24, dtype=np.float32).reshape(1, 3, 2, 4)
    told = network.run(["mean"], image)
    np.testing.assert_allclose(told["mean"], [[7.0, 23.0, 39.0]])
    assert set(network.run(["plain", "mean"], image)) == {"plain", "mean"}
    assert network.run([], image) == {}


def test_the_provider_says_that_no_gpu_was_wanted():
    assert open_network(graph(), prefer_gpu=False).provider == "CPU (not wanted)"


def test_the_provider_says_why_there_is_no_gpu(monkeypatch):
    monkeypatch.setattr(inference, "why_no_gpu", lambda offered: "no NVIDIA GPU found")
    assert open_network(graph()).provider == "CPU (no NVIDIA GPU found)"


@pytest.mark.parametrize("raises", [False, True])
def test_a_gpu_that_does_not_work_is_told_and_nothing_is_printed(monkeypatch, capfd, raises):
    opened = inference._session

    def without_cuda(model, providers, threads, **options):
        if providers == ["CPUExecutionProvider"]:
            return opened(model, providers, threads)
        os.write(2, b"libcublasLt.so.13: cannot open shared object file")
        if raises:
            raise ModelFault("CUDA failed")
        return opened(model, ["CPUExecutionProvider"], threads)

    monkeypatch.setattr(inference, "why_no_gpu", lambda offered: None)
    monkeypatch.setattr(inference, "_session", without_cuda)
    network = open_network(graph())
    assert network.provider == "CPU (CUDA library libcublasLt.so.13 is missing)"
    assert network.run(["mean"], np.ones((1, 3, 2, 2), np.float32))["mean"].shape == (1, 3)
    assert capfd.readouterr() == ("", "")


def test_an_unknown_output_is_refused_by_name():
    with pytest.raises(ModelFault, match=r"fc7.*do not belong together"):
        open_network(graph(), prefer_gpu=False).run(["fc7"], np.zeros((1, 3, 2, 2), np.float32))


def test_a_wrong_shape_is_a_model_fault(capfd):
    network = open_network(graph(), prefer_gpu=False)
    with pytest.raises(ModelFault, match=r"float32 \(1, 4, 2, 2\)"):
        network.run(["mean"], np.zeros((1, 4, 2, 2), np.float32))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("junk", [b"", b"junk" * 40, graph()[:-9]])
def test_what_is_no_graph_is_refused(junk, capfd):
    with pytest.raises(ModelFault, match="expected an ONNX graph"):
        open_network(junk, prefer_gpu=False)
    assert capfd.readouterr().err == ""


def test_values_outside_the_file_are_refused_before_they_are_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "values.bin").write_bytes(np.ones(1, np.float32).tobytes())
    model = onnx.load_from_string(graph())
    factor = model.graph.initializer[0]
    factor.ClearField("raw_data")
    factor.data_location = TensorProto.EXTERNAL
    place = factor.external_data.add()
    place.key, place.value = "location", "values.bin"
    with pytest.raises(ModelFault, match="one file"):
        open_network(model.SerializeToString(), prefer_gpu=False)


def test_a_graph_with_two_inputs_is_refused():
    shape = [1, 3, 2, 2]
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in "ab"]
    out = helper.make_tensor_value_info("c", TensorProto.FLOAT, shape)
    made = helper.make_model(
        helper.make_graph([helper.make_node("Add", ["a", "b"], ["c"])], "two", inputs, [out]),
        opset_imports=[helper.make_opsetid("", 13)],
    )
    made.ir_version = 8
    with pytest.raises(ModelFault, match="one input"):
        open_network(made.SerializeToString(), prefer_gpu=False)
