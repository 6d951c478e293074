from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.fit import fit
from neopain_export.networks.layers import narrowed
from neopain_export.networks.mean_file import read_mean
from neopain_export.networks.preprocessing import Convention, prepare_input
from neopain_export.networks.published.caffe_messages import message_class
from neopain_export.networks.published.contents import AxisOrder, PublishedLayer, PublishedNetwork
from tests.unit.export.networks.random_weights import random_weights

FACE = narrowed(ARCHITECTURES["vgg-face"], 1 / 64)
FACE_RGB, FACE_BGR = (129.1863, 104.7624, 93.5940), (93.5940, 104.7624, 129.1863)


def published(channels, *, mean=None, names=None, architecture=FACE):
    layers = {
        (names or str)(name): PublishedLayer(layer.weight, layer.bias)
        for name, layer in random_weights(architecture).items()
    }
    return PublishedNetwork(Path("x"), "test", AxisOrder.OIHW, channels, layers, mean)


def prepared(file, architecture=FACE, **options):
    return prepare_input(fit(architecture, file), file, **options)


@pytest.mark.parametrize(("channels", "mean"), [("RGB", FACE_RGB), ("BGR", FACE_BGR)])
def test_vgg_face_mean_follows_the_channel_order(channels, mean):
    found = prepared(published(channels))
    assert (found.preprocessing.channels, found.preprocessing.mean, found.preprocessing.scale) == (
        channels,
        mean,
        1.0,
    )
    assert found.mean_residue is None


def test_the_user_can_overrule_the_file():
    found = prepared(published("BGR"), convention=Convention.RGB)
    assert (found.preprocessing.channels, found.preprocessing.mean) == ("RGB", FACE_RGB)
    own = prepared(published("BGR"), mean=np.array([1.0, 2.0, 3.0], np.float32))
    assert own.preprocessing.mean == (1.0, 2.0, 3.0)


def test_the_file_s_mean_turns_with_the_channels():
    file = published("RGB", mean=np.array([3.0, 2.0, 1.0], np.float32))
    assert prepared(file).preprocessing.mean == (3.0, 2.0, 1.0)
    assert prepared(file, convention=Convention.BGR).preprocessing.mean == (1.0, 2.0, 3.0)


def test_a_mean_picture_is_split_and_its_centre_taken():
    picture = np.random.default_rng(0).uniform(90, 130, (3, 256, 256)).astype(np.float32)
    found = prepared(published("RGB", mean=picture))
    whole = np.asarray(found.preprocessing.mean, np.float32)[:, None, None] + found.mean_residue
    np.testing.assert_allclose(whole, picture[:, 16:240, 16:240], rtol=1e-6)
    assert abs(found.mean_residue.mean()) < 1e-3


@pytest.mark.parametrize("shape", [(3, 200, 200), (4,), (1, 224, 224)])
def test_a_mean_of_another_shape_is_refused(shape):
    with pytest.raises(ModelFault, match=r"got .*; give another mean"):
        prepared(published("RGB", mean=np.ones(shape, np.float32)))


def test_torchvision_s_spread_goes_into_the_first_layer():
    vgg_16 = narrowed(ARCHITECTURES["vgg-16"], 1 / 64)
    file = published("RGB", architecture=vgg_16)
    names = iter([*range(13), *range(3)])
    counted = {}
    for name, layer in file.layers.items():
        counted[f"{'features' if name[:4] == 'conv' else 'classifier'}.{next(names)}"] = layer
    file = PublishedNetwork(file.path, file.form, file.axes, "RGB", counted)
    found = prepared(file, vgg_16)
    assert found.convention is Convention.TORCHVISION
    old, new = fit(vgg_16, file).weights["conv1_1"].weight, found.fitted.weights["conv1_1"].weight
    np.testing.assert_allclose(new[:, 0] * 255 * 0.229, old[:, 0], rtol=1e-6)
    np.testing.assert_allclose(new[:, 2] * 255 * 0.225, old[:, 2], rtol=1e-6)
    assert found.preprocessing.mean == pytest.approx((123.675, 116.28, 103.53))


def test_caffe_s_mean_file_is_bgr(tmp_path):
    blob = message_class("BlobProto")(num=1, channels=3, height=2, width=2)
    picture = np.arange(12, dtype=np.float32).reshape(3, 2, 2)
    blob.data.append(picture.tobytes())
    (tmp_path / "mean.binaryproto").write_bytes(blob.SerializeToString())
    np.testing.assert_array_equal(read_mean(tmp_path / "mean.binaryproto", "BGR"), picture)
    np.testing.assert_array_equal(read_mean(tmp_path / "mean.binaryproto", "RGB"), picture[::-1])


def test_mean_as_npy_never_unpickles(tmp_path):
    np.save(tmp_path / "mean.npy", np.array([1.0, 2.0, 3.0]))
    assert read_mean(tmp_path / "mean.npy", "RGB").tolist() == [1.0, 2.0, 3.0]
    np.save(tmp_path / "bad.npy", np.array([{"a": 1}], object), allow_pickle=True)
    with pytest.raises(ModelFault, match="give three numbers"):
        read_mean(tmp_path / "bad.npy", "RGB")
