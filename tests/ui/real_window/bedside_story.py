"""A heel lance at the bedside, in the real window with the real models: run by test_real_window.py.

Argument: an empty folder, for the record, the export and the pictures of the display.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from neopain import paths
from neopain.bedside.session_wish import SessionWish
from neopain.capture.films.simulated import SimulatedNeonate
from neopain.commands.monitoring.window import show
from neopain.core.frames import Frame
from neopain.ui.main_window import MainWindow
from neopain.ui.style.theme import DAY
from tests.ui.real_window.window_driver import (
    Driver,
    Story,
    can_click,
    click,
    hold,
    root_picture,
    save_as,
    share_of_colour,
    sheet,
    type_into,
    type_number,
    visible,
)

BUSY_S = 60.0
"""Added to what a step needs, for a machine that does much else."""
LONGEST_S = 420.0
PASSED_OVER_S = 20.0
"""Of the film's thirty seconds until the lance."""
PICTURE_EACH_S = 0.2


def heel_lance(folder: Path) -> Story:
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    pain, score, trend = window.alarms.pain, window.body.score, window.body.trend
    yield "the window asks for a source", lambda: sheet() and can_click("Start"), BUSY_S
    yield "the simulated neonate is offered", lambda: sheet().list.currentItem() is not None, BUSY_S
    click("Close: Choose the picture source")
    click("Patient")
    yield "the admission", lambda: can_click("Close: Admit a patient"), BUSY_S
    type_into("pseudonym", "P-07")
    type_number("Gestational age at birth, weeks", 39)
    type_number("Age today in days; 0 on the day of birth", 2)
    click("Admit")
    yield "the admitted infant", lambda: "P-07" in window.header._patient.text(), BUSY_S
    click("Start...")
    yield "the source again", lambda: sheet() and sheet().list.currentItem() is not None, BUSY_S
    click("Start")
    yield "a first score", lambda: score.numeral.text != "--", 20 + BUSY_S
    root_picture().save(str(folder / "monitoring.png"))
    click("Heel lance")
    yield "the note in the list of events", lambda: "Heel lance" in all_events(window), 5 + BUSY_S

    yield "a low pain alarm", lambda: pain.text.startswith("* PAIN SCORE"), 120 + BUSY_S
    click("Acknowledge")
    yield "acknowledged", lambda: pain.message and pain.message.acknowledged, 5 + BUSY_S
    yield "the escalation, unacknowledged", lambda: pain.text.startswith("** PAIN SCORE"), 30 + BUSY_S
    assert not pain.message.acknowledged
    yield (
        "its colour on the display itself",
        lambda: share_of_colour(root_picture(), DAY.alarm_medium, pain) > 0.5,
        10,
    )
    root_picture().save(str(folder / "alarm.png"))
    click("Acknowledge")
    yield "acknowledged again", lambda: pain.message is None or pain.message.acknowledged, 5 + BUSY_S

    click("Care mode")
    yield "care mode says so", lambda: "CARE: ALARMS PAUSED" in window.alarms.suppression.text(), 5 + BUSY_S
    click(window.care.care.text().replace("\n", " "))
    yield "care mode is over", lambda: "CARE" not in window.alarms.suppression.text(), 5 + BUSY_S

    click("Back in time")
    yield "a review that says so", lambda: trend.in_review and "REVIEW - NOT LIVE" in texts(trend), 5
    root_picture().save(str(folder / "review.png"))
    click("Back to the live trend")
    yield "live again", lambda: not trend.in_review and "REVIEW - NOT LIVE" not in texts(trend), 5

    hold("Stop session")
    yield "no session", lambda: can_click("Start...") and score.numeral.text == "--", 30 + BUSY_S
    click("Review")
    yield "the stay is listed", lambda: can_click("Open"), BUSY_S
    click("Open")
    yield "the stay is open", lambda: can_click("Write it as files for others"), BUSY_S
    root_picture().save(str(folder / "stay.png"))
    click("Write it as files for others")
    yield "the question which format", lambda: can_click("Export as CSV"), BUSY_S
    click("Export as CSV")
    yield "the question where to", lambda: can_click("Save"), BUSY_S
    save_as(folder / "session.csv")
    yield "the exported file", (folder / "session.csv").is_file, BUSY_S
    yield "the news of it", lambda: "Exported" in window.notice.text, 10
    click("Close: Export")
    yield "the stay again", lambda: can_click("Back to now"), 10
    click("Back to now")
    yield "only the window", lambda: sheet() is None, 10


def shorten_the_film() -> None:
    """It begins some seconds before the lance, and gives five pictures a second: each costs its analysis."""
    opened, read = SimulatedNeonate._opened, SimulatedNeonate.read

    def later(neonate: SimulatedNeonate) -> bool:
        before = neonate._started_at
        there = opened(neonate)
        if before is None and neonate._started_at is not None:
            neonate._started_at -= PASSED_OVER_S
        return there

    def seldom(neonate: SimulatedNeonate) -> Frame | None:
        neonate._wait(PICTURE_EACH_S)
        return read(neonate)

    SimulatedNeonate._opened, SimulatedNeonate.read = later, seldom


def texts(widget) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in visible(QLabel, widget)]


def all_events(window: MainWindow) -> str:
    return "\n".join(window.body.events.lines)


def main() -> int:
    folder = Path(sys.argv[1])
    app = QApplication(sys.argv[:1])
    if app.platformName() != "xcb":
        print(f"a real window was wanted; Qt took the platform {app.platformName()!r}")
        return 3
    shorten_the_film()
    driver: list[Driver] = []
    # The window is made by `show`; the story begins in its event loop.
    QTimer.singleShot(500, app, lambda: driver.append(Driver(app, heel_lance(folder))))
    code = show(SessionWish(source="", data=paths.data(folder / "record")), for_s=LONGEST_S, prefer_gpu=False)
    fault = driver[0].fault if driver else "the story never began"
    if fault is not None:
        print(f"FAULT {fault}")
        return 4
    return code


if __name__ == "__main__":
    sys.exit(main())
