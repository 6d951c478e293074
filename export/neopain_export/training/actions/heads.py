"""Fits the heads of the facial actions on what was truly drawn, and measures them on other infants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from neopain.core.errors import SettingFault
from neopain.core.facial_actions import FacialAction
from neopain.vision.actions.heads import ActionHeads
from neopain.vision.actions.mesh_distances import NAME as MESH
from neopain_export.study.features.feature_table import FeatureTable

Float64s = NDArray[np.float64]

BLOCKS = ("dlib-face-int8.stage3_gap", "dlib-face-int8.stage4_gap", MESH)
"""Why these: docs/decisions/0028-facial-actions-and-two-witnesses.md."""
RIDGE = 1.0
"""Of each standardised feature; times their number it is the penalty."""
FOLDS = 5
USUAL = 0.95
PRESENT = 0.5
"""The true strength from which an action counts as there."""
_SETTLED = 0.05
"""Axes of which less was learnt are left out: they change nothing that is seen."""
_FLAT = 1e-6


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well one action is told on faces that were not learnt from.

    Attributes:
        faces, present: how many, and how many of them show the action.
        auc: of present against absent; nan where all are alike.
        correlation: with the true strength.
        error: mean absolute, of 0..1.
        told, missed_not: share told as present of those that show it, and as absent of the others.
    """

    faces: int
    present: int
    auc: float
    correlation: float
    error: float
    told: float
    missed_not: float


def truth_of(table: FeatureTable) -> Float64s:
    """True strengths, float64 (n, 6). Raises: SettingFault for a set without them."""
    missing = [str(action) for action in FacialAction if str(action) not in table.about]
    if missing:
        raise SettingFault(
            f"expected the true strengths of the facial actions in {table.title}; got none of "
            f"{', '.join(missing)}; only simulated sets have them"
        )
    return np.stack([table.about[str(action)].astype(np.float64) for action in FacialAction], axis=1)


def with_mesh(table: FeatureTable) -> FeatureTable:
    """The faces that a mesh confirmed: the monitor tells no action of the others."""
    confirmed: NDArray[np.bool_] = np.isfinite(table.columns((MESH,)).sum(axis=1))
    return table.rows(confirmed)


def fit_heads(table: FeatureTable, blocks: tuple[str, ...] = BLOCKS) -> ActionHeads:
    """Fit on all rows; what they are worth is told by folds of subjects.

    Raises: SettingFault for a set without true strengths, or with too few subjects.
    """
    values, truth = table.columns(blocks).astype(np.float64), truth_of(table)
    if len(np.unique(table.subjects)) < FOLDS:
        raise SettingFault(f"expected at least {FOLDS} subjects; got {len(np.unique(table.subjects))}")
    told = np.zeros_like(truth)
    open_variance = np.zeros(len(values))
    for learn, test in GroupKFold(FOLDS).split(values, groups=table.subjects):
        heads = _fitted(values[learn], truth[learn])
        told[test] = np.stack([heads.strengths(row) for row in values[test].astype(np.float32)])
        open_variance[test] = [heads.variance(row) for row in values[test].astype(np.float32)]
    left = ((told - truth) ** 2).mean(axis=0) / truth.var(axis=0)
    heads = _fitted(values, truth)
    return ActionHeads(
        heads.mean,
        heads.scale,
        heads.weights,
        heads.offset,
        heads.axes,
        heads.learnt,
        usual=np.array([np.quantile(open_variance, USUAL)], np.float32),
        trust=np.asarray(np.clip(1.0 - left, 0.0, 1.0), np.float32),
    )


def _fitted(values: Float64s, truth: Float64s) -> ActionHeads:
    """Ridge regression in closed form, by the singular values of the standardised features."""
    mean, scale = values.mean(axis=0), values.std(axis=0) + _FLAT
    rows, singular, axes = np.linalg.svd((values - mean) / scale, full_matrices=False)
    penalty = RIDGE * values.shape[1]
    offset = truth.mean(axis=0)
    weights = (axes.T * (singular / (singular**2 + penalty))) @ (rows.T @ (truth - offset))
    learnt = singular**2 / (singular**2 + penalty)
    kept = learnt > _SETTLED
    as_stored = (
        np.asarray(one, np.float32)
        for one in (
            mean,
            scale,
            weights.T,
            offset,
            axes[kept],
            learnt[kept],
            [1.0],
            [1.0] * len(FacialAction),
        )
    )
    return ActionHeads(*as_stored)


def told_by(heads: ActionHeads, table: FeatureTable, blocks: tuple[str, ...] = BLOCKS) -> Float64s:
    """Strengths that the heads tell, float64 (n, 6)."""
    return np.stack([heads.strengths(row) for row in table.columns(blocks)])


def agreement(told: Float64s, truth: Float64s) -> Agreement:
    """Of one action over some faces; both float64 (n,)."""
    present = truth >= PRESENT
    mixed = 0 < present.sum() < len(present)
    varied = len(told) > 2 and truth.std() > 0.0 and told.std() > 0.0
    return Agreement(
        faces=len(truth),
        present=int(present.sum()),
        auc=float(roc_auc_score(present, told)) if mixed else float("nan"),
        correlation=float(np.corrcoef(told, truth)[0, 1]) if varied else float("nan"),
        error=float(np.abs(told - truth).mean()) if len(truth) else float("nan"),
        told=float((told[present] >= PRESENT).mean()) if present.any() else float("nan"),
        missed_not=float((told[~present] < PRESENT).mean()) if not present.all() else float("nan"),
    )
