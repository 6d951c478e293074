"""Facial strain: how much the skin is stretched between two aligned faces, from dense optical flow.

A feature of a sequence, used by the study; the bedside scores single pictures. Shreve et al. 2011, section 3:
the infinitesimal strain tensor of the flow (u, v) is e_xx = du/dx, e_yy = dv/dy, e_xy = (du/dy + dv/dx) / 2,
its magnitude sqrt(e_xx^2 + e_yy^2 + 2 e_xy^2). A shift has none; a small rotation has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.core.frames import CROP_SIDE_PX
from neopain.core.text import Text
from neopain.vision.quality.view_quality import gray_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neopain.core.features import Float32Vector
    from neopain.core.frames import RgbImage

_NAME = re.compile(r"strain\.([fd])(\d{1,2})\.([a-z]+)")
# left, top, right, bottom in px of the aligned crop (crop.REFERENCE_PX: eyes at y 90, mouth at y 165)
_WHOLE = (24, 24, 200, 212)
_REGIONS: Mapping[str, Mapping[str, tuple[int, int, int, int]]] = {
    "anatomic": {
        "face": _WHOLE,
        "brow": (48, 40, 176, 76),
        "eyes": (44, 76, 180, 108),
        "nasolabial": (60, 108, 164, 142),
        "mouth": (64, 142, 160, 200),
    },
    "quadrants": {
        "face": _WHOLE,
        "upper_left": (24, 24, 112, 118),
        "upper_right": (112, 24, 200, 118),
        "lower_left": (24, 118, 112, 212),
        "lower_right": (112, 118, 200, 212),
    },
}


class Flow(StrEnum):
    """Which dense optical flow; the letter stands in the block's name."""

    FARNEBACK = "f"
    DIS = "d"


@dataclass(frozen=True, slots=True)
class Strain:
    """Mean strain magnitude of the whole face and of its regions.

    Attributes:
        flow: Farneback 2003, or dense inverse search (Kroeger et al. 2016, medium preset).
        window_px: Farneback's averaging window, or DIS's patch.
        regions: `anatomic` (face, brow, eyes, nasolabial, mouth) or `quadrants` (face and its four).
    """

    flow: Flow = Flow.FARNEBACK
    window_px: int = 15
    regions: str = "anatomic"

    def __post_init__(self) -> None:
        if self.regions not in _REGIONS or not 5 <= self.window_px <= 63:
            raise ModelFault(
                Text(
                    "strain wants regions of {regions}, window 5..63 px; got {got}.",
                    regions=sorted(_REGIONS),
                    got=self,
                )
            )

    @property
    def name(self) -> str:
        """Such as `strain.f15.anatomic`."""
        return f"strain.{self.flow}{self.window_px}.{self.regions}"

    @property
    def size(self) -> int:
        """Length of the feature."""
        return len(_REGIONS[self.regions])

    def map_of(self, earlier: RgbImage, later: RgbImage) -> NDArray[np.float32]:
        """Strain magnitude per pixel, float32 (224, 224), no unit. Both: uint8 (224, 224, 3) RGB, aligned."""
        first, second = gray_of(earlier), gray_of(later)
        if first.shape != second.shape:
            raise ModelFault(
                Text(
                    "strain wants two crops of one size; got {shape} and {other}.",
                    shape=first.shape,
                    other=second.shape,
                )
            )
        if self.flow is Flow.FARNEBACK:
            flow = cv2.calcOpticalFlowFarneback(first, second, None, 0.5, 3, self.window_px, 3, 7, 1.5, 0)  # type: ignore[call-overload]
        else:
            search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
            search.setPatchSize(self.window_px)
            flow = search.calc(first, second, None)  # type: ignore[call-overload]
        return magnitude(np.asarray(flow, np.float32))

    def features(self, earlier: RgbImage, later: RgbImage) -> Float32Vector:
        """float32 (size,): the map's mean over each region, in their order. Crops as in `map_of`."""
        strain = self.map_of(earlier, later)
        if strain.shape != (CROP_SIDE_PX, CROP_SIDE_PX):
            raise ModelFault(
                Text(
                    "the regions of strain lie in a crop of {side} px; got {shape}.",
                    side=CROP_SIDE_PX,
                    shape=strain.shape,
                )
            )
        boxes = _REGIONS[self.regions].values()
        return np.array(
            [strain[top:bottom, left:right].mean() for left, top, right, bottom in boxes], np.float32
        )


def magnitude(flow: NDArray[np.float32]) -> NDArray[np.float32]:
    """Strain magnitude, float32 (H, W), of a flow (H, W, 2) in px: u to the right, v down."""
    du_dy, du_dx = np.gradient(flow[:, :, 0])
    dv_dy, dv_dx = np.gradient(flow[:, :, 1])
    shear = (du_dy + dv_dx) / 2
    return np.asarray(np.sqrt(du_dx**2 + dv_dy**2 + 2 * shear**2), np.float32)


def region_names(regions: str) -> tuple[str, ...]:
    """The regions' names in the feature's order."""
    return tuple(_REGIONS[regions])


def strain_named(name: str) -> Strain:
    """The feature with the parameters that the block's name carries. Raises: ModelFault."""
    found = _NAME.fullmatch(name)
    if not found:
        raise ModelFault(
            Text(
                "expected a strain block like {name}, got `{got}`. The model was made by another "
                "version of NeoPain: update, or build the model again.",
                name=Strain().name,
                got=name,
            )
        )
    return Strain(Flow(found.group(1)), int(found.group(2)), found.group(3))
