"""The files under models/ are those of their manifests, and compute what they should."""

import cv2
import numpy as np
import pytest
import skimage.data

from neopain import paths
from neopain.vision.models.manifest import ModelKind, read_manifest, read_trusted
from neopain.vision.networks.embedding import NetworkEmbedding
from neopain.vision.networks.inference import open_network

FOLDERS = sorted(path.parent for path in paths.models().glob("*/manifest.toml"))
VGG = paths.models() / "vgg16_imagenet"
OUTPUTS = ["block3_pool_gap", "block4_pool_gap", "block5_pool_gap", "block5_pool"]


def test_the_networks_that_everything_needs_are_there():
    assert {"vgg16_imagenet", "face_landmarker", "face_detector", "way_up", "face_witness"} <= {
        folder.name for folder in FOLDERS
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_file_and_manifest_belong_together(folder):
    manifest, payload = read_trusted(folder)
    assert len(payload) == manifest.bytes


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_model_has_a_card_that_says_what_it_is_not(folder):
    card = (folder / "card.md").read_text("utf-8")
    assert "not" in card
    assert "icence" in card
    assert read_manifest(folder).licence


def test_the_network_is_attributed():
    manifest = read_manifest(VGG)
    assert manifest.licence == "CC-BY-4.0"
    assert "Simonyan" in manifest.source
    assert "Zisserman" in (VGG / "card.md").read_text("utf-8")


def test_nothing_but_models_lies_here():
    assert not list(paths.models().rglob("*.py"))
    assert {read_manifest(folder).kind for folder in FOLDERS} <= set(ModelKind)


@pytest.fixture(scope="module")
def crop():
    return np.ascontiguousarray(skimage.data.astronaut()[10:234, 110:334])


@pytest.mark.slow
def test_the_trunk_agrees_with_an_independent_engine(crop):
    """OpenCV's own network engine, fed the plain pixels, gives what ONNX Runtime gives."""
    manifest, model = read_trusted(VGG)
    ours = NetworkEmbedding(open_network(model, prefer_gpu=False), manifest).blocks(crop, OUTPUTS)
    other = cv2.dnn.readNetFromONNX(np.frombuffer(model, np.uint8))
    other.setInput(crop.transpose(2, 0, 1)[np.newaxis].astype(np.float32), "image")
    for name, value in zip(OUTPUTS, other.forward(OUTPUTS), strict=True):
        flat = np.asarray(value).ravel()
        mine = ours[f"vgg16-imagenet.{name}"]
        assert np.abs(flat - mine).max() / np.abs(flat).max() < 1e-4


@pytest.mark.slow
def test_the_averages_are_those_of_the_maps_and_after_relu(crop):
    manifest, model = read_trusted(VGG)
    told = NetworkEmbedding(open_network(model, prefer_gpu=False), manifest).blocks(crop, OUTPUTS)
    maps = told["vgg16-imagenet.block5_pool"].reshape(512, 49)
    np.testing.assert_allclose(
        maps.mean(axis=1), told["vgg16-imagenet.block5_pool_gap"], rtol=1e-4, atol=1e-4
    )
    assert min(values.min() for values in told.values()) >= 0
    assert (maps.max(axis=1) > 0).mean() > 0.3


@pytest.mark.slow
def test_the_graph_wants_red_first(crop):
    """A mere channel swap changes the features: the mean and the swap to BGR are inside the graph."""
    manifest, model = read_trusted(VGG)
    vgg = NetworkEmbedding(open_network(model, prefer_gpu=False), manifest)
    name = "vgg16-imagenet.block5_pool_gap"
    plain = vgg.blocks(crop, ["block5_pool_gap"])[name]
    swapped = vgg.blocks(np.ascontiguousarray(crop[:, :, ::-1]), ["block5_pool_gap"])[name]
    assert np.linalg.norm(plain - swapped) > 0.1 * np.linalg.norm(plain)
