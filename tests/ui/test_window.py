"""The whole window over a real monitor: start, scores, alarm, acknowledge, gap, notes, care, stop, export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from neopain.core.readings import OutsideTraining, Reason
from neopain.core.sessions import LogKind
from neopain.ui.language.view_words import view_words

pytestmark = pytest.mark.slow


def buttons(window):
    return {b.accessibleName(): b for b in window.findChildren(QPushButton)}


def click(qtbot, window, name):
    qtbot.mouseClick(buttons(window)[name], Qt.MouseButton.LeftButton)


def raise_pain(qtbot, window, service):
    service.source.points = 9.0
    qtbot.waitUntil(lambda: "PAIN SCORE" in window.alarms.pain.text, timeout=15000)


def test_before_a_session_there_is_no_number(window):
    assert window.body.score.numeral.text == "--"
    assert window.body.score.state_text == "NOT MONITORING"
    assert not window.body.video.live


@pytest.mark.clause("D4")
def test_a_started_session_shows_picture_score_limits_and_who(qtbot, running, service):
    window = running
    assert service.started == [("simulated", "P-07")]
    qtbot.waitUntil(lambda: window.body.video.live)
    assert float(window.body.score.numeral.text) == pytest.approx(1.0, abs=0.2)
    assert window.body.score.state_text in {"NO SIGNS SEEN", "AMBIGUOUS"}
    assert "rule out" in window.body.score.help_text
    assert "6.0" in window.body.score.limits_text
    assert "4.0" in window.body.score.limits_text
    qtbot.waitUntil(lambda: any("session started" in line for line in window.body.events.lines))


def test_pain_raises_an_alarm_that_can_be_acknowledged(qtbot, running, service):
    window = running
    raise_pain(qtbot, window, service)
    qtbot.waitUntil(buttons(window)["Acknowledge"].isEnabled)
    message = window.alarms.pain.message
    assert message is not None
    assert not message.acknowledged
    click(qtbot, window, "Acknowledge")
    qtbot.waitUntil(
        lambda: window.alarms.pain.message is not None and window.alarms.pain.message.acknowledged
    )
    assert window.alarms.pain.text.startswith("✓")
    window.leave()
    assert [e.code for e in service.record.entries if e.kind is LogKind.ALARM][:1] == ["raised"]
    assert "acknowledged" in [e.code for e in service.record.entries if e.kind is LogKind.ALARM]


@pytest.mark.clause("A3")
def test_an_escalation_sounds_and_comes_back_after_an_acknowledgement(qtbot, running, service, player):
    window = running
    raise_pain(qtbot, window, service)
    click(qtbot, window, "Acknowledge")
    qtbot.waitUntil(lambda: window.alarms.pain.text.startswith("** "), timeout=12000)
    qtbot.waitUntil(lambda: ("alarm_medium", 0.4) in player.played, timeout=5000)


@pytest.mark.clause("B9")
def test_cannot_assess_is_grey_dashes_with_the_reason(qtbot, running, service):
    window = running
    service.source.face = False
    qtbot.waitUntil(lambda: window.body.score.numeral.text == "--", timeout=6000)
    assert window.body.score.state_text == "FACE NOT VISIBLE"
    colour = window.body.score.numeral.colour
    assert (
        max(colour.red(), colour.green(), colour.blue()) - min(colour.red(), colour.green(), colour.blue())
        < 50
    ), "grey, not green"


@pytest.mark.clause("B9")
def test_a_face_unlike_training_is_grey_dashes_and_says_so_plainly(qtbot, running, service):
    window = running
    service.novelty.told = 1.8
    score = window.body.score
    qtbot.waitUntil(lambda: score.numeral.text == "--", timeout=6000)
    assert score.state_text == "FACE UNLIKE TRAINING"
    assert score.help_text == ("This model has never seen a face like this one. Assess the infant by hand.")
    assert not score.numeral.hollow
    qtbot.waitUntil(lambda: "\u2717 distance 1.80, limit 1" in view_words(window.body.video._reading))


@pytest.mark.clause("B9")
def test_an_adults_face_is_grey_dashes_and_says_so_plainly(qtbot, running, service):
    service.aligner.refusal = Reason.NOT_AN_INFANT
    score = running.body.score
    qtbot.waitUntil(lambda: score.numeral.text == "--", timeout=6000)
    assert (score.state_text, score.interval_text) == ("NOT AN INFANT'S FACE", "")
    assert score.help_text == "The camera sees an adult's face. Assess the infant by hand."


def test_how_uncertain_the_number_is_stands_beside_it_and_in_the_trend(qtbot, window, service):
    service.classifier.spread = 0.15
    service.source.points = 3.0
    window.start("simulated")
    score, history = window.body.score, window.body.history
    qtbot.waitUntil(lambda: score.interval_text != "", timeout=8000)
    assert score.numeral.text == "3.0"
    assert score.interval_text == "range\n1.5-4.5"
    # 4.5 is over the lower limit: a score of 3.0 is not over it, and calm is not said either.
    assert (score.state_text, window.alarms.pain.message) == ("AMBIGUOUS", None)
    qtbot.waitUntil(lambda: history.newest_at is not None and len(history) > 5)
    interval = history.interval_at(history.newest_at)
    assert (interval.low, interval.high) == (pytest.approx(1.5, abs=0.1), pytest.approx(4.5, abs=0.1))
    window.body.trend._refresh()
    band = window.body.trend.plot._band.path().boundingRect()
    assert (band.top(), band.bottom()) == (pytest.approx(1.5, abs=0.1), pytest.approx(4.5, abs=0.1))
    service.source.face = False
    qtbot.waitUntil(lambda: score.numeral.text == "--", timeout=6000)
    assert score.interval_text == "", "no range without a number"


def test_a_model_that_does_not_say_how_sure_it_is_draws_no_range(qtbot, running):
    assert running.body.score.interval_text == ""
    running.body.trend._refresh()
    assert running.body.trend.plot._band.path().isEmpty()


def test_a_number_outside_training_is_hollow_grey_and_in_no_trend(qtbot, window, service):
    service.settings = replace(service.settings, outside_training=OutsideTraining.SHOW)
    service.novelty.told = 1.8
    service.source.points = 9.0
    window.start("simulated")
    score = window.body.score
    qtbot.waitUntil(lambda: score.numeral.hollow, timeout=8000)
    assert score.numeral.text == "9.0"
    colour = score.numeral.colour
    assert max(colour.getRgb()[:3]) - min(colour.getRgb()[:3]) < 50, "grey, not green"
    assert score.state_text == "OUTSIDE TRAINING"
    assert "no measurement" in score.help_text
    assert "Outside training" in score.numeral.accessibleName()
    qtbot.wait(1500)
    newest = window.body.history.newest_at
    assert len(window.body.history.gaps(newest - 60.0, newest)) == 1
    assert "PAIN" not in window.alarms.pain.text
    service.novelty.told = 0.5
    qtbot.waitUntil(lambda: not score.numeral.hollow and score.numeral.text != "--", timeout=8000)
    window.close()
    outside = [one for one in service.record.readings if one.outside_score is not None]
    assert outside
    assert {(one.raw, one.smoothed, one.quality.value) for one in outside} == {(None, None, "unknown_face")}


@pytest.mark.clause("B9")
def test_what_was_not_scored_is_a_gap_in_the_trend(qtbot, running, service):
    window = running
    qtbot.waitUntil(lambda: len(window.body.history) > 5)
    service.source.face = False
    qtbot.wait(1500)
    service.source.face = True
    qtbot.waitUntil(lambda: window.body.score.numeral.text != "--", timeout=6000)
    newest = window.body.history.newest_at
    gaps = window.body.history.gaps(newest - 60.0, newest)
    assert len(gaps) == 1
    assert gaps[0].end - gaps[0].start > 1.0


@pytest.mark.clause("A8")
def test_a_dead_camera_greys_the_picture_and_says_so(qtbot, running, service):
    window = running
    qtbot.waitUntil(lambda: window.body.video.live)
    service.source.silent = True
    qtbot.waitUntil(lambda: not window.body.video.live, timeout=5000)
    qtbot.waitUntil(lambda: window.body.score.numeral.text == "--", timeout=6000)


def test_a_note_can_be_taken_back(qtbot, running, service):
    window = running
    click(qtbot, window, "Heel lance")
    qtbot.waitUntil(lambda: any("Heel lance" in line for line in window.body.events.lines))
    # The line and the tick come by two ways, in either order.
    qtbot.waitUntil(
        lambda: [mark.text for mark in window.body.history.marks if mark.kind == "event"] == ["Heel lance"]
    )
    click(qtbot, window, "Undo")
    qtbot.waitUntil(lambda: not [m for m in window.body.history.marks if m.kind == "event"])
    window.leave()
    notes = [entry.code for entry in service.record.entries if entry.kind is LogKind.ANNOTATION]
    assert notes == ["heel_lance", "undo"]


@pytest.mark.clause("D5")
def test_care_mode_counts_down_and_ends(qtbot, running):
    window = running
    click(qtbot, window, "Care mode")
    qtbot.waitUntil(lambda: "4:5" in window.care.care.text())
    assert "CARE" in window.alarms.suppression.text()
    click(qtbot, window, "Care mode")
    qtbot.waitUntil(lambda: window.care.care.text() == "Care mode")


@pytest.mark.clause("E4")
def test_standby_says_so_large(qtbot, running):
    window = running
    window.controls.standby.done.emit()
    qtbot.waitUntil(lambda: "STANDBY" in window.body.page_text)
    assert "STANDBY" in window.alarms.suppression.text()
    window.controls.standby.done.emit()
    qtbot.waitUntil(lambda: not window.body.page_text)


@pytest.mark.clause("E4")
def test_standby_releases_the_camera_and_records_no_readings(qtbot, running, service):
    window = running
    window.controls.standby.done.emit()
    qtbot.waitUntil(lambda: "camera released" in window.body.page_text)
    qtbot.waitUntil(service.source._closed.is_set)
    qtbot.wait(700)
    before = len(service.record.readings)
    qtbot.wait(1600)
    assert len(service.record.readings) == before, "a rest is no failed measurement"
    window.controls.standby.done.emit()
    qtbot.waitUntil(lambda: not service.source._closed.is_set() and window.body.video.live, timeout=8000)
    qtbot.waitUntil(lambda: window.body.score.numeral.text != "--", timeout=8000)
    window.leave()
    told = [entry.code for entry in service.record.entries]
    order = [told.index(code) for code in ("standby_started", "resting", "standby_ended")]
    assert order == sorted(order)
    assert not [entry for entry in service.record.entries if entry.kind is LogKind.ALARM]


@pytest.mark.clause("E5")
def test_visitors_do_not_see_the_score_but_alarms_stay(qtbot, running, service):
    window = running
    window.controls.more[2].trigger()
    assert "VISITOR" in window.body.page_text
    assert not window.body.score.isVisible()
    raise_pain(qtbot, window, service)
    qtbot.waitUntil(lambda: window.alarms.pain.text == "* PAIN SCORE")
    assert window.alarms.isVisible()


@pytest.mark.clause("D6")
def test_a_review_is_marked_and_an_alarm_ends_it(qtbot, running, service):
    window = running
    window.body.trend.step(-1)
    assert window.body.trend.in_review
    raise_pain(qtbot, window, service)
    qtbot.waitUntil(lambda: not window.body.trend.in_review)


@pytest.mark.clause("D5")
def test_audio_pause_counts_down(qtbot, running):
    window = running
    click(qtbot, window, "Audio pause")
    qtbot.waitUntil(lambda: "AUDIO PAUSED 1:5" in window.alarms.suppression.text())
    click(qtbot, window, "Audio pause")
    qtbot.waitUntil(lambda: "PAUSED" not in window.alarms.suppression.text())


def test_stopping_shows_no_number_and_closes_the_record(qtbot, running, service):
    window = running
    window.controls.run.done.emit()
    qtbot.waitUntil(lambda: window.body.score.state_text == "NOT MONITORING", timeout=10000)
    assert service.record.ended
    assert window.body.score.numeral.text == "--"
    assert window.alarms.pain.message is None


def test_a_second_session_starts_with_an_empty_trend(qtbot, running, service):
    window = running
    window.controls.run.done.emit()
    qtbot.waitUntil(lambda: window.body.score.state_text == "NOT MONITORING", timeout=10000)
    service.source.__init__()
    first = window.body.history.newest_at
    window.start("simulated")
    qtbot.waitUntil(lambda: window.body.score.numeral.text != "--", timeout=8000)
    assert window.body.history.oldest_at > first
    assert len(service.started) == 2


def test_a_source_that_makes_no_sense_is_told_without_a_box(qtbot, window):
    window.start("nonsense")
    qtbot.waitUntil(lambda: "choose another" in window.notice.text)
    assert window.body.score.state_text == "NOT MONITORING"


def test_export_goes_to_the_desk_and_a_fault_to_the_notice(qtbot, window, service, tmp_path):
    target = tmp_path / "out.csv"
    window._control.export("abc", "csv", "clinical", target)
    qtbot.waitUntil(lambda: str(target) in window.notice.text)
    assert service.exported == [("abc", "csv", "clinical", target)]
    service.export_fault = "the disk is full; free some space"
    window._control.export("abc", "csv", "clinical", Path("/nowhere.csv"))
    qtbot.waitUntil(lambda: "disk is full" in window.notice.text)


def test_a_watch_that_falls_silent_leaves_no_old_number(qtbot, running, service):
    window = running
    (watch,) = [worker for worker in service.monitor._workers if worker.name == "watch"]
    watch.ask_to_stop()
    qtbot.waitUntil(lambda: window.body.score.state_text == "NO DATA", timeout=6000)
    assert window.body.score.numeral.text == "--"
    assert "STOPPED" in window.notice.text


@pytest.mark.clause("F1")
def test_the_window_beats_for_the_watchdog(qtbot, running, service, monkeypatch):
    beats = []
    monkeypatch.setattr(type(service.monitor), "beat", lambda _: beats.append(1))
    qtbot.waitUntil(lambda: len(beats) >= 2, timeout=4000)


def test_closing_the_window_stops_the_session(qtbot, running, service):
    running.leave()
    assert service.record.ended
    assert service.record.closed
