"""What to do about a camera's view, in words: a sign, what is so, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from neopain.bedside.cameras.advice import Advice, Check, Grade, Hint
from neopain.ui.language.numbers import decimal

translate = QCoreApplication.translate
SIGNS = {Grade.GOOD: "✓", Grade.NEAR: "!", Grade.BAD: "✗", Grade.UNKNOWN: "?"}


def advice_words(advice: Advice) -> str:
    """One line, with its sign."""
    figures = _figures(advice)
    hint = _hint(advice.hint)
    words = ": ".join(filter(None, (_name(advice.check), figures or _state(advice))))
    return f"{SIGNS[advice.grade]} {'. '.join(filter(None, (words, hint)))}"


def verdict_words(advices: tuple[Advice, ...]) -> str:
    """All of them in one sentence; it promises no score."""
    if any(one.grade in {Grade.BAD, Grade.UNKNOWN} for one in advices):
        return translate("advice", "As it is now, the face would not be scored.")
    if any(one.grade is Grade.NEAR for one in advices):
        return translate("advice", "The face is seen, but only just well enough.")
    return translate("advice", "The face is seen well.")


def _name(check: Check) -> str:
    return {
        Check.FACE: translate("advice", "Face"),
        Check.SIZE: translate("advice", "Size"),
        Check.LIGHT: translate("advice", "Light"),
        Check.SHARPNESS: translate("advice", "Sharpness"),
        Check.ANGLE: translate("advice", "Angle"),
    }[check]


def _state(advice: Advice) -> str:
    if advice.grade is Grade.UNKNOWN:
        return translate("advice", "not known without a face")
    if advice.check is Check.FACE:
        return "" if advice.grade is Grade.BAD else translate("advice", "found")
    return ""


def _figures(advice: Advice) -> str:
    if advice.value is None:
        return ""
    value = f"{advice.value:.0f}"
    limit = "" if advice.limit is None else f"{advice.limit:.0f}"
    if advice.check is Check.SIZE:
        return translate("advice", "{value} px wide, at least {limit}").format(value=value, limit=limit)
    if advice.check is Check.ANGLE:
        return translate("advice", "turned by {value}°, at most {limit}").format(value=value, limit=limit)
    if advice.check is Check.SHARPNESS:
        return decimal(advice.value)
    return translate("advice", "{value} of 255").format(value=value)


def _hint(hint: Hint) -> str:
    return {
        Hint.NONE: "",
        Hint.SHOW_FACE: translate(
            "advice", "No face is seen: point the camera at it, from above the forehead"
        ),
        Hint.ONE_FACE: translate("advice", "Another face is seen, too: let only the infant's be there"),
        Hint.WHOLE_FACE: translate("advice", "A part of the face is outside the picture: move the camera"),
        Hint.FREE_FACE: translate("advice", "Something lies on the face or before it: free it if you may"),
        Hint.CLOSER: translate("advice", "Move the camera closer, or zoom in"),
        Hint.LIGHTER: translate("advice", "Too dark: more light, or the camera's night mode"),
        Hint.DARKER: translate("advice", "Too bright: shade the lamp, or let the camera adjust"),
        Hint.EVEN_LIGHT: translate("advice", "Light from one side: turn the lamp or the camera"),
        Hint.WHITE_LIGHT: translate("advice", "Coloured light, as from phototherapy: use white or infrared"),
        Hint.FOCUS: translate("advice", "Blurred: focus, wipe the lens, look through no plastic"),
        Hint.LESS_NOISE: translate("advice", "Grainy: more light, or less compression in the camera"),
        Hint.FROM_FRONT: translate("advice", "Look at the face more from the front"),
    }[hint]
