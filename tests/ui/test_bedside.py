"""Patient, limits, assessments and procedures in the whole window, over a real record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QPushButton

from neopain.core.clinical.procedure import Phase
from neopain.core.sessions import LogKind
from neopain.store.sessions import SessionStore
from neopain.ui.sheets.annotation.assessment_sheet import AssessmentSheet, Entry
from neopain.ui.sheets.annotation.note_sheet import NoteSheet
from neopain.ui.sheets.annotation.procedure_sheet import ProcedureSheet
from neopain.ui.sheets.machine.limits_sheet import LimitsSheet
from neopain.ui.sheets.patient.admission_sheet import AdmissionSheet
from neopain.ui.sheets.patient.patient_sheet import PatientSheet
from neopain.ui.sheets.question_sheet import QuestionSheet
from neopain.ui.widgets.buttons.hold_button import HoldButton

pytestmark = pytest.mark.slow


def opened(window, kind):
    return window.sheets.top if isinstance(window.sheets.top, kind) else None


def press(widget, name):
    next(b for b in widget.findChildren(QPushButton) if name in {b.text(), b.accessibleName()}).click()


def hold(widget, name):
    button = next(b for b in widget.findChildren(HoldButton) if name in {b.text(), b.accessibleName()})
    button.hold.done.emit()


def codes(service, kind):
    return [entry.code for entry in service.record.entries if entry.kind is kind]


def scored(window):
    return window.body.score.numeral.text != "--"


def admit(qtbot, window, code="P-17"):
    press(window.controls, "Patient")
    dialog = opened(window, AdmissionSheet)
    dialog.code.setText(code)
    dialog.weeks.setValue(31)
    dialog.days.setValue(2)
    dialog.age.setValue(13)
    dialog.admit.click()
    qtbot.waitUntil(lambda: code in window.bedside.patients.header, timeout=8000)


def test_admitting_begins_a_session_of_that_patient_with_the_preset(qtbot, running, service):
    window = running
    assert service.started == [("simulated", "P-07")]
    admit(qtbot, window)
    qtbot.waitUntil(lambda: service.started[-1] == ("simulated", "P-17"), timeout=15000)
    qtbot.waitUntil(lambda: scored(window), timeout=8000)
    assert "3.5" in window.body.score.limits_text
    assert "GA 31+2  PMA 33+1" in window.header._patient.text()
    qtbot.waitUntil(lambda: any("GA 31+2" in line for line in window.body.events.lines), timeout=20000)


def test_discharge_ends_the_session_clears_the_trend_and_resets_the_limits(qtbot, window, service):
    admit(qtbot, window)
    window.start("simulated")
    qtbot.waitUntil(lambda: scored(window), timeout=8000)
    press(window.controls, "Patient")
    press(opened(window, PatientSheet), "Discharge ...")
    question = opened(window, QuestionSheet)
    hold(question, "Discharge without export")
    qtbot.waitUntil(lambda: window.bedside.patients.state.admission is None, timeout=15000)
    qtbot.waitUntil(lambda: window.header._patient.text() == "no patient", timeout=5000)
    assert len(window.body.history) == 0
    assert window.body.score.numeral.text == "--"
    assert service.ward.for_start() == (None, None)


def test_after_a_crash_it_asks_and_the_same_patient_goes_on(qtbot, window, service):
    admit(qtbot, window)
    window.start("simulated")
    qtbot.waitUntil(lambda: scored(window), timeout=8000)
    window.controls.run.done.emit()
    # The fake monitor records elsewhere, so in the ward's record this session was never closed.
    qtbot.waitUntil(lambda: window.body.score.state_text == "NOT MONITORING", timeout=10000)
    window.bedside.patients.look()
    qtbot.waitUntil(lambda: opened(window, QuestionSheet) is not None, timeout=5000)
    assert "SAME PATIENT?" in window.header._patient.text()
    press(opened(window, QuestionSheet), "Same patient")
    qtbot.waitUntil(lambda: "SAME" not in window.header._patient.text(), timeout=5000)
    assert service.ward.for_start()[0] == "P-17"


def test_another_patient_after_a_gap_resets_and_asks_who(qtbot, window, service):
    admit(qtbot, window)
    window.start("simulated")
    qtbot.waitUntil(lambda: scored(window), timeout=8000)
    window.controls.run.done.emit()
    qtbot.waitUntil(lambda: window.body.score.state_text == "NOT MONITORING", timeout=10000)
    window.bedside.patients.look()
    qtbot.waitUntil(lambda: opened(window, QuestionSheet) is not None, timeout=5000)
    press(opened(window, QuestionSheet), "Another patient")
    qtbot.waitUntil(lambda: opened(window, AdmissionSheet) is not None, timeout=5000)
    opened(window, AdmissionSheet).dismiss()
    assert service.ward.for_start() == (None, None)
    assert len(window.body.history) == 0


def test_limits_change_behind_the_pin_and_refusals_are_logged(qtbot, running, service):
    window = running
    service.ward.set_pin("4711")
    window.bedside.patients.look()
    qtbot.waitUntil(lambda: window.bedside.patients.state.pin_set, timeout=5000)
    press(window.controls, "Limits")
    dialog = opened(window, LimitsSheet)
    dialog.fields["lower_limit"].setValue(4.5)
    for pin, verdict in (("0815", "Wrong PIN."), ("4711", None)):
        for digit in pin:
            press(dialog.pad, digit)
        dialog.apply.click()
        if verdict:
            qtbot.waitUntil(lambda words=verdict: words in dialog.answer, timeout=8000)
    qtbot.waitUntil(lambda: "4.5" in window.body.score.limits_text, timeout=8000)
    window.leave()
    settings = codes(service, LogKind.SETTING)
    assert settings.index("pin_refused") < settings.index("pin_right") < len(settings) - 1
    assert settings[-1] == "limits"


def test_assessments_are_recorded_changed_and_undone(qtbot, running, service):
    window, control = running, running.bedside.assessments
    session = window._control.monitor.session
    press(window.care, "Assess")
    dialog = opened(window, AssessmentSheet)
    dialog.entered.emit(Entry("nips", (("face", 1),), None, "AB", 0, None))
    qtbot.waitUntil(lambda: len(control.standing) == 1, timeout=5000)
    assert "no total" in control.panel.line
    assert "routine" in control.panel.chip, "a part of a scale does not set the timer"
    first = control.standing[0]
    dialog.entered.emit(
        Entry(
            "nips",
            tuple((n, 1) for n in ("face", "cry", "breathing", "arms", "legs", "arousal")),
            6,
            "CD",
            0,
            first,
        )
    )
    qtbot.waitUntil(lambda: control.standing[0].total == 6, timeout=5000)
    assert "raised score" in control.panel.chip
    assert not control.panel.strip.isHidden()
    dialog.earlier.undo_asked.emit(control.standing[0])
    qtbot.waitUntil(lambda: control.standing[0].total is None, timeout=5000)
    dialog.dismiss()
    with SessionStore(service.folder.path) as store:
        assert [one.revision for one in store.marks.history(first)] == [1, 2, 3]
        assert store.marks.assessments(session.id)[0] == replace(
            first, revision=3, recorded_utc=control.standing[0].recorded_utc, author=""
        )
    window.leave()
    assert codes(service, LogKind.ASSESSMENT) == ["assessed", "assessment_changed", "assessment_undone"]


def test_a_procedure_from_baseline_to_card(qtbot, running, service):
    window, control = running, running.bedside.procedures
    press(window.care, "Procedure")
    qtbot.waitUntil(lambda: "baseline" in control.bar.text, timeout=3000)
    press(window.notes, "Heel lance")
    assert control.phase is Phase.AFTER
    assert "after the lance" in control.bar.text
    press(control.bar, "End procedure")
    card = opened(window, ProcedureSheet)
    assert card.values["Highest after"] == "not enough scored time", "five seconds are not five minutes"
    card.dismiss()
    assert control.bar.text == ""
    window.leave()
    assert codes(service, LogKind.ANNOTATION) == ["heel_lance"]
    states = [code for code in codes(service, LogKind.STATE) if code.startswith("procedure")]
    assert states == ["procedure_started", "procedure_marked", "procedure_card"]


def test_a_lance_that_is_taken_back_is_no_mark_of_the_procedure(qtbot, running, service):
    window, control = running, running.bedside.procedures
    press(window.care, "Procedure")
    press(window.notes, "Heel lance")
    assert control.phase is Phase.AFTER
    press(window.notes, "Undo")
    assert control.phase is Phase.BEFORE, "the next lance is the one that is measured"
    press(control.bar, "Lance now")
    assert control.phase is Phase.AFTER
    qtbot.waitUntil(lambda: not window.bedside.notes.waiting, timeout=5000)
    [lance] = window.bedside.notes.standing
    window.bedside.notes.ask(lance.id)
    opened(window, NoteSheet).delete.click()
    qtbot.waitUntil(lambda: control.phase is Phase.BEFORE, timeout=5000)


def test_the_patient_is_corrected_with_its_history_and_a_new_session_begins(qtbot, running, service):
    window = running
    admit(qtbot, window)
    qtbot.waitUntil(lambda: service.started[-1] == ("simulated", "P-17"), timeout=15000)
    qtbot.waitUntil(lambda: scored(window), timeout=8000)
    press(window.controls, "Patient")
    press(opened(window, PatientSheet), "Correct ...")
    sheet = opened(window, AdmissionSheet)
    assert (sheet.code.text(), sheet.weeks.value(), sheet.days.value(), sheet.age.value()) == (
        "P-17",
        31,
        2,
        13,
    )
    sheet.code.setText("P-71")
    sheet.weeks.setValue(32)
    sheet.admit.click()
    qtbot.waitUntil(lambda: service.started[-1] == ("simulated", "P-71"), timeout=15000)
    qtbot.waitUntil(lambda: "P-71  GA 32+2" in window.header._patient.text(), timeout=8000)
    assert "patient_corrected" in codes(service, LogKind.SESSION)
    press(window.controls, "Patient")
    history = opened(window, PatientSheet)
    qtbot.waitUntil(lambda: "P-17" in history.history_text and "P-71" in history.history_text, timeout=5000)


def test_the_alarms_volume_is_chosen_heard_logged_and_remembered_but_never_mute(
    qtbot, running, player, service
):
    """Needs no PIN; the ward's least holds."""
    running.bedside.ask_limits(running._snapshot)
    sheet = opened(running, LimitsSheet)
    least = service.settings.audio.least_volume
    assert sheet.volume.box.minimum() == round(100 * least)
    sheet.volume.box.setValue(0)
    assert running._sound.volume == least > 0.0
    sheet.volume.box.setValue(70)
    # The start-up test may still be playing on a busy machine, and a burst does not cut into another.
    qtbot.waitUntil(lambda: running._sound._process.state() is QProcess.ProcessState.NotRunning)
    player.played.clear()
    sheet.volume.tried.emit()
    assert player.played == [("alarm_medium", pytest.approx(0.7))]
    sheet.dismiss()
    qtbot.waitUntil(lambda: any("Alarm volume 70 %" in line for line in running.body.events.lines))
    qtbot.waitUntil(lambda: running.screen_control.volume == 0.7)
