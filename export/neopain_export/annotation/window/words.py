"""What the window says of tasks, questions and reasons."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from neopain.core.clinical.scales import NIPS
from neopain.core.facial_actions import FacialAction
from neopain.ui.language.sign_words import action_words
from neopain.ui.language.translate import shown
from neopain_export.annotation.rating.tasks import NFCS, NIPS_FACE, TAUT_TONGUE, Reason, Task

translate = QCoreApplication.translate


def task_words(task: Task) -> str:
    """What is asked, in a few words."""
    return {
        NFCS.id: translate("Annotation", "NFCS: which actions are present?"),
        NIPS_FACE.id: translate("Annotation", "NIPS: the face"),
    }[task.id]


def question_words(question: str) -> str:
    """The name of a question; how it is scored stands in the unit's licensed form."""
    if question == TAUT_TONGUE:
        return translate("Annotation", "Taut tongue")
    if question in set(FacialAction):
        return action_words()[FacialAction(question)][1]
    if question == "total":
        return translate("Annotation", "Actions present")
    return shown(NIPS.items[0].choices[1].words)


def value_words(value: int) -> str:
    """The answers to the lone question of NIPS: its face item, in this product's words."""
    return shown(NIPS.items[0].choices[value].words)


def reason_words() -> Mapping[Reason, str]:
    """By reason why it cannot be judged."""
    return {
        Reason.FACE_COVERED: translate("Annotation", "Face covered"),
        Reason.TURNED_AWAY: translate("Annotation", "Turned away"),
        Reason.TOO_DARK: translate("Annotation", "Too dark or too bright"),
        Reason.BLURRED: translate("Annotation", "Blurred"),
        Reason.NO_FACE: translate("Annotation", "No face"),
        Reason.UNREADABLE: translate("Annotation", "No picture to be seen"),
        Reason.OTHER: translate("Annotation", "Another reason"),
    }
