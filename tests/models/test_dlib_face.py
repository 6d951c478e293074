"""The bundled network for faces gives what dlib itself gave."""

import json
from pathlib import Path

import numpy as np
import pytest
import skimage.data

from neopain import paths
from neopain.vision.models.manifest import read_manifest
from neopain.vision.open_models import open_embedding
from neopain_export.study.features.extractor import Equipment, PictureAssessor, default_blocks
from tests.pictures.remembered import eight_samples

FOLDER = paths.models() / "dlib_face"
TOLD_BY_DLIB = json.loads((Path(__file__).parent / "dlib_descriptors.json").read_text("utf-8"))
PICTURES = {
    "portrait": lambda: skimage.data.astronaut()[35:185, 150:300],
    "noise": lambda: np.random.default_rng(1).integers(0, 256, (150, 150, 3), dtype=np.uint8),
}


@pytest.fixture(scope="module")
def network():
    return open_embedding(FOLDER, prefer_gpu=False, threads=1)


@pytest.mark.parametrize("name", PICTURES)
def test_the_descriptor_is_that_of_dlib(network, name):
    """Half storage rounds every weight to 11 bits; the numbers' largest is 0.3 to 0.4."""
    found = network.blocks(np.ascontiguousarray(PICTURES[name]()), ["descriptor"])["dlib-face.descriptor"]
    np.testing.assert_allclose(found, TOLD_BY_DLIB[name], atol=1e-3)


def test_two_faces_are_further_apart_than_rounding(network):
    apart = np.abs(np.subtract(TOLD_BY_DLIB["portrait"], TOLD_BY_DLIB["noise"])).max()
    assert apart > 0.1, "else the comparison above could not fail"


def test_it_is_attributed_and_may_be_passed_on():
    manifest = read_manifest(FOLDER)
    assert manifest.licence == "CC0-1.0"
    assert "King" in manifest.source
    card = (FOLDER / "card.md").read_text("utf-8")
    assert "King" in card
    assert "CC0 1.0" in card


@pytest.mark.slow
@pytest.mark.usefixtures("drawn_once", "found_once")
def test_the_study_reads_its_blocks_beside_those_of_other_networks():
    folders = (FOLDER, paths.models() / "vgg16_imagenet_int8")
    assert "dlib-face.stage4_gap" in default_blocks(folders)
    blocks = (
        "dlib-face.stage4_gap",
        "dlib-face.descriptor",
        "vgg16-imagenet-int8.block5_pool_gap",
        "lbp.u8r1.g7x7",
    )
    equipment = Equipment(blocks, folders, paths.models() / "face_landmarker")
    assessor = PictureAssessor(equipment)
    found = [assessor.assess(sample.picture, None).values for sample in eight_samples()[:3]]
    seen = [values for values in found if values is not None]
    assert len(seen) >= 2
    assert seen[0].shape == (256 + 128 + 512 + 490,)
    assert np.abs(seen[0][:256] - seen[1][:256]).max() > 0.01
