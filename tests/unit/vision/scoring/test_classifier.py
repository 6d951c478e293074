import pickle

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from neopain.core.errors import ModelFault
from neopain.core.features import FeatureBlock, FeatureLayout, FeatureVector
from neopain.vision.models.known_answers import FILE
from neopain.vision.models.manifest import read_manifest
from neopain.vision.scoring.classifier import SvmClassifier, load_classifier
from tests.unit.vision.small_models import (
    LBP,
    LBP_SIZE,
    classifier_folder,
    known_answers,
    known_vectors,
    network_folder,
    pipeline,
)

LAYOUT = FeatureLayout((FeatureBlock(LBP, LBP_SIZE),))


def features(first=0.0):
    values = np.zeros(LBP_SIZE, np.float32)
    values[0] = first
    return FeatureVector(values, LAYOUT)


def test_the_score_is_the_probability_of_the_positive_class(tmp_path):
    classifier = load_classifier(classifier_folder(tmp_path))
    high, low = classifier.score(features(3.0)), classifier.score(features(-3.0))
    assert low.probability < high.probability
    assert high.probability == pytest.approx(pipeline().predict_proba(features(3.0).values[np.newaxis])[0, 1])
    assert high.model_id == classifier.model_id == "pain-svm 1.0"
    assert high.points == pytest.approx(10 * high.probability)


def test_another_layout_is_refused_though_its_size_is_the_same(tmp_path):
    classifier = load_classifier(classifier_folder(tmp_path))
    foreign = FeatureLayout((FeatureBlock("lbp.u8r2.g2x2", LBP_SIZE),))
    with pytest.raises(ModelFault, match=r"wants features lbp\.u8r1"):
        classifier.score(FeatureVector(np.zeros(LBP_SIZE, np.float32), foreign))


def test_another_scikit_learn_is_refused_before_the_pickle_is_touched(tmp_path):
    folder = classifier_folder(tmp_path, libraries='[libraries]\nscikit-learn = "1.2.0"')
    with pytest.raises(ModelFault, match=r"made for scikit-learn 1\.2\.0.*neopain-export build"):
        load_classifier(folder)


@pytest.mark.parametrize(
    "fitted",
    [
        pipeline(count=7),
        StandardScaler().fit(np.zeros((2, LBP_SIZE))),
        SVC().fit(np.eye(LBP_SIZE), np.arange(LBP_SIZE) % 2),
        GaussianNB().fit(np.eye(LBP_SIZE), np.arange(LBP_SIZE) % 3),
        GaussianNB().fit(np.eye(LBP_SIZE), np.arange(LBP_SIZE) % 2 + 1),
    ],
    ids=["other size", "no classifier", "no probability", "three classes", "other labels"],
)
def test_a_pipeline_that_does_not_fit_is_refused_at_the_door(tmp_path, fitted):
    with pytest.raises(ModelFault, match=r"expected|should be"):
        load_classifier(classifier_folder(tmp_path, fitted))


@pytest.mark.parametrize("told", [np.nan, np.inf, -0.1, 1.1])
def test_a_probability_that_is_none_is_refused(tmp_path, told):
    class Broken:
        classes_ = np.array([0, 1])
        n_features_in_ = LBP_SIZE

        def predict_proba(self, values):
            return np.array([[1 - told, told]])

    manifest = read_manifest(classifier_folder(tmp_path))
    with pytest.raises(ModelFault, match="expected a probability"):
        SvmClassifier(Broken(), manifest)


def test_a_network_is_no_classifier(tmp_path):
    with pytest.raises(ModelFault, match="expected a classifier, got a network"):
        load_classifier(network_folder(tmp_path))


def test_the_column_is_found_by_label_not_by_place(tmp_path):
    class Turned:
        classes_ = np.array([1, 0])
        n_features_in_ = LBP_SIZE

        def predict_proba(self, values):
            return np.array([[0.9, 0.1]])

    classifier = SvmClassifier(Turned(), read_manifest(classifier_folder(tmp_path)))
    assert classifier.score(features()).probability == pytest.approx(0.9)


def test_the_pickle_must_hold_what_the_manifest_lists(tmp_path):
    payload = pickle.dumps(pipeline(), protocol=5)
    with pytest.raises(ModelFault, match="manifest does not list"):
        load_classifier(classifier_folder(tmp_path, payload=payload, classes=["sklearn.svm._classes.SVC"]))


def constant(value):
    """A pipeline that always says the same."""
    fitted = pipeline()
    for part in fitted.calibrated_classifiers_:
        part.calibrators[0].a_, part.calibrators[0].b_ = 0.0, np.log(1 / value - 1)
    return fitted


@pytest.mark.parametrize("value", [1e-9, 0.01, 0.5, 0.99])
def test_a_model_that_always_says_the_same_is_refused(tmp_path, value):
    with pytest.raises(ModelFault, match="cannot tell them apart"):
        load_classifier(classifier_folder(tmp_path, constant(value)))


def test_a_model_that_is_turned_round_is_refused(tmp_path):
    fitted = pipeline()
    for part in fitted.calibrated_classifiers_:
        part.calibrators[0].a_ *= -1
        part.calibrators[0].b_ *= -1
    with pytest.raises(ModelFault, match="cannot tell them apart"):
        load_classifier(classifier_folder(tmp_path, fitted))


def test_an_answer_that_is_not_the_recorded_one_is_refused(tmp_path):
    vectors = known_vectors(LBP_SIZE)
    recorded = known_answers(b"", vectors)
    with pytest.raises(ModelFault, match=r"expected the answers 0\.1000, 0\.9000 .* cannot be trusted here"):
        load_classifier(classifier_folder(tmp_path, known_answers=recorded))


def test_vectors_that_are_not_those_of_the_manifest_are_refused(tmp_path):
    folder = classifier_folder(tmp_path)
    (folder / FILE).write_bytes(known_vectors(LBP_SIZE).tobytes()[:-4])
    with pytest.raises(ModelFault, match="expected 320 bytes"):
        load_classifier(folder)
    (folder / FILE).unlink()
    with pytest.raises(ModelFault, match="readable file"):
        load_classifier(folder)


def test_vectors_that_are_not_finite_are_refused(tmp_path):
    vectors = known_vectors(LBP_SIZE)
    vectors[0, 0] = np.nan
    folder = classifier_folder(tmp_path, known_answers=known_answers(b"", vectors))
    (folder / FILE).write_bytes(vectors.tobytes())
    with pytest.raises(ModelFault, match="finite"):
        load_classifier(folder)
