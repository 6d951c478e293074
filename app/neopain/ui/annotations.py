"""The one-tap annotations, as data: at most 20, in the order in which they stand on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

UNDO_S = 10.0
UNDO_CODE = "undo"
FREE_TEXT_CODE = "note"
FREE_TEXT_MAX = 200


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stable code for the record, and the word for the screen."""

    code: str
    label: str


def annotation_choices() -> tuple[Annotation, ...]:
    """What can be noted with one touch; drugs are noted, never advised."""
    translate = QCoreApplication.translate
    return (
        Annotation("heel_lance", translate("annotation", "Heel lance")),
        Annotation("venepuncture", translate("annotation", "Venepuncture")),
        Annotation("suction", translate("annotation", "Suction")),
        Annotation("sucrose", translate("annotation", "Sucrose")),
        Annotation("repositioning", translate("annotation", "Repositioning")),
        Annotation("diaper", translate("annotation", "Diaper")),
        Annotation("feeding", translate("annotation", "Feeding")),
        Annotation("skin_to_skin", translate("annotation", "Skin-to-skin")),
        Annotation("analgesic_given", translate("annotation", "Analgesic given")),
    )
