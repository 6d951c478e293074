"""Forms of a crying infant's face that the head's units do not reach, as displacements of the skin.

A unit moves an adult's muscle; an infant's fat cheeks, thick brows and toothless mouth answer otherwise. What
each form follows are the strengths of the facial actions themselves (`actions.py`), so that labels stay true.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from neopain_export.neonate.actions import strengths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from neopain_export.neonate.scene import Mien

TONGUE, GUMS = 3, 4


class Rest:
    """The face at rest, as forms are laid on it.

    Attributes:
        side: -1 or 1, the sign of x.
        x, y: distance from the middle, and height.
        skin: 1 for skin, else 0.
        part: as in the pack.
        jaw: 0 what stays, to 1 what drops wholly with the jaw.
        rest: float32 (V, 3).
    """

    def __init__(
        self, rest: NDArray[np.float32], part: NDArray[np.uint8], units: Mapping[str, NDArray[np.float32]]
    ) -> None:
        self.rest, self.part = rest, part
        self.side = np.sign(rest[:, 0])
        self.x, self.y = np.abs(rest[:, 0]), rest[:, 1]
        self.skin = (part == 0) * (rest[:, 2] > -0.6)
        self.units = units
        drop = -units["jawOpen"][:, 1]
        self.jaw = np.clip(drop / 0.53, 0.0, 1.0)


def _bell(value: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.exp(-value * value)


def _step(low: float, high: float, value: NDArray[np.float32]) -> NDArray[np.float32]:
    share = np.clip((value - low) / (high - low), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def _brow_bulge(at: Rest) -> tuple[NDArray[np.float32], ...]:
    """Brows drawn down and together; between and above them the skin bulges, at the nose's root it folds."""
    x, y = at.x, at.y
    dx = -0.05 * _bell((x - 0.34) / 0.20) * _bell((y - 0.40) / 0.15)
    dy = -0.07 * _bell((x - 0.30) / 0.28) * _bell((y - 0.40) / 0.17)
    dz = (
        0.060 * _bell((x - 0.19) / 0.11) * _bell((y - 0.36) / 0.10)
        - 0.030 * _bell(x / 0.05) * _bell((y - 0.34) / 0.13)
        + 0.030 * _bell((x - 0.30) / 0.22) * _bell((y - 0.62) / 0.09)
        - 0.030 * _bell((x - 0.26) / 0.22) * _bell((y - 0.50) / 0.04)
        - 0.040 * _bell(x / 0.20) * _bell((y - 0.12) / 0.05)
    )
    return dx, dy, dz


def _lid_squeeze(at: Rest) -> tuple[NDArray[np.float32], ...]:
    """Skin heaped up over and under the pressed lids, which sink between."""
    x, y = at.x, at.y
    over = _bell((x - 0.50) / 0.30) * _bell((y - 0.21) / 0.08)
    under = _bell((x - 0.50) / 0.30) * _bell((y + 0.21) / 0.09)
    return np.zeros_like(x), -0.05 * over + 0.05 * under, 0.05 * over + 0.05 * under


def _cheek_rise(at: Rest) -> tuple[NDArray[np.float32], ...]:
    """The cheek pushed up towards the lid, and the furrow that bounds it."""
    x, y = at.x, at.y
    pad = _bell((x - 0.64) / 0.26) * _bell((y + 0.46) / 0.24)
    line = x - (0.36 + 0.42 * np.clip(-(y + 0.55), 0.0, 1.0))
    furrow = _bell(line / 0.06) * _step(-1.25, -0.95, y) * _step(-0.42, -0.62, y)
    return 0.02 * pad, 0.10 * pad, 0.10 * pad - 0.06 * furrow


def _mouth_square(at: Rest) -> tuple[NDArray[np.float32], ...]:
    """A wide squared opening: corners apart, the lower lip's sides as low as its middle, the upper's raised."""
    x, y = at.x, at.y
    near = _bell(np.maximum(x - 0.42, 0.0) / 0.25) * _bell((y + 0.92) / 0.30)
    dx = 0.10 * _step(0.05, 0.36, x) * near
    upper = (1.0 - at.jaw) * _bell((x - 0.24) / 0.14) * _bell((y + 0.84) / 0.12)
    dy = -0.17 * _lower_sides(at) + 0.06 * upper
    return dx, dy, np.zeros_like(x)


def _mouth_oval(at: Rest) -> tuple[NDArray[np.float32], ...]:
    """The tall oval of a yawn, where the jaw alone would leave a wedge."""
    return np.zeros_like(at.x), -0.10 * _lower_sides(at), np.zeros_like(at.x)


def _lower_sides(at: Rest) -> NDArray[np.float32]:
    low = _step(0.26, 0.50, at.jaw) * _bell((at.y + 1.00) / 0.26)
    return low * _bell((at.x - 0.26) / 0.17)


FORMS: dict[str, Callable[[Rest], tuple[NDArray[np.float32], ...]]] = {
    "browBulge": _brow_bulge,
    "lidSqueeze": _lid_squeeze,
    "cheekRise": _cheek_rise,
    "mouthSquare": _mouth_square,
    "mouthOval": _mouth_oval,
}
GAIN = {"browBulge": 1.0, "lidSqueeze": 1.0, "cheekRise": 1.0, "mouthSquare": 1.0, "jaw": 0.25, "tongue": 1.0, "lid_folds": 1.0, "chin_folds": 1.0}


def displacement(name: str, at: Rest) -> NDArray[np.float32]:
    """A form at full strength, float32 (V, 3)."""
    if name == "jawDrop":
        return at.units["jawOpen"]
    if name == "tongueRaise":
        moved = np.zeros_like(at.rest)
        tongue = at.part == TONGUE
        front = _step(-0.5, 0.3, at.rest[:, 2])
        moved[:, 1] = np.where(tongue, 0.12 * front, 0.0)
        moved[:, 2] = np.where(tongue, 0.06 * front, 0.0)
        return moved
    dx, dy, dz = FORMS[name](at)
    return (np.stack([at.side * dx, dy, dz], axis=1) * at.skin[:, None]).astype(np.float32)


def as_an_infant(mien: Mien) -> Mien:
    """The same face with the forms that an infant's has, each as strong as the actions that make it."""
    done = strengths(mien)
    wide = done.horizontal_stretch * done.vertical_stretch
    smile = 0.5 * (mien.weights.get("mouthSmileLeft", 0.0) + mien.weights.get("mouthSmileRight", 0.0))
    wide *= float(np.clip(1.0 - 2.0 * smile, 0.0, 1.0))
    forms = {
        "browBulge": done.brow_bulge * GAIN["browBulge"],
        "lidSqueeze": done.eye_squeeze * GAIN["lidSqueeze"],
        "cheekRise": done.nasolabial_furrow * GAIN["cheekRise"],
        "mouthSquare": wide * GAIN["mouthSquare"],
        "mouthOval": max(0.0, done.vertical_stretch - 2.0 * done.horizontal_stretch) * GAIN.get("oval", 1.0),
        "jawDrop": wide * GAIN["jaw"],
        "tongueRaise": wide * GAIN["tongue"],
    }
    return replace(
        mien,
        weights={**mien.weights, **forms},
        lid_folds=done.eye_squeeze * GAIN["lid_folds"],
        chin_folds=wide * GAIN["chin_folds"],
    )
