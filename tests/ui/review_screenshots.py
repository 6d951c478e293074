"""Makes the pictures of the review for the docs, from a made-up stay: part of `make screenshots`.

Argument: the folder for the pictures. Needs no display. The stay has a crash, another camera and a night without
monitoring; all of it is simulated and says so.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.main_window import MainWindow
from neopain.ui.platform.sound import AlarmSound
from neopain.ui.review.handover_pdf import document_of
from neopain.ui.review.review_sheet import ReviewSheet
from neopain.ui.review.why_sheet import WhySheet
from neopain.ui.style.theme import ThemeChoice
from tests.recorded.stays import make_stay
from tests.ui.conftest import SilentPlayer
from tests.ui.fake_service import FakeService, ScriptedSource

PAGE_PX = (794, 1123)
"""A4 at 96 dots an inch."""


def waited(app: QApplication, done: Callable[[], bool], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not done():
        app.processEvents()
        time.sleep(0.02)


def pictures(app: QApplication, target: Path, folder: Path) -> None:
    service = FakeService(ScriptedSource())
    review = service.review = RecordedReview(folder, SystemClock())
    for name in ("alarm_low", "alarm_medium", "reminder", "startup_test"):
        (folder / f"{name}.wav").write_bytes(b"RIFF")
    window = MainWindow(SessionControl(service), AlarmSound(SilentPlayer(), folder), SystemClock())
    window.resize(1920, 1080)
    window.controls.choose_theme(ThemeChoice.DAY)
    window.show()
    window.start("simulated")
    waited(app, lambda: window.body.score.numeral.text != "--")
    [line] = review.lines()
    window.review.open(line.id)
    waited(app, lambda: isinstance(window.sheets.top, ReviewSheet))
    sheet = window.sheets.top
    window.notice.dismiss()
    waited(app, lambda: False, 1.0)
    window.grab().save(str(target / "review-stay.png"))
    pain = next(one for one in sheet.stay.alarms if one.physiological)
    sheet.trend.show_around(pain.raised_at - 300.0, 600.0)
    sheet._to_alarm(1)
    while sheet.alarm is not pain:
        sheet._to_alarm(1)
    waited(app, lambda: False, 1.5)
    window.grab().save(str(target / "review-alarm.png"))
    sheet.why_asked.emit(pain)
    waited(app, lambda: isinstance(window.sheets.top, WhySheet))
    waited(app, lambda: False, 0.5)
    window.grab().save(str(target / "review-why.png"))
    stay = review.open(line.id)
    document = document_of(review.handover(stay, stay.start, stay.stop), width_px=PAGE_PX[0] - 60)
    document.setTextWidth(PAGE_PX[0] - 60)
    page = QImage(2 * PAGE_PX[0], 2 * PAGE_PX[1], QImage.Format.Format_RGB32)
    page.fill(0xFFFFFFFF)
    painter = QPainter(page)
    painter.scale(2.0, 2.0)
    painter.translate(30.0, 30.0)
    document.drawContents(painter, QRectF(0.0, 0.0, PAGE_PX[0] - 60.0, PAGE_PX[1] - 60.0))
    painter.end()
    page.save(str(target / "handover.png"))
    window.leave()


def main() -> int:
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        make_stay(Path(folder), rate=0.5)
        pictures(app, Path(sys.argv[1]), Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
