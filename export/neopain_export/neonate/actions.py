"""What a drawn face truly does: the strength of each facial action, and of the pain expression as a whole.

The actions are those of the Neonatal Facial Coding System (Grunau and Craig 1987) that can be told in a still
picture. Strengths are of what was drawn, whether or not a tube or a hand hides it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from neopain.core.facial_actions import FacialAction

if TYPE_CHECKING:
    from neopain_export.neonate.scene import Mien

ACTIONS = tuple(action.value for action in FacialAction)
"""Names of the columns, in order."""
INTENSITY = "intensity"
"""Name of the column of the whole expression's strength."""


@dataclass(frozen=True, slots=True)
class ActionStrengths:
    """Each 0 (absent) to 1 (as strong as the full pain cry shows it).

    Attributes:
        brow_bulge: brows lowered and drawn together, with folds between them.
        eye_squeeze: lids pressed together; a sleeper's closed eyes have 0.
        nasolabial_furrow: folds from nostril to mouth corner, nose wings raised.
        open_lips: lips parted.
        vertical_stretch: jaw dropped.
        horizontal_stretch: mouth corners drawn apart; a smile's, drawn up, do not count.
    """

    brow_bulge: float
    eye_squeeze: float
    nasolabial_furrow: float
    open_lips: float
    vertical_stretch: float
    horizontal_stretch: float

    @property
    def intensity(self) -> float:
        """Strength of the pain expression, 0..10.

        Geometric mean of brow bulge, eye squeeze and nasolabial furrow, since none of the three makes a pain
        face alone, times 0.7 to 1 by the mouth. An open mouth alone has 0.
        """
        core = (self.brow_bulge * self.eye_squeeze * self.nasolabial_furrow) ** (1.0 / 3.0)
        mouth = (self.open_lips + self.vertical_stretch + self.horizontal_stretch) / 3.0
        return float(10.0 * core * (0.7 + 0.3 * mouth))

    def columns(self) -> dict[str, float]:
        """By name of the action, and `intensity`; rounded for a table."""
        values = {**asdict(self), INTENSITY: self.intensity}
        return {name: round(value, 3) for name, value in values.items()}


def strengths(mien: Mien) -> ActionStrengths:
    """The actions of a face."""

    def both(name: str) -> float:
        return 0.5 * (mien.weights.get(f"{name}Left", 0.0) + mien.weights.get(f"{name}Right", 0.0))

    def of(name: str) -> float:
        return mien.weights.get(name, 0.0)

    shut = float(np.clip((both("eyeBlink") - 0.5) / 0.35, 0.0, 1.0))
    lips = of("jawOpen") + 0.3 * both("mouthLowerDown") + 0.3 * both("mouthUpperUp") - of("mouthClose")
    return ActionStrengths(
        brow_bulge=_share(0.5 * both("browDown") / 1.2 + 0.5 * mien.brow_strain / 0.9),
        eye_squeeze=_share(shut * both("eyeSquint") / 1.05),
        nasolabial_furrow=_share(0.6 * mien.furrow / 0.9 + 0.4 * both("noseSneer")),
        open_lips=_share(lips / 0.4),
        vertical_stretch=_share(of("jawOpen") / 0.6),
        horizontal_stretch=_share(0.8 * both("mouthStretch") + 0.4 * of("wide")),
    )


def _share(value: float) -> float:
    return float(np.clip(value, 0.0, 1.0))
