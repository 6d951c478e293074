"""How the window keeps up: paint gaps while a session runs, click to response, trend of a whole day."""

from __future__ import annotations

import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject

from neopain.core.clock import SystemClock
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.main_window import MainWindow
from neopain.ui.platform.gc_on_gui_thread import GuiThreadGc
from neopain.ui.platform.sound import AlarmSound
from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY
from neopain.ui.trend.history.trend_history import TrendHistory
from neopain.ui.trend.plot.trend_plot import TrendPlot
from tests.fakes import scored
from tests.ui.fake_service import FakeService, ScriptedSource

pytestmark = [
    pytest.mark.bench,
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]


class PaintTimes(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            self.at.append(time.perf_counter())
        return False


def percentiles(values) -> str:
    ms = 1000 * np.asarray(values)
    return (
        "  ".join(f"p{q} {np.percentile(ms, q):6.1f} ms" for q in (50, 95, 99)) + f"  max {ms.max():6.1f} ms"
    )


def test_window_paints_and_answers(qtbot, tmp_path):
    garbage = GuiThreadGc()
    source = ScriptedSource(fps=30.0, size=(720, 1280))
    service = FakeService(source)
    window = MainWindow(SessionControl(service), AlarmSound(None, tmp_path), SystemClock())
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    window.show()
    window.start("simulated")
    qtbot.waitUntil(lambda: window.body.video.live, timeout=8000)
    paints = PaintTimes()
    window.body.video.installEventFilter(paints)
    qtbot.wait(8000)
    gaps = np.diff(paints.at)
    print(f"\npicture paint gap   {percentiles(gaps)}")
    waits = []
    for _ in range(20):
        before = window.care.care.text()
        start = time.perf_counter()
        window.care.care.click()
        qtbot.waitUntil(
            lambda text=before: window.care.care.text().startswith("End") != text.startswith("End")
        )
        waits.append(time.perf_counter() - start)
    print(f"care click to shown {percentiles(waits)}")
    window.leave()
    garbage.end()
    assert len(gaps) > 50


def test_trend_of_a_day(qtbot):
    history = TrendHistory()
    rng = np.random.default_rng(1)
    for second in range(86_400):
        history.add(scored(float(second), float(rng.uniform(0, 10)), 3.0))
    plot = TrendPlot(history)
    qtbot.addWidget(plot)
    plot.paint_with(DAY, sizes_for(width_px=1920, height_px=1080, px_per_mm=4.0).small_px)
    plot.resize(1200, 400)
    plot.show()
    for span in (600.0, 3600.0, 86_400.0):
        took = []
        for step in range(12):
            start = time.perf_counter()
            plot.show_window(86_400.0 + step, span, 86_400.0 + step)
            plot.grab()
            took.append(time.perf_counter() - start)
        print(f"\ntrend {span:8.0f} s  {percentiles(took)}", end="")
    start = time.perf_counter()
    history.gaps(0.0, 86_400.0)
    print(f"\ngaps of a day {1000 * (time.perf_counter() - start):.1f} ms")
