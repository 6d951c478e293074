"""Opening what belongs together, and refusing what does not; with the real landmarker, tiny networks."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from neopain import paths
from neopain.core.errors import ModelFault
from neopain.core.frames import FaceCrop
from neopain.vision.models.manifest import read_manifest
from neopain.vision.open_models import Selection, open_models, promoted
from neopain_export.training.release.pins import digests_of
from tests.unit.vision.small_models import LBP, classifier_folder, graph, network_folder, pipeline

pytestmark = pytest.mark.slow

SHA = hashlib.sha256(graph()).hexdigest()
BESIDE = (
    "face_landmarker", "face_detector", "way_up", "face_witness", "facial_actions", "dlib_face_int8", "mini_xception",
)  # fmt: skip
"""Models that every classifier is opened with."""
BLOCKS = (("small.mean", 3), (LBP, 40))


def opened_from(models, **options):
    """With the digests of what lies there now, as a release of its own would have them."""
    return open_models(models, digests=digests_of(models), **options)


@pytest.fixture
def models(tmp_path):
    folder = tmp_path / "models"
    for name in BESIDE:
        shutil.copytree(paths.models() / name, folder / name)
    network_folder(folder / "small")
    classifier_folder(folder / "pain_svm", pipeline(43), blocks=BLOCKS, recorded=(("small", SHA),))
    (folder / "pain_svm" / "card.md").write_text("# A card", "utf-8")
    return folder


def test_the_bundled_models_open_and_score(models):
    opened = opened_from(models, prefer_gpu=False)
    try:
        crop = FaceCrop(np.full((224, 224, 3), 100, np.uint8), 0)
        assert 0 <= opened.classifier.score(opened.extractor.extract(crop)).probability <= 1
        assert opened.extractor.layout == opened.classifier.layout
        assert opened.card == "# A card"
        told = {line.name: line for line in opened.describe()}
        assert set(told) == {"pain-svm", "small", *(read_manifest(models / name).name for name in BESIDE)}
        assert told["small"].provider == "CPU (not wanted)"
        assert told["small"].sha256 == SHA
    finally:
        opened.close()
        opened.close()


def test_a_promoted_classifier_brings_its_own_network(models, tmp_path):
    twice = graph(scale=2.0)
    home = tmp_path / "ward"
    network_folder(home / "other", twice)
    recorded = (("small", hashlib.sha256(twice).hexdigest()),)
    mine = classifier_folder(home / "mine", pipeline(43), blocks=BLOCKS, recorded=recorded)
    opened = opened_from(models, chosen=mine, prefer_gpu=False)
    opened.close()
    assert opened.describe()[1].sha256 == recorded[0][1]
    assert "no card" in opened.card


def test_a_selection_pins_the_manifest(models, tmp_path):
    mine = classifier_folder(tmp_path / "mine")
    pin = hashlib.sha256((mine / "manifest.toml").read_bytes()).hexdigest()
    path = tmp_path / "selected.toml"
    path.write_text(f'folder = "{Path(mine).as_posix()}"\nmanifest_sha256 = "{pin}"\n', "utf-8")
    selection = promoted(path)
    assert selection == Selection(mine, pin)
    opened_from(models, chosen=selection).close()
    with (mine / "manifest.toml").open("a") as file:
        file.write("# changed\n")
    with pytest.raises(ModelFault, match="the one that was chosen"):
        opened_from(models, chosen=selection)


def test_another_network_than_the_one_trained_with_is_refused(models):
    network_folder(models / "small", graph(scale=3.0))
    with pytest.raises(ModelFault, match=f"sha256 {SHA}.*another model"):
        opened_from(models)


def test_a_network_that_the_classifier_did_not_record_is_refused(models):
    classifier_folder(models / "pain_svm", pipeline(43), blocks=BLOCKS)
    with pytest.raises(ModelFault, match="does not record"):
        opened_from(models)


def test_another_landmarker_than_the_one_recorded_is_refused(models):
    recorded = (("small", SHA), ("face-landmarker", "0" * 64))
    classifier_folder(models / "pain_svm", pipeline(43), blocks=BLOCKS, recorded=recorded)
    with pytest.raises(ModelFault, match="trained with the landmarker"):
        opened_from(models)


def test_a_broken_neighbour_does_not_matter(models):
    digests = digests_of(models)
    (models / "broken").mkdir()
    (models / "broken" / "manifest.toml").write_text("not toml [")
    open_models(models, prefer_gpu=False, digests=digests).close()


@pytest.mark.parametrize("missing", ["pain_svm", "small", *BESIDE])
def test_what_is_missing_is_named(models, missing):
    shutil.rmtree(models / missing)
    with pytest.raises(ModelFault, match=missing):
        opened_from(models)
