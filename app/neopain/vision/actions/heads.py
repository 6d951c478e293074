"""Linear heads: from features of a face to the strength of each facial action.

One ridge regression an action over the same standardised features. How far a face lies from those that the
heads learnt from is the variance that the regression itself has there (Bishop 2006, eq. 3.59,
the posterior variance of Bayesian linear regression, without its noise).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.core.facial_actions import FacialAction

if TYPE_CHECKING:
    from neopain.core.features import Float32Vector

Float32Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ActionHeads:
    """What was fitted, for d features and k axes.

    Attributes:
        mean, scale: float32 (d,); features are standardised by them first.
        weights: float32 (6, d), in the order of `FacialAction`.
        offset: float32 (6,).
        axes: float32 (k, d), orthonormal: the principal axes of the standardised training faces.
        learnt: float32 (k,), 0..1: how much of each axis the training faces have settled.
        usual: the variance that 95 of 100 held-out training faces stay under, per unit of the ridge.
        trust: float32 (6,), 0..1: share of each action's variance told right on subjects held out.
    """

    mean: Float32Array
    scale: Float32Array
    weights: Float32Array
    offset: Float32Array
    axes: Float32Array
    learnt: Float32Array
    usual: Float32Array
    trust: Float32Array

    def strengths(self, values: Float32Vector) -> NDArray[np.float64]:
        """Strength of each action, float64 (6,), 0..1. values: float32 (d,)."""
        told = self.weights.astype(np.float64) @ self._standard(values) + self.offset
        return np.clip(told, 0.0, 1.0)

    def confidences(self, values: Float32Vector) -> NDArray[np.float64]:
        """How far each strength may be trusted, float64 (6,), 0..1. values: float32 (d,).

        `trust`, less where the face lies further from the training faces than those lie from each other.
        """
        nearness = min(1.0, float(self.usual[0]) / max(self.variance(values), 1e-12))
        return self.trust.astype(np.float64) * nearness

    def variance(self, values: Float32Vector) -> float:
        """What the training faces leave open at this face, as a mean over its features; 0 or more."""
        standard = self._standard(values)
        along = self.axes.astype(np.float64) @ standard
        return max(0.0, float(standard @ standard - (along**2) @ self.learnt)) / len(standard)

    def _standard(self, values: Float32Vector) -> NDArray[np.float64]:
        standard: NDArray[np.float64] = (values.astype(np.float64) - self.mean) / self.scale
        return standard


def to_bytes(heads: ActionHeads) -> bytes:
    """The arrays as one `.npz`; equal heads give equal bytes."""
    arrays: dict[str, Any] = {
        one.name: np.asarray(getattr(heads, one.name), np.float32) for one in fields(heads)
    }
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def heads_of(payload: bytes, size: int, where: str) -> ActionHeads:
    """Read what `to_bytes` wrote; nothing in it is executed.

    Args:
        payload: the file's bytes.
        size: how many features the heads take.
        where: for the error.

    Raises: ModelFault for anything else.
    """
    try:
        with np.load(io.BytesIO(payload), allow_pickle=False) as stored:
            heads = ActionHeads(
                **{one.name: np.asarray(stored[one.name], np.float32) for one in fields(ActionHeads)}
            )
        _check(heads, size)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as fault:
        raise ModelFault(
            f"{where}: expected the heads of {len(FacialAction)} facial actions over {size} features; got: "
            f"{str(fault)[:160]}. Restore the model's folder, or make it again with `neopain-export build`."
        ) from fault
    return heads


def _check(heads: ActionHeads, size: int) -> None:
    axes = len(heads.axes)
    shapes: dict[str, tuple[int, ...]] = {
        "mean": (size,),
        "scale": (size,),
        "weights": (len(FacialAction), size),
        "offset": (len(FacialAction),),
        "axes": (axes, size),
        "learnt": (axes,),
        "usual": (1,),
        "trust": (len(FacialAction),),
    }
    for name, shape in shapes.items():
        values = getattr(heads, name)
        if values.shape != shape or not np.isfinite(values).all():
            raise ValueError(f"`{name}` is {values.shape} or not finite, where {shape} was expected")
    if heads.scale.min() <= 0.0 or heads.usual[0] <= 0.0:
        raise ValueError("`scale` and `usual` are not all over 0")
    for name in ("learnt", "trust"):
        if getattr(heads, name).min(initial=0.0) < 0.0 or getattr(heads, name).max(initial=0.0) > 1.0:
            raise ValueError(f"`{name}` is not within 0..1")
