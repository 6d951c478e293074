"""Pickles that are well made and whose parts are what they say, but whose values are not a fitted model's."""

import numpy as np
import pytest
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC

from neopain.core.errors import ModelFault
from neopain.vision.pickled.opcodes import VALUE_NAMES
from neopain.vision.pickled.rebuild import BESIDE, PARTS, rebuilt
from tests.unit.vision.pickled.made_pipelines import fitted, inner, pickled, rows, step

EVERY_NAME = frozenset(PARTS) | BESIDE | VALUE_NAMES


def refused(model, match="was not loaded"):
    for protocol in (4, 5):
        payload = pickled(model, protocol)
        with pytest.raises(ModelFault, match=match):
            rebuilt(payload, EVERY_NAME, "a model")


def changed(values, place, to):
    values = values.copy()
    values[place] = to
    return values


SVM = {
    "no support vectors": lambda m: vars(m).update(
        support_vectors_=np.zeros((0, 5)), _n_support=np.zeros(2, np.int32), dual_coef_=np.zeros((1, 0)),
        _dual_coef_=np.zeros((1, 0)), support_=np.zeros(0, np.int32),
    ),
    "more vectors counted than there are": lambda m: vars(m).update(_n_support=m._n_support + 1),
    "a negative count": lambda m: vars(m).update(_n_support=np.array([-3, len(m.support_) + 3], np.int32)),
    "counts of three classes": lambda m: vars(m).update(_n_support=np.ones(3, np.int32)),
    "counts that overflow": lambda m: vars(m).update(_n_support=np.array([2**31 - 1, 2**31 - 1], np.int32)),
    "floating counts": lambda m: vars(m).update(_n_support=m._n_support.astype(float)),
    "fewer weights": lambda m: vars(m).update(_dual_coef_=m._dual_coef_[:, :-1], dual_coef_=m.dual_coef_[:, :-1]),
    "NaN weight": lambda m: vars(m).update(_dual_coef_=changed(m._dual_coef_, (0, 0), np.nan)),
    "infinite vector": lambda m: vars(m).update(support_vectors_=changed(m.support_vectors_, (0, 0), np.inf)),
    "narrower vectors": lambda m: vars(m).update(support_vectors_=m.support_vectors_[:, :-1]),
    "flat vectors": lambda m: vars(m).update(support_vectors_=m.support_vectors_.ravel()),
    "vectors of objects": lambda m: vars(m).update(support_vectors_=m.support_vectors_.astype(object)),
    "whole vectors": lambda m: vars(m).update(support_vectors_=m.support_vectors_.astype(np.int64)),
    "vectors of text": lambda m: vars(m).update(support_vectors_=m.support_vectors_.astype(str)),
    "complex vectors": lambda m: vars(m).update(support_vectors_=m.support_vectors_.astype(complex)),
    "big-endian vectors": lambda m: vars(m).update(support_vectors_=m.support_vectors_.astype(">f8")),
    "long doubles": lambda m: vars(m).update(support_vectors_=m.support_vectors_.astype(np.longdouble)),
    "shown weights are others": lambda m: vars(m).update(dual_coef_=-m.dual_coef_),
    "two intercepts": lambda m: vars(m).update(_intercept_=np.zeros(2), intercept_=np.zeros(2)),
    "negative gamma": lambda m: vars(m).update(_gamma=-1.0),
    "no gamma": lambda m: vars(m).pop("_gamma"),
    "NaN gamma": lambda m: vars(m).update(_gamma=np.float64(np.nan)),
    "gamma of zero": lambda m: vars(m).update(_gamma=0.0),
    "gamma in words": lambda m: vars(m).update(_gamma="scale"),
    "huge gamma": lambda m: vars(m).update(_gamma=10**400),
    "true gamma": lambda m: vars(m).update(_gamma=True),
    "kernel of rows and columns": lambda m: vars(m).update(kernel="precomputed"),
    "a polynomial": lambda m: vars(m).update(kernel="poly"),
    "probabilities of its own": lambda m: vars(m).update(probability=True, _probA=np.ones(1), _probB=np.ones(1)),
    "hidden probabilities": lambda m: vars(m).update(_probA=np.ones(1)),
    "sparse": lambda m: vars(m).update(_sparse=True),
    "not fitted well": lambda m: vars(m).update(fit_status_=1),
    "classes swapped": lambda m: vars(m).update(classes_=np.array([1, 0])),
    "one class": lambda m: vars(m).update(classes_=np.array([0])),
    "other classes": lambda m: vars(m).update(classes_=np.array([0, 2])),
    "more features": lambda m: vars(m).update(n_features_in_=6),
    "features without end": lambda m: vars(m).update(n_features_in_=2**62),
    "a number of features that is true": lambda m: vars(m).update(n_features_in_=True),
    "a value of ours": lambda m: vars(m).update(predict_proba=1),
    "nothing at all": lambda m: vars(m).clear(),
    "never fitted": lambda m: vars(m).update(vars(SVC())) or [vars(m).pop(k) for k in list(vars(m)) if k.endswith("_")],
}  # fmt: skip


@pytest.mark.parametrize("forged", SVM)
def test_a_forged_support_vector_machine_is_refused(forged):
    model = fitted()
    SVM[forged](step(model))
    refused(model, "was not loaded")


STEPS = {
    "scale of zero": ("scale", {"scale_": np.zeros(5)}),
    "negative scale": ("scale", {"scale_": -np.ones(5)}),
    "NaN mean": ("scale", {"mean_": np.full(5, np.nan)}),
    "longer mean": ("scale", {"mean_": np.zeros(6)}),
    "no mean": ("scale", {"mean_": None}),
    "no centre": ("scale", {"with_mean": False, "mean_": None}),
    "other width": ("scale", {"n_features_in_": 6, "mean_": np.zeros(6), "var_": np.ones(6), "scale_": np.ones(6)}),
    "more than there are": ("select", {"k": 13}),
    "none selected": ("select", {"k": 0}),
    "all selected": ("select", {"k": "all"}),
    "k that is true": ("select", {"k": True}),
    "NaN scores": ("select", {"scores_": np.full(12, np.nan)}),
    "fewer scores": ("select", {"scores_": np.zeros(11)}),
    "foreign value": ("select", {"_get_support_mask": 1}),
}  # fmt: skip


@pytest.mark.parametrize("forged", STEPS)
def test_a_forged_step_is_refused(forged):
    model = fitted()
    name, values = STEPS[forged]
    vars(step(model, name)).update(values)
    refused(model)


def of_curve(**values):
    return lambda model: vars(model.calibrated_classifiers_[0].calibrators[0]).update(values)


def of_calibrated(**values):
    return lambda model: vars(model.calibrated_classifiers_[0]).update(values)


def of_all(**values):
    return lambda model: vars(model).update(values)


def holds_itself(model):
    vars(model.calibrated_classifiers_[0])["estimator"] = model


def in_itself(model):
    inner(model).steps[2] = ("classify", inner(model))


def a_pipeline_in_a_pipeline(model):
    inner(model).steps[2] = ("classify", Pipeline([("classify", step(model))]))


def many_folds(model):
    model.calibrated_classifiers_ = model.calibrated_classifiers_ * 40


def classifier_first(model):
    inner(model).steps.insert(0, inner(model).steps[2])


COMPOSED = {
    "NaN slope": of_curve(a_=np.float64(np.nan)),
    "no slope": of_curve(a_=None),
    "slope of two": of_curve(a_=np.ones(2)),
    "no curve": of_calibrated(calibrators=[]),
    "a curve that is a model": lambda m: of_calibrated(calibrators=[step(m)])(m),
    "a curve that is a text": of_calibrated(calibrators=["a"]),
    "an estimator that is a step": lambda m: of_calibrated(estimator=step(m, "scale"))(m),
    "an estimator that is a text": of_calibrated(estimator="SVC"),
    "the method's other curve": of_calibrated(method="isotonic"),
    "an unknown method": of_all(method="magic"),
    "inner classes swapped": of_calibrated(classes=np.array([1, 0])),
    "outer classes swapped": of_all(classes_=np.array([1, 0])),
    "classes as floats": of_all(classes_=np.array([0.0, 1.0])),
    "no classifiers": of_all(calibrated_classifiers_=[]),
    "classifiers as a tuple": lambda m: of_all(calibrated_classifiers_=tuple(m.calibrated_classifiers_))(m),
    "other number of features": of_all(n_features_in_=13),
    "holds itself": holds_itself,
    "a pipeline in itself": in_itself,
    "a pipeline in a pipeline": a_pipeline_in_a_pipeline,
    "folds without end": many_folds,
    "a classifier before the end": classifier_first,
    "no steps": lambda m: vars(inner(m)).update(steps=[]),
    "a step without a name": lambda m: vars(inner(m)).update(steps=[step(m)]),
    "one name twice": lambda m: vars(inner(m)).update(steps=[("a", step(m, "select")), ("a", step(m, "scale")), ("c", step(m))]),
    "steps in another order": lambda m: vars(inner(m)).update(steps=[inner(m).steps[1], inner(m).steps[0], inner(m).steps[2]]),
    "a name with dots": lambda m: vars(inner(m)).update(steps=[("a.b", step(m))]),
    "memory": lambda m: vars(inner(m)).update(memory="somewhere"),
}  # fmt: skip


@pytest.mark.parametrize("forged", COMPOSED)
def test_forged_parts_of_parts_are_refused(forged):
    model = fitted()
    COMPOSED[forged](model)
    refused(model)


def test_a_falling_staircase_is_refused():
    model = fitted(method="isotonic")
    curve = model.calibrated_classifiers_[0].calibrators[0]
    curve.y_thresholds_ = curve.y_thresholds_[::-1].copy()
    refused(model, "never fall")


NODES = {
    "a child out of the tree": ("left_child", 0, 10**6),
    "a negative child": ("left_child", 0, -7),
    "a child that is its parent": ("left_child", 0, 0),
    "a child of two parents": ("right_child", 0, 1),
    "a question of no feature": ("feature", 0, 99),
    "a question of a negative feature": ("feature", 0, -5),
    "a NaN threshold": ("threshold", 0, np.nan),
    "half a leaf": ("right_child", -1, 0),
}


class ForgedTree:
    """What a tree pickles as, with other nodes."""

    def __init__(self, tree, **values):
        function, arguments, state = tree.__reduce__()
        self._reduced = (function, arguments, {**state, **values})

    def __reduce__(self):
        return self._reduced


@pytest.mark.parametrize("classifier", ["tree", "forest"])
@pytest.mark.parametrize("forged", NODES)
def test_a_forged_tree_is_refused(forged, classifier):
    model = fitted(classifier)
    last = step(model)
    owner = last if classifier == "tree" else last.estimators_[-1]
    field, place, to = NODES[forged]
    nodes = owner.tree_.__reduce__()[2]["nodes"].copy()
    nodes[field][place] = to
    vars(owner)["tree_"] = ForgedTree(owner.tree_, nodes=nodes)
    refused(model, "should be")


@pytest.mark.parametrize(
    "values",
    [
        {"node_count": 10**6},
        {"node_count": -1},
        {"max_depth": 10**9},
        {"nodes": np.zeros(3)},
        {"values": np.zeros((1, 1, 2))},
        {"values": None},
        {"more": 1},
    ],
)
def test_a_tree_with_another_state_is_refused(values):
    model = fitted("tree")
    vars(step(model))["tree_"] = ForgedTree(step(model).tree_, **values)
    refused(model)


def test_shares_that_are_none_are_refused():
    model = fitted("tree")
    shares = step(model).tree_.__reduce__()[2]["values"]
    vars(step(model))["tree_"] = ForgedTree(step(model).tree_, values=shares * 2)
    refused(model, "from 0 to 1")


@pytest.mark.parametrize(
    "values",
    [
        {"n_neighbors": 10**9},
        {"n_neighbors": 0},
        {"weights": "magic"},
        {"metric": "precomputed"},
        {"_y": np.zeros(60, np.int64)},
        {"_y": np.full(60, 7)},
        {"_y": np.zeros(3, np.int64)},
        {"_fit_X": np.zeros((0, 5))},
        {"_fit_X": np.full((60, 5), np.nan)},
    ],
)
def test_forged_neighbours_are_refused(values):
    model = fitted("neighbours")
    vars(step(model)).update(values)
    refused(model)


@pytest.mark.parametrize(
    ("classifier", "values"),
    [
        ("bayes", {"var_": np.zeros((2, 5))}),
        ("bayes", {"class_prior_": np.array([0.5, 0.6])}),
        ("bayes", {"class_prior_": np.array([0.0, 1.0])}),
        ("bayes", {"theta_": np.zeros((3, 5))}),
        ("logistic", {"coef_": np.zeros((2, 5))}),
        ("logistic", {"coef_": np.full((1, 5), np.inf)}),
        ("logistic", {"intercept_": None}),
        ("forest", {"estimators_": []}),
        ("forest", {"estimators_": [SVC().fit(*rows())]}),
        ("forest", {"n_classes_": 3}),
    ],
)
def test_other_forged_classifiers_are_refused(classifier, values):
    model = fitted(classifier)
    vars(step(model)).update(values)
    refused(model)
