"""The one-tap annotations, as data: at most 20, in the order in which they stand on the screen."""

from __future__ import annotations

from dataclasses import dataclass

UNDO_S = 10.0
UNDO_CODE = "undo"
CHANGED_CODE, DELETED_CODE = "note_changed", "note_deleted"
FREE_TEXT_CODE = "note"
FREE_TEXT_MAX = 200


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stable code and an English word for the record; the screen shows `core_lines.shown_word` of it."""

    code: str
    label: str


def annotation_choices() -> tuple[Annotation, ...]:
    """What can be noted with one touch; drugs are noted, never advised."""
    return (
        Annotation("heel_lance", "Heel lance"),
        Annotation("venepuncture", "Venepuncture"),
        Annotation("suction", "Suction"),
        Annotation("sucrose", "Sucrose"),
        Annotation("repositioning", "Repositioning"),
        Annotation("diaper", "Diaper"),
        Annotation("feeding", "Feeding"),
        Annotation("skin_to_skin", "Skin-to-skin"),
        Annotation("analgesic_given", "Analgesic given"),
    )
