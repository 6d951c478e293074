"""Parts made of parts: pipelines, frozen estimators, calibration."""

from __future__ import annotations

import numpy as np

from neopain.vision.pickled.fitted import Fitted, Rebuild, Role
from neopain.vision.pickled.scikit import (
    CalibratedClassifierCV,
    FrozenEstimator,
    IsotonicRegression,
    Pipeline,
    _CalibratedClassifier,
    _SigmoidCalibration,
)
from neopain.vision.pickled.state import State
from neopain.vision.pickled.values import Part

MOST_STEPS = 8
MOST_FOLDS = 32
_CLASSIFIER = frozenset({Role.CLASSIFIER})


def pipeline(part: Part, rebuild: Rebuild) -> Fitted:
    """Steps, and a classifier at the end; each takes what the one before gives."""
    state = State(part, {"steps", "transform_input", "memory", "verbose"})
    state.choice("transform_input", None)
    state.choice("memory", None)
    named: list[tuple[str, Fitted]] = []
    steps = state.items("steps", most=MOST_STEPS)
    for place, item in enumerate(steps, start=1):
        last = place == len(steps)
        name, held = item if type(item) is tuple and len(item) == 2 else (None, None)
        if type(name) is not str or not name.isidentifier() or not isinstance(held, Part):
            raise state.wrong("steps", "pairs of name and part")
        if held.name.endswith(".Pipeline"):
            raise state.wrong("steps", "no pipeline in a pipeline")
        fitted = rebuild(held, _CLASSIFIER if last else frozenset({Role.STEP}))
        if named and named[-1][1].outputs != fitted.inputs:
            raise state.wrong(
                "steps", f"a step {name} for {named[-1][1].outputs} features; it takes {fitted.inputs}"
            )
        named.append((name, fitted))
    if len({name for name, _ in named}) != len(named):
        raise state.wrong("steps", "different names")
    made = Pipeline([(name, fitted.estimator) for name, fitted in named])
    return Fitted(made, Role.CLASSIFIER, named[0][1].inputs)


def frozen(part: Part, rebuild: Rebuild) -> Fitted:
    """An estimator that is not fitted again."""
    state = State(part, {"estimator"})
    inner = rebuild(state.part("estimator"), _CLASSIFIER)
    return Fitted(FrozenEstimator(inner.estimator), Role.CLASSIFIER, inner.inputs)


def calibrated_cv(part: Part, rebuild: Rebuild) -> Fitted:
    """The outermost part: one calibrated classifier, or one a fold whose probabilities are averaged."""
    state = State(
        part, {"estimator", "method", "cv", "n_jobs", "ensemble", "calibrated_classifiers_", "classes_"}
    )
    method = state.choice("method", "sigmoid", "isotonic")
    within = [
        rebuild(one, frozenset({Role.CALIBRATED}))
        for one in state.parts("calibrated_classifiers_", most=MOST_FOLDS)
    ]
    counts = {one.inputs for one in within}
    told = state.whole("n_features_in_", least=1)
    if counts != {told}:
        raise state.wrong("n_features_in_", f"what its classifiers take, {sorted(counts)}")
    if any(one.estimator.method != method for one in within):
        raise state.wrong("method", "the same in every fold")
    model = CalibratedClassifierCV(within[0].estimator.estimator, method=method, cv=None, ensemble=False)
    model.calibrated_classifiers_ = [one.estimator for one in within]
    model.classes_ = state.classes()
    model.n_features_in_ = told
    return Fitted(model, Role.CLASSIFIER, told)


def calibrated(part: Part, rebuild: Rebuild) -> Fitted:
    """A classifier and the curve that makes its decision a probability."""
    state = State(part, {"estimator", "calibrators", "classes", "method"})
    if state.part("estimator").name.endswith(".CalibratedClassifierCV"):
        raise state.wrong("estimator", "a classifier that is not calibrated already")
    method = state.choice("method", "sigmoid", "isotonic")
    inner = rebuild(state.part("estimator"), _CLASSIFIER)
    curves = [rebuild(one, frozenset({Role.CALIBRATOR})) for one in state.parts("calibrators", most=1)]
    if (method == "sigmoid") != isinstance(curves[0].estimator, _SigmoidCalibration):
        raise state.wrong("calibrators", f"what the method {method} says")
    made = _CalibratedClassifier(
        inner.estimator, [curves[0].estimator], classes=state.classes("classes"), method=method
    )
    return Fitted(made, Role.CALIBRATED, inner.inputs)


def sigmoid(part: Part, _: Rebuild) -> Fitted:
    """Platt's sigmoid: 1 / (1 + exp(a f + b)); the known answers tell whether it rises."""
    state = State(part, {"a_", "b_"})
    curve = _SigmoidCalibration()
    curve.a_, curve.b_ = np.float64(state.number("a_")), np.float64(state.number("b_"))
    return Fitted(curve, Role.CALIBRATOR, 1)


def isotonic(part: Part, _: Rebuild) -> Fitted:
    """A rising staircase of straight pieces; outside it the end values hold."""
    settings = {"y_min", "y_max", "increasing", "out_of_bounds", "increasing_", "X_min_", "X_max_"}
    state = State(part, settings | {"X_thresholds_", "y_thresholds_"})
    state.choice("out_of_bounds", "clip")
    places = state.array("X_thresholds_", (None,))
    if len(places) < 2 or not (np.diff(places) > 0).all():
        raise state.wrong("X_thresholds_", "two rising numbers or more")
    heights = state.array("y_thresholds_", places.shape, least=0, most=1)
    if not (np.diff(heights) >= 0).all():
        raise state.wrong("y_thresholds_", "numbers that never fall")
    curve = IsotonicRegression(out_of_bounds="clip")
    curve.increasing_ = True
    curve.X_min_, curve.X_max_ = places[0], places[-1]
    curve.X_thresholds_, curve.y_thresholds_ = places, heights
    curve._build_f(places, heights)  # noqa: SLF001  what scikit-learn does after unpickling
    return Fitted(curve, Role.CALIBRATOR, 1)
