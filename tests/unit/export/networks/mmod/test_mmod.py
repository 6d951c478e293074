"""MMOD, dlib's detector of faces: read, written as a graph, compared, refused."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.models.manifest import read_trusted
from neopain.vision.networks.inference import open_network
from neopain_export.commands.networks import import_weights
from neopain_export.networks.dlib_face.published_file import read_dlib_face
from neopain_export.networks.layers import Norm
from neopain_export.networks.mmod import importing as mmod_import
from neopain_export.networks.mmod.graph import build_mmod
from neopain_export.networks.mmod.importing import import_mmod
from neopain_export.networks.mmod.published_file import read_mmod
from neopain_export.networks.mmod.reference import evaluate_mmod
from neopain_export.networks.mmod.table import OUTPUT, MmodTable, MmodWeights
from neopain_export.networks.network_import import ImportRequest
from neopain_export.networks.parity import random_picture
from tests.unit.export.networks.dlib_face import dlib_files
from tests.unit.export.networks.dlib_face.dlib_files import name, real, tensor, whole
from tests.unit.export.networks.dlib_face.test_dlib_face import run

SMALL = MmodTable(halving=(2, 3, 4), plain=(3, 5, 4), side=96)


def random_weights(table=SMALL, seed=0):
    rng = np.random.default_rng(seed)

    def numbers(*shape, size=1.0, middle=0.0):
        return (middle + size * rng.normal(size=shape)).astype(np.float32)

    kernels, biases, norms, depth = {}, {}, {}, 3
    for layer in (*table.normalised(), table.last):
        spread = (layer.kernel * layer.kernel * depth) ** -0.5
        kernels[layer.name] = numbers(layer.filters, depth, layer.kernel, layer.kernel, size=spread)
        biases[layer.name] = numbers(layer.filters, size=0.1)
        depth = layer.filters
    for layer in table.normalised():
        scale, shift, mean = (numbers(layer.filters, size=0.2, middle=middle) for middle in (1.0, 0.0, 0.0))
        norms[layer.name] = Norm(scale, shift, mean, rng.uniform(0.2, 2.0, layer.filters).astype(np.float32))
    return MmodWeights((122.5, 117.0, 104.25), kernels, biases, norms, 0.25)


def dat(weights, table=SMALL):
    """The file as dlib writes it while its normalisations still learn."""
    parts = [b"\x01\x01\x01", name("loss_mmod_")[1:], whole(80) * 20]
    parts += [name("input_rgb_image_pyramid"), *map(real, weights.mean)]
    for layer in (*table.normalised(), table.last):
        values = np.concatenate([weights.kernels[layer.name].ravel(), weights.biases[layer.name]])
        sizes = (layer.filters, layer.kernel, layer.kernel, layer.stride, layer.stride, layer.pad, layer.pad)
        parts += [name("con_4"), tensor(values, len(values), 1, 1, 1), *map(whole, sizes), whole(1) * 20]
        if layer.name not in weights.norms:
            continue
        norm, count = weights.norms[layer.name], layer.filters
        both = np.concatenate([norm.scale, norm.shift])
        alias = b"".join(map(whole, (1, 1, count, 1, 1)))
        last = np.full(count, 7.0, np.float32)
        parts += [name("bn_con2"), tensor(both, len(both), 1, 1, 1), alias, alias]
        parts += [tensor(one, 1, count, 1, 1) for one in (last, last, norm.mean, norm.variance)]
        parts += [whole(100), whole(100), *map(real, (1.0, 0.0, 1.0, 1.0, weights.epsilon))]
        parts += [name("relu_"), b"110", whole(2) * 20]
    return b"".join(parts)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.dat"
    path.write_bytes(b"\x01\x01\x01\x0a" + dat(random_weights())[4:])
    return path


def test_every_number_is_read_into_its_place(file):
    read, wanted = read_mmod(file, SMALL), random_weights()
    assert (read.mean, read.epsilon) == (wanted.mean, wanted.epsilon)
    assert list(read.kernels) == list(wanted.kernels)
    for layer in wanted.kernels:
        np.testing.assert_array_equal(read.kernels[layer], wanted.kernels[layer])
        np.testing.assert_array_equal(read.biases[layer], wanted.biases[layer])
    for layer, norm in wanted.norms.items():
        for part in ("scale", "shift", "mean", "variance"):
            np.testing.assert_array_equal(getattr(read.norms[layer], part), getattr(norm, part))


def test_the_published_table_has_seven_convolutions_and_cells_of_8_px():
    table = MmodTable()
    assert len((*table.normalised(), table.last)) == 7
    assert MmodTable(side=table.side + 8).cells == table.cells + 1


def test_the_graph_computes_what_numpy_computes():
    weights, picture = random_weights(), random_picture(SMALL.side) / np.float32(64)
    found = open_network(build_mmod(SMALL, weights), prefer_gpu=False).run([OUTPUT], picture[None])[OUTPUT]
    wanted = evaluate_mmod(SMALL, weights, picture)
    assert found[0].shape == wanted.shape == (1, SMALL.cells, SMALL.cells)
    np.testing.assert_allclose(found[0], wanted, atol=2e-5 * np.abs(wanted).max())
    assert np.ptp(wanted) > 0.05, "a dead network would agree with anything"


def test_a_changed_weight_breaks_parity(file, tmp_path, monkeypatch):
    held = random_weights()
    norms = dict(held.norms)
    norms["plain2"] = replace(norms["plain2"], scale=norms["plain2"].scale * np.float32(1.1))
    graph = build_mmod(SMALL, replace(held, norms=norms))
    monkeypatch.setattr(mmod_import, "build_mmod", lambda *_: graph)
    with pytest.raises(ModelFault, match="relative difference"):
        import_mmod(ImportRequest(file, tmp_path / "out", "dlib-mmod"), SMALL)
    assert not (tmp_path / "out").exists()


def test_the_command_makes_a_folder_that_the_monitor_reads(file, tmp_path, monkeypatch, capsys):
    # A process of its own takes seconds to start; tests/unit/export/test_limited.py tests it.
    monkeypatch.setattr(import_weights, "in_child", lambda task, *given, **_: task(*given, table=SMALL))
    assert run(file, "--network", "dlib-mmod", "--out", tmp_path / "out") == 0
    manifest, graph = read_trusted(tmp_path / "out")
    assert (manifest.licence, dict(manifest.network.outputs)) == ("CC0-1.0", {OUTPUT: SMALL.cells**2})
    assert manifest.network.input.mean == (122.5, 117.0, 104.25)
    assert len(graph) == manifest.bytes
    assert "parity" in capsys.readouterr().out
    with pytest.raises(SettingFault, match="leave it out"):
        run(file, "--network", "dlib-mmod", "--out", tmp_path / "other", "--scale", "2")


def refused(tmp_path, content, told, read=read_mmod, table=SMALL):
    path = tmp_path / "other.dat"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(ModelFault, match=told):
            read(path, table)
        assert tracemalloc.get_traced_memory()[1] < 4 * len(content) + (1 << 20)
    finally:
        tracemalloc.stop()


def test_every_cut_is_refused(file, tmp_path):
    content = file.read_bytes()
    end = content.rfind(name("con_4"))
    for length in [40, 130, *np.random.default_rng(0).integers(130, end, 40).tolist()]:
        refused(tmp_path, content[:length], "expected")


def test_dlibs_other_network_and_other_sizes_are_refused(file, tmp_path):
    other = dlib_files.dat(dlib_files.SMALL, dlib_files.random_weights(dlib_files.SMALL))
    refused(tmp_path, other, "loss_mmod_")
    refused(tmp_path, file.read_bytes(), "input_rgb_image_sized", read_dlib_face, dlib_files.SMALL)
    refused(tmp_path, file.read_bytes(), "expected", table=MmodTable())
