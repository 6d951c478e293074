"""A pickled pipeline to a fitted estimator, every part made anew out of checked values.

The parts that are known are the table below; docs/decisions/0004-pickle.md tells how to add one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from neopain.core.errors import ModelFault
from neopain.vision.pickled import classifiers, composed, steps, trees
from neopain.vision.pickled.fitted import Builder, Fitted, Role
from neopain.vision.pickled.opcodes import read
from neopain.vision.pickled.scikit import sklearn
from neopain.vision.pickled.values import Part, kind_of, refusal

PARTS: Final[dict[str, Builder]] = {
    "sklearn.calibration.CalibratedClassifierCV": composed.calibrated_cv,
    "sklearn.calibration._CalibratedClassifier": composed.calibrated,
    "sklearn.calibration._SigmoidCalibration": composed.sigmoid,
    "sklearn.isotonic.IsotonicRegression": composed.isotonic,
    "sklearn.frozen._frozen.FrozenEstimator": composed.frozen,
    "sklearn.pipeline.Pipeline": composed.pipeline,
    "sklearn.feature_selection._univariate_selection.SelectKBest": steps.select_k_best,
    "sklearn.preprocessing._data.StandardScaler": steps.standard_scaler,
    "sklearn.preprocessing._data.MinMaxScaler": steps.min_max_scaler,
    "sklearn.decomposition._pca.PCA": steps.pca,
    "sklearn.svm._classes.SVC": classifiers.svc,
    "sklearn.linear_model._logistic.LogisticRegression": classifiers.logistic_regression,
    "sklearn.naive_bayes.GaussianNB": classifiers.gaussian_nb,
    "sklearn.neighbors._classification.KNeighborsClassifier": classifiers.k_neighbours,
    "sklearn.tree._classes.DecisionTreeClassifier": trees.decision_tree,
    "sklearn.ensemble._forest.RandomForestClassifier": trees.random_forest,
}
"""Every class that a pipeline may hold, with what makes it anew."""

BESIDE: Final = frozenset(
    {
        "sklearn.feature_selection._univariate_selection.f_classif",
        "sklearn.tree._tree.Tree",
        "sklearn.neighbors._kd_tree.KDTree",
        "sklearn.neighbors._kd_tree.newObj",
        "sklearn.neighbors._ball_tree.BallTree",
        "sklearn.neighbors._ball_tree.newObj",
        "sklearn.metrics._dist_metrics.newObj",
        "sklearn.metrics._dist_metrics.EuclideanDistance",
        "sklearn.metrics._dist_metrics.EuclideanDistance64",
        "sklearn.metrics._dist_metrics.EuclideanDistance32",
    }
)
"""Names that stand beside those parts: read over, or checked by the part that holds them."""

DEEPEST_PART: Final = 8


def rebuilt(payload: bytes, listed: Collection[str], of: str) -> Any:  # noqa: ANN401  scikit-learn ships no types
    """The fitted classifier that a pickle describes.

    Args:
        payload: the pickle, already checked against its manifest.
        listed: the names that the manifest says are in it.
        of: the model in words, for the message.

    Raises: ModelFault: damaged, forged, of another release of scikit-learn, or with a part that is not known.
    """
    try:
        value, named = read(payload, PARTS.keys() | BESIDE)
        unlisted = sorted(named - set(listed))
        if unlisted:
            raise refusal(f"the pickle names `{unlisted[0]}`, and its manifest does not list it")
        if not isinstance(value, Part):
            raise refusal(f"expected a pickled classifier, got {kind_of(value)}")
        return _Rebuilding().rebuild(value, frozenset({Role.CLASSIFIER})).estimator
    except ModelFault as fault:
        raise ModelFault(f"{of}: {fault}") from fault


def names_in(payload: bytes) -> tuple[str, ...]:
    """Every class and function that a pickle names, sorted: what its manifest lists. Raises: ModelFault."""
    _, named = read(payload, PARTS.keys() | BESIDE)
    return tuple(sorted(named))


class _Rebuilding:
    """Each part is made once, however often the pickle refers to it; none may hold itself."""

    def __init__(self) -> None:
        self._done: dict[int, Fitted] = {}
        self._open: list[int] = []

    def rebuild(self, part: Part, roles: frozenset[Role]) -> Fitted:
        """The part, which must have one of the roles. Raises: ModelFault."""
        key = id(part)
        if key not in self._done:
            self._done[key] = self._made(part)
        fitted = self._done[key]
        if fitted.role not in roles:
            raise refusal(f"expected a {' or a '.join(roles)}, got {kind_of(part)}")
        return fitted

    def _made(self, part: Part) -> Fitted:
        if id(part) in self._open or len(self._open) >= DEEPEST_PART:
            raise refusal(f"expected at most {DEEPEST_PART} parts within parts, got more")
        if part.name not in PARTS:
            raise refusal(f"expected a part of a pipeline, got {kind_of(part)}")
        _expect_same_release(part)
        self._open.append(id(part))
        try:
            return PARTS[part.name](part, self.rebuild)
        finally:
            self._open.pop()


def _expect_same_release(part: Part) -> None:
    """The names and the meaning of a part's values are promised within a minor release only."""
    told = part.state.get("_sklearn_version") if isinstance(part.state, dict) else None
    if told is None:
        return  # not every part says; the outermost one and the manifest do
    if not isinstance(told, str) or told.split(".")[:2] != sklearn.__version__.split(".")[:2]:
        raise refusal(
            f"{part.name.rpartition('.')[2]} was made by scikit-learn {kind_of(told)}, "
            f"this is {sklearn.__version__}; make the model again with `neopain-export build`"
        )
