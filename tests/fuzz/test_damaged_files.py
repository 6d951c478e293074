"""Whatever a file holds: it is taken, or refused in the program's own words. Never a traceback, never a crash."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import pickle

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.capture.stills.picture_file import read_picture
from neopain.core.errors import ModelFault, NeopainError, SettingFault
from neopain.vision.models.manifest import read_manifest
from neopain.vision.models.selection import read_selection
from neopain.vision.networks.graph_check import check_graph
from neopain.vision.pickled.opcodes import VALUE_NAMES
from neopain.vision.pickled.rebuild import BESIDE, PARTS, rebuilt
from neopain_export.networks.published.reading import read_published
from tests.fuzz.damage import EDITS, damaged, fuzzed
from tests.unit.vision.pickled.made_pipelines import CLASSIFIERS, fitted
from tests.unit.vision.small_models import classifier_folder, graph, network_folder

pytestmark = pytest.mark.slow

EVERY_NAME = frozenset(PARTS) | BESIDE | VALUE_NAMES
OPCODES = st.binary(max_size=3) | st.sampled_from(
    [b"R", b"b", b"\x81", b"\x93", b"\x94", b"h\x00", b"h\x05", b"0", b"2"]
)


@functools.cache
def pictures():
    image = np.random.default_rng(0).integers(0, 255, (64, 48, 3), np.uint8)
    return {
        kind: cv2.imencode(f".{kind}", image)[1].tobytes() for kind in ("jpg", "png", "bmp", "tif", "webp")
    }


@fuzzed
@given(st.sampled_from(["jpg", "png", "bmp", "tif", "webp"]), EDITS)
def test_pictures(tmp_path_factory, kind, edits):
    path = tmp_path_factory.getbasetemp() / f"damaged.{kind}"
    path.write_bytes(damaged(pictures()[kind], edits))
    image, why = read_picture(path)
    assert (image is None) == bool(why)


@functools.cache
def pickles(classifier, protocol):
    return pickle.dumps(fitted(classifier), protocol=protocol)


@fuzzed
@given(st.sampled_from(sorted(CLASSIFIERS)), st.sampled_from([4, 5]), EDITS)
def test_pickles(classifier, protocol, edits):
    with contextlib.suppress(ModelFault):
        told = rebuilt(damaged(pickles(classifier, protocol), edits), EVERY_NAME, "a model")
        with np.errstate(all="ignore"):
            told.predict_proba(np.zeros((1, told.n_features_in_), np.float32))


@fuzzed
@given(st.lists(OPCODES, max_size=60))
def test_pickles_of_nothing_but_opcodes(codes):
    names = b"".join(
        b"\x8c" + bytes([len(part)]) + part.encode()
        for part in ("sklearn.svm._classes", "SVC", "numpy", "dtype", "f8")
    )
    with contextlib.suppress(ModelFault):
        rebuilt(b"\x80\x04" + names + b"".join(codes) + b".", EVERY_NAME, "a model")


@fuzzed
@given(EDITS)
def test_graphs(edits):
    with contextlib.suppress(ModelFault):
        check_graph(damaged(graph(), edits))


@pytest.fixture(scope="module")
def manifests(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    return [
        (where, (where / "manifest.toml").read_bytes())
        for where in (network_folder(folder / "a"), classifier_folder(folder / "b"))
    ]


@fuzzed
@given(st.integers(0, 1), EDITS)
def test_manifests(manifests, which, edits):
    folder, whole = manifests[which]
    (folder / "manifest.toml").write_bytes(damaged(whole, edits))
    with contextlib.suppress(ModelFault):
        read_manifest(folder)


@fuzzed
@given(EDITS)
def test_choices_of_a_model(tmp_path_factory, edits):
    home = tmp_path_factory.getbasetemp()
    path = home / "selected.toml"
    digest = hashlib.sha256(b"").hexdigest()
    whole = f'folder = "{home}"\nmanifest_sha256 = "{digest}"\n[networks]\na = "{digest}"\n'
    path.write_bytes(damaged(whole.encode(), edits))
    with contextlib.suppress(ModelFault):
        read_selection(path)


@functools.cache
def weight_files(folder):
    from neopain_export.networks.architectures import ARCHITECTURES
    from neopain_export.networks.layers import narrowed
    from tests.unit.export.networks import published_files as write
    from tests.unit.export.networks.random_weights import random_weights

    table = narrowed(ARCHITECTURES["vgg-f"], 1 / 64)
    weights = random_weights(table)
    write.write_mat5(folder / "a.mat", table, weights)
    write.write_mat73(folder / "b.mat", table, weights)
    write.write_caffe(folder / "c.caffemodel", table, weights)
    write.write_keras_3(folder / "d.h5", table, weights)
    write.write_torch_zip(folder / "e.pth", write.state_dict(weights))
    write.write_safetensors(folder / "f.safetensors", write.state_dict(weights))
    return [(path, path.read_bytes()) for path in sorted(folder.iterdir())]


@fuzzed
@given(st.integers(0, 5), EDITS)
def test_weights(tmp_path_factory, which, edits):
    path, whole = weight_files(_weights_home(tmp_path_factory))[which]
    path.write_bytes(damaged(whole, edits))
    with contextlib.suppress(ModelFault):
        read_published(path)


@functools.cache
def dlib_file():
    from tests.unit.export.networks.dlib_face.dlib_files import SMALL, dat, random_weights

    return dat(SMALL, random_weights(SMALL))


@fuzzed
@given(EDITS)
def test_weights_of_dlib(tmp_path_factory, edits):
    from neopain_export.networks.dlib_face.published_file import read_dlib_face
    from tests.unit.export.networks.dlib_face.dlib_files import SMALL

    path = tmp_path_factory.getbasetemp() / "damaged.dat"
    path.write_bytes(damaged(dlib_file(), edits))
    with contextlib.suppress(ModelFault):
        read_dlib_face(path, SMALL)


_HOMES: list = []


def _weights_home(factory):
    if not _HOMES:
        _HOMES.append(factory.mktemp("weights"))
    return _HOMES[0]


ADDRESSES = st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            ["rtsp", "http", "://", ":", "/", "@", "?", "#", "[", "]", "%", "%2f", "user", "..", "~", "\\"]
        )
        | st.text(max_size=4),
        max_size=14,
    ),
)


@fuzzed
@given(ADDRESSES)
def test_addresses(text):
    from neopain.capture.addresses.address import check_address, redact

    redact(text)
    with contextlib.suppress(SettingFault):
        told = check_address(text)
        assert told.host
        assert 0 < told.port <= 65535


@fuzzed
@given(ADDRESSES)
def test_sources(tmp_path_factory, text):
    """An address of a camera is not opened here: that would ask the network."""
    from neopain import paths
    from neopain.capture.open_source import open_source
    from tests.fakes import FakeClock

    if ":" in text or text.isdecimal() or text.startswith(("/dev", "/proc", "/sys")):
        return
    with contextlib.suppress(NeopainError):
        open_source(text, clock=FakeClock(), clip=paths.assets() / "neonate" / "heel_lance.mp4").close()
