"""The command from a published file to a folder that the monitor opens."""

from __future__ import annotations

import argparse
import re
import tomllib

import numpy as np
import pytest

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.models.manifest import ModelKind, read_trusted
from neopain_export.commands.networks import import_weights
from neopain_export.networks import architectures, network_import
from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.layers import LayerWeights, narrowed
from neopain_export.networks.network_import import usual_outputs
from neopain_export.networks.reference import evaluate
from tests.unit.export.networks import published_files as write
from tests.unit.export.networks.engines import run_onnx
from tests.unit.export.networks.foreign.drawn_graphs import transformer
from tests.unit.export.networks.foreign.test_foreign import little_network
from tests.unit.export.networks.random_weights import random_picture, random_weights


@pytest.fixture(autouse=True)
def narrow_tables(monkeypatch):
    narrow = {name: narrowed(table, 1 / 32) for name, table in ARCHITECTURES.items()}
    monkeypatch.setattr(import_weights, "ARCHITECTURES", narrow)
    # A process of its own takes seconds to start; tests/unit/export/test_limited.py tests it.
    monkeypatch.setattr(import_weights, "in_child", lambda task, *given, **_: task(*given))
    return narrow


def run(*words):
    parser = argparse.ArgumentParser()
    import_weights.register(parser.add_subparsers())
    args = parser.parse_args(["import", *map(str, words)])
    return args.run(args)


def test_vgg_face_from_caffe(tmp_path, capsys, narrow_tables):
    table = narrow_tables["vgg-face"]
    weights = random_weights(table)
    write.write_caffe(tmp_path / "VGG_FACE.caffemodel", table, weights, style="v1")
    assert run(tmp_path / "VGG_FACE.caffemodel", "--network", "vgg-face", "--out", tmp_path / "out") == 0
    manifest, graph = read_trusted(tmp_path / "out")
    assert manifest.kind is ModelKind.NETWORK
    assert (manifest.name, manifest.file, manifest.licence) == (
        "vgg-face",
        "vgg-face.onnx",
        "CC BY-NC 4.0 (Parkhi et al. 2015)",
    )
    told = manifest.network
    assert (told.input.tensor, told.input.height, told.input.width) == ("image", 224, 224)
    assert (told.input.channels, told.input.mean, told.input.scale) == (
        "BGR",
        (93.5940, 104.7624, 129.1863),
        1.0,
    )
    assert told.outputs["fc7"] == told.outputs["fc7_relu"] == 128
    assert "conv5_3_relu" in told.outputs
    assert "pool5_gap" in told.outputs
    assert "fc8" not in told.outputs
    picture = random_picture()
    wanted = evaluate(table, weights, picture)
    for name, found in run_onnx(graph, picture).items():
        np.testing.assert_allclose(found, wanted[name], atol=1e-5 * np.abs(wanted[name]).max(), err_msg=name)
    printed = capsys.readouterr().out
    assert re.search(r"parity: largest relative difference \de-0[5-9]|parity: .* \d\.\de-0[5-9]", printed)
    assert "CC BY-NC" in printed
    card = (tmp_path / "out" / "card.md").read_text("utf-8")
    assert "VGG_FACE.caffemodel, sha256" in card
    assert "knows nothing of pain by itself" in card


def test_vgg_f_with_a_mean_picture(tmp_path, capsys, narrow_tables):
    table = narrow_tables["vgg-f"]
    weights = random_weights(table)
    mean = np.random.default_rng(0).uniform(90, 130, (224, 224, 3)).astype(np.float32)
    write.write_mat5(tmp_path / "x.mat", table, weights, mean=mean)
    run(tmp_path / "x.mat", "--network", "vgg-f", "--out", tmp_path / "out", "--outputs", "fc6,fc6_relu")
    manifest, graph = read_trusted(tmp_path / "out")
    pixels = random_picture() + 128
    fed = pixels - np.asarray(manifest.network.input.mean, np.float32)[:, None, None]
    wanted = evaluate(table, weights, pixels - mean.transpose(2, 0, 1))["fc6"]
    found = run_onnx(graph, fed)
    assert list(found) == ["fc6", "fc6_relu"]
    np.testing.assert_allclose(found["fc6"], wanted, atol=1e-4 * np.abs(wanted).max())
    assert "the mean is a picture" in capsys.readouterr().out


def test_options_reach_the_manifest(tmp_path, narrow_tables):
    table = narrow_tables["vgg-s"]
    write.write_safetensors(tmp_path / "x.safetensors", write.state_dict(random_weights(table)))
    run(
        *(tmp_path / "x.safetensors", "--network", "vgg-s", "--out", tmp_path / "out", "--name", "my-s"),
        *(
            "--version",
            "2024",
            "--up-to",
            "fc6",
            "--storage",
            "fp16",
            "--lrn",
            "operator",
            "--convention",
            "bgr",
        ),
        *("--mean", "1", "2", "3", "--licence", 'mine "only"', "--source", "my disk", "--outputs", "all"),
    )
    manifest, _ = read_trusted(tmp_path / "out")
    assert (manifest.id, manifest.licence) == ("my-s 2024", 'mine "only"')
    assert manifest.source.startswith("my disk; safetensors file x.safetensors, sha256 ")
    assert (manifest.network.input.channels, manifest.network.input.mean) == ("BGR", (1.0, 2.0, 3.0))
    assert {"conv1", "conv1_relu", "norm1", "pool1_gap", "fc6_relu"} <= set(manifest.network.outputs)
    assert "fc7" not in manifest.network.outputs


def test_any_onnx_with_a_named_output(tmp_path, capsys):
    (tmp_path / "x.onnx").write_bytes(little_network().SerializeToString())
    words = (tmp_path / "x.onnx", "--network", "other", "--out", tmp_path / "out", "--name", "faces")
    with pytest.raises(SettingFault, match="--convention rgb or bgr"):
        run(*words)
    with pytest.raises(SettingFault, match="--mean with three numbers"):
        run(*words, "--convention", "bgr")
    with pytest.raises(SettingFault, match="--outputs with the names"):
        run(*words, "--convention", "bgr", "--mean", "0", "0", "0")
    told = ("--convention", "bgr", "--mean", "127.5", "127.5", "127.5", "--scale", "0.0078125")
    assert run(*words, *told, "--outputs", "features") == 0
    manifest, graph = read_trusted(tmp_path / "out")
    assert manifest.network.input.tensor == "picture"
    assert manifest.network.input.scale == 0.0078125
    assert manifest.network.outputs == {"features": 4}
    assert run_onnx(graph, np.ones((3, 64, 48), np.float32))["features"].shape == (4, 1, 1)
    assert "ONNX Runtime against OpenCV" in capsys.readouterr().out


def test_a_transformer_with_torchvisions_convention(tmp_path, capsys):
    """Mean and spread a channel, tokens to one vector, an inner name: as the manifest and the graph have them."""
    (tmp_path / "vit.onnx").write_bytes(transformer().SerializeToString())
    words = (tmp_path / "vit.onnx", "--network", "other", "--out", tmp_path / "out", "--name", "vit")
    asked = ("--outputs", "cls=last_hidden_state:cls,last_hidden_state:patches")
    assert run(*words, "--convention", "torchvision", *asked) == 0
    manifest, graph = read_trusted(tmp_path / "out")
    told = manifest.network
    assert (told.input.channels, told.input.scale) == ("RGB", 1.0)
    assert told.input.mean == pytest.approx((123.675, 116.28, 103.53))
    assert told.outputs == {"cls": 12, "last_hidden_state_patches": 12}
    white = (255 - np.array(told.input.mean, np.float32))[:, None, None] * np.ones((3, 32, 32), np.float32)
    spread = np.array([58.395, 57.12, 57.375], np.float32)[:, None, None]
    plain = transformer()
    tokens = run_onnx(plain.SerializeToString(), white / spread)["last_hidden_state"]
    np.testing.assert_allclose(run_onnx(graph, white)["cls"], tokens[0], atol=1e-5)
    card = (tmp_path / "out" / "card.md").read_text("utf-8")
    assert "cls: the first token of last_hidden_state" in card
    assert "ONNX Runtime against" in card
    assert "outputs: cls 12" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--convention", "torchvision", "--mean", "0", "0", "0"), "beside --convention torchvision"),
        (("--convention", "torchvision", "--scale", "0.5"), "beside --convention torchvision"),
        (("--convention", "rgb", "--mean", "0.485", "0.456", "0.406"), "multiply both by 255"),
        (
            ("--convention", "rgb", "--mean", "0", "0", "0", "--std", "0.2", "0.2", "0.2"),
            "multiply both by 255",
        ),
        (("--convention", "rgb", "--mean", "0", "0", "0", "--size", "64"), "32 x 32 px and no other, got 64"),
    ],
)
def test_numbers_that_cannot_be_meant_are_refused(words, told, tmp_path):
    (tmp_path / "x.onnx").write_bytes(transformer().SerializeToString())
    given = (
        tmp_path / "x.onnx",
        "--network",
        "other",
        "--out",
        tmp_path / "out",
        "--outputs",
        "pooler_output",
    )
    with pytest.raises(SettingFault, match=told):
        run(*given, *words)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_a_model_is_not_overwritten(tmp_path, narrow_tables):
    table = narrow_tables["vgg-f"]
    write.write_caffe(tmp_path / "x.caffemodel", table, random_weights(table))
    words = (tmp_path / "x.caffemodel", "--network", "vgg-f", "--out", tmp_path / "out")
    run(*words)
    before = (tmp_path / "out" / "vgg-f.onnx").read_bytes()
    with pytest.raises(SettingFault, match="name another, or remove it"):
        run(*words)
    assert (tmp_path / "out" / "vgg-f.onnx").read_bytes() == before


def test_a_refused_file_leaves_nothing_behind(tmp_path):
    (tmp_path / "x.mat").write_bytes(b"<html>404")
    with pytest.raises(ModelFault, match="web page"):
        run(tmp_path / "x.mat", "--network", "vgg-f", "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_graph_that_computes_something_else_is_not_written(tmp_path, monkeypatch, narrow_tables):
    table = narrow_tables["vgg-f"]
    write.write_caffe(tmp_path / "x.caffemodel", table, random_weights(table))
    build = network_import.build_graph

    def wrong(architecture, weights, **options):
        spoiled = dict(weights)
        spoiled["conv2"] = LayerWeights(weights["conv2"].weight[:, :, ::-1], weights["conv2"].bias)
        return build(architecture, spoiled, **options)

    monkeypatch.setattr(network_import, "build_graph", wrong)
    with pytest.raises(ModelFault, match="relative difference of at most"):
        run(tmp_path / "x.caffemodel", "--network", "vgg-f", "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("name", "version"), [("Face Net", "1"), ("../up", "1"), ("face", " ")])
def test_a_name_that_no_manifest_takes_is_refused(name, version, tmp_path, narrow_tables):
    table = narrow_tables["vgg-f"]
    write.write_caffe(tmp_path / "x.caffemodel", table, random_weights(table))
    words = (tmp_path / "x.caffemodel", "--network", "vgg-f", "--out", tmp_path / "out")
    with pytest.raises(SettingFault, match="expected a name of small letters"):
        run(*words, "--name", name, "--version", version)
    assert not (tmp_path / "out").exists()


def test_scale_is_for_other_networks_only(tmp_path):
    with pytest.raises(SettingFault, match="no --scale with --network vgg-f"):
        run(tmp_path / "x.mat", "--network", "vgg-f", "--out", tmp_path / "out", "--scale", "2")


def test_usual_outputs_begin_at_the_last_convolution():
    found = usual_outputs(architectures.VGG_F)
    assert found[:2] == ("pool1_gap", "pool2_gap")
    assert found[2:5] == ("conv5", "conv5_relu", "conv5_relu_gap")
    assert {"pool5", "pool5_gap", "fc6", "fc6_relu", "fc7", "fc7_relu"} <= set(found)


def test_the_manifest_is_plain_toml(tmp_path, narrow_tables):
    table = narrow_tables["vgg-f"]
    write.write_caffe(tmp_path / "x.caffemodel", table, random_weights(table))
    run(tmp_path / "x.caffemodel", "--network", "vgg-f", "--out", tmp_path / "out")
    values = tomllib.loads((tmp_path / "out" / "manifest.toml").read_text("utf-8"))
    assert values["schema"] == 1
    assert values["kind"] == "network"
    assert values["input"]["mean"] == [103.939, 116.779, 123.68]
    assert values["made_by"].startswith("neopain-export ")
