"""mini-Xception: read, written as a graph, compared, refused."""

from __future__ import annotations

import h5py
import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain.vision.models.manifest import read_trusted
from neopain.vision.networks.inference import open_network
from neopain_export.networks.mini_xception import importing as mini_xception_import
from neopain_export.networks.mini_xception.graph import build_mini_xception
from neopain_export.networks.mini_xception.importing import import_mini_xception
from neopain_export.networks.mini_xception.published_file import read_mini_xception
from neopain_export.networks.mini_xception.reference import evaluate_mini_xception
from neopain_export.networks.mini_xception.table import CLASSES, OUTPUT, MiniXceptionTable
from neopain_export.networks.network_import import ImportRequest
from neopain_export.networks.parity import random_picture

SMALL = MiniXceptionTable(side=31, stem=(2, 3), widths=(4, 5, 6, 7))


def arrays(table, seed=0):
    """Every weight of the file by `layer/part`, as Keras orders its axes."""
    rng = np.random.default_rng(seed)
    found, depth = {}, 1

    def layer(one, depth):
        if one.separable:
            found[f"{one.name}/depthwise_kernel"] = rng.normal(0, 0.3, (3, 3, depth, 1))
            found[f"{one.name}/pointwise_kernel"] = rng.normal(0, 0.7, (1, 1, depth, one.filters))
        else:
            found[f"{one.name}/kernel"] = rng.normal(0, 0.7, (one.kernel, one.kernel, depth, one.filters))
        for part in ("gamma", "beta", "moving_mean"):
            found[f"{one.norm}/{part}"] = rng.normal(1.0, 0.3, one.filters)
        found[f"{one.norm}/moving_variance"] = rng.uniform(0.2, 2.0, one.filters)
        return one.filters

    for one in table.stems():
        depth = layer(one, depth)
    for block in table.blocks():
        layer(block.shortcut, depth)
        depth = layer(block.second, layer(block.first, depth))
    found[f"{table.last}/kernel"] = rng.normal(0, 0.3, (3, 3, depth, len(CLASSES)))
    found[f"{table.last}/bias"] = rng.normal(0, 0.3, len(CLASSES))
    return found


def keras_file(path, weights):
    with h5py.File(path, "w") as file:
        root = file.create_group("model_weights")
        for name in dict.fromkeys(name.partition("/")[0] for name in weights):
            group = root.create_group(name)
            parts = [one for one in weights if one.startswith(f"{name}/")]
            names = [f"{name}_1/{one.partition('/')[2]}:0" for one in parts]
            group.attrs["weight_names"] = [one.encode() for one in names]
            for one, place in zip(parts, names, strict=True):
                group[place] = weights[one].astype(np.float32)
    return path


@pytest.fixture
def file(tmp_path):
    return keras_file(tmp_path / "small.hdf5", arrays(SMALL))


def test_the_graph_computes_what_numpy_computes(file):
    weights = read_mini_xception(file, SMALL)
    picture = random_picture(SMALL.side) / np.float32(128)
    found = open_network(build_mini_xception(SMALL, weights), prefer_gpu=False).run([OUTPUT], picture[None])
    wanted = evaluate_mini_xception(SMALL, weights, picture)[OUTPUT]
    np.testing.assert_allclose(found[OUTPUT][0], wanted, atol=2e-6)
    assert np.ptp(wanted) > 0.05, "a dead network would agree with anything"


def test_the_folder_is_one_that_the_monitor_trusts(file, tmp_path):
    result = import_mini_xception(ImportRequest(file, tmp_path / "out", "mini-xception"), SMALL)
    manifest, _ = read_trusted(tmp_path / "out")
    assert manifest == result.manifest
    assert manifest.network.outputs == {OUTPUT: 7}


def test_a_changed_weight_breaks_parity(file, tmp_path, monkeypatch):
    other = keras_file(tmp_path / "other.hdf5", arrays(SMALL, seed=1))
    graph = build_mini_xception(SMALL, read_mini_xception(other, SMALL))
    monkeypatch.setattr(mini_xception_import, "build_mini_xception", lambda *_: graph)
    with pytest.raises(ModelFault, match="relative difference"):
        import_mini_xception(ImportRequest(file, tmp_path / "out", "mini-xception"), SMALL)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda weights: weights.pop("conv2d_3/kernel"), "conv2d_3"),
        (lambda weights: weights.update({"conv2d_2/kernel": np.zeros((3, 3, 2, 9))}), "another version"),
        (lambda weights: weights["conv2d_1/kernel"].fill(np.nan), "not finite"),
        (lambda weights: weights["batch_normalization_1/moving_variance"].fill(-1.0), "negative variance"),
    ],
)
def test_another_or_a_damaged_file_is_refused(tmp_path, change, told):
    weights = arrays(SMALL)
    change(weights)
    with pytest.raises(ModelFault, match=told):
        read_mini_xception(keras_file(tmp_path / "bad.hdf5", weights), SMALL)


def test_a_file_cut_short_and_one_of_another_kind_are_refused(file, tmp_path):
    cut = tmp_path / "cut.hdf5"
    cut.write_bytes(file.read_bytes()[:3000])
    with pytest.raises(ModelFault, match="cut"):
        read_mini_xception(cut, SMALL)
    other = tmp_path / "other.onnx"
    other.write_bytes(b"no HDF5")
    with pytest.raises(ModelFault, match="expected a Keras file"):
        read_mini_xception(other, SMALL)
