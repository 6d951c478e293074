import pickle

import numpy as np
import pytest
import sklearn.base
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC

from neopain.core.errors import ModelFault
from neopain.vision.pickled.rebuild import names_in, rebuilt
from tests.unit.vision.pickled.made_pipelines import CLASSIFIERS, fitted, pickled, rows

LOOKED_AT, _ = rows(50, seed=7)


def expect_the_same(model, protocol):
    payload = pickled(model, protocol)
    again = rebuilt(payload, names_in(payload), "a model")
    np.testing.assert_array_equal(again.predict_proba(LOOKED_AT), model.predict_proba(LOOKED_AT))
    assert again.classes_.tolist() == [0, 1]


@pytest.mark.parametrize("protocol", [4, 5])
@pytest.mark.parametrize("ensemble", [False, True])
@pytest.mark.parametrize("method", ["sigmoid", "isotonic"])
@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_a_rebuilt_pipeline_says_the_same_bit_for_bit(classifier, method, ensemble, protocol):
    expect_the_same(fitted(classifier, method=method, ensemble=ensemble), protocol)


@pytest.mark.parametrize("protocol", [4, 5])
@pytest.mark.parametrize(
    "parts",
    [
        (MinMaxScaler(), PCA(4), LogisticRegression()),
        (StandardScaler(), PCA(3, whiten=True), LogisticRegression()),
        (PCA(2), StandardScaler(), CLASSIFIERS["bayes"]()),
    ],
)
def test_other_steps_too(parts, protocol):
    expect_the_same(make_pipeline(*parts).fit(*rows()), protocol)


def test_a_frozen_estimator_under_a_calibration():
    frozen = FrozenEstimator(make_pipeline(StandardScaler(), SVC()).fit(*rows()))
    expect_the_same(CalibratedClassifierCV(frozen).fit(*rows()), 4)


def test_wide_and_narrow_rows_of_neighbours():
    values = np.random.default_rng(3).normal(size=(60, 40))
    model = CLASSIFIERS["neighbours"]().fit(values, (values[:, 0] > 0).astype(int))
    payload = pickled(model)
    again = rebuilt(payload, names_in(payload), "a model")
    np.testing.assert_array_equal(again.predict_proba(values), model.predict_proba(values))


def test_nothing_of_scikit_learn_or_numpy_is_given_a_foreign_state(monkeypatch):
    payload = pickled(fitted())

    def never(*_):
        raise AssertionError("a foreign state was handed over")

    monkeypatch.setattr(pickle, "loads", never)
    monkeypatch.setattr(pickle, "Unpickler", never)
    monkeypatch.setattr(sklearn.base.BaseEstimator, "__setstate__", never)
    assert rebuilt(payload, names_in(payload), "a model").n_features_in_ == 12


def test_a_name_that_the_manifest_does_not_list_is_refused():
    payload = pickled(fitted())
    listed = [name for name in names_in(payload) if not name.endswith("SVC")]
    with pytest.raises(ModelFault, match=r"a model: .*SVC.*manifest does not list"):
        rebuilt(payload, listed, "a model")


@pytest.mark.filterwarnings("ignore:Trying to unpickle")
def test_another_release_is_refused_and_the_remedy_named(monkeypatch):
    model = fitted()
    monkeypatch.setattr(sklearn.base, "__version__", "1.2.3")
    payload = pickled(model)
    monkeypatch.undo()
    with pytest.raises(ModelFault, match=r"1\.2\.3.*neopain-export build"):
        rebuilt(payload, names_in(payload), "a model")
