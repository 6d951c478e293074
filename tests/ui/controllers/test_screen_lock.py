"""A screen that locks by itself: score, alarms and acknowledge go on; all else asks who is there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from neopain.bedside.patients.signed_in import SignedIn
from neopain.core.clinical.signing import LockAsks
from neopain.core.clock import SystemClock
from neopain.store.sessions import SessionStore
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.main_window import MainWindow
from neopain.ui.platform.sound import AlarmSound
from neopain.ui.sheets.annotation.assessment_sheet import AssessmentSheet
from neopain.ui.sheets.annotation.note_sheet import NoteSheet
from neopain.ui.sheets.machine.limits_sheet import LimitsSheet
from neopain.ui.sheets.patient.patient_sheet import PatientSheet
from neopain.ui.sheets.sign_sheet import SignSheet
from tests.ui.fake_service import FakeService
from tests.ui.review.test_review import top


@pytest.fixture
def asks():
    return LockAsks.WHO


@pytest.fixture
def service(asks):
    made = FakeService()
    made.settings = replace(made.settings, lock_after_min=5.0, lock_asks=asks)
    made.people = made.folder.people = SignedIn(made.folder.path, asks, judge=made.ward.judge_pin)
    return made


@pytest.fixture
def locked(running):
    """A window over a running session, locked as it is from the start."""
    return running


def unlock(qtbot, window, who="AB"):
    sheet = top(qtbot, window, SignSheet)
    QTest.keyClicks(sheet.who, who)
    QTest.keyClick(sheet.who, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.screen_lock.locked, timeout=8000)


def audit(service):
    with SessionStore(service.folder.path) as store:
        return [(one.action, one.actor) for one in store.audit.rows()]


def test_the_score_goes_on_and_says_that_the_screen_is_locked(qtbot, locked, service):
    assert locked.screen_lock.locked
    assert locked.header._who.text() == "LOCKED"
    service.source.points = 7.0
    qtbot.waitUntil(lambda: locked.body.score.numeral.text not in {"--", "1.0"}, timeout=8000)


def test_acknowledge_and_audio_pause_need_no_name(qtbot, locked):
    asked = []
    locked.alarms.acknowledge_asked.connect(lambda: asked.append("acknowledge"))
    locked.alarms.audio_pause_asked.connect(lambda *_: asked.append("pause"))
    for button in (locked.alarms._acknowledge, locked.alarms._pause):
        button.setEnabled(True)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == ["acknowledge", "pause"]
    QTest.keyClick(locked, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: asked == ["acknowledge", "pause", "pause"], timeout=3000)
    assert locked.screen_lock.locked
    assert locked.sheets.top is None, "and no question opens"


@pytest.mark.parametrize("by_key", [True, False])
def test_all_else_asks_who_is_there_and_does_nothing_before(qtbot, locked, by_key):
    asked = []
    locked.controls.limits_asked.connect(lambda: asked.append("limits"))
    if by_key:
        QTest.keyClick(locked, Qt.Key.Key_F9)
    else:
        button = next(one for one in locked.controls.grid.findChildren(type(locked.controls.patient))
                      if one.text() == "Limits")  # fmt: skip
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == []
    unlock(qtbot, locked)
    assert locked.header._who.text() == "by AB"
    locked.controls.limits_asked.emit()
    assert top(qtbot, locked, LimitsSheet)._author.text() == "AB", "whoever is known need not sign again"


def test_a_badge_that_is_scanned_at_the_locked_screen_unlocks_it(qtbot, locked, service):
    locked.setFocus()
    QTest.keyClick(locked, Qt.Key.Key_4)
    sheet = top(qtbot, locked, SignSheet)
    for sign in "0711-X":
        QTest.keyClick(locked.focusWidget(), sign)
    assert sheet.who.text() == "40711-X"
    QTest.keyClick(locked.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not locked.screen_lock.locked, timeout=8000)
    assert ("sign_in", "40711-X") in audit(service)


def test_changes_stand_in_the_audit_under_who_is_known(qtbot, locked, service):
    QTest.mouseClick(locked.body.score, Qt.MouseButton.LeftButton)
    unlock(qtbot, locked, "CD")
    service.ward.admit("P-31", 219, 3)
    locked.screen_lock.lock()
    service.ward.discharge(None)
    assert audit(service)[-3:] == [("sign_in", "CD"), ("admit", "CD"), ("discharge", "")]


def test_without_a_touch_it_locks_again_and_forgets(qtbot, locked, service):
    QTest.mouseClick(locked.body.score, Qt.MouseButton.LeftButton)
    unlock(qtbot, locked)
    assert service.people.now == "AB"
    assert locked.screen_lock._idle.isActive()
    before = locked.screen_lock._idle.remainingTime()
    assert before == pytest.approx(300_000, abs=2_000)
    locked.screen_lock._idle.timeout.emit()
    assert locked.screen_lock.locked
    assert service.people.now == ""
    QTest.keyClick(locked, Qt.Key.Key_F12)
    assert isinstance(locked.sheets.top, SignSheet)
    assert not isinstance(locked.sheets.top, PatientSheet)


@pytest.mark.parametrize("who", ["", "  ", "a b", "-", "x" * 40, "Ä/Ö"])
def test_what_are_no_initials_is_said(qtbot, locked, who):
    QTest.mouseClick(locked.body.score, Qt.MouseButton.LeftButton)
    sheet = top(qtbot, locked, SignSheet)
    sheet.who.setText(who)
    sheet._give()
    if who == "x" * 40:
        qtbot.waitUntil(lambda: not locked.screen_lock.locked, timeout=8000)
        return
    assert locked.screen_lock.locked
    assert "letters, digits" in sheet.answer


@pytest.mark.parametrize("asks", [LockAsks.PIN])
def test_where_the_ward_wants_it_the_pin_is_asked_too(qtbot, locked, service):
    locked.screen_lock._pin_set = lambda: True
    service.ward.set_pin("2580")
    QTest.mouseClick(locked.body.score, Qt.MouseButton.LeftButton)
    sheet = top(qtbot, locked, SignSheet)
    sheet.who.setText("AB")
    assert not sheet.go_on.isEnabled()
    sheet.pad._field.setText("1111")
    sheet.go_on.click()
    qtbot.waitUntil(lambda: "Wrong PIN" in sheet.answer, timeout=8000)
    assert locked.screen_lock.locked
    sheet.pad._field.setText("2580")
    sheet.go_on.click()
    qtbot.waitUntil(lambda: not locked.screen_lock.locked, timeout=8000)
    assert [one for one in audit(service) if one[0] in {"pin_wrong", "sign_in"}] == [
        ("pin_wrong", ""), ("sign_in", "AB"),
    ]  # fmt: skip


@pytest.fixture
def free():
    return FakeService()


@pytest.mark.parametrize("asks", [LockAsks.PIN])
def test_nobody_is_locked_out_by_a_pin_that_was_never_set(qtbot, locked):
    QTest.mouseClick(locked.body.score, Qt.MouseButton.LeftButton)
    assert top(qtbot, locked, SignSheet).pad.isHidden()
    unlock(qtbot, locked)


def test_a_ward_that_sets_no_time_has_no_lock(qtbot, free, player, tmp_path):
    window = MainWindow(SessionControl(free), AlarmSound(player, tmp_path), SystemClock())
    qtbot.addWidget(window)
    assert not window.screen_lock.locked
    window.screen_lock.lock()
    assert not window.screen_lock.locked
    assert window.header._who.isHidden()
    window.leave()


def test_what_waits_in_an_open_sheet_is_done_under_the_name_of_whoever_does_it(qtbot, locked, service):
    QTest.mouseClick(locked.body.score, Qt.MouseButton.LeftButton)
    unlock(qtbot, locked, "AB")
    locked.controls.limits_asked.emit()
    limits = top(qtbot, locked, LimitsSheet)
    limits.pad._field.setText("2580")
    locked.bedside.assessments.ask()
    sheet = top(qtbot, locked, AssessmentSheet)
    assert sheet.author == "AB"
    locked.screen_lock.lock()
    assert limits.pad.pin == "", "nobody changes limits by the PIN of whoever has left"
    QTest.mouseClick(sheet.save, Qt.MouseButton.LeftButton)
    unlock(qtbot, locked, "CD")
    assert top(qtbot, locked, AssessmentSheet) is sheet
    assert sheet.author == "CD"
    sheet.dismiss()
    assert limits._author.text() == "CD"


def test_a_change_of_anothers_note_is_of_whoever_is_known(qtbot, locked, service):
    QTest.mouseClick(locked.body.score, Qt.MouseButton.LeftButton)
    unlock(qtbot, locked, "CD")
    notes = locked.bedside.notes
    for by in ("AB", ""):
        noted = notes._ledger.note(SystemClock().monotonic(), "suction", "", utc="2026-01-01", author=by)
        assert noted.author == by
    notes.ask()
    sheet = top(qtbot, locked, NoteSheet)
    for row in range(2):
        sheet.list.setCurrentRow(row)
        assert sheet.author.text() == "CD"
    sheet.delete.click()
    qtbot.waitUntil(lambda: not notes.waiting, timeout=5000)
    [deleted] = [one for one in notes._ledger._revisions.values() if len(one) == 2]
    assert (deleted[1].deleted, deleted[1].author) == (True, "CD")
