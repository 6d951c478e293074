"""Forms of a crying infant's face that the head's units do not reach, as displacements of its vertices.

The units move an adult's muscles; an infant's fat cheeks, thick brows and toothless mouth answer otherwise. A
form is as strong as the facial actions that make it (`actions.py`) and changes none of them, so that labels
stay true. Lengths in distances between the eyes; see docs/decisions/0045.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from neopain_export.neonate.actions import strengths

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from neopain_export.neonate.scene import Mien

TONGUE = 3
_FULL_DROP = 0.53
"""How far the middle of the lower lip sinks with the jaw wide open."""


@dataclass(frozen=True, slots=True, eq=False)
class RestingFace:
    """One identity's face at rest, on which forms are laid.

    Attributes:
        rest: float32 (V, 3), as of `head.Head`.
        part: uint8 (V,), as of `head.HeadPack`.
        jaw_open: float32 (V, 3), displacement of the unit `jawOpen`.
    """

    rest: NDArray[np.float32]
    part: NDArray[np.uint8]
    jaw_open: NDArray[np.float32]

    @property
    def aside(self) -> NDArray[np.float32]:
        """Distance from the middle of the face, (V,)."""
        return np.abs(self.rest[:, 0])

    @property
    def height(self) -> NDArray[np.float32]:
        """Over the eyes' centres, (V,)."""
        return self.rest[:, 1]

    @property
    def jaw(self) -> NDArray[np.float32]:
        """0 what stays when the jaw drops, 1 what drops wholly with it, (V,)."""
        return np.asarray(np.clip(-self.jaw_open[:, 1] / np.float32(_FULL_DROP), 0.0, 1.0), np.float32)

    def skin(
        self,
        outwards: NDArray[np.floating[Any]] | float,
        up: NDArray[np.floating[Any]] | float,
        forwards: NDArray[np.floating[Any]] | float,
    ) -> NDArray[np.float32]:
        """A displacement of the skin in front, the same on both sides, (V, 3)."""
        front = (self.part == 0) & (self.rest[:, 2] > -0.6)
        moved = np.empty_like(self.rest)
        moved[:, 0] = outwards * np.sign(self.rest[:, 0])
        moved[:, 1], moved[:, 2] = up, forwards
        return np.asarray(moved * front[:, None], np.float32)


def _bell(value: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.exp(-value * value), np.float32)


def _rise(low: float, high: float, value: NDArray[np.float32]) -> NDArray[np.float32]:
    share = np.clip((value - low) / (high - low), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share), np.float32)


def _brow_bulge(face: RestingFace) -> NDArray[np.float32]:
    """Brows drawn down and together; between and above them the skin bulges, at the nose's root it folds."""
    x, y = face.aside, face.height
    return face.skin(
        -0.05 * _bell((x - 0.34) / 0.20) * _bell((y - 0.40) / 0.15),
        -0.07 * _bell((x - 0.30) / 0.28) * _bell((y - 0.40) / 0.17),
        0.060 * _bell((x - 0.19) / 0.11) * _bell((y - 0.36) / 0.10)
        - 0.030 * _bell(x / 0.05) * _bell((y - 0.34) / 0.13)
        + 0.030 * _bell((x - 0.30) / 0.22) * _bell((y - 0.62) / 0.09)
        - 0.030 * _bell((x - 0.26) / 0.22) * _bell((y - 0.50) / 0.04)
        - 0.040 * _bell(x / 0.20) * _bell((y - 0.12) / 0.05),
    )


def _lid_squeeze(face: RestingFace) -> NDArray[np.float32]:
    """Skin heaped up over and under the pressed lids."""
    x, y = face.aside, face.height
    over = _bell((x - 0.50) / 0.30) * _bell((y - 0.21) / 0.08)
    under = _bell((x - 0.50) / 0.30) * _bell((y + 0.21) / 0.09)
    return face.skin(0.0, 0.05 * (under - over), 0.05 * (over + under))


def _cheek_rise(face: RestingFace) -> NDArray[np.float32]:
    """The cheek pushed up towards the lid, and the deep furrow that bounds it."""
    x, y = face.aside, face.height
    pad = _bell((x - 0.64) / 0.26) * _bell((y + 0.46) / 0.24)
    line = x - (0.36 + 0.42 * np.clip(-(y + 0.55), 0.0, 1.0))
    furrow = _bell(line / 0.06) * _rise(-1.25, -0.95, y) * (1.0 - _rise(-0.62, -0.42, y))
    return face.skin(0.02 * pad, 0.10 * pad, 0.10 * pad - 0.06 * furrow)


def _mouth_square(face: RestingFace) -> NDArray[np.float32]:
    """A wide squared opening: corners apart and down, the lower lip's sides as low as its middle."""
    x, y = face.aside, face.height
    near = _bell(np.maximum(x - 0.42, 0.0) / 0.25) * _bell((y + 0.92) / 0.30)
    upper = (1.0 - face.jaw) * _bell((x - 0.24) / 0.14) * _bell((y + 0.84) / 0.12)
    corner = _bell((x - 0.42) / 0.17) * _bell((y + 0.92) / 0.20)
    return face.skin(
        0.10 * _rise(0.05, 0.36, x) * near, 0.06 * upper - 0.17 * _lower_sides(face) - 0.09 * corner, 0.0
    )


def _mouth_oval(face: RestingFace) -> NDArray[np.float32]:
    """The tall oval of a yawn, where the jaw alone leaves a wedge."""
    return face.skin(0.0, -0.10 * _lower_sides(face), 0.0)


def _lower_sides(face: RestingFace) -> NDArray[np.float32]:
    low = _rise(0.26, 0.50, face.jaw) * _bell((face.height + 1.00) / 0.26)
    return low * _bell((face.aside - 0.26) / 0.17)


def _jaw_drop(face: RestingFace) -> NDArray[np.float32]:
    """The jaw of a cry drops further than the units' full cry."""
    return 0.25 * face.jaw_open


def _tongue_raise(face: RestingFace) -> NDArray[np.float32]:
    """The tongue's front raised and taut in the open mouth."""
    front = _rise(-0.5, 0.3, face.rest[:, 2]) * (face.part == TONGUE)
    return np.asarray(front[:, None] * np.array([0.0, 0.12, 0.06], np.float32), np.float32)


FORMS: dict[str, Callable[[RestingFace], NDArray[np.float32]]] = {
    "browBulge": _brow_bulge,
    "lidSqueeze": _lid_squeeze,
    "cheekRise": _cheek_rise,
    "mouthSquare": _mouth_square,
    "mouthOval": _mouth_oval,
    "jawDrop": _jaw_drop,
    "tongueRaise": _tongue_raise,
}
"""By name: the displacement at full strength, float32 (V, 3)."""


def as_an_infant(mien: Mien) -> Mien:
    """The same face with the forms that an infant's has, each as strong as the actions that make it."""
    done = strengths(mien)
    smile = 0.5 * (mien.weights.get("mouthSmileLeft", 0.0) + mien.weights.get("mouthSmileRight", 0.0))
    square = done.horizontal_stretch * done.vertical_stretch * float(np.clip(1.0 - 2.0 * smile, 0.0, 1.0))
    forms = {
        "browBulge": done.brow_bulge,
        "lidSqueeze": done.eye_squeeze,
        "cheekRise": done.nasolabial_furrow,
        "mouthSquare": square,
        "mouthOval": max(0.0, done.vertical_stretch - 2.0 * done.horizontal_stretch),
        "jawDrop": square,
        "tongueRaise": square,
    }
    return replace(mien, weights={**mien.weights, **forms}, lid_folds=done.eye_squeeze, chin_folds=square)
