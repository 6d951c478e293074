"""Classifiers: support vectors, logistic regression, naive Bayes, neighbours."""

from __future__ import annotations

import numpy as np

from neopain.vision.pickled.fitted import Fitted, Rebuild, Role
from neopain.vision.pickled.scikit import SVC, GaussianNB, KNeighborsClassifier, LogisticRegression
from neopain.vision.pickled.state import State
from neopain.vision.pickled.steps import MOST_FEATURES
from neopain.vision.pickled.values import Array, Part

_MOST_NEIGHBOURS = 1000


def svc(part: Part, _: Rebuild) -> Fitted:
    """A support vector machine, linear or with a radial kernel, without probabilities of its own."""
    state = State(part, _SVC_SETTINGS | _SVC_LEARNED)
    count = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    state.choice("probability", "deprecated", False)
    state.choice("_effective_probability", False, default=False)
    state.choice("_sparse", False)
    state.choice("break_ties", False)
    state.choice("fit_status_", 0)
    kernel = state.choice("kernel", "linear", "rbf")
    each = state.array("_n_support", (2,), kind="i", least=1, most=1 << 30)
    vectors = state.array("support_vectors_", (int(each.sum(dtype=np.int64)), count))
    weights = state.array("_dual_coef_", (1, len(vectors)))
    bias = state.array("_intercept_", (1,))
    _expect_shown(state, weights, bias)
    for empty in ("_probA", "_probB"):
        state.array(empty, (0,))
    machine = SVC(kernel=kernel)
    vars(machine).update(
        support_=np.arange(len(vectors), dtype=np.int32),
        support_vectors_=np.ascontiguousarray(vectors, np.float64),
        _n_support=np.ascontiguousarray(each, np.int32),
        _dual_coef_=np.ascontiguousarray(weights, np.float64),
        _intercept_=np.ascontiguousarray(bias, np.float64),
        # scikit-learn turns the sign of what it shows for two classes; libsvm reads what it hides.
        dual_coef_=-weights,
        intercept_=-bias,
        _probA=np.empty(0),
        _probB=np.empty(0),
        _gamma=state.number("_gamma", above=0.0),
        _sparse=False,
        _effective_probability=False,
        class_weight_=np.ones(2),
        classes_=state.classes(),
        fit_status_=0,
        shape_fit_=(len(vectors), count),
        n_features_in_=count,
    )
    return Fitted(machine, Role.CLASSIFIER, count)


def logistic_regression(part: Part, _: Rebuild) -> Fitted:
    """A linear classifier with a logistic link."""
    settings = {"penalty", "C", "l1_ratio", "dual", "tol", "fit_intercept", "intercept_scaling"}
    settings |= {"class_weight", "random_state", "solver", "max_iter", "verbose", "warm_start", "n_jobs"}
    state = State(part, settings | {"n_iter_", "coef_", "intercept_", "classes_"})
    count = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    model = LogisticRegression()
    model.coef_ = state.array("coef_", (1, count))
    model.intercept_ = state.array("intercept_", (1,))
    model.classes_ = state.classes()
    model.n_features_in_, model.n_iter_ = count, np.zeros(1, np.int32)
    return Fitted(model, Role.CLASSIFIER, count)


def gaussian_nb(part: Part, _: Rebuild) -> Fitted:
    """Naive Bayes with a normal distribution a feature."""
    state = State(
        part,
        {"priors", "var_smoothing", "epsilon_", "theta_", "var_", "class_count_", "class_prior_", "classes_"},
    )
    count = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    model = GaussianNB()
    model.theta_ = state.array("theta_", (2, count))
    model.var_ = state.array("var_", (2, count), least=0)
    if not model.var_.all():
        raise state.wrong("var_", "numbers above 0")
    model.class_prior_ = state.array("class_prior_", (2,), least=0, most=1)
    if not model.class_prior_.all() or abs(float(model.class_prior_.sum()) - 1) > 1e-4:
        raise state.wrong("class_prior_", "shares that sum up to 1")
    model.class_count_ = state.array("class_count_", (2,), least=0)
    model.classes_ = state.classes()
    model.epsilon_, model.n_features_in_ = 0.0, count
    return Fitted(model, Role.CLASSIFIER, count)


def k_neighbours(part: Part, _: Rebuild) -> Fitted:
    """The nearest training rows vote; their search tree is grown again, the stored one is not read."""
    settings = {"n_neighbors", "radius", "algorithm", "leaf_size", "metric", "metric_params", "p", "n_jobs"}
    settings |= {"weights", "outputs_2d_", "effective_metric_params_", "effective_metric_", "_fit_method"}
    state = State(part, settings | {"classes_", "_y", "_fit_X", "n_samples_fit_", "_tree"})
    count = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    state.choice("metric", "minkowski")
    state.choice("p", 2)
    rows = state.array("_fit_X", (None, count))
    labels = state.array("_y", (len(rows),), kind="i", least=0, most=1)
    if labels.all() or not labels.any():
        raise state.wrong("_y", "rows of both classes")
    state.classes()
    model = KNeighborsClassifier(
        n_neighbors=state.whole("n_neighbors", least=1, most=min(len(rows), _MOST_NEIGHBOURS)),
        weights=state.choice("weights", "uniform", "distance"),
    )
    model.fit(rows, labels.astype(np.int64))
    return Fitted(model, Role.CLASSIFIER, count)


def _expect_shown(state: State, weights: Array, bias: Array) -> None:
    """What the machine shows of itself is what it computes with, the sign turned."""
    for shown, hidden in (("dual_coef_", weights), ("intercept_", bias)):
        if not np.array_equal(state.array(shown, hidden.shape), -hidden):
            raise state.wrong(shown, f"_{shown} with the sign turned")


_SVC_SETTINGS = frozenset(
    {
        "decision_function_shape",
        "break_ties",
        "kernel",
        "degree",
        "gamma",
        "coef0",
        "tol",
        "C",
        "nu",
        "epsilon",
        "shrinking",
        "probability",
        "cache_size",
        "class_weight",
        "verbose",
        "max_iter",
        "random_state",
    }
)
_SVC_LEARNED = frozenset(
    {
        "_sparse",
        "class_weight_",
        "classes_",
        "_effective_probability",
        "_gamma",
        "support_",
        "support_vectors_",
        "_n_support",
        "dual_coef_",
        "intercept_",
        "_probA",
        "_probB",
        "fit_status_",
        "_num_iter",
        "shape_fit_",
        "_intercept_",
        "_dual_coef_",
        "n_iter_",
    }
)
