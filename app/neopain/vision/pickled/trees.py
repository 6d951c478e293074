"""Decision trees and forests of them: every branch is followed once before a tree is made."""

from __future__ import annotations

from typing import Any

import numpy as np

from neopain.vision.pickled.arrays import TREE_NODE
from neopain.vision.pickled.fitted import Fitted, Rebuild, Role
from neopain.vision.pickled.scikit import DecisionTreeClassifier, RandomForestClassifier, Tree
from neopain.vision.pickled.state import State
from neopain.vision.pickled.steps import MOST_FEATURES
from neopain.vision.pickled.values import Array, ArrayValue, Part, refusal

MOST_TREES = 1000
_LEAF = -1
_SETTINGS = frozenset(
    {
        "criterion",
        "max_depth",
        "min_samples_split",
        "min_samples_leaf",
        "min_weight_fraction_leaf",
        "max_features",
        "max_leaf_nodes",
        "random_state",
        "min_impurity_decrease",
        "class_weight",
        "ccp_alpha",
        "monotonic_cst",
    }
)


def decision_tree(part: Part, _: Rebuild) -> Fitted:
    """One tree."""
    state = State(
        part, _SETTINGS | {"splitter", "n_outputs_", "classes_", "n_classes_", "max_features_", "tree_"}
    )
    count = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    state.whole("n_outputs_", least=1, most=1)
    # The trees of a forest count their classes as floating numbers.
    labels = state.array("classes_", (2,), kind="f") if _is_of_forest(part) else state.classes()
    if labels.tolist() != [0, 1]:
        raise state.wrong("classes_", "the classes 0 and 1 in this order")
    model = DecisionTreeClassifier()
    model.tree_ = _tree(state.part("tree_"), count)
    model.classes_ = labels.copy()
    model.n_classes_ = np.int64(state.whole("n_classes_", least=2, most=2))
    model.n_outputs_, model.n_features_in_, model.max_features_ = 1, count, count
    return Fitted(model, Role.CLASSIFIER, count)


def random_forest(part: Part, rebuild: Rebuild) -> Fitted:
    """Trees that vote."""
    own = {"estimator", "n_estimators", "estimator_params", "bootstrap", "oob_score", "n_jobs", "verbose"}
    own |= {"warm_start", "max_samples", "_n_samples", "n_outputs_", "classes_", "n_classes_"}
    own |= {"_sample_weight", "_n_samples_bootstrap", "estimator_", "estimators_"}
    state = State(part, _SETTINGS | own)
    count = state.whole("n_features_in_", least=1, most=MOST_FEATURES)
    trees = [
        rebuild(one, frozenset({Role.CLASSIFIER})) for one in state.parts("estimators_", most=MOST_TREES)
    ]
    if any(type(one.estimator) is not DecisionTreeClassifier or one.inputs != count for one in trees):
        raise state.wrong("estimators_", f"trees over {count} features")
    model = RandomForestClassifier(n_estimators=len(trees), n_jobs=1)
    model.estimators_ = [one.estimator for one in trees]
    model.classes_ = state.classes()
    model.n_classes_ = state.whole("n_classes_", least=2, most=2)
    model.n_outputs_, model.n_features_in_ = 1, count
    return Fitted(model, Role.CLASSIFIER, count)


def _is_of_forest(part: Part) -> bool:
    held = part.state.get("classes_") if isinstance(part.state, dict) else None
    return isinstance(held, ArrayValue) and held.values is not None and held.values.dtype.kind == "f"


def _tree(part: Part, features: int) -> Any:  # noqa: ANN401  scikit-learn ships no types
    if not part.name.endswith("._tree.Tree") or not _are_arguments(part.arguments, features):
        raise refusal(f"expected a tree over {features} features with one output of two classes, got another")
    state = State(Part(part.name, (), part.state, built=True), {"max_depth", "node_count", "nodes", "values"})
    nodes = state.records("nodes", TREE_NODE)
    count = state.whole("node_count", least=1, most=1 << 24)
    if len(nodes) != count:
        raise state.wrong("nodes", f"{count} nodes")
    values = state.array("values", (count, 1, 2), least=0, most=1)
    if np.abs(values.sum(axis=2) - 1).max() > 1e-6:
        raise state.wrong("values", "shares that sum up to 1")
    _expect_a_tree(state, nodes, features)
    tree = Tree(features, np.array([2], np.intp), 1)
    # Our own arrays, checked node by node above: no state of the file's.
    tree.__setstate__(
        {
            "max_depth": state.whole("max_depth", most=count),
            "node_count": count,
            "nodes": np.ascontiguousarray(nodes),
            "values": np.ascontiguousarray(values, np.float64),
        }
    )
    return tree


def _are_arguments(arguments: tuple[object, ...], features: int) -> bool:
    if len(arguments) != 3 or arguments[0] != features or arguments[2] != 1:
        return False
    classes = arguments[1].values if isinstance(arguments[1], ArrayValue) else None
    return classes is not None and classes.dtype.kind == "i" and classes.tolist() == [2]


def _expect_a_tree(state: State, nodes: Array, features: int) -> None:
    """Children come behind their parent, each has one parent, and every question is of a feature there is."""
    left, right = nodes["left_child"], nodes["right_child"]
    place = np.arange(len(nodes))
    leaf = left == _LEAF
    inner = ~leaf
    children = np.concatenate([left[inner], right[inner]])
    sound = (
        bool((right[leaf] == _LEAF).all())
        and bool((left[inner] > place[inner]).all() and (right[inner] > place[inner]).all())
        and bool((children < len(nodes)).all())
        and len(np.unique(children)) == len(children) == len(nodes) - 1
    )
    asked = nodes["feature"][inner]
    if not sound or not ((asked >= 0) & (asked < features)).all():
        raise state.wrong("nodes", "one tree whose questions are of its features")
    if not np.isfinite(nodes["threshold"]).all():
        raise state.wrong("nodes", "finite thresholds")
