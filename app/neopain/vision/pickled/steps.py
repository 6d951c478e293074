"""Parts that change features: selection, scaling, projection."""

from __future__ import annotations

import numpy as np

from neopain.vision.pickled.fitted import Fitted, Rebuild, Role
from neopain.vision.pickled.scikit import PCA, MinMaxScaler, SelectKBest, StandardScaler
from neopain.vision.pickled.state import State
from neopain.vision.pickled.values import Part

MOST_FEATURES = 1 << 20


def select_k_best(part: Part, _: Rebuild) -> Fitted:
    """The k features with the best scores; the ranker is not needed any more."""
    state = State(part, {"score_func", "k", "scores_", "pvalues_"})
    inputs = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    scores = state.array("scores_", (inputs,))
    outputs = state.whole("k", least=1, most=inputs)
    step = SelectKBest(k=outputs)
    step.scores_, step.pvalues_, step.n_features_in_ = scores.astype(np.float64), None, inputs
    return Fitted(step, Role.STEP, inputs, outputs)


def standard_scaler(part: Part, _: Rebuild) -> Fitted:
    """Mean to 0, standard deviation to 1."""
    state = State(part, {"with_mean", "with_std", "copy", "n_samples_seen_", "mean_", "var_", "scale_"})
    count = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    state.choice("with_mean", True)
    state.choice("with_std", True)
    step = StandardScaler()
    step.mean_ = state.array("mean_", (count,))
    step.var_ = state.array("var_", (count,), least=0)
    step.scale_ = state.array("scale_", (count,), least=0)
    if not step.scale_.all():
        raise state.wrong("scale_", "numbers above 0")
    step.n_features_in_, step.n_samples_seen_ = count, 1
    return Fitted(step, Role.STEP, count, count)


def min_max_scaler(part: Part, _: Rebuild) -> Fitted:
    """Every feature to a range."""
    learned = ("scale_", "min_", "data_min_", "data_max_", "data_range_")
    state = State(part, {"feature_range", "copy", "clip", "n_samples_seen_", *learned})
    count = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    state.choice("clip", False)
    step = MinMaxScaler()
    for name in learned:
        setattr(step, name, state.array(name, (count,)))
    step.n_features_in_, step.n_samples_seen_ = count, 1
    return Fitted(step, Role.STEP, count, count)


def pca(part: Part, _: Rebuild) -> Fitted:
    """Principal components."""
    settings = {"n_components", "copy", "whiten", "svd_solver", "tol", "iterated_power", "n_oversamples"}
    settings |= {"power_iteration_normalizer", "random_state", "_fit_svd_solver"}
    learned = {"explained_variance_ratio_", "singular_values_", "noise_variance_", "n_samples_"}
    state = State(part, settings | learned | {"mean_", "components_", "n_components_", "explained_variance_"})
    inputs = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    outputs = state.whole("n_components_", least=1, most=inputs)
    whiten = state.choice("whiten", False, True)
    step = PCA(n_components=outputs, whiten=whiten)
    step.mean_ = state.array("mean_", (inputs,))
    step.components_ = state.array("components_", (outputs, inputs))
    step.explained_variance_ = state.array("explained_variance_", (outputs,), least=0)
    if whiten and not step.explained_variance_.all():
        raise state.wrong("explained_variance_", "numbers above 0")
    step.n_components_, step.n_features_in_ = outputs, inputs
    return Fitted(step, Role.STEP, inputs, outputs)
