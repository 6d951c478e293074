"""Fits the calibrated pipeline on all rows, and freezes it to scikit-learn's own objects."""

from __future__ import annotations

import pickle
import pickletools
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_selection import f_classif
from threadpoolctl import threadpool_limits

from neopain.core.errors import ProgramFault
from neopain.vision.pickled.rebuild import names_in, rebuilt
from neopain_export.study.evaluation.configurations import CLASSIFIERS
from neopain_export.study.evaluation.evaluation import build_pipeline
from neopain_export.study.evaluation.plain_arrays import plain_arrays
from neopain_export.study.evaluation.protocols import inner_splits
from neopain_export.study.evaluation.rankers import SELECTORS, remembering
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.training.fitting.recipe import Recipe
from neopain_export.training.fitting.settled import settled

PICKLE_PROTOCOL = 4
_REMEMBERING = frozenset({"MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT"})
_RECALLING = frozenset({"GET", "BINGET", "LONG_BINGET"})
_FRAMING = frozenset({"PROTO", "FRAME"})


def fit(table: FeatureTable, recipe: Recipe) -> Any:  # noqa: ANN401  scikit-learn ships no types
    """A fitted `CalibratedClassifierCV` over all rows of the table; the calibration is grouped by subject.

    Its selector is frozen: it keeps its scores and forgets the ranker, so that nothing of this project is
    needed to unpickle it. One thread, so that the same rows give the same bits.
    """
    sizes = {block.name: block.size for block in table.layout.blocks}
    part_sizes = tuple(sum(sizes[name] for name in part) for part in recipe.parts)
    features = table.columns(recipe.blocks)
    pipeline = build_pipeline(
        part_sizes,
        remembering(SELECTORS[recipe.selector]),
        recipe.k,
        CLASSIFIERS[recipe.classifier](recipe.seed),
    )
    folds = inner_splits(table.labels, table.subjects, recipe.seed)
    model = CalibratedClassifierCV(pipeline, method="sigmoid", cv=folds, ensemble=False)
    with threadpool_limits(limits=1), plain_arrays():
        model.fit(features, table.labels)
    _freeze(model)
    return model


def to_bytes(model: Any) -> bytes:  # noqa: ANN401  scikit-learn ships no types
    """The pickle. Equal models give equal bytes, whatever process made them.

    Raises: ModelFault when it holds anything that the monitor does not rebuild.
    """
    payload = pickletools.optimize(pickle.dumps(settled(model), protocol=PICKLE_PROTOCOL))
    if classes_in(payload) != names_in(payload):
        raise ProgramFault(f"expected the names that the monitor reads; got {', '.join(classes_in(payload))}")
    rebuilt(payload, names_in(payload), "the model just trained")
    return payload


def classes_in(payload: bytes) -> tuple[str, ...]:
    """Every class and function that a pickle names, `module.name`, sorted; nothing is executed."""
    found: set[str] = set()
    memo: dict[int, str | None] = {}
    pushed: list[str | None] = [None]
    for opcode, argument, _ in pickletools.genops(payload):
        if opcode.name == "GLOBAL":
            found.add(str(argument).replace(" ", "."))
        elif opcode.name == "STACK_GLOBAL":
            found.add(f"{pushed[-2]}.{pushed[-1]}")
        if opcode.name in _REMEMBERING:
            memo[len(memo) if argument is None else int(argument)] = pushed[-1]
        elif opcode.name in _RECALLING:
            pushed.append(memo[int(argument or 0)])
        elif opcode.name not in _FRAMING:
            pushed.append(argument if isinstance(argument, str) else None)
    return tuple(sorted(found))


def _freeze(model: Any) -> None:  # noqa: ANN401  scikit-learn ships no types
    fitted = model.calibrated_classifiers_[0].estimator
    for pipeline in (model.estimator, fitted):
        pipeline.named_steps["select"].score_func = f_classif
    selector = fitted.named_steps["select"]
    if not np.isfinite(selector.scores_).all():
        raise ProgramFault("expected finite selection scores; got others")
    # The folds are row numbers of the training set; scoring does not need them.
    model.cv = None
