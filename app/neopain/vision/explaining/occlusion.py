"""Occlusion maps: how a score changes when one piece of the aligned face after the other loses its detail.

Zeiler and Fergus 2014, section 4.2, with one difference: a piece is not painted over but blurred, with soft
edges, because a grey square is a thing of its own on a face. A map says what this model's score hung on in
this one picture. It does not say what hurt, nor what was wrong with the face; a piece that holds nothing may
matter to a model, and one that shows pain may not, where another piece says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ProgramFault
from neopain.core.frames import CROP_SIDE_PX, FaceCrop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neopain.core.frames import RgbImage

Mask: TypeAlias = NDArray[np.float32]
"""float32 (224, 224), 0 where the face stays, 1 where it is blurred."""

CELLS = 7
"""Pieces along each side."""
_BLUR_PX = 16.0
"""Standard deviation: eyes, brows and folds are gone, light and colour of the skin stay."""
_SOFT_PX = 6.0
"""Of a piece's edge."""
_OVERLAP = 0.25
"""Of a cell, by which its piece reaches into the next ones."""
LEAST_SCALE = 0.5
"""Points at which the colours are full, at least: less is not worth a strong colour."""
RAISES, LOWERS = (255, 140, 0), (60, 120, 255)
"""RGB of pieces without which the score is lower (it hung on them), and without which it is higher."""
_STRONGEST = 0.65

REGIONS: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "forehead": ((48, 6, 176, 42),),
    "brow": ((48, 42, 176, 78),),
    "eyes": ((40, 78, 184, 108),),
    "nose_and_furrow": ((70, 108, 154, 144),),
    "cheeks": ((28, 108, 70, 164), (154, 108, 196, 164)),
    "mouth_and_chin": ((66, 144, 158, 206),),
}
"""Left, top, right, bottom in px of the crop (`features.crop.REFERENCE_PX`: eyes at y 90, mouth at y 165)."""
RIM = "rim"
"""All that lies in no region: hair, cap, ears, what is behind the head."""


@dataclass(frozen=True, slots=True, eq=False)
class OcclusionMap:
    """What one model's score hung on in one aligned face.

    Attributes:
        score: points, of the whole face.
        drops: float32 (cells, cells), points by which the score is lower without that piece's detail;
            negative where it is higher. Rows from the top.
    """

    score: float
    drops: NDArray[np.float32]

    @property
    def strongest(self) -> float:
        """The largest change of any piece, points."""
        return float(np.abs(self.drops).max())


def occlusion_map(
    crop: FaceCrop,
    score: Callable[[FaceCrop], float],
    cells: int = CELLS,
    *,
    stop: Callable[[], bool] | None = None,
) -> OcclusionMap | None:
    """The map of one face; asks `score` once, and once a piece.

    Args:
        crop: the aligned face.
        score: points of an aligned face.
        cells: pieces along each side, 3..28.
        stop: asked before each piece; a true answer ends the work, and there is no map.

    Raises: ProgramFault for a number of cells that makes no sense; what `score` raises.
    """
    if not 3 <= cells <= 28:
        raise ProgramFault(f"a map has 3 to 28 pieces along each side; got {cells}")
    plain = blurred(crop.image)
    whole = score(crop)
    drops = np.zeros((cells, cells), np.float32)
    for (row, column), mask in _pieces(cells):
        if stop is not None and stop():
            return None
        hidden = FaceCrop(image=blended(crop.image, plain, mask), frame_seq=crop.frame_seq)
        drops[row, column] = whole - score(hidden)
    return OcclusionMap(whole, drops)


def painted(image: RgbImage, found: OcclusionMap) -> RgbImage:
    """The face in grey with the map over it, uint8 (224, 224, 3) RGB.

    Orange where the score falls without a piece, blue where it rises. Colours are full at the map's strongest
    change, and not below LEAST_SCALE points.
    """
    size = (image.shape[1], image.shape[0])
    share = found.drops / max(LEAST_SCALE, found.strongest)
    smooth = cv2.resize(share, size, interpolation=cv2.INTER_CUBIC)
    strength = np.clip(np.abs(smooth), 0.0, 1.0)[:, :, np.newaxis] * _STRONGEST
    grey = np.repeat(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[:, :, np.newaxis], 3, axis=2).astype(np.float32)
    raises, lowers = np.array(RAISES, np.float32), np.array(LOWERS, np.float32)
    colour = np.where(smooth[:, :, np.newaxis] > 0.0, raises, lowers)
    return np.clip((1.0 - strength) * grey + strength * colour, 0.0, 255.0).astype(np.uint8)


def blurred(image: RgbImage) -> RgbImage:
    """The face without any detail, uint8 (224, 224, 3) RGB."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), _BLUR_PX, borderType=cv2.BORDER_REPLICATE), np.uint8)


def blended(image: RgbImage, other: RgbImage, mask: Mask) -> RgbImage:
    """`image` with `other` where the mask is 1."""
    share = mask[:, :, np.newaxis]
    return ((1.0 - share) * image + share * other + 0.5).astype(np.uint8)


def region_names() -> tuple[str, ...]:
    """Every region, the rim last."""
    return (*REGIONS, RIM)


def region_mask(name: str) -> Mask:
    """Where a region lies, with soft edges. Raises: KeyError."""
    if name == RIM:
        boxes = tuple(box for found in REGIONS.values() for box in found)
        return 1.0 - _soft(boxes)
    return _soft(REGIONS[name])


def _pieces(cells: int) -> Iterator[tuple[tuple[int, int], Mask]]:
    step = CROP_SIDE_PX / cells
    more = _OVERLAP * step
    for row in range(cells):
        for column in range(cells):
            left, top = column * step - more, row * step - more
            box = (left, top, left + step + 2 * more, top + step + 2 * more)
            yield (row, column), _soft((tuple(round(edge) for edge in box),))


def _soft(boxes: tuple[tuple[int, ...], ...]) -> Mask:
    mask = np.zeros((CROP_SIDE_PX, CROP_SIDE_PX), np.float32)
    for left, top, right, bottom in boxes:
        mask[max(0, top) : bottom, max(0, left) : right] = 1.0
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), _SOFT_PX, borderType=cv2.BORDER_REPLICATE), np.float32)
