"""Every sheet of the window by name, and how a person opens it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from neopain.bedside.cameras.known_cameras import KnownCamera
from neopain.bedside.contracts.pictures import ShownPicture, WholeClip
from neopain.capture.decoding.jpeg import encode_jpeg
from neopain.capture.failures import CameraFailure, FailureKind
from neopain.capture.probe import Stage
from neopain.core.clinical.admission import Admission
from neopain.core.clinical.clips import ClipHead, ClipPicture, ClipReason
from neopain.core.readings import Reason
from neopain.core.record import Annotation
from neopain.core.score.infant.adaptation import AdaptationBasis, CalmSpread, Learnt
from neopain.core.score.infant.baseline import Baseline
from neopain.core.score.presets import PRESETS
from neopain.core.score.reactivity import reactivity_card
from neopain.core.text import Text
from neopain.core.watch.watch import BedsideWatch
from neopain.ui.main_window import MainWindow
from neopain.ui.sheets.annotation.assessment_sheet import AssessmentSheet
from neopain.ui.sheets.annotation.note_sheet import NoteSheet
from neopain.ui.sheets.annotation.procedure_sheet import ProcedureSheet
from neopain.ui.sheets.attach.attach_sheet import PICTURE, TEST
from neopain.ui.sheets.clip_sheet import ClipSheet
from neopain.ui.sheets.machine.file_sheet import FileSheet, Wanted
from neopain.ui.sheets.machine.limits_sheet import LimitsSheet
from neopain.ui.sheets.patient.admission_sheet import AdmissionSheet
from neopain.ui.sheets.patient.patient_sheet import PatientSheet
from neopain.ui.sheets.patient.usual_sheet import UsualSheet
from neopain.ui.sheets.question_sheet import Answer, QuestionSheet
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.sheets.sign_sheet import SignSheet
from neopain.ui.sheets.words_sheet import WordsSheet
from neopain.workers.frames.mailbox import Mailbox
from neopain.workers.frames.preview import Look
from tests.fakes import FakeClock, a_face, a_view, grey_frame, raw_reading

ADMITTED = Admission("P-17", 219, 13, "2026-01-01T00:00:00+00:00", PRESETS[2])


def _procedure() -> Sheet:
    nothing = np.empty(0)
    return ProcedureSheet(reactivity_card(nothing, nothing, mark_at=120.0, end=420.0), "14:05")


def _notes() -> Sheet:
    sheet = NoteSheet(0.0, FakeClock(100.0), lambda _id: [])
    sheet.show_standing([Annotation(50.0, "suction", "", "AB", "2026-01-01T00:00:00+00:00")])
    return sheet


def _usual() -> UsualSheet:
    basis = AdaptationBasis(CalmSpread(-5.0, 1.2), "pain-svm 1.3.0", "camera")
    watch = BedsideWatch(basis=basis, adapts=True)
    watch.on_reading(raw_reading(1.0, 2.0))
    watch.usual.baseline = Baseline(1.2, 0.3, 0.0, 297, 1.2)
    watch.usual.adaptation.go_on(Learnt(-3.0, 42, 1.2, basis.model_id, basis.camera))
    watch.on_reading(raw_reading(1.2, 2.0))
    sheet = UsualSheet()
    sheet.show_snapshot(watch.snapshot(1.3))
    return sheet


def _opening(make: Callable[[], Sheet]) -> Callable[[MainWindow], None]:
    return lambda window: window.sheets.open(make())


def _question() -> Sheet:
    answers = (Answer("Yes", hold=True), Answer("No"))
    return QuestionSheet("Close NeoPain?", "Monitoring ends. " * 12, answers, FakeClock())


def _clip() -> Sheet:
    head = ClipHead("c1", "stay", "s1", ClipReason.ALARM, "pain", 1010.0, "", "care", simulated=True)
    jpeg = encode_jpeg(np.full((60, 80, 3), 90, np.uint8))
    shown = tuple(ShownPicture(ClipPicture(1010.0 + n / 10.0, n, jpeg), None) for n in range(5))
    return ClipSheet(WholeClip(head, shown, whole=False))


KNOWN = KnownCamera("1", "Bed 4", "rtsp://192.0.2.7/stream", login=True)
FINGERPRINT = ":".join(["AB"] * 32)


def _attach_test(window: MainWindow) -> None:
    sheet = window.cameras.attach()
    sheet._turn(TEST)
    sheet.test.begin(usb=False, by_onvif=True)
    for name, words in (
        ("streams", Text("the camera has told them by ONVIF")),
        ("address", "https://cam-07.intensive-care.north-hospital.neonatal.example/stream"),
        ("connection", "cam-07.intensive-care.north-hospital.neonatal.example answers on port 443"),
    ):
        sheet.test.show_stage(Stage(name, True, words))
    failure = CameraFailure(
        FailureKind.CERTIFICATE_UNTRUSTED, "https://cam-07.intensive-care.north-hospital.neonatal.example/stream",
        f"self-signed certificate; SHA-256 {FINGERPRINT}",
    )  # fmt: skip
    sheet.test.show_stage(Stage("certificate", False, str(failure), failure.kind.value, FINGERPRINT))
    sheet.test.show_end(passed=False)
    sheet.again.setEnabled(True)


def _attach_picture(window: MainWindow) -> None:
    sheet = window.cameras.attach()
    sheet._turn(PICTURE)
    sheet.picture.begin("Bed 4")
    view = replace(a_view(), face_width_px=40.0, yaw_deg=38.0, brightness=30.0)
    screen = Mailbox()
    frame = grey_frame(0, at=window._clock.monotonic(), size=(480, 640))
    screen.put(frame)
    sheet.picture.show_pictures(screen)
    sheet.picture.show_look(Look(frame.captured_at, (640, 480), a_face(), view, Reason.TOO_DARK))


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
    "pictures": lambda window: window.pictures.ask(),
    "clip": _opening(_clip),
    "file": _opening(lambda: FileSheet("Export", Wanted.NEW_FILE, Path("/usr"), "out.csv")),
    "who is there": _opening(lambda: SignSheet(ask_pin=True)),
    "source": lambda window: window.cameras.ask(),
    "attach": lambda window: window.cameras.attach(),
    "attach: login": lambda window: window.cameras.attach().log_in(KNOWN),
    "attach: test": _attach_test,
    "attach: picture": _attach_picture,
    "review": lambda window: window.review.ask(),
    "usual": _opening(_usual),
    "limits in force": lambda window: window._pages.show_limits(window._snapshot),
    "model": lambda window: window._pages.show_card(),
    "more": lambda window: window.controls.more_asked.emit(),
}
