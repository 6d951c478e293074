"""Makes the pictures of the docs from the real product on the simulated neonate: `make screenshots`.

Argument: the folder for the pictures. Needs no display. One minute of the simulated neonate: some rest, the heel
lance, and while the alarm lasts every look of the window; then the review.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import cv2
import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from neopain.bedside.session_wish import SessionWish
from neopain.commands.monitoring.window import show
from neopain.core.alarms.kinds import Priority
from neopain.ui.main_window import MainWindow
from neopain.ui.style.theme import ThemeChoice

LOOK_MS = 500
LONGEST_S = 240.0
DEUTERANOPIA = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
"""On linear RGB, severity 1.0: Machado, Oliveira and Fernandes 2009, table of matrices."""


def as_seen_without_green_cones(picture: Path, target: Path) -> None:
    rgb = cv2.imread(str(picture))[:, :, ::-1] / 255.0
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ DEUTERANOPIA.T, 0, 1)
    encoded = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    cv2.imwrite(str(target), np.round(255 * encoded).astype(np.uint8)[:, :, ::-1])


class Photographer(QObject):
    """Walks through the looks, one step each half second."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        super().__init__(app)
        self._folder = folder
        self._steps = self._walk()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        self._timer.start(LOOK_MS)

    def _window(self) -> MainWindow:
        return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))

    def _step(self) -> None:
        if next(self._steps, "end") == "end":
            self._timer.stop()
            self._window().leave()

    def _shoot(self, name: str) -> None:
        self._window().grab().save(str(self._folder / f"{name}.png"))
        print(name, flush=True)

    def _alarmed(self) -> bool:
        snapshot = self._window()._snapshot
        return snapshot is not None and snapshot.alarms.highest is Priority.MEDIUM

    def _look(self, name: str, width: int, height: int, theme: ThemeChoice) -> Iterator[str]:
        window = self._window()
        window.resize(width, height)
        window.theme_switch.choose(theme)
        yield "settle"
        # The first grab lays hidden pages out.
        window.grab()
        yield "settle"
        self._shoot(name)

    def _walk(self) -> Iterator[str]:
        window = self._window()
        window.resize(1920, 1080)
        window.theme_switch.choose(ThemeChoice.DAY)
        while not (window._snapshot and window._snapshot.smoothed is not None):
            yield "wait for the first score"
        for _ in range(int(8_000 / LOOK_MS)):
            yield "let it rest"
        self._shoot("monitor-rest")
        while not self._alarmed():
            yield "wait for the alarm"
        window.controls.visitor_asked.emit(False)
        yield from self._look("monitor-day", 1920, 1080, ThemeChoice.DAY)
        as_seen_without_green_cones(
            self._folder / "monitor-day.png", self._folder / "monitor-colour-blind.png"
        )
        yield from self._look("monitor-night", 1920, 1080, ThemeChoice.NIGHT)
        yield from self._look("monitor-portrait", 800, 1280, ThemeChoice.DAY)
        yield from self._look("monitor-small", 1280, 720, ThemeChoice.DAY)
        window.controls.visitor_asked.emit(True)
        yield from self._look("monitor-visitor", 1280, 720, ThemeChoice.DAY)
        window.controls.visitor_asked.emit(False)
        while self._alarmed():
            yield "wait for its end"
        for _ in range(4):
            yield "settle"
        window.body.trend.step(-1)
        yield from self._look("monitor-review", 1920, 1080, ThemeChoice.DAY)


def main() -> int:
    folder = Path(sys.argv[1]).absolute()
    folder.mkdir(parents=True, exist_ok=True)

    def begin() -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication) and any(
            isinstance(w, MainWindow) for w in QApplication.topLevelWidgets()
        ):
            begin.photographer = Photographer(app, folder)  # type: ignore[attr-defined]
        else:
            QTimer.singleShot(LOOK_MS, begin)

    with tempfile.TemporaryDirectory() as data:
        wish = SessionWish(source="simulated", data=Path(data), patient_code="K-07")
        QApplication.instance() or QApplication(sys.argv[:1])
        QTimer.singleShot(LOOK_MS, begin)
        return show(wish, for_s=LONGEST_S, prefer_gpu=False)


if __name__ == "__main__":
    sys.exit(main())
