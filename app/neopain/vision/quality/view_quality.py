"""How well a face is seen, and below which limits it is not scored."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from neopain.core.frames import Alignment, Face, FaceCrop, FaceRegion, Frame, GrayImage, RgbImage, View
from neopain.core.readings import Reason
from neopain.vision.quality.covered import covered
from neopain.vision.quality.light import coarseness, colour_cast, crushed_share, light_ratio
from neopain.vision.quality.proportions import maturity

_COVERED = {
    FaceRegion.BROW: Reason.BROW_COVERED,
    FaceRegion.EYES: Reason.EYES_COVERED,
    FaceRegion.NOSE: Reason.NOSE_COVERED,
    FaceRegion.MOUTH: Reason.MOUTH_COVERED,
}


@dataclass(frozen=True, slots=True)
class ViewLimits:
    """Beyond these a face is not scored; where each number comes from stands with it.

    Attributes:
        face_width_least_px: below it the crop holds less than a quarter of its own pixels' worth of detail.
        face_share_least: of the frame's width; smaller finds are more often folds in a blanket than faces.
        yaw_most_deg, pitch_most_deg: either way. The half of the face that is turned away hides brow and
            nasolabial fold from about 40 degrees on, and MediaPipe loses the landmarks from 45 to 60 degrees
            (seen on simulated neonates).
        key_points_yaw_most_deg: the same of a face that is aligned by five points only.
        brightness_least, brightness_most: mean grey of the crop, 0..255; beyond them most of the face lies
            in the lowest sixth or the highest eighth of the range, where cameras clip. A washed-out portrait
            lost its landmarks from 235 on; simulated neonates have 127 to 195.
        contrast_least: standard deviation of the grey; a face in fog, or a camera's cap.
        sharpness_least: variance of the Laplacian (Pech-Pacheco et al. 2000, LAPV). A portrait of 61 falls
            below it when blurred by a Gaussian of more than 2.2 crop pixels, about the width of a closed
            eye's lid line; simulated neonates have 29 to 156.
        inside_least: share of the aligned face inside the frame; what lies outside is made up of its rim.
        crushed_most: share of the face that is nearly black. Contrast over brightness stood here before: it
            refused dark skin in hard light (10 such drawings, all with a right score), and of 42 drawn faces
            none moved by more than 2 points at a gamma up to 2.5; from 3 on they are unlike training.
        noise_most: the same variance as for sharpness; a portrait in noise of 25 grey levels has 600 to 1500,
            a sharp one up to 100.
        light_ratio_least, colour_cast_most, coarseness_most: see `light`.
        maturity_most: see `proportions`, and decision 32 on how it was chosen.

    Noise, light ratio, cast and coarseness were chosen by worsening 15 simulated neonates step by
    step and looking at how far the score of 0 to 10 moved at the 90th percentile: 2.0 with one half at
    0.4 of the light of the other and 3.8 at 0.25; 0.6 in blue light of a cast of 0.04 and 2.6 at 0.6; 2.4
    after JPEG of quality 20 (coarseness 3.0) and 5.2 after quality 8 (6.1); 1.4 in noise of 15 levels and
    4.4 in 25.
    """

    face_width_least_px: float = 56.0
    face_share_least: float = 0.04
    yaw_most_deg: float = 40.0
    pitch_most_deg: float = 45.0
    key_points_yaw_most_deg: float = 30.0
    brightness_least: float = 40.0
    brightness_most: float = 225.0
    contrast_least: float = 10.0
    sharpness_least: float = 4.0
    noise_most: float = 600.0
    crushed_most: float = 0.15
    inside_least: float = 0.8
    light_ratio_least: float = 0.5
    colour_cast_most: float = 0.3
    coarseness_most: float = 3.7
    maturity_most: float = 1.015


def measured(frame: Frame, face: Face, crop: FaceCrop, inside: float = 1.0) -> View:
    """Measure the view of a face in its frame and its aligned crop.

    Args:
        frame: the picture.
        face: what the finder gave.
        crop: what the aligner made of it.
        inside: share of the aligned face inside the frame.
    """
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
        aligned_by=face.aligned_by,
        others=face.others,
        settled=face.settled,
        clear=face.clear,
        inside=inside,
        light_ratio=light_ratio(gray),
        colour_cast=colour_cast(crop.image),
        coarseness=coarseness(frame.image, face.box),
        crushed=crushed_share(gray),
        covered=covered(crop.image),
        maturity=maturity(face),
    )


def refusal(view: View, limits: ViewLimits) -> Reason | None:
    """The first limit that a view breaks, or None. What makes the rest meaningless comes first."""
    return next(iter(refusals(view, limits)), None)


def refusals(view: View, limits: ViewLimits) -> tuple[Reason, ...]:
    """Every limit that a view breaks, in the order of `refusal`; two of one name count once."""
    broken: tuple[tuple[bool, Reason], ...] = (
        (view.others > 0 and not view.settled, Reason.TWO_FACES),
        (_too_small(view, limits), Reason.FACE_TOO_SMALL),
        (_turned(view, limits), Reason.TURNED_AWAY),
        (view.inside < limits.inside_least, Reason.PARTLY_OUT_OF_FRAME),
        (view.brightness < limits.brightness_least, Reason.TOO_DARK),
        (view.brightness > limits.brightness_most, Reason.TOO_BRIGHT),
        (view.contrast < limits.contrast_least, Reason.BLURRED),
        (view.sharpness < limits.sharpness_least, Reason.BLURRED),
        (view.crushed > limits.crushed_most, Reason.TOO_DARK),
        (view.coarseness > limits.coarseness_most, Reason.COARSE_PICTURE),
        (view.sharpness > limits.noise_most, Reason.COARSE_PICTURE),
        (view.light_ratio < limits.light_ratio_least, Reason.UNEVEN_LIGHT),
        (len(view.covered) > 1, Reason.OCCLUDED),
        *((True, _COVERED[region]) for region in view.covered),
        (view.colour_cast > limits.colour_cast_most, Reason.COLOUR_CAST),
        (view.maturity is not None and view.maturity > limits.maturity_most, Reason.NOT_AN_INFANT),
        (not view.clear, Reason.FACE_UNCLEAR),
        (not view.settled, Reason.FACE_MOVED),
    )
    return tuple(dict.fromkeys(reason for is_broken, reason in broken if is_broken))


def _too_small(view: View, limits: ViewLimits) -> bool:
    return view.face_width_px < limits.face_width_least_px or view.face_share < limits.face_share_least


def _turned(view: View, limits: ViewLimits) -> bool:
    by_mesh = view.aligned_by is Alignment.MESH
    most = limits.yaw_most_deg if by_mesh else limits.key_points_yaw_most_deg
    return abs(view.yaw_deg) > most or abs(view.pitch_deg) > limits.pitch_most_deg


def gray_of(image: RgbImage) -> GrayImage:
    """Luma of an RGB picture (ITU-R BT.601, as OpenCV weighs it). image: uint8 (H, W, 3)."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
