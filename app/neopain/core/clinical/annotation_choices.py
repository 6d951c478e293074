"""The one-tap annotations, as data: at most 20, in the order in which they stand on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from neopain.core.text import Text

UNDO_S = 10.0
UNDO_CODE = "undo"
CHANGED_CODE, DELETED_CODE = "note_changed", "note_deleted"
FREE_TEXT_CODE = "note"
FREE_TEXT_MAX = 200


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stable code and an English word for the record; the screen shows `ui.language.translate.shown` of it."""

    code: str
    label: str


def annotation_choices() -> tuple[Annotation, ...]:
    """What can be noted with one touch; drugs are noted, never advised."""
    return (
        Annotation("heel_lance", Text("Heel lance")),
        Annotation("venepuncture", Text("Venepuncture")),
        Annotation("suction", Text("Suction")),
        Annotation("sucrose", Text("Sucrose")),
        Annotation("repositioning", Text("Repositioning")),
        Annotation("diaper", Text("Diaper")),
        Annotation("feeding", Text("Feeding")),
        Annotation("skin_to_skin", Text("Skin-to-skin")),
        Annotation("analgesic_given", Text("Analgesic given")),
    )
