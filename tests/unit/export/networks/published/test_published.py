"""Every format, read by the real reader, gives the weights that were written."""

from __future__ import annotations

import numpy as np
import pytest

from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.fit import fit
from neopain_export.networks.layers import narrowed
from neopain_export.networks.published.reading import read_published
from tests.unit.export.networks import published_files as write
from tests.unit.export.networks.random_weights import random_weights

MEAN_PIXEL = np.array([129.0, 104.0, 93.0], np.float32).reshape(1, 1, 3)


def torch_writer(writer, *, names):
    def make(path, architecture, weights):
        chosen = write.torchvision_names(architecture) if names else None
        writer(path, write.state_dict(weights, chosen))

    return make


FORMS = {
    "mat5": ("x.mat", "vgg-f", write.write_mat5, {}, "RGB"),
    "mat5-old": ("x.mat", "vgg-m", write.write_mat5, {"old": True}, "RGB"),
    "mat5-dagnn": ("x.mat", "vgg-16", write.write_dagnn, {}, "RGB"),
    "mat73": ("x.mat", "vgg-face", write.write_mat73, {"mean": MEAN_PIXEL}, "RGB"),
    "caffe-v0": ("x.caffemodel", "vgg-s", write.write_caffe, {"style": "v0"}, "BGR"),
    "caffe-v1": ("x.caffemodel", "vgg-face", write.write_caffe, {"style": "v1"}, "BGR"),
    "caffe-v2": ("x.caffemodel", "vgg-m", write.write_caffe, {"style": "v2"}, "BGR"),
    "caffe-unpacked": ("x.caffemodel", "vgg-f", write.write_caffe, {"style": "unpacked"}, "BGR"),
    "caffe-double": ("x.caffemodel", "vgg-f", write.write_caffe, {"style": "double"}, "BGR"),
    "keras-older": ("x.h5", "vgg-16", write.write_keras_older, {}, "BGR"),
    "keras-model": ("x.h5", "vgg-16", write.write_keras_older, {"whole_model": True}, "BGR"),
    "keras-vggface": ("x.h5", "vgg-face", write.write_keras_older, {"naming": str}, "BGR"),
    "keras-3": ("x.weights.h5", "vgg-16", write.write_keras_3, {}, "BGR"),
    "keras-3-names": ("x.weights.h5", "vgg-16", write.write_keras_3, {"with_names": True}, "BGR"),
    "torch-zip": ("x.pth", "vgg-face", torch_writer(write.write_torch_zip, names=False), {}, "RGB"),
    "torch-legacy": ("x.pth", "vgg-16", torch_writer(write.write_torch_legacy, names=True), {}, "RGB"),
    "torchvision": ("x.pt", "vgg-16", torch_writer(write.write_torch_zip, names=True), {}, "RGB"),
    "safetensors": ("x.safetensors", "vgg-16", torch_writer(write.write_safetensors, names=True), {}, "RGB"),
}


@pytest.mark.parametrize("form", FORMS)
def test_weights_come_back_exactly(form, tmp_path):
    file_name, network, writer, options, channels = FORMS[form]
    architecture = narrowed(ARCHITECTURES[network], 1 / 64)
    weights = random_weights(architecture)
    writer(tmp_path / file_name, architecture, weights, **options)
    published = read_published(tmp_path / file_name)
    fitted = fit(architecture, published)
    assert published.channels == channels
    assert fitted.architecture == architecture
    assert list(fitted.weights) == list(weights)
    for name, layer in weights.items():
        np.testing.assert_array_equal(fitted.weights[name].weight, layer.weight, err_msg=name)
        np.testing.assert_array_equal(fitted.weights[name].bias, layer.bias, err_msg=name)
    assert fitted.notes == ()


@pytest.mark.parametrize("old", [False, True])
def test_matconvnet_mean_picture(old, tmp_path):
    architecture = narrowed(ARCHITECTURES["vgg-f"], 1 / 64)
    mean = np.random.default_rng(0).uniform(90, 130, (224, 224, 3)).astype(np.float32)
    write.write_mat5(tmp_path / "x.mat", architecture, random_weights(architecture), old=old, mean=mean)
    np.testing.assert_array_equal(read_published(tmp_path / "x.mat").mean, mean.transpose(2, 0, 1))


def test_matconvnet_73_mean_pixel(tmp_path):
    architecture = narrowed(ARCHITECTURES["vgg-f"], 1 / 64)
    write.write_mat73(tmp_path / "x.mat", architecture, random_weights(architecture), mean=MEAN_PIXEL)
    assert read_published(tmp_path / "x.mat").mean.tolist() == [129.0, 104.0, 93.0]


def test_a_file_may_bring_its_own_normalisation(tmp_path):
    architecture = narrowed(ARCHITECTURES["vgg-f"], 1 / 64)
    weights = random_weights(architecture)
    layers = write.matconvnet_layers(architecture, weights, old=False)
    for layer in layers:
        if layer["name"] == "norm1":
            layer["param"] = np.array([[5.0, 1.0, 2e-5, 0.75]])
    write.write_mat5(tmp_path / "x.mat", architecture, weights, layers=layers)
    fitted = fit(architecture, read_published(tmp_path / "x.mat"))
    adopted = next(layer for layer in fitted.architecture.layers if layer.name == "norm1")
    assert (adopted.size, adopted.k, adopted.alpha) == (5, 1.0, 1e-4)
    assert "norm1 as the file has it" in fitted.notes[0]


def test_a_trunk_without_dense_layers_can_be_imported(tmp_path):
    architecture = narrowed(ARCHITECTURES["vgg-16"], 1 / 64)
    weights = {name: layer for name, layer in random_weights(architecture).items() if name[:2] != "fc"}
    write.write_keras_3(tmp_path / "x.weights.h5", architecture, weights)
    assert list(fit(architecture, read_published(tmp_path / "x.weights.h5"), last="pool5").weights) == list(
        weights
    )
