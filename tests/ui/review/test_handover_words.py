"""What the page of a handover says where there is much, and where there is nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from neopain.bedside.review.handover import handover_page
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.alarms.seen_alarms import SeenAlarm
from neopain.core.alarms.signals import Priority
from neopain.core.clock import SystemClock
from neopain.core.record import CARE_STARTED, Annotation, Assessment
from neopain.core.sessions import LogKind
from neopain.store.sessions import SessionStore
from neopain.ui.review.handover_html import page_of
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, an_entry, recorded, scored

pytestmark = pytest.mark.slow


def page(folder, entries=(), marks=(), alarms=()):
    session = a_session()
    with SessionStore(folder) as store:
        store.begin(session)
        readings = [recorded(scored(float(n), 2.0)) for n in range(0, 3600, 4)]
        store.append(session.id, readings, entries, marks)
        end = datetime.fromisoformat(STARTED_UTC) + timedelta(seconds=3600.0)
        store.end(session.id, end.isoformat(timespec="milliseconds"))
    review = RecordedReview(folder, SystemClock())
    stay = review.open(session.id)
    found = review.handover(stay, stay.start, stay.stop)
    if alarms:
        object.__setattr__(found, "alarms", tuple(alarms))
    return page_of(found, width_px=100, height_px=50)


def when(second):
    at = datetime.fromisoformat(STARTED_UTC) + timedelta(seconds=second)
    return f"{at.astimezone():%H:%M}"


def test_time_in_which_no_score_was_wanted_is_never_called_scored(qapp, tmp_path):
    text = page(tmp_path, [an_entry(0.0, LogKind.STATE, CARE_STARTED)])
    assert "all time was scored" not in text
    assert "no score was wanted in this time" in text
    assert "nothing was scored" in text


def test_of_many_manual_scores_the_newest_are_on_the_page_and_the_others_counted(qapp, tmp_path):
    marks = [
        Assessment(STARTED_AT + 120.0 * n, "nips", (), n % 8, "", f"N{n:02d}", STARTED_UTC) for n in range(20)
    ]
    text = page(tmp_path, (), marks)
    told = [n for n in range(20) if f"[N{n:02d}]" in text]
    assert told == list(range(8, 20)), "whoever takes over needs the last ones"
    assert "8 earlier ones" in text


def test_the_last_dose_is_on_the_page_however_many_there_were(qapp, tmp_path):
    marks = [
        Annotation(STARTED_AT + 120.0 * n, "analgesic_given", f"dose {n}.", "", STARTED_UTC)
        for n in range(14)
    ]
    text = page(tmp_path, (), marks)
    assert "dose 13." in text
    assert "dose 0." not in text


def test_cards_and_notes_stand_in_one_order_of_time(qapp, tmp_path):
    card = an_entry(1800.0, LogKind.STATE, "procedure_card", "the card")
    marks = [
        Annotation(STARTED_AT + 600.0, "suction", "early", "", STARTED_UTC),
        Annotation(STARTED_AT + 3000.0, "suction", "late", "", STARTED_UTC),
    ]
    text = page(tmp_path, [card], marks)
    assert text.index("early") < text.index("the card") < text.index("late")


def an_alarm(number, at, answered_s):
    return SeenAlarm(
        session_id="x", occurrence=number, condition="pain", physiological=True, priority=Priority.MEDIUM,
        words=f"alarm {number:02d}", raised_at=STARTED_AT + at, value=8.0, limit=6.0, audio_paused=False,
        suspended="", acknowledged_at=STARTED_AT + at + answered_s,
    )  # fmt: skip


def test_the_newest_alarms_are_on_the_page_and_the_median_is_one(qapp, tmp_path):
    alarms = [an_alarm(n, 100.0 * n, 10.0 if n < 6 else 600.0) for n in range(12)]
    text = page(tmp_path, alarms=alarms)
    assert [n for n in range(12) if f"alarm {n:02d}" in text] == list(range(2, 12))
    assert "technical alarms. 2 earlier ones, then:" in text
    assert "median after 5:05" in text, "between 10 s and 10 min, and neither of them"
    assert when(1100.0) in text


def test_an_exported_page_tells_the_wards_time_as_every_other_export_does(qapp, tmp_path):
    page(tmp_path)
    (tmp_path / "ward.toml").write_text('time_zone = "Asia/Tokyo"', encoding="utf-8")
    text = page_of(handover_page(tmp_path, "latest"), width_px=100, height_px=50)
    begun = datetime.fromisoformat(STARTED_UTC).astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{begun:%Y-%m-%d %H:%M} - " in text
    assert "(UTC+0900)" in text
    assert f"<td align='left'>{begun:%H:%M}</td>" in text, "and each hour of it"
