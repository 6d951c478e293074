"""Notes in the whole window, over a real record: made, changed, deleted, and kept while the record fails."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from neopain.core.errors import RecordFault
from neopain.core.sessions import LogKind
from neopain.store.sessions import SessionStore
from neopain.ui.controllers.patient import note_control
from neopain.ui.sheets.annotation.note_sheet import NoteSheet

pytestmark = pytest.mark.slow


def press(widget, name):
    next(
        b for b in widget.findChildren(QPushButton) if b.accessibleName() == name or b.text() == name
    ).click()


def opened(window):
    sheet = window.sheets.top
    assert isinstance(sheet, NoteSheet)
    return sheet


def recorded(service):
    with SessionStore(service.folder.path) as store:
        return store.marks.revisions(service.monitor.session.id)


def ticks(window):
    return [mark.text for mark in window.body.history.marks if mark.kind == "event"]


def shown(qtbot, window, *texts):
    """A note is on the screen when it is safe, never before."""
    qtbot.waitUntil(lambda: ticks(window) == list(texts), timeout=5000)


def all_kept(qtbot, window):
    qtbot.waitUntil(lambda: not window.bedside.notes.waiting, timeout=5000)


def test_a_touch_becomes_an_annotation_and_undo_its_deletion(qtbot, running, service):
    window = running
    press(window.notes, "Heel lance")
    shown(qtbot, window, "Heel lance")
    all_kept(qtbot, window)
    (note,) = recorded(service)
    assert (note.code, note.text, note.revision, note.deleted) == ("heel_lance", "", 1, False)
    press(window.notes, "Undo")
    shown(qtbot, window)
    all_kept(qtbot, window)
    assert [(one.revision, one.deleted) for one in recorded(service)] == [(1, False), (2, True)]
    window.leave()
    lines = [entry for entry in service.record.entries if entry.kind is LogKind.ANNOTATION]
    assert [line.code for line in lines] == ["heel_lance", "undo"]
    assert {dict(line.detail)["mark"] for line in lines} == {note.id}, "the log's lines name their mark"


def test_a_note_is_changed_with_time_end_words_and_initials_and_keeps_its_history(qtbot, running, service):
    window = running
    qtbot.wait(2100)
    press(window.notes, "Feeding")
    window.bedside.notes.ask()
    dialog = opened(window)
    first = window.bedside.notes.standing[0]
    dialog.at.setDateTime(dialog.at.dateTime().addSecs(-1))
    dialog.lasted.setChecked(True)
    dialog.text.setText(" by  bottle ")
    dialog.author.setText("AB")
    dialog.save.click()
    assert dialog.says == ""
    (one,) = window.bedside.notes.standing
    assert (one.text, one.author, one.revision) == ("by bottle", "AB", 2)
    assert window._control.monitor.session.started_at <= one.at < first.at
    assert one.until >= one.at
    shown(qtbot, window, "Feeding: by bottle")
    assert "1. " in dialog.history_text
    assert "by bottle (AB)" in dialog.history_text
    all_kept(qtbot, window)
    assert recorded(service) == [first, one]
    qtbot.waitUntil(
        lambda: any("Note changed: Feeding: by bottle" in line for line in window.body.events.lines)
    )
    dialog.delete.click()
    assert "Nothing is noted" in dialog.history_text
    assert not dialog.save.isEnabled()
    all_kept(qtbot, window)
    assert recorded(service)[-1].deleted
    dialog.dismiss()


def test_a_time_before_the_session_is_refused_in_the_sheet(qtbot, running):
    window = running
    press(window.notes, "Diaper")
    window.bedside.notes.ask()
    dialog = opened(window)
    dialog.lasted.setChecked(True)
    dialog.until.setDateTime(dialog.until.maximumDateTime())
    dialog.save.click()
    assert "end lies between" in dialog.says
    assert window.bedside.notes.standing[0].revision == 1
    dialog.dismiss()


def test_the_line_in_the_list_of_events_opens_its_note(qtbot, running):
    window = running
    for name in ("Diaper", "Suction"):
        press(window.notes, name)
    events = window.body.events
    qtbot.waitUntil(lambda: any("Diaper" in line for line in events.lines))
    row = next(n for n, line in enumerate(events.lines) if "Diaper" in line)
    events._list.itemActivated.emit(events._list.item(row))
    dialog = opened(window)
    assert "Diaper" in dialog.list.currentItem().text()
    dialog.dismiss()


def test_an_analgesic_sets_the_timer_and_its_deletion_resets_it(qtbot, running):
    window = running
    chip = window.bedside.assessments.panel
    press(window.notes, "Analgesic given")
    qtbot.waitUntil(lambda: "analgesic" in chip.chip, timeout=5000)
    press(window.notes, "Undo")
    qtbot.waitUntil(lambda: "routine" in chip.chip, timeout=5000)
    assert "2 h 00" in chip.chip, "the ward's own interval"


def test_while_the_record_fails_a_note_waits_says_so_and_is_kept_at_last(
    qtbot, running, service, monkeypatch
):
    window = running
    monkeypatch.setattr(note_control, "RETRY_MS", 50)
    keep, failing = service.notes.keep, [True]

    def refuse_or_keep(session_id, revision, line):
        if failing[0]:
            raise RecordFault("the disk is full; free some space")
        keep(session_id, revision, line)

    monkeypatch.setattr(service.notes, "keep", refuse_or_keep)
    press(window.notes, "Suction")
    press(window.notes, "Undo")
    press(window.notes, "Sucrose")
    qtbot.waitUntil(lambda: "NOTE NOT SAVED" in window.notice.text, timeout=5000)
    assert "Sucrose" in window.notice.text
    assert "disk is full" in window.notice.text
    assert len(window.bedside.notes.waiting) == 3
    assert ticks(window) == [], "nothing is confirmed that is not safe"
    failing[0] = False
    all_kept(qtbot, window)
    qtbot.waitUntil(lambda: "saved now" in window.notice.text, timeout=2000)
    assert sorted((one.code, one.revision) for one in recorded(service)) == [
        ("sucrose", 1), ("suction", 1), ("suction", 2),
    ]  # fmt: skip


def test_what_the_record_never_took_is_told_at_the_end(qtbot, running, service, monkeypatch, caplog):
    def refuse(session_id, revision, line):
        raise RecordFault("the disk is full; free some space")

    monkeypatch.setattr(service.notes, "keep", refuse)
    press(running.notes, "Suction")
    running.leave()
    assert "a note was not kept: suction" in caplog.text


def test_the_undo_button_edits_when_there_is_nothing_to_undo_and_keeps_its_key(qtbot, running):
    window = running
    button = window.notes._undo
    assert (button.text(), button.shortcut().toString()) == ("Edit notes", "Ctrl+Z")
    press(window.notes, "Edit notes")
    opened(window).dismiss()
    press(window.notes, "Suction")
    assert (button.text(), button.shortcut().toString()) == ("Undo (10)", "Ctrl+Z")
    press(window.notes, "Undo")
    assert (button.text(), button.shortcut().toString()) == ("Edit notes", "Ctrl+Z")


def test_undo_takes_back_the_touch_and_not_the_lance_that_the_procedure_marked(qtbot, running):
    window = running
    window.bedside.procedures.start()
    press(window.notes, "Suction")
    window.bedside.procedures._mark()
    assert [one.code for one in window.bedside.notes.standing] == ["suction", "heel_lance"]
    press(window.notes, "Undo")
    assert [one.code for one in window.bedside.notes.standing] == ["heel_lance"]


def test_buttons_whose_words_change_keep_their_keys(qtbot, running):
    bar, care = running.controls, running.care
    before = [button.shortcut().toString() for button in (bar.run, care.care, bar.standby)]
    assert all(before)
    press(care, "Care mode")
    qtbot.waitUntil(lambda: "4:5" in care.care.text())
    assert [button.shortcut().toString() for button in (bar.run, care.care, bar.standby)] == before
