"""Every kind of broken weight file is refused with what was expected, what came, and what to do."""

from __future__ import annotations

import re
import zipfile

import h5py
import numpy as np
import pytest
import scipy.io

from neopain.core.errors import ModelFault
from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.fit import fit
from neopain_export.networks.layers import LayerWeights, narrowed
from neopain_export.networks.published.reading import read_published
from tests.unit.export.networks import published_files as write
from tests.unit.export.networks.random_weights import random_weights

VGG_F = narrowed(ARCHITECTURES["vgg-f"], 1 / 64)
MESSAGE = re.compile(r"expected .+; got.+; .+", re.DOTALL)


def refusal(path, architecture=VGG_F):
    with pytest.raises(ModelFault) as caught:
        fit(architecture, read_published(path))
    text = str(caught.value)
    assert str(path) in text
    assert MESSAGE.search(text), text
    return text


def changed(name, weight=None, bias=None):
    weights = random_weights(VGG_F)
    old = weights[name]
    weights[name] = LayerWeights(
        old.weight if weight is None else weight(old.weight), old.bias if bias is None else bias(old.bias)
    )
    return weights


# what is no weight file

NO_WEIGHTS = {
    "missing": (None, "check the path"),
    "empty": (b"", "an empty file"),
    "zeros": (b"\x00" * 4096, "an empty file"),
    "git-lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git lfs pull"),
    "web page": (b"\n<!DOCTYPE html><html><title>404</title>", "a web page"),
    "xml error": (b"<?xml version='1.0'?><Error>AccessDenied</Error>", "a web page"),
    "json error": (b'{"error": "quota exceeded"}', "JSON text"),
    "prototxt": (b'name: "VGG_CNN_F"\ninput: "data"\n', "give the .caffemodel"),
    "noise": (bytes(range(200, 256)) * 20, "bytes that begin with"),
}


@pytest.mark.parametrize("kind", NO_WEIGHTS)
def test_what_is_no_weight_file(kind, tmp_path):
    content, told = NO_WEIGHTS[kind]
    path = tmp_path / "weights.mat"
    if content is not None:
        path.write_bytes(content)
    assert told in refusal(path)


def test_a_zip_of_something_else(tmp_path):
    path = tmp_path / "weights.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "a zip of readme.txt" in refusal(path)


# truncated files, of every format

WRITERS = {
    "mat5": ("x.mat", write.write_mat5),
    "mat73": ("x.mat", write.write_mat73),
    "caffe": ("x.caffemodel", write.write_caffe),
    "keras": ("x.h5", write.write_keras_3),
    "torch-zip": ("x.pth", lambda path, _, weights: write.write_torch_zip(path, write.state_dict(weights))),
    "torch-legacy": (
        "x.pth",
        lambda path, _, weights: write.write_torch_legacy(path, write.state_dict(weights)),
    ),
    "safetensors": (
        "x.safetensors",
        lambda path, _, weights: write.write_safetensors(path, write.state_dict(weights)),
    ),
}


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("form", WRITERS)
def test_a_file_cut_short(form, share, tmp_path):
    file_name, writer = WRITERS[form]
    path = tmp_path / file_name
    writer(path, VGG_F, random_weights(VGG_F))
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    refusal(path)


@pytest.mark.parametrize("form", WRITERS)
def test_damaged_bytes_never_end_in_anything_but_a_refusal(form, tmp_path):
    file_name, writer = WRITERS[form]
    path = tmp_path / file_name
    writer(path, VGG_F, random_weights(VGG_F))
    content = np.frombuffer(path.read_bytes(), np.uint8)
    rng = np.random.default_rng(1)
    # the structure is at the beginning and, in a zip, at the end
    places = np.concatenate([np.arange(2000), np.arange(content.size - 500, content.size)])
    refused = 0
    for _ in range(40):
        damaged = content.copy()
        damaged[rng.choice(places, 20)] = rng.integers(0, 256, 20)
        path.write_bytes(damaged.tobytes())
        try:
            fit(VGG_F, read_published(path))
        except ModelFault:
            refused += 1
    assert refused > 10


# a whole file with the wrong things in it


def test_another_network(tmp_path):
    other = narrowed(ARCHITECTURES["vgg-m"], 1 / 64)
    write.write_mat5(tmp_path / "x.mat", other, random_weights(other))
    assert "VGG-F (CNN-F) conv1: expected weights of shape (2, 3, 11, 11)" in refusal(tmp_path / "x.mat")


def test_a_deeper_network(tmp_path):
    other = narrowed(ARCHITECTURES["vgg-16"], 1 / 64)
    write.write_caffe(tmp_path / "x.caffemodel", other, random_weights(other))
    assert "got none for conv1, conv2" in refusal(tmp_path / "x.caffemodel")


def test_another_geometry_of_equal_shapes(tmp_path):
    weights = random_weights(VGG_F)
    layers = write.matconvnet_layers(VGG_F, weights, old=False)
    layers[0]["stride"] = np.array([[2.0, 2.0]])
    write.write_mat5(tmp_path / "x.mat", VGG_F, weights, layers=layers)
    assert "stride=2" in refusal(tmp_path / "x.mat")


def test_pools_that_change_the_sizes(tmp_path):
    weights = random_weights(VGG_F)
    layers = write.matconvnet_layers(VGG_F, weights, old=False)
    next(layer for layer in layers if layer["name"] == "pool1")["pad"] = np.zeros((1, 4))
    write.write_mat5(tmp_path / "x.mat", VGG_F, weights, layers=layers)
    assert "pools that give others" in refusal(tmp_path / "x.mat")


def test_the_retrained_cnn_s_with_a_second_normalisation(tmp_path):
    architecture = narrowed(ARCHITECTURES["vgg-s"], 1 / 64)
    weights = random_weights(architecture)
    layers = write.matconvnet_layers(architecture, weights, old=False)
    layers.append({"type": "normalize", "name": "norm2", "param": np.array([[5.0, 1.0, 2e-5, 0.75]])})
    write.write_mat5(tmp_path / "x.mat", architecture, weights, layers=layers)
    assert "no normalisation norm2" in refusal(tmp_path / "x.mat", architecture)


def test_a_missing_layer(tmp_path):
    weights = random_weights(VGG_F)
    del weights["conv4"]
    write.write_safetensors(tmp_path / "x.safetensors", write.state_dict(weights))
    assert "got none for conv4" in refusal(tmp_path / "x.safetensors")


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_that_are_not_finite(bad, tmp_path):
    def spoil(weight):
        weight = weight.copy()
        weight.flat[3] = bad
        return weight

    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(changed("conv3", weight=spoil)))
    assert "conv3: expected finite weights" in refusal(tmp_path / "x.pth")


def test_a_wrong_shape_and_a_missing_bias(tmp_path):
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(changed("fc6", weight=lambda w: w[:, :-1])))
    assert "fc6: expected weights of shape" in refusal(tmp_path / "x.pth")
    tensors = write.state_dict(random_weights(VGG_F))
    del tensors["conv2.bias"]
    write.write_torch_zip(tmp_path / "x.pth", tensors)
    assert "conv2: expected a bias of shape (4,); got none" in refusal(tmp_path / "x.pth")


def test_stripped_weights(tmp_path):
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(changed("conv5", weight=np.zeros_like)))
    assert "holds no weights" in refusal(tmp_path / "x.pth")


def test_batch_normalisation(tmp_path):
    architecture = narrowed(ARCHITECTURES["vgg-16"], 1 / 64)
    tensors = write.state_dict(random_weights(architecture), write.torchvision_names(architecture))
    tensors["features.40.weight"] = np.ones(4, np.float32)
    write.write_torch_zip(tmp_path / "x.pth", tensors)
    assert "batch normalisation" in refusal(tmp_path / "x.pth", architecture)


def test_vgg_19_is_not_vgg_16(tmp_path):
    architecture = narrowed(ARCHITECTURES["vgg-16"], 1 / 64)
    tensors = write.state_dict(random_weights(architecture), write.torchvision_names(architecture))
    tensors["features.40.weight"] = np.ones((4, 4, 3, 3), np.float32)
    write.write_torch_zip(tmp_path / "x.pth", tensors)
    assert "expected the 13 convolutions" in refusal(tmp_path / "x.pth", architecture)


@pytest.mark.parametrize(("module", "name"), [("os", "system"), ("builtins", "eval"), ("torch.nn", "Module")])
def test_a_pickle_that_would_run_code(module, name, tmp_path):
    ran = tmp_path / "ran"
    extra = write.foreign_global(module, name, (f"touch {ran}",))
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(random_weights(VGG_F)), extra=extra)
    assert f"asks for {module}.{name}" in refusal(tmp_path / "x.pth")
    assert not ran.exists()


def test_a_tensor_outside_its_storage(tmp_path):
    path = tmp_path / "x.pth"
    write.write_torch_zip(path, write.state_dict(random_weights(VGG_F)))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["net/data/0"] = members["net/data/0"][:40]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert "outside its storage of 10 numbers" in refusal(path)


def test_matlab_and_hdf5_files_without_a_network(tmp_path):
    scipy.io.savemat(tmp_path / "x.mat", {"net": np.arange(3.0)})
    assert "MatConvNet network with `layers`" in refusal(tmp_path / "x.mat")
    scipy.io.savemat(tmp_path / "y.mat", {"layers": np.arange(3.0)})
    assert "expected layers as MatConvNet writes them" in refusal(tmp_path / "y.mat")
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["pictures"] = np.zeros(3)
    assert "expected Keras weights" in refusal(tmp_path / "x.h5")


def test_a_caffe_network_without_weights(tmp_path):
    write.write_caffe(tmp_path / "x.caffemodel", VGG_F, {})
    assert "layers without weights" in refusal(tmp_path / "x.caffemodel")
    (tmp_path / "y.caffemodel").write_bytes(b"\x0a\x03abc")
    assert "0 layers without weights" in refusal(tmp_path / "y.caffemodel")


def test_tensors_without_layers(tmp_path):
    write.write_safetensors(tmp_path / "x.safetensors", {"embedding": np.zeros((2, 2), np.float32)})
    assert "got embedding" in refusal(tmp_path / "x.safetensors")


def test_whole_numbers_are_no_weights(tmp_path):
    tensors = write.state_dict(random_weights(VGG_F))
    tensors["conv1.weight"] = (100 * tensors["conv1.weight"]).astype(np.int32)
    write.write_safetensors(tmp_path / "x.safetensors", tensors)
    assert "expected floating numbers; got int32 and float32" in refusal(tmp_path / "x.safetensors")
