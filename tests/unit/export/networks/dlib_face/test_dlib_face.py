"""dlib's network for faces: read, written as a graph, compared, refused."""

from __future__ import annotations

import argparse
import tracemalloc

import numpy as np
import pytest

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.models.manifest import read_trusted
from neopain.vision.networks.inference import open_network
from neopain_export.commands.networks import import_weights
from neopain_export.networks.dlib_face import importing as dlib_face_import
from neopain_export.networks.dlib_face.graph import build_dlib_face
from neopain_export.networks.dlib_face.importing import import_dlib_face
from neopain_export.networks.dlib_face.published_file import read_dlib_face
from neopain_export.networks.dlib_face.reference import evaluate_dlib_face
from neopain_export.networks.dlib_face.table import DLIB_FACE, ScaledConv
from neopain_export.networks.graph import Storage
from neopain_export.networks.network_import import ImportRequest
from neopain_export.networks.parity import random_picture
from neopain_export.networks.published.reading import read_published
from tests.unit.export.networks.dlib_face.dlib_files import SMALL, dat, name, random_weights, whole


@pytest.fixture
def weights():
    return random_weights(SMALL)


@pytest.fixture
def file(tmp_path, weights):
    path = tmp_path / "small.dat"
    path.write_bytes(dat(SMALL, weights))
    return path


def test_every_number_is_read_into_its_place(file, weights):
    read = read_dlib_face(file, SMALL)
    assert read.mean == weights.mean
    np.testing.assert_array_equal(read.descriptor, weights.descriptor)
    assert list(read.convolutions) == list(weights.convolutions)
    for layer, wanted in weights.convolutions.items():
        for part in ("weight", "bias", "scale", "shift"):
            np.testing.assert_array_equal(getattr(read.convolutions[layer], part), getattr(wanted, part))


def test_the_published_table_has_29_convolutions_and_5_6_million_weights():
    convolutions = DLIB_FACE.convolutions()
    assert len(convolutions) == 29
    depths = [3, *(layer.filters for layer in convolutions[:-1])]
    sizes = (
        layer.filters * depth * layer.kernel**2 for layer, depth in zip(convolutions, depths, strict=True)
    )
    assert sum(sizes) + 256 * 128 == pytest.approx(5.58e6, rel=0.01)
    assert DLIB_FACE.outputs()["descriptor"] == 128


@pytest.mark.parametrize(("storage", "limit"), [(Storage.SINGLE, 2e-5), (Storage.HALF, 2e-2)])
def test_the_graph_computes_what_numpy_computes(weights, storage, limit):
    picture = random_picture(SMALL.side) / np.float32(64)
    found = open_network(build_dlib_face(SMALL, weights, storage), prefer_gpu=False).run(
        list(SMALL.outputs()), picture[None]
    )
    for output, wanted in evaluate_dlib_face(SMALL, weights, picture).items():
        assert np.abs(found[output][0] - wanted).max() <= limit * np.abs(wanted).max(), output
        assert np.abs(wanted).max() > 1e-3, "a dead network would agree with anything"


def test_a_changed_weight_breaks_parity(file, weights, tmp_path, monkeypatch):
    convolutions = dict(weights.convolutions)
    held = convolutions["stage4_block1_first"]
    convolutions["stage4_block1_first"] = ScaledConv(held.weight, held.bias, held.scale * 1.1, held.shift)
    other = type(weights)(weights.mean, convolutions, weights.descriptor)
    graph = build_dlib_face(SMALL, other, Storage.SINGLE)
    monkeypatch.setattr(dlib_face_import, "build_dlib_face", lambda *_: graph)
    with pytest.raises(ModelFault, match="relative difference"):
        import_dlib_face(ImportRequest(file, tmp_path / "out", "dlib-face"), table=SMALL)
    assert not (tmp_path / "out").exists()


def run(*words):
    parser = argparse.ArgumentParser()
    import_weights.register(parser.add_subparsers())
    args = parser.parse_args(["import", *map(str, words)])
    return args.run(args)


def test_the_command_makes_a_folder_that_the_monitor_reads(file, tmp_path, monkeypatch, capsys):
    # A process of its own takes seconds to start; tests/unit/export/test_limited.py tests it.
    monkeypatch.setattr(import_weights, "in_child", lambda task, *given, **_: task(*given, table=SMALL))
    assert run(file, "--network", "dlib-face", "--out", tmp_path / "out") == 0
    manifest, graph = read_trusted(tmp_path / "out")
    assert (manifest.name, manifest.licence, manifest.network.outputs) == (
        "dlib-face", "CC0-1.0", SMALL.outputs(),
    )  # fmt: skip
    fed = manifest.network.input
    assert (fed.height, fed.channels, fed.mean, fed.scale) == (150, "RGB", (122.5, 117.0, 104.25), 1 / 256)
    assert len(graph) == manifest.bytes
    told = capsys.readouterr().out
    assert "parity" in told
    assert "non-commercial" not in told, "CC0 binds nobody"


@pytest.mark.parametrize(
    "idle",
    [
        ["--lrn", "band"],
        ["--up-to", "fc6"],
        ["--mean", "1", "2", "3"],
        ["--convention", "bgr"],
        ["--outputs", "all"],
    ],
)
def test_options_that_would_do_nothing_are_refused(file, tmp_path, idle):
    with pytest.raises(SettingFault, match="leave it out"):
        run(file, "--network", "dlib-face", "--out", tmp_path / "out", *idle)


def refused(tmp_path, content, told, table=SMALL):
    path = tmp_path / "other.dat"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(ModelFault, match=told):
            read_dlib_face(path, table)
        assert tracemalloc.get_traced_memory()[1] < 4 * len(content) + (1 << 20)
    finally:
        tracemalloc.stop()


def test_every_cut_is_refused(tmp_path, weights):
    content = dat(SMALL, weights)
    rng = np.random.default_rng(0)
    end = content.rfind(name("fc_2")) + 4 * weights.descriptor.size
    for length in [40, 130, 200, *rng.integers(200, end, 40).tolist()]:
        refused(tmp_path, content[:length], "expected")


def test_sizes_that_would_take_all_memory_are_refused_before_a_number_is_taken(tmp_path, weights):
    content = dat(SMALL, weights)
    for place in (content.find(name("con_4")) + 9, content.find(name("affine_")) + 11):
        size = content[place] & 0x0F
        for huge in (1 << 40, (1 << 63) - 1, -5):
            refused(
                tmp_path, content[:place] + whole(huge) + content[place + 1 + size :], "a tensor of form 2"
            )


def test_an_integer_of_more_bytes_than_it_has_is_refused(tmp_path, weights):
    content = dat(SMALL, weights)
    place = content.find(name("con_4")) + 7
    for control in (0x00, 0x0F, 0x89, 0xFF):
        refused(
            tmp_path, content[:place] + bytes([control]) + content[place + 1 :], "integer of 1 to 8 bytes"
        )


def test_a_mean_that_is_no_number_is_refused(tmp_path, weights):
    content = dat(SMALL, weights)
    place = content.find(name("input_rgb_image_sized")) + 23
    endless = whole(1) + whole((1 << 60) - 1)
    refused(tmp_path, content[:place] + endless + content[place:], "mean red: a number")


def test_numbers_that_are_none_are_refused(tmp_path, weights):
    convolutions = dict(weights.convolutions)
    held = convolutions["stem"]
    convolutions["stem"] = ScaledConv(held.weight * np.float32("inf"), held.bias, held.scale, held.shift)
    spoilt = type(weights)(weights.mean, convolutions, weights.descriptor)
    refused(tmp_path, dat(SMALL, spoilt), "finite numbers")


def test_another_network_of_dlib_and_another_file_are_refused(tmp_path, weights):
    refused(tmp_path, dat(SMALL, weights), "expected", table=DLIB_FACE)
    refused(tmp_path, b"\x01\x01" + name("loss_metric_2") + bytes(5000), "the layer input_rgb_image_sized")
    refused(tmp_path, b"PK\x03\x04" + bytes(100), "zip")


def test_the_file_in_place_of_a_vgg_network_is_named(file):
    with pytest.raises(ModelFault, match="--network dlib-face"):
        read_published(file)
