"""The bundled models are those that the program knows, and answer as they did when they were made."""

import shutil

import numpy as np
import pytest

from neopain import paths
from neopain.core.errors import ModelFault
from neopain.vision.models.bundled_digests import MANIFESTS
from neopain.vision.models.known_answers import FILE
from neopain.vision.open_models import open_finder, open_models
from neopain.vision.scoring.classifier import load_classifier
from neopain_export.training.release.pins import digests_of

USED = (
    "face_landmarker", "face_witness", "pain_svm", "vgg16_imagenet_int8", "dlib_face_int8", "facial_actions",
    "mini_xception",
)  # fmt: skip
"""By the bundled classifier, and beside it."""
CLASSIFIER = paths.models() / "pain_svm"


def test_the_program_knows_the_models_that_are_there():
    assert digests_of(paths.models()) == MANIFESTS, "after a change of models/: neopain-export pin"


def test_the_bundled_classifier_tells_its_known_answers():
    classifier = load_classifier(CLASSIFIER)
    assert classifier.known_answers[0] < 0.05
    assert classifier.known_answers[-1] > 0.95


def altered(tmp_path, name, change):
    models = tmp_path / "models"
    shutil.copytree(paths.models(), models)
    change(models / name)
    return models


def append(path):
    with path.open("a") as file:
        file.write("# a remark\n")


@pytest.mark.slow
@pytest.mark.parametrize("name", USED)
def test_a_bundled_model_with_another_manifest_is_refused(tmp_path, name):
    models = altered(tmp_path, f"{name}/manifest.toml", append)
    with pytest.raises(ModelFault, match=f"{name}.*altered or exchanged"):
        open_models(models, prefer_gpu=False)


@pytest.mark.slow
def test_a_bundled_model_that_the_program_does_not_know_is_refused():
    for name in USED:
        digests = {key: value for key, value in MANIFESTS.items() if key != name}
        with pytest.raises(ModelFault, match=f"{name}: this release of NeoPain does not bring"):
            open_models(paths.models(), prefer_gpu=False, digests=digests)
    with pytest.raises(ModelFault, match="face_landmarker: this release of NeoPain does not bring"):
        open_finder(paths.models(), digests={})


@pytest.mark.slow
def test_a_model_of_somebodys_own_may_lie_beside_the_bundled_ones(tmp_path):
    models = altered(tmp_path, ".", lambda _: None)
    shutil.copytree(models / "dlib_face_int8", models / "mine_net")
    shutil.rmtree(models / "dlib_face_int8")
    shutil.copytree(models / "pain_svm", models / "mine")
    append(models / "mine" / "manifest.toml")
    tried = open_models(models, chosen=models / "mine", prefer_gpu=False)
    tried.close()
    assert set(tried.networks) == {"dlib-face-int8"}
    with pytest.raises(ModelFault, match="mine_net: this release of NeoPain does not bring"):
        open_models(models, prefer_gpu=False)


@pytest.mark.parametrize("wrong", [b"", b"x", np.zeros(3278, "<f4").tobytes()])
def test_other_vectors_are_refused(tmp_path, wrong):
    shutil.copytree(CLASSIFIER, tmp_path / "mine")
    (tmp_path / "mine" / FILE).write_bytes(wrong)
    with pytest.raises(ModelFault, match="known_answers"):
        load_classifier(tmp_path / "mine")
