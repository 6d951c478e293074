"""What every engine that runs networks keeps to, behind `open_network`."""

import importlib.util

import numpy as np
import pytest

from neopain import paths
from neopain.core.errors import ModelFault
from neopain.vision.models.manifest import read_trusted
from neopain.vision.networks.embedding import prepared
from neopain.vision.networks.inference import Tensor, open_network
from tests.unit.vision.small_models import graph

ENGINES = [
    pytest.param(False, id="onnxruntime"),
    pytest.param(
        True,
        id="openvino",
        marks=pytest.mark.skipif(
            importlib.util.find_spec("openvino") is None,
            reason="the extra neopain[openvino] is not installed",
        ),
    ),
]


@pytest.fixture(params=ENGINES)
def opened(request):
    """Opens a graph in this engine, and sees that it is this one."""

    def open_(model: bytes):
        network = open_network(model, prefer_gpu=False, openvino=request.param, threads=1)
        assert network.provider.startswith("OpenVINO" if request.param else "CPU"), network.provider
        return network

    return open_


def pictures(count, seed=0, side=(2, 4)):
    return np.random.default_rng(seed).uniform(0, 255, (count, 3, *side)).astype(np.float32)


def test_it_tells_its_tensors_and_computes(opened):
    network = opened(graph(scale=2.0))
    assert network.input == Tensor("image", (None, 3, None, None))
    assert set(network.outputs) == {"mean", "plain"}
    image = np.arange(24, dtype=np.float32).reshape(1, 3, 2, 4)
    told = network.run(["mean"], image)
    assert set(told) == {"mean"}
    np.testing.assert_allclose(told["mean"], [[7.0, 23.0, 39.0]])
    assert told["mean"].dtype == np.float32
    assert network.run([], image) == {}


def test_what_it_gave_stays_when_it_runs_again(opened):
    network = opened(graph())
    one, other = pictures(1, seed=1), pictures(1, seed=2)
    first = network.run(["mean"], one)["mean"]
    kept = first.copy()
    assert np.abs(network.run(["mean"], other)["mean"] - kept).max() > 0.1
    np.testing.assert_array_equal(first, kept)


def test_a_batch_is_its_faces_one_by_one_and_another_size_is_another_size(opened):
    network = opened(graph())
    several = pictures(3)
    together = network.run(["mean"], several)["mean"]
    alone = [network.run(["mean"], one[np.newaxis])["mean"][0] for one in several]
    np.testing.assert_allclose(together, alone, rtol=1e-5)
    larger = pictures(1, side=(8, 6))
    np.testing.assert_allclose(
        network.run(["mean"], larger)["mean"][0],
        (alone[0] / several[0].mean(axis=(1, 2))) * larger[0].mean(axis=(1, 2)),
        rtol=1e-4,
    )


def test_it_keeps_its_hands_off_the_picture(opened):
    network = opened(graph())
    image = pictures(1)
    image.setflags(write=False)
    before = image.copy()
    network.run(["mean"], image)
    np.testing.assert_array_equal(image, before)


def test_an_unknown_output_and_a_wrong_shape_are_model_faults(opened, capfd):
    network = opened(graph())
    with pytest.raises(ModelFault, match=r"fc7.*do not belong together"):
        network.run(["fc7"], pictures(1))
    with pytest.raises(ModelFault, match=r"float32 \(1, 4, 2, 2\)"):
        network.run(["mean"], np.zeros((1, 4, 2, 2), np.float32))
    np.testing.assert_allclose(network.run(["mean"], np.ones((1, 3, 2, 2), np.float32))["mean"].shape, (1, 3))
    assert capfd.readouterr().err == ""


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["vgg16_imagenet_int8", "dlib_face_int8", "mini_xception"])
def test_the_bundled_networks_give_nearly_the_same_features(opened, folder):
    """Nearly: where a sum lies between two steps of eight bits, engines round to either."""
    manifest, model = read_trusted(paths.models() / folder)
    picture = np.random.default_rng(5).integers(0, 256, (28, 28, 3)).astype(np.uint8)
    face = prepared(np.kron(picture, np.ones((8, 8, 1), np.uint8)), manifest.network.input)
    outputs = list(manifest.network.outputs)
    usual = open_network(model, prefer_gpu=False, threads=1).run(outputs, face)
    for name, value in opened(model).run(outputs, face).items():
        one, other = value.ravel(), usual[name].ravel()
        assert one @ other > 0.998 * np.linalg.norm(one) * np.linalg.norm(other), name
