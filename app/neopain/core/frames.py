"""Pictures and the faces in them: Frame -> Face -> FaceCrop, with the View of each.

Time travels in the data: `captured_at` is monotonic seconds (`core.clock`), taken at the grab.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

BgrImage: TypeAlias = NDArray[np.uint8]
"""uint8 (H, W, 3), blue-green-red, as OpenCV gives it."""

RgbImage: TypeAlias = NDArray[np.uint8]
"""uint8 (H, W, 3), red-green-blue."""

GrayImage: TypeAlias = NDArray[np.uint8]
"""uint8 (H, W)."""

CROP_SIDE_PX = 224
"""Side of the aligned face, the input of every VGG network (Simonyan and Zisserman 2014)."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture from a source.

    Attributes:
        seq: counts the source's pictures from 0, replaced ones included.
        captured_at: monotonic seconds at the grab.
        image: uint8 (H, W, 3) BGR; made read-only here, so that nobody paints on what the model will see.
    """

    seq: int
    captured_at: float
    image: BgrImage

    def __post_init__(self) -> None:
        if self.image.dtype != np.uint8 or self.image.ndim != 3 or self.image.shape[2] != 3:
            msg = f"a frame is uint8 (H, W, 3) BGR; got {self.image.dtype} {self.image.shape}"
            raise ValueError(msg)
        self.image.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in picture pixels: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float


class Alignment(StrEnum):
    """By what a face is aligned: the mesh, or where no mesh confirmed the face, the detector's key points."""

    MESH = "mesh"
    KEY_POINTS = "key_points"


class FaceRegion(StrEnum):
    """A part of the face that can be covered."""

    BROW = "brow"
    EYES = "eyes"
    NOSE = "nose"
    MOUTH = "mouth"


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A found face.

    Attributes:
        box: bounds of the landmarks, px of the frame; without landmarks the detector's box.
        landmarks: float32 (478, 2) px of the frame, MediaPipe Face Mesh order; (0, 2) without a mesh.
        depth: float32 (478,) relative depth, px-like scale, smaller is nearer (MediaPipe's z); or (0,).
        roll_deg, yaw_deg, pitch_deg: head pose; roll clockwise in the picture, yaw towards the picture's
            right, pitch down, each 0 for an upright frontal face.
        aligned_by: MESH exactly when there are landmarks.
        key_points: float32 (5, 2) px of the frame by the detector: right and left eye, tip of the nose, right
            and left corner of the mouth; None where only the mesh was looked at.
        others: how many other faces the frame shows.
        settled: False for a while after the face jumped to another place or size: it may be another's.
        clear: False where eyes and mouth are not known well enough to align and score the face.
    """

    box: Box
    landmarks: NDArray[np.float32]
    depth: NDArray[np.float32]
    roll_deg: float
    yaw_deg: float
    pitch_deg: float
    aligned_by: Alignment = Alignment.MESH
    key_points: NDArray[np.float32] | None = None
    others: int = 0
    settled: bool = True
    clear: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class FaceCrop:
    """The similarity-aligned face: uint8 (224, 224, 3) RGB, eyes level, and the frame that it came from."""

    image: RgbImage
    frame_seq: int


@dataclass(frozen=True, slots=True)
class View:
    """How well the face can be seen; measured on the frame and the aligned crop.

    Attributes:
        face_width_px: width of the face box in the frame.
        face_share: that width over the frame's width, 0..1.
        brightness: mean grey of the crop, 0..255.
        contrast: standard deviation of the grey, 0..127.
        sharpness: variance of the Laplacian of the crop (Pech-Pacheco et al. 2000).
        roll_deg, yaw_deg, pitch_deg: as in Face.
        aligned_by, others, settled, clear: as in Face.
        inside: share of the aligned face that lies inside the frame, 0..1.
        light_ratio: mean grey of the darker half of the face (left or right, upper or lower) over that of the
            lighter one, 0..1.
        colour_cast: how far the skin's colour is from any skin under white light, 0 for none; see
            `vision.quality`.
        covered: parts of the face that something lies on.
        coarseness: steps at the borders of JPEG blocks over the steps elsewhere; 1 for none.
        maturity: proportions of the face, under 1 an infant's, over 1 an adult's; None where they cannot be
            told; see `vision.quality.proportions`.
        crushed: share of the face that is nearly black, 0..1.
    """

    face_width_px: float
    face_share: float
    brightness: float
    contrast: float
    sharpness: float
    roll_deg: float
    yaw_deg: float
    pitch_deg: float
    aligned_by: Alignment = Alignment.MESH
    others: int = 0
    settled: bool = True
    clear: bool = True
    inside: float = 1.0
    light_ratio: float = 1.0
    colour_cast: float = 0.0
    coarseness: float = 1.0
    covered: tuple[FaceRegion, ...] = ()
    maturity: float | None = None
    crushed: float = 0.0
