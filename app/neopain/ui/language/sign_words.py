"""The facial actions in words, and how strong an expression is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from neopain.core.facial_actions import FacialAction
from neopain.core.watch.sign_seconds import STRONG_FROM, WEAK_UNDER

translate = QCoreApplication.translate


def action_words() -> Mapping[FacialAction, tuple[str, str]]:
    """By action: the short name and the whole one."""
    return {
        FacialAction.BROW_BULGE: (translate("WhyPanel", "brow"), translate("WhyPanel", "Brow bulge")),
        FacialAction.EYE_SQUEEZE: (translate("WhyPanel", "eyes"), translate("WhyPanel", "Eye squeeze")),
        FacialAction.NASOLABIAL_FURROW: (
            translate("WhyPanel", "fold"),
            translate("WhyPanel", "Nasolabial furrow"),
        ),
        FacialAction.OPEN_LIPS: (translate("WhyPanel", "lips"), translate("WhyPanel", "Open lips")),
        FacialAction.VERTICAL_STRETCH: (
            translate("WhyPanel", "jaw"),
            translate("WhyPanel", "Mouth stretched vertically"),
        ),
        FacialAction.HORIZONTAL_STRETCH: (
            translate("WhyPanel", "wide"),
            translate("WhyPanel", "Mouth stretched horizontally"),
        ),
    }


def intensity_word(intensity: float) -> str:
    """What an intensity of 0..10 means, in one word; never one that comforts."""
    if intensity < WEAK_UNDER:
        return translate("intensity", "weak")
    return translate("intensity", "plain") if intensity < STRONG_FROM else translate("intensity", "strong")


def intensity_help() -> str:
    """What the intensity is, and what it is not."""
    return translate(
        "intensity",
        "How strong the expression is, 0 to 10: about 2 weak or doubtful, about 5 a plain pain expression of "
        "middling strength, about 8 a strong one. It is no clinical scale and raises no alarm.",
    )
