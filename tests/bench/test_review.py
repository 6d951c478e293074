"""How fast the past opens and scrolls: 72 hours at 5 readings a second, and a stay of 30 days.

Beside it, the peer: reading every row of the same record, which is what opening without digests would be.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest

from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.core.readings import Quality, Reason
from neopain.core.record import LIMITS, RecordedReading
from neopain.core.score.digest import BLOCK_S, digest_of
from neopain.core.sessions import LogEntry, LogKind
from neopain.store.sessions import SessionStore
from neopain.ui.review.review_sheet import ReviewSheet
from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY
from tests.bench.test_window import percentiles
from tests.recorded.records import STARTED_AT, a_session

pytestmark = [
    pytest.mark.bench,
    pytest.mark.timeout(1800),
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]
RATE = 5
LOOK = (DAY, sizes_for(width_px=1920, height_px=1080, px_per_mm=3.8))
LIMITS_LINE = LogEntry(STARTED_AT, LogKind.SETTING, LIMITS, "", (("lower_limit", 4.0), ("upper_limit", 6.0)))


def readings(start_s: float, stop_s: float):
    for n in range(round((stop_s - start_s) * RATE)):
        at = STARTED_AT + start_s + n / RATE
        score = 3.0 + 2.9 * float(np.sin(at / 300.0))
        scored = n % 400 > 20
        yield RecordedReading(
            n, at, at - STARTED_AT,
            Quality.OK if scored else Quality.NO_FACE,
            None if scored else Reason.FACE_NOT_FOUND,
            score if scored else None, score if scored else None, 0.1,
        )  # fmt: skip


def opened(folder, qtbot):
    """List, open, and see it: in words, the sheet, and the record."""
    review = RecordedReview(folder, SystemClock())
    began, worked = time.perf_counter(), time.process_time()
    [line] = review.lines()
    stay = review.open(line.id)
    read = time.perf_counter() - began
    sheet = ReviewSheet(stay, SystemClock(), LOOK)
    qtbot.addWidget(sheet)
    sheet.resize(1000, 800)
    sheet.show()
    qtbot.waitExposed(sheet)
    sheet.grab()
    seen, worked = time.perf_counter() - began, time.process_time() - worked
    told = f"seen after {seen:.2f} s (read {read:.2f} s); the processor worked {worked:.2f} s"
    return told, sheet, review


def frames(sheet, qapp, span_s, count=90):
    """Seconds a frame while somebody scrolls through `count` of them, and of the processor's work in it."""
    trend = sheet.trend
    trend.show_span(span_s)
    middle = 0.5 * (sheet.stay.start + sheet.stay.stop)
    taken, worked = [], []
    for n in range(count):
        began, busy = time.perf_counter(), time.process_time()
        trend._look_at(middle + 0.01 * span_s * n)
        # The window is exposed: this paints it, as a hand that scrolls makes it painted, once.
        qapp.processEvents()
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    return taken, worked


def test_72_hours_at_5_readings_a_second(qapp, qtbot, tmp_path):
    hours = 72
    session = a_session()
    began = time.perf_counter()
    with SessionStore(tmp_path) as store:
        store.begin(session)
        store.append(session.id, (), (LIMITS_LINE,))
        for first in range(0, hours * 3600, 600):
            store.append(session.id, list(readings(first, first + 600)), ())
        store.end(session.id, session.started_utc)
    recorded = time.perf_counter() - began
    told, sheet, review = opened(tmp_path, qtbot)
    print(f"\n72 h, {hours * 3600 * RATE:,} readings (recorded in {recorded:.0f} s)")
    print(f"  opened: {told} (wanted: under 1 s)")
    for name, span_s in (("72 h", 72 * 3600.0), ("8 h", 8 * 3600.0), ("1 h", 3600.0), ("10 min", 600.0)):
        taken, worked = frames(sheet, qapp, span_s)
        began = time.perf_counter()
        review.finer(sheet.stay, sheet.trend.seen.start, sheet.trend.seen.end)
        finer = time.perf_counter() - began
        print(
            f"  scrolling {name}: {percentiles(taken)}; {1 / np.median(taken):.0f} fps, "
            f"work a frame: {percentiles(worked)}; finer rows {finer:.2f} s"
        )
    began = time.perf_counter()
    with SessionStore(tmp_path, read_only=True) as store:
        count = sum(1 for _ in store.readings(session.id, until=STARTED_AT + 3600.0))
    every = (time.perf_counter() - began) * hours
    print(f"  peer: every reading of the record would take {every:.0f} s ({count:,} in the first hour)")


def test_a_stay_of_30_days(qapp, qtbot, tmp_path):
    """The readings themselves are left out: opening looks at the digests and the log only."""
    days = 30
    session = a_session()
    with SessionStore(tmp_path) as store:
        store.begin(session)
        lines = [
            replace(
                LIMITS_LINE,
                at=STARTED_AT + 300.0 * n,
                kind=LogKind.STATE,
                code="state",
                text="calm",
                detail=(),
            )
            for n in range(days * 288)
        ]
        store.append(session.id, (), [LIMITS_LINE, *lines])
        made = digest_of(list(readings(0, 600)), (), started_at=STARTED_AT, block=0)
        [(number,)] = store._database.execute("SELECT no FROM session")
        for block in range(days * 86400 // BLOCK_S):
            store.digests._keep(number, replace(made, block=block))
        last = list(readings(days * 86400 - 2, days * 86400 - 1))
        store.append(session.id, last, ())
        store.end(session.id, session.started_utc)
    told, sheet, _ = opened(tmp_path, qtbot)
    print(f"\n30 days, {len(sheet.stay.minutes):,} minutes, {len(sheet.stay.entries):,} log lines")
    print(f"  opened: {told} (wanted: under 2 s)")
    taken, worked = frames(sheet, qapp, 30 * 86400.0, count=40)
    print(
        f"  scrolling all: {percentiles(taken)}; {1 / np.median(taken):.0f} fps; work a frame: {percentiles(worked)}"
    )
