"""What real faces did before two networks, and within which bounds drawn ones must do the same.

The real figures are totals over public photographs, kept nowhere (decision 25): "crying", "open mouth or
laughing" and "calm" of 312 crops of small children out of UTKFace and of 126 in scenes; "asleep or calm" and
the face search of 394 pictures of infants in cots (Infant Detection v1, CC BY 4.0). Crying is not pain; it is
the only strong expression that public pictures hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

CALM = frozenset({"asleep", "awake"})
CRYING = frozenset({"pain_cry", "hunger_cry"})
OPEN = frozenset({"laugh", "yawn", "startle", "hiccup"})
FRONTAL_DEG = 30.0
WIDE = 0.6
"""From this strength of a dropped jaw on a cry is one that a person who sorts photographs calls crying."""
ROLLS = ((0.0, 30.0), (30.0, 60.0), (60.0, 120.0))
FEWEST = 8
"""Fewer drawings decide no gate."""


@dataclass(frozen=True, slots=True)
class Look:
    """One drawing before the networks.

    Attributes:
        state: key of `expression.STATES`.
        bare: whether nothing lies on the face and no wall is before it.
        yaw_deg, roll_deg: the face's, as drawn.
        found: whether the monitor's face search found a face.
        distress: 0..1, the expression network's angry, disgusted, afraid and sad; None without a face.
        mouth: 0..1, how far the jaw is dropped.
    """

    state: str
    bare: bool
    yaw_deg: float
    roll_deg: float
    found: bool
    distress: float | None
    mouth: float

    @property
    def plain(self) -> bool:
        """Seen as people are in photographs: bare, and not turned away."""
        return self.bare and abs(self.yaw_deg) <= FRONTAL_DEG


@dataclass(frozen=True, slots=True)
class Gate:
    """One figure, on real faces and on drawn ones.

    Attributes:
        name: in words.
        real: what was measured on real faces.
        low, high: bounds for the drawn ones.
        drawn: what plain ones gave; NaN with fewer than `FEWEST`.
        faces: how many drawings.
        hindered: what all of the set gave, with everything that lies on and before a face; NaN likewise.
    """

    name: str
    real: float
    low: float
    high: float
    drawn: float
    faces: int
    hindered: float = float("nan")

    @property
    def met(self) -> bool:
        """Whether the drawn figure lies within the bounds; too few drawings meet nothing."""
        return bool(self.low <= self.drawn <= self.high)


def judged(looks: Sequence[Look]) -> list[Gate]:
    """Every gate, in the order of the table."""
    every = _figures(looks)
    return [
        Gate(gate.name, gate.real, gate.low, gate.high, gate.drawn, gate.faces, other.drawn)
        for gate, other in zip(_figures([look for look in looks if look.plain]), every, strict=True)
    ]


def _figures(looks: Sequence[Look]) -> list[Gate]:
    calm, crying, wide = (_distress(looks, states) for states in (CALM, CRYING, OPEN))
    gates = [
        _share("asleep or awake, distress 0.5 or more", 0.48, 0.20, 0.60, calm, lambda x: x >= 0.5),
        _share("asleep or awake, distress 0.9 or more", 0.04, 0.0, 0.12, calm, lambda x: x >= 0.9),
        _share("crying, distress 0.9 or more", 0.69, 0.50, 0.90, crying, lambda x: x >= 0.9),
        _auc("crying against calm, AUC of distress", 0.98, 0.90, crying, calm),
        _auc("crying against open mouth or laughing, AUC of distress", 0.95, 0.85, crying, wide),
    ]
    for (least, most), real in zip(ROLLS, (0.81, 0.87, 0.78), strict=True):
        here = [float(look.found) for look in looks if least <= abs(look.roll_deg) < most]
        name = f"frontal face found, roll {least:g} to {most:g} degrees"
        gates.append(_share(name, real, real - 0.15, 1.0, np.array(here), lambda x: x > 0.5))
    return gates


def _distress(looks: Sequence[Look], states: frozenset[str]) -> NDArray[np.float64]:
    found = [look for look in looks if look.state in states and (states is not CRYING or look.mouth >= WIDE)]
    return np.array([look.distress for look in found if look.distress is not None])


def _share(
    name: str,
    real: float,
    low: float,
    high: float,
    values: NDArray[np.float64],
    counts: Callable[[NDArray[np.float64]], NDArray[np.bool_]],
) -> Gate:
    drawn = float(counts(values).mean()) if len(values) >= FEWEST else float("nan")
    return Gate(name, real, low, high, drawn, len(values))


def _auc(name: str, real: float, low: float, strong: NDArray[np.float64], weak: NDArray[np.float64]) -> Gate:
    drawn = float("nan")
    if min(len(strong), len(weak)) >= FEWEST:
        labels = np.concatenate([np.ones(len(strong)), np.zeros(len(weak))])
        drawn = float(roc_auc_score(labels, np.concatenate([strong, weak])))
    return Gate(name, real, low, 1.0, drawn, len(strong) + len(weak))
