"""How well a face is seen, and below which limits it is not scored.

Not measured: occlusion. MediaPipe lays its mesh over tape and tubes as if they were skin, and neither its
visibility nor its presence figures react; a number made up from it would look like a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from neopain.core.frames import View
from neopain.core.readings import Reason

if TYPE_CHECKING:
    from neopain.core.frames import Face, FaceCrop, Frame, GrayImage, RgbImage


@dataclass(frozen=True, slots=True)
class ViewLimits:
    """Beyond these a face is not scored; where each number comes from stands with it.

    Attributes:
        face_width_least_px: below it the crop holds less than a quarter of its own pixels' worth of detail.
        face_share_least: of the frame's width; smaller finds are more often folds in a blanket than faces.
        yaw_most_deg, pitch_most_deg: either way. The half of the face that is turned away hides brow and
            nasolabial fold from about 45 degrees on, and MediaPipe loses the landmarks from 45 to 60 degrees
            (seen on simulated neonates).
        brightness_least, brightness_most: mean grey of the crop, 0..255; beyond them most of the face lies
            in the lowest sixth or the highest eighth of the range, where cameras clip. A washed-out portrait
            lost its landmarks from 235 on; simulated neonates have 127 to 195.
        contrast_least: standard deviation of the grey; a face in fog, or a camera's cap.
        sharpness_least: variance of the Laplacian (Pech-Pacheco et al. 2000, LAPV). A portrait of 61 falls
            below it when blurred by a Gaussian of more than 2.2 crop pixels, about the width of a closed
            eye's lid line; simulated neonates have 29 to 156.
    """

    face_width_least_px: float = 56.0
    face_share_least: float = 0.04
    yaw_most_deg: float = 45.0
    pitch_most_deg: float = 45.0
    brightness_least: float = 40.0
    brightness_most: float = 225.0
    contrast_least: float = 10.0
    sharpness_least: float = 4.0


def measured(frame: Frame, face: Face, crop: FaceCrop) -> View:
    """Measure the view of a face in its frame and its aligned crop."""
    gray = gray_of(crop.image)
    return View(
        face_width_px=face.box.width,
        face_share=face.box.width / frame.image.shape[1],
        brightness=float(gray.mean()),
        contrast=float(gray.std()),
        sharpness=float(cv2.Laplacian(gray, cv2.CV_64F).var()),
        roll_deg=face.roll_deg,
        yaw_deg=face.yaw_deg,
        pitch_deg=face.pitch_deg,
    )


def refusal(view: View, limits: ViewLimits) -> Reason | None:
    """The first limit that a view breaks, or None. A face too small is called that, not blurred."""
    too_small = view.face_width_px < limits.face_width_least_px or view.face_share < limits.face_share_least
    turned = abs(view.yaw_deg) > limits.yaw_most_deg or abs(view.pitch_deg) > limits.pitch_most_deg
    broken = (
        (too_small, Reason.FACE_TOO_SMALL),
        (turned, Reason.TURNED_AWAY),
        (view.brightness < limits.brightness_least, Reason.TOO_DARK),
        (view.brightness > limits.brightness_most, Reason.TOO_BRIGHT),
        (view.contrast < limits.contrast_least, Reason.BLURRED),
        (view.sharpness < limits.sharpness_least, Reason.BLURRED),
    )
    return next((reason for is_broken, reason in broken if is_broken), None)


def gray_of(image: RgbImage) -> GrayImage:
    """Luma of an RGB picture (ITU-R BT.601, as OpenCV weighs it). image: uint8 (H, W, 3)."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
