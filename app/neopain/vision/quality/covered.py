"""Which parts of an aligned face something lies on: tape, tube, mask, shield, hand, pacifier.

MediaPipe lays its mesh over tape and tubes as if they were skin, and neither its visibility nor its presence
figures react. So the picture itself is looked at: where a part of the face should be, most pixels have a
colour far from that of this face's own cheeks and forehead, or are much smoother than the cheeks, or nothing
of the part's own form is left: no lid, fold, wing or lip, however like skin what lies there is. What lies on
a piece of a part, whatever its texture, is told by `covering`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import FaceRegion, RgbImage
from neopain.vision.quality.covering import CHEEKS, FOREHEAD, Planes, form, pieces_covered


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows and columns of the crop, and what says covered.

    Attributes:
        rows, columns: of the crop.
        foreign_most, smooth_most: shares of foreign and of smooth pixels.
        form_rows: where the form is looked for, if not in `rows`: a plaster on the brow ends above the lids.
        form_least: `form` over the contrast of the whole face, so that fog covers nothing.
    """

    rows: slice
    columns: slice
    foreign_most: float
    smooth_most: float
    form_least: float
    form_rows: slice | None = None


# Chosen by laying white, blue and skin-coloured patches of three sizes on the faces of 15 simulated
# neonates. Uncovered parts had at most: brow 0.06 foreign and 0.07 smooth, eyes 0.04 and 0.09, nose 0.02
# and 0.02, mouth 0.40 (a cry) and 0.06. Squeezed eyes of the hard drawings are smooth up to 0.5, and have
# a form down to 0.117. A patch is refused from about the size at which the score moved by 3 points at the
# 90th percentile; over the mouth that is one of half the face's width. The bare skin over a real infant's
# brow is smoother than its cheeks, so that smoothness says nothing there. The least form is under that of
# each of 175 simulated faces (brow 0.117, nose 0.078, mouth 0.141; in fog, more) and of 70 pictures of
# real infants. What covers a piece of a part leaves the other pieces' form: see `covering`.
_NEVER = 1.0
_PARTS = {
    FaceRegion.EYES: _Part(slice(80, 102), slice(48, 176), 0.3, 0.6, 0.1),
    FaceRegion.BROW: _Part(slice(58, 80), slice(48, 176), 0.25, _NEVER, 0.06, slice(54, 74)),
    FaceRegion.NOSE: _Part(slice(102, 140), slice(90, 134), 0.5, 0.5, 0.076),
    FaceRegion.MOUTH: _Part(slice(144, 190), slice(66, 158), 0.55, 0.4, 0.138),
}

_COLOUR_FAR = 16.0  # in the plane of a* and b*
_LIGHT_FAR = 40.0  # lighter than the skin; darker is a shadow, or hair
_SMOOTHER = 0.5
_WINDOW_PX = 7


def covered(image: RgbImage) -> tuple[FaceRegion, ...]:
    """The covered parts, whole or a piece of them, those first whose covering moves the score most.

    image: uint8 (224, 224, 3) RGB, the aligned face.
    """
    planes = Planes.of(image)
    told = {*_wholly_covered(planes), *pieces_covered(planes)}
    return tuple(region for region in _PARTS if region in told)


def wholly_covered(image: RgbImage) -> tuple[FaceRegion, ...]:
    """The parts of which most is foreign or smooth, or that have lost their form; as `covered`."""
    return _wholly_covered(Planes.of(image))


def _wholly_covered(planes: Planes) -> tuple[FaceRegion, ...]:
    skin = np.median(
        np.concatenate([planes.lab[place].reshape(-1, 3) for place in (*CHEEKS, FOREHEAD)]), axis=0
    )
    texture = _texture(planes.grey)
    usual = float(np.median(np.concatenate([texture[place].ravel() for place in CHEEKS])))
    return tuple(
        region
        for region, part in _PARTS.items()
        if _foreign(planes.lab[part.rows, part.columns], skin) > part.foreign_most
        or (texture[part.rows, part.columns] < _SMOOTHER * usual).mean() > part.smooth_most
        or form(planes.coarse[part.form_rows or part.rows, part.columns]) < part.form_least * planes.contrast
    )


def _foreign(lab: NDArray[np.float32], skin: NDArray[np.float32]) -> float:
    """Share of pixels, 0..1, whose colour is far from the skin's, or that are much lighter."""
    apart = lab - skin
    far = (np.hypot(apart[..., 1], apart[..., 2]) > _COLOUR_FAR) | (apart[..., 0] > _LIGHT_FAR)
    return float(far.mean())


def _texture(gray: NDArray[np.float32]) -> NDArray[np.float32]:
    """Standard deviation of the grey in a small window about each pixel."""
    window = (_WINDOW_PX, _WINDOW_PX)
    mean = cv2.blur(gray, window)
    return np.asarray(np.sqrt(np.maximum(cv2.blur(gray * gray, window) - mean * mean, 0.0)), np.float32)
