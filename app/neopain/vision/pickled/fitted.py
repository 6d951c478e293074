"""What every rebuilt part is, and what a builder of parts may ask of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from neopain.vision.pickled.values import Part


class Role(StrEnum):
    """What a part does."""

    STEP = "step that changes features"
    CLASSIFIER = "classifier"
    CALIBRATOR = "calibrator"
    CALIBRATED = "calibrated classifier"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A scikit-learn object made anew.

    Attributes:
        estimator: the object.
        role: what it does.
        inputs: features that it takes; 1 for a calibrator.
        outputs: features that a step gives; 0 for the others.
    """

    estimator: Any
    role: Role
    inputs: int
    outputs: int = 0


Rebuild: TypeAlias = Callable[[Part, frozenset[Role]], Fitted]
"""Rebuilds a part within a part, which must have one of the roles. Raises: ModelFault."""

Builder: TypeAlias = Callable[[Part, Rebuild], Fitted]
"""Rebuilds one kind of part. Raises: ModelFault."""
