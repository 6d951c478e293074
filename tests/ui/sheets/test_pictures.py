"""Pictures by consent in the window: nothing without initials, what removes is asked again, and a clip plays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from neopain.bedside.contracts.pictures import ClipLine, PicturesNow, ShownPicture, WholeClip
from neopain.capture.decoding.jpeg import encode_jpeg
from neopain.core.clinical.clips import ClipHead, ClipPicture, ClipReason
from neopain.core.clinical.consent import Consent, ConsentBy, ConsentFor
from neopain.core.readings import Reason
from neopain.ui.controllers.picture_control import clip_of_alarm
from neopain.ui.sheets.clip_sheet import ClipSheet
from neopain.ui.sheets.patient.pictures_sheet import PicturesSheet
from tests.recorded.records import recorded, scored, unscored

HEAD = ClipHead(
    "c1", "stay", "s1", ClipReason.ALARM, "pain", 1010.0, "2026-01-01T00:00:10+00:00", "care", True
)
CONSENT = Consent(
    "stay", ConsentBy.MOTHER, "AB", ConsentFor.CARE, "2026-01-01T00:00:00+00:00", "2026-01-08T00:00:00+00:00"
)
LINE = ClipLine("c1", "2026-01-01T00:00:10+00:00", HEAD)


def a_whole_clip(count=5, *, whole=True):
    jpeg = encode_jpeg(np.full((60, 80, 3), 90, np.uint8))
    readings = [recorded(scored(0.0, 4.0)), recorded(unscored(0.1, Reason.FACE_NOT_FOUND)), None]
    shown = [
        ShownPicture(ClipPicture(1010.0 + n / 20.0, n, jpeg), readings[min(n, 2)] if n < 3 else readings[0])
        for n in range(count)
    ]
    return WholeClip(HEAD, tuple(shown), whole)


@pytest.fixture
def sheet(qtbot):
    sheet = PicturesSheet()
    qtbot.addWidget(sheet)
    return sheet


def enabled(sheet):
    names = ("consent", "withdraw", "want", "look", "delete")
    return {
        name for name in names if getattr(sheet, name).isEnabled() and not getattr(sheet, name).isHidden()
    }


def test_what_can_be_done_follows_what_holds_and_initials(sheet):
    assert enabled(sheet) == set()
    sheet.show_now(PicturesNow("", None, ()))
    sheet.by.setText("AB")
    assert enabled(sheet) == set()
    assert "Nobody is admitted" in sheet.holds_text
    sheet.show_now(PicturesNow("stay", None, ()))
    assert enabled(sheet) == {"consent", "withdraw"}
    sheet.show_now(PicturesNow("stay", CONSENT, (LINE,)))
    assert enabled(sheet) == {"withdraw", "want", "look", "delete"}
    assert "PICTURES ARE KEPT" in sheet.holds_text
    sheet.by.clear()
    assert enabled(sheet) == {"want"}


def test_it_gives_what_was_filled_in(sheet, qtbot):
    sheet.show_now(PicturesNow("stay", None, (LINE,)))
    sheet.by.setText(" CD ")
    sheet.giver.setCurrentIndex(2)
    sheet.purpose.setCurrentIndex(1)
    sheet.days.setValue(3)
    with qtbot.waitSignal(sheet.consented) as told:
        sheet.consent.click()
    assert told.args == [ConsentBy.BOTH_PARENTS, ConsentFor.OWN_MODEL, "CD", 3]
    with qtbot.waitSignal(sheet.look_asked) as told:
        sheet.look.click()
    assert told.args == ["c1", "CD"]


def test_a_clip_plays_pauses_and_steps_with_its_readings(qtbot):
    sheet = ClipSheet(a_whole_clip())
    qtbot.addWidget(sheet)
    sheet.show()
    assert "score 4.0" in sheet.words
    assert "SIMULATED" in sheet.title
    sheet.forward.click()
    assert "CANNOT ASSESS" in sheet.words
    sheet.forward.click()
    assert "no reading" in sheet.words
    sheet.back.click()
    assert sheet.row == 1
    sheet.play.click()
    assert sheet.playing
    qtbot.waitUntil(lambda: sheet.row == 4 and not sheet.playing, timeout=8000)
    sheet.play.click()
    assert (sheet.row, sheet.playing) == (0, True)
    sheet.dismiss()
    assert not sheet.playing


def test_a_cut_clip_says_so_and_an_empty_one_shows_nothing(qtbot):
    for clip in (a_whole_clip(2, whole=False), a_whole_clip(0, whole=False)):
        sheet = ClipSheet(clip)
        qtbot.addWidget(sheet)
        sheet.show()
        sheet.forward.click()
        sheet.play.click()
        assert any("was cut" in label.text() for label in sheet.findChildren(QLabel))
    assert "no picture" in sheet.words
    sheet.dismiss()


def test_the_clip_of_an_alarm_is_offered_at_the_alarm():
    at = datetime(2026, 1, 1, 0, 0, 10, 400_000, tzinfo=UTC)
    asked = replace(LINE, head=replace(HEAD, reason=ClipReason.ASKED))
    closed = ClipLine("c2", LINE.utc, None, "damaged")
    assert clip_of_alarm((closed, asked, LINE), at) is LINE
    assert clip_of_alarm((closed, asked), at) is None
    assert clip_of_alarm((LINE,), at + timedelta(seconds=30)) is None
