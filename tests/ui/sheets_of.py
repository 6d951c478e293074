"""Every sheet of the window by name, and how a person opens it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from neopain.core.clinical.admission import Admission
from neopain.core.record import Annotation
from neopain.core.score.presets import PRESETS
from neopain.core.score.reactivity import reactivity_card
from neopain.ui.main_window import MainWindow
from neopain.ui.sheets.admission_sheet import AdmissionSheet
from neopain.ui.sheets.assessment_sheet import AssessmentSheet
from neopain.ui.sheets.file_sheet import FileSheet, Wanted
from neopain.ui.sheets.limits_sheet import LimitsSheet
from neopain.ui.sheets.note_sheet import NoteSheet
from neopain.ui.sheets.patient_sheet import PatientSheet
from neopain.ui.sheets.procedure_sheet import ProcedureSheet
from neopain.ui.sheets.question_sheet import Answer, QuestionSheet
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.sheets.words_sheet import WordsSheet
from tests.fakes import FakeClock, a_session

ADMITTED = Admission("P-17", 219, 13, "2026-01-01T00:00:00+00:00", PRESETS[2])


def _procedure() -> Sheet:
    nothing = np.empty(0)
    return ProcedureSheet(reactivity_card(nothing, nothing, mark_at=120.0, end=420.0), "14:05")


def _notes() -> Sheet:
    sheet = NoteSheet(a_session(), FakeClock(100.0), lambda _id: [])
    sheet.show_standing([Annotation(50.0, "suction", "", "AB", "2026-01-01T00:00:00+00:00")])
    return sheet


def _opening(make: Callable[[], Sheet]) -> Callable[[MainWindow], None]:
    return lambda window: window.sheets.open(make())


def _question() -> Sheet:
    answers = (Answer("Yes", hold=True), Answer("No"))
    return QuestionSheet("Close NeoPain?", "Monitoring ends. " * 12, answers, FakeClock())


SHEETS: Mapping[str, Callable[[MainWindow], None]] = {
    "admit": _opening(AdmissionSheet),
    "assess": _opening(lambda: AssessmentSheet(lambda at: f"{at:.0f}", preterm=True)),
    "limits": _opening(lambda: LimitsSheet(PRESETS[1], pin_set=True)),
    "first pin": _opening(lambda: LimitsSheet(PRESETS[1], pin_set=False)),
    "notes": _opening(_notes),
    "own words": _opening(WordsSheet),
    "patient": _opening(lambda: PatientSheet("Patient P-17  GA 31+2  PMA 33+1", ADMITTED)),
    "procedure": _opening(_procedure),
    "question": _opening(_question),
    "file": _opening(lambda: FileSheet("Export", Wanted.NEW_FILE, Path("/usr"), "out.csv")),
    "source": lambda window: window.ask_source(),
    "review": lambda window: window.review.ask(),
    "limits in force": lambda window: window._pages.show_limits(window._snapshot),
    "model": lambda window: window._pages.show_card(),
    "more": lambda window: window.controls.more_asked.emit(),
}
