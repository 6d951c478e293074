"""The one-tap annotations, as data: at most 20, in the order in which they stand on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from neopain.core.text import Text

UNDO_S = 10.0
UNDO_CODE = "undo"
CHANGED_CODE, DELETED_CODE = "note_changed", "note_deleted"
FREE_TEXT_CODE = "note"
FREE_TEXT_MAX = 200


class NoteCode(StrEnum):
    """What can be noted with one touch; stable names."""

    HEEL_LANCE = "heel_lance"
    VENEPUNCTURE = "venepuncture"
    SUCTION = "suction"
    SUCROSE = "sucrose"
    REPOSITIONING = "repositioning"
    DIAPER = "diaper"
    FEEDING = "feeding"
    SKIN_TO_SKIN = "skin_to_skin"
    ANALGESIC_GIVEN = "analgesic_given"


PROCEDURE_CODES: frozenset[str] = frozenset({NoteCode.HEEL_LANCE, NoteCode.VENEPUNCTURE})
"""Noting one of these marks the procedure that is waited for."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stable code and its word for record and screen."""

    code: str
    label: str


def annotation_choices() -> tuple[Annotation, ...]:
    """What can be noted with one touch; drugs are noted, never advised."""
    return (
        Annotation(NoteCode.HEEL_LANCE, Text("Heel lance")),
        Annotation(NoteCode.VENEPUNCTURE, Text("Venepuncture")),
        Annotation(NoteCode.SUCTION, Text("Suction")),
        Annotation(NoteCode.SUCROSE, Text("Sucrose")),
        Annotation(NoteCode.REPOSITIONING, Text("Repositioning")),
        Annotation(NoteCode.DIAPER, Text("Diaper")),
        Annotation(NoteCode.FEEDING, Text("Feeding")),
        Annotation(NoteCode.SKIN_TO_SKIN, Text("Skin-to-skin")),
        Annotation(NoteCode.ANALGESIC_GIVEN, Text("Analgesic given")),
    )
