import pickle

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from neopain.core.errors import ModelFault
from neopain.core.features import FeatureBlock, FeatureLayout, FeatureVector
from neopain.vision.classifier import SvmClassifier, load_classifier
from neopain.vision.manifest import read_manifest
from tests.unit.vision.small_models import LBP, LBP_SIZE, classifier_folder, network_folder, pipeline

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
