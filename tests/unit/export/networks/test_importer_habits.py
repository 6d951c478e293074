"""Files as people have them: wrapped, renamed, fine-tuned, normalised, in other number formats."""

from __future__ import annotations

import argparse

import h5py
import ml_dtypes
import numpy as np
import pytest
import scipy.io
from safetensors.numpy import save_file

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.models.manifest import read_trusted
from neopain.vision.networks.embedding import NetworkEmbedding
from neopain.vision.networks.inference import open_network
from neopain_export.commands.networks import import_weights
from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.fit import fit
from neopain_export.networks.layers import Conv, Dense, LayerWeights, narrowed
from neopain_export.networks.published.caffe_messages import message_class
from neopain_export.networks.published.reading import read_published
from tests.unit.export.networks import published_files as write
from tests.unit.export.networks.foreign.test_foreign import little_network
from tests.unit.export.networks.random_weights import random_weights

VGG_16 = narrowed(ARCHITECTURES["vgg-16"], 1 / 32)
WEIGHTS = random_weights(VGG_16)
CONVOLUTIONS = {name: layer for name, layer in WEIGHTS.items() if name.startswith("conv")}
NUMBERS = write.torchvision_names(VGG_16)


@pytest.fixture(autouse=True)
def narrow_tables(monkeypatch):
    narrow = {name: narrowed(table, 1 / 32) for name, table in ARCHITECTURES.items()}
    monkeypatch.setattr(import_weights, "ARCHITECTURES", narrow)
    # A process of its own takes seconds to start; tests/unit/export/test_limited.py tests it.
    monkeypatch.setattr(import_weights, "in_child", lambda task, *given, **_: task(*given))


def run(*words):
    parser = argparse.ArgumentParser()
    import_weights.register(parser.add_subparsers())
    args = parser.parse_args(["import", *map(str, words)])
    return args.run(args)


def fitted(path, last="conv5_3"):
    return fit(VGG_16, read_published(path), last=last)


def expect_all(found):
    for name, layer in CONVOLUTIONS.items():
        np.testing.assert_array_equal(found.weights[name].weight, layer.weight)


WRAPPED = [
    "features.module.{n}", "module.features.{n}", "cnn.features.module.{n}", "_orig_mod.features.{n}",
    "encoder.features.{n}", "{n}", "vgg.{n}", "RCNN_base.{n}", "model.net.features.{n}", "backbone.body.{n}",
]  # fmt: skip


@pytest.mark.parametrize("wrapped", WRAPPED)
def test_what_layers_are_wrapped_in_does_not_matter(tmp_path, wrapped):
    names = {name: wrapped.format(n=NUMBERS[name].split(".")[1]) for name in CONVOLUTIONS}
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(CONVOLUTIONS, names))
    expect_all(fitted(tmp_path / "x.pth"))


@pytest.mark.parametrize("wrapped", ["features.{n}", "net.vgg.{n}", "a.b.c.{n}"])
def test_the_same_of_named_layers(tmp_path, wrapped):
    names = {name: wrapped.format(n=name) for name in CONVOLUTIONS}
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(CONVOLUTIONS, names))
    expect_all(fitted(tmp_path / "x.pth"))


def test_two_networks_in_one_file_are_not_mixed(tmp_path):
    two = {f"{who}.{name}": layer for who in ("teacher", "student") for name, layer in CONVOLUTIONS.items()}
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(two))
    with pytest.raises(ModelFault, match="several networks"):
        fitted(tmp_path / "x.pth")
    numbered = {f"{who}.{NUMBERS[name]}": layer for who in "ts" for name, layer in CONVOLUTIONS.items()}
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(numbered))
    with pytest.raises(ModelFault, match="got 26"):
        fitted(tmp_path / "x.pth")


def test_heads_of_somebodys_own_are_not_taken_for_the_networks(tmp_path):
    tensors = write.state_dict(WEIGHTS, NUMBERS) | {"head.1.weight": np.ones((2, 128), np.float32)}
    write.write_torch_zip(tmp_path / "x.pth", tensors)
    expect_all(fitted(tmp_path / "x.pth"))
    with pytest.raises(ModelFault, match="got none for fc6"):
        fitted(tmp_path / "x.pth", "fc7")


@pytest.mark.parametrize("network", ["vgg-face", "vgg-16"])
@pytest.mark.parametrize("names", [None, NUMBERS])
def test_the_class_count_tells_which_network_it_is(tmp_path, network, names):
    full = ARCHITECTURES["vgg-16" if network == "vgg-face" else "vgg-face"].layers[-1].units
    weights = dict(WEIGHTS)
    weights["fc8"] = LayerWeights(np.ones((full, 128), np.float32), np.ones(full, np.float32))
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(weights, names))
    named = narrowed(ARCHITECTURES[network], 1 / 32)
    layers = (*named.layers[:-1], ARCHITECTURES[network].layers[-1])
    with pytest.raises(ModelFault, match=rf"expected the \d+ classes .* got {full}"):
        fit(
            type(named)(**{**_fields(named), "layers": layers}),
            read_published(tmp_path / "x.pth"),
            last="fc7",
        )


@pytest.mark.parametrize(("network", "held"), [("vgg-face", 1000), ("vgg-16", 2622)])
def test_a_head_alone_tells_which_network_it_is(tmp_path, network, held):
    """Without the layers between them a count takes `classifier.6` for the first."""
    tensors = write.state_dict(CONVOLUTIONS, NUMBERS)
    tensors |= {"classifier.6.weight": np.ones((held, 128), np.float32)}
    tensors |= {"classifier.6.bias": np.ones(held, np.float32)}
    named = ARCHITECTURES[network]
    write.write_torch_zip(tmp_path / "x.pth", tensors)
    with pytest.raises(ModelFault, match=rf"expected the {named.layers[-1].units} classes .* got {held}"):
        fit(
            type(named)(
                **{**_fields(named), "layers": (*narrowed(named, 1 / 32).layers[:-1], named.layers[-1])}
            ),
            read_published(tmp_path / "x.pth"),
            last="conv5_3",
        )


def _fields(architecture):
    return {name: getattr(architecture, name) for name in architecture.__slots__}


@pytest.mark.parametrize("dtype", [ml_dtypes.bfloat16, np.float16, np.float64])
def test_other_floating_numbers_are_taken(tmp_path, dtype):
    tensors = {k: np.ascontiguousarray(v).astype(dtype) for k, v in write.state_dict(CONVOLUTIONS).items()}
    save_file(tensors, tmp_path / "x.safetensors")
    found = fitted(tmp_path / "x.safetensors")
    for name, layer in CONVOLUTIONS.items():
        wanted = layer.weight.astype(dtype).astype(np.float32)
        np.testing.assert_array_equal(found.weights[name].weight, wanted)


def test_whole_numbers_are_not(tmp_path):
    tensors = {k: np.ones(v.shape, np.int8) for k, v in write.state_dict(CONVOLUTIONS).items()}
    save_file(tensors, tmp_path / "x.safetensors")
    with pytest.raises(ModelFault, match="floating numbers"):
        fitted(tmp_path / "x.safetensors")


# batch normalisation, as each toolbox writes it


def torch_named(path):
    bn = {
        f"bn1_1.{part}": np.ones(2, np.float32) for part in ("weight", "bias", "running_mean", "running_var")
    }
    write.write_torch_zip(path.with_suffix(".pth"), write.state_dict(CONVOLUTIONS) | bn)
    return path.with_suffix(".pth")


def torch_without_numbers_of_its_own(path):
    bn = {f"bn1_1.{part}": np.ones(2, np.float32) for part in ("running_mean", "running_var")}
    write.write_torch_zip(path.with_suffix(".pth"), write.state_dict(CONVOLUTIONS) | bn)
    return path.with_suffix(".pth")


def torch_numbered(path):
    bn = {f"features.1.{part}": np.ones(2, np.float32) for part in ("weight", "bias")}
    write.write_torch_zip(path.with_suffix(".pth"), write.state_dict(CONVOLUTIONS, NUMBERS) | bn)
    return path.with_suffix(".pth")


def torch_prelu(path):
    write.write_torch_zip(
        path.with_suffix(".pth"), write.state_dict(CONVOLUTIONS) | {"prelu.weight": np.ones(1, np.float32)}
    )
    return path.with_suffix(".pth")


def keras(path):
    write.write_keras_older(path.with_suffix(".h5"), VGG_16, CONVOLUTIONS)
    with h5py.File(path.with_suffix(".h5"), "r+") as file:
        names = [*file.attrs["layer_names"], b"bn_1"]
        file.attrs["layer_names"] = names
        group = file.create_group("bn_1")
        group.attrs["weight_names"] = [b"gamma", b"beta"]
        group["gamma"], group["beta"] = np.ones(2, np.float32), np.ones(2, np.float32)
    return path.with_suffix(".h5")


def keras_3(path):
    write.write_keras_3(path.with_suffix(".h5"), VGG_16, CONVOLUTIONS)
    with h5py.File(path.with_suffix(".h5"), "r+") as file:
        group = file.create_group("layers/batch_normalization/vars")
        for number in range(4):
            group[str(number)] = np.ones(2, np.float32)
    return path.with_suffix(".h5")


def caffe(path):
    write.write_caffe(path.with_suffix(".caffemodel"), VGG_16, CONVOLUTIONS)
    net = message_class("NetParameter").FromString(path.with_suffix(".caffemodel").read_bytes())
    for name in ("bn1", "scale1"):
        item = net.layer.add()
        item.name = name
        item.blobs.append(write.caffe_blob(np.ones(2, np.float32), style="v2"))
    path.with_suffix(".caffemodel").write_bytes(net.SerializeToString())
    return path.with_suffix(".caffemodel")


def matconvnet(path):
    layers = write.matconvnet_layers(VGG_16, WEIGHTS, old=False)
    layers.insert(
        1, {"type": "bnorm", "name": "bn1", "weights": [np.ones((2, 1)), np.ones((2, 1)), np.ones((2, 2))]}
    )
    write.write_mat5(path.with_suffix(".mat"), VGG_16, WEIGHTS, layers=layers)
    return path.with_suffix(".mat")


def dagnn(path):
    layers = [
        {
            "name": "bn1",
            "type": "dagnn.BatchNorm",
            "params": write.cells(["bn1_m", "bn1_b"]),
            "block": {"x": 1.0},
        },
        {"name": "conv1_1", "type": "dagnn.Conv", "params": write.cells(["w", "b"]), "block": {"x": 1.0}},
    ]
    params = [{"name": name, "value": np.ones((2, 2))} for name in ("bn1_m", "bn1_b", "w", "b")]
    scipy.io.savemat(
        path.with_suffix(".mat"), {"net": {"layers": write.records(layers), "params": write.records(params)}}
    )
    return path.with_suffix(".mat")


@pytest.mark.parametrize(
    "normalised",
    [torch_named, torch_without_numbers_of_its_own, torch_numbered, torch_prelu, keras, keras_3, caffe, matconvnet,
     dagnn],
)  # fmt: skip
def test_batch_normalisation_is_never_dropped_in_silence(tmp_path, normalised):
    path = normalised(tmp_path / "x")
    with pytest.raises(ModelFault, match="as batch normalisation has"):
        fitted(path)


# the picture that a network is fed


def torchvision_file(tmp_path):
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict(CONVOLUTIONS, NUMBERS))
    return (tmp_path / "x.pth", "--network", "vgg-16", "--up-to", "conv5_3", "--out", tmp_path / "out")


def test_a_mean_beside_torchvisions_names_is_never_ignored(tmp_path):
    words = torchvision_file(tmp_path)
    for given in (("--mean", "1", "2", "3"), ("--std", "1", "2", "3")):
        for convention in ((), ("--convention", "torchvision")):
            with pytest.raises(SettingFault, match="--convention rgb or --convention bgr"):
                run(*words, *given, *convention)
    assert run(*words, "--mean", "1", "2", "3", "--convention", "bgr") == 0
    manifest, _ = read_trusted(tmp_path / "out")
    assert manifest.network.input.mean == (1.0, 2.0, 3.0)
    assert manifest.network.input.channels == "BGR"


def test_torchvisions_weights_do_not_carry_oxfords_licence(tmp_path):
    run(*torchvision_file(tmp_path))
    manifest, _ = read_trusted(tmp_path / "out")
    assert "CC BY" not in manifest.licence
    assert "torchvision" in manifest.licence
    assert "Simonyan" not in manifest.source


def test_a_spread_a_channel_is_divided_by(tmp_path):
    words = torchvision_file(tmp_path)
    spread = ("58.395", "57.12", "57.375")
    own = ("--convention", "rgb", "--mean", "123.675", "116.28", "103.53", "--std", *spread)
    run(*words)
    run(*words[:-1], tmp_path / "mine", *own)
    crop = np.random.default_rng(0).integers(0, 256, (224, 224, 3), np.uint8)
    one, other = (_features(tmp_path / name, crop) for name in ("out", "mine"))
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5 * np.abs(one).max())


def _features(folder, crop):
    manifest, graph = read_trusted(folder)
    network = NetworkEmbedding(open_network(graph, prefer_gpu=False), manifest)
    return network.blocks(crop, ["pool4_gap"])["vgg-16.pool4_gap"]


@pytest.mark.slow
def test_a_spread_of_another_network_stands_in_its_graph(tmp_path):
    (tmp_path / "x.onnx").write_bytes(little_network().SerializeToString())
    words = [tmp_path / "x.onnx", "--network", "other", "--convention", "rgb", "--mean", "0", "0", "0"]
    words += ["--outputs", "features", "--name", "faces"]
    run(*words, "--out", tmp_path / "plain")
    run(*words, "--out", tmp_path / "divided", "--std", "2", "4", "8")
    picture = np.random.default_rng(1).normal(size=(1, 3, 64, 48)).astype(np.float32)
    by = np.array([2, 4, 8], np.float32).reshape(1, 3, 1, 1)
    plain, divided = (open_network(read_trusted(tmp_path / name)[1]) for name in ("plain", "divided"))
    np.testing.assert_allclose(
        divided.run(["features"], picture)["features"],
        plain.run(["features"], picture / by)["features"],
        rtol=1e-5,
    )


@pytest.mark.parametrize("wrong", [("0", "1", "1"), ("nan", "1", "1"), ("-1", "1", "1")])
def test_a_spread_that_is_none_is_refused(tmp_path, capsys, wrong):
    with pytest.raises(SystemExit) as ended:
        run(*torchvision_file(tmp_path), "--convention", "rgb", "--std", *wrong)
    assert ended.value.code == 2
    assert "expected a number" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("network", "idle"),
    [
        ("vgg-16", ("--scale", "1.0")),
        ("vgg-16", ("--lrn", "band")),
        ("vgg-face", ("--lrn", "operator")),
        ("vgg-f", ("--scale", "2")),
        ("other", ("--up-to", "fc7")),
        ("other", ("--storage", "fp32")),
        ("other", ("--lrn", "band")),
        ("other", ("--convention", "rgb", "--outputs", "y", "--mean-file", "m.npy")),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(tmp_path, network, idle):
    with pytest.raises(SettingFault, match=f"{network}|--mean-file"):
        run(tmp_path / "x.onnx", "--network", network, "--out", tmp_path / "out", *idle)


def test_what_is_not_used_is_named(tmp_path):
    named = {f"new_{name}": layer for name, layer in WEIGHTS.items() if name == "fc7"}
    write.write_torch_zip(tmp_path / "x.pth", write.state_dict({**CONVOLUTIONS, **named}))
    assert any("new_fc7" in note for note in fitted(tmp_path / "x.pth").notes)


def test_the_tables_hold_what_the_tests_believe():
    assert {type(layer) for layer in VGG_16.learned} == {Conv, Dense}
