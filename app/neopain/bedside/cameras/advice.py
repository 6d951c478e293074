"""What to do about a camera's view before it monitors: face, size, light, sharpness, angle. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from neopain.core.frames import Alignment, View
from neopain.vision.quality.view_quality import ViewLimits
from neopain.workers.frames.preview import Look

LIMITS = ViewLimits()
MARGIN = 1.5
"""A view within so much of a limit is scored now, and no more when infant or light change a little."""


class Check(StrEnum):
    """What is looked at, in the order in which it is put right."""

    FACE = "face"
    SIZE = "size"
    LIGHT = "light"
    SHARPNESS = "sharpness"
    ANGLE = "angle"


class Grade(StrEnum):
    """GOOD is scored, NEAR is scored but close to a limit, BAD is not scored, UNKNOWN was not looked at."""

    GOOD = "good"
    NEAR = "near"
    BAD = "bad"
    UNKNOWN = "unknown"


class Hint(StrEnum):
    """What to do; NONE when nothing."""

    NONE = "none"
    SHOW_FACE = "show_face"
    ONE_FACE = "one_face"
    WHOLE_FACE = "whole_face"
    FREE_FACE = "free_face"
    CLOSER = "closer"
    LIGHTER = "lighter"
    DARKER = "darker"
    EVEN_LIGHT = "even_light"
    WHITE_LIGHT = "white_light"
    FOCUS = "focus"
    LESS_NOISE = "less_noise"
    FROM_FRONT = "from_front"


@dataclass(frozen=True, slots=True)
class Advice:
    """One line.

    Attributes:
        check: what it is about.
        grade: how it is.
        hint: what to do about it.
        value, limit: the measured figure and the limit that it breaks or nears, or None. SIZE: the face's
            width in px; LIGHT: mean grey, 0..255; SHARPNESS: as `View.sharpness`; ANGLE: degrees.
    """

    check: Check
    grade: Grade
    hint: Hint = Hint.NONE
    value: float | None = None
    limit: float | None = None


def advise(look: Look) -> tuple[Advice, ...]:
    """A line for each check, in the order of `Check`."""
    view = look.view
    if view is None:
        missing = (Advice(check, Grade.UNKNOWN) for check in list(Check)[1:])
        return (Advice(Check.FACE, Grade.BAD, Hint.SHOW_FACE), *missing)
    return (_face(view), _size(view, look.size[0]), _light(view), _sharpness(view), _angle(view))


def _face(view: View) -> Advice:
    if view.others:
        return Advice(Check.FACE, Grade.NEAR, Hint.ONE_FACE)
    if view.inside < LIMITS.inside_least:
        return Advice(Check.FACE, Grade.BAD, Hint.WHOLE_FACE)
    if view.covered:
        return Advice(Check.FACE, Grade.BAD, Hint.FREE_FACE)
    return Advice(Check.FACE, Grade.GOOD)


def _size(view: View, picture_width_px: int) -> Advice:
    least = max(LIMITS.face_width_least_px, LIMITS.face_share_least * picture_width_px)
    return _at_least(Check.SIZE, view.face_width_px, least, Hint.CLOSER)


def _light(view: View) -> Advice:
    if view.brightness > LIMITS.brightness_most:
        return Advice(Check.LIGHT, Grade.BAD, Hint.DARKER, view.brightness, LIMITS.brightness_most)
    dark = _at_least(Check.LIGHT, view.brightness, LIMITS.brightness_least, Hint.LIGHTER)
    if dark.grade is Grade.BAD:
        return dark
    shaded = view.crushed > LIMITS.crushed_most or view.light_ratio < LIMITS.light_ratio_least
    if shaded or view.light_ratio < LIMITS.light_ratio_least * 1.2:
        return Advice(Check.LIGHT, Grade.BAD if shaded else Grade.NEAR, Hint.EVEN_LIGHT, view.brightness)
    if view.colour_cast > LIMITS.colour_cast_most:
        return Advice(Check.LIGHT, Grade.BAD, Hint.WHITE_LIGHT, view.brightness)
    return dark


def _sharpness(view: View) -> Advice:
    if view.sharpness > LIMITS.noise_most or view.coarseness > LIMITS.coarseness_most:
        return Advice(Check.SHARPNESS, Grade.BAD, Hint.LESS_NOISE, view.sharpness)
    if view.contrast < LIMITS.contrast_least:
        return Advice(Check.SHARPNESS, Grade.BAD, Hint.FOCUS, view.sharpness)
    return _at_least(Check.SHARPNESS, view.sharpness, LIMITS.sharpness_least, Hint.FOCUS)


def _angle(view: View) -> Advice:
    by_mesh = view.aligned_by is Alignment.MESH
    yaw_most = LIMITS.yaw_most_deg if by_mesh else LIMITS.key_points_yaw_most_deg
    turned = max((abs(view.yaw_deg), yaw_most), (abs(view.pitch_deg), LIMITS.pitch_most_deg), key=_share)
    share = _share(turned)
    grade = Grade.BAD if share > 1.0 else Grade.NEAR if share > 1.0 / MARGIN else Grade.GOOD
    return Advice(Check.ANGLE, grade, Hint.NONE if grade is Grade.GOOD else Hint.FROM_FRONT, *turned)


def _share(turned: tuple[float, float]) -> float:
    return turned[0] / turned[1]


def _at_least(check: Check, value: float, least: float, hint: Hint) -> Advice:
    grade = Grade.BAD if value < least else Grade.NEAR if value < MARGIN * least else Grade.GOOD
    return Advice(check, grade, Hint.NONE if grade is Grade.GOOD else hint, value, least)
