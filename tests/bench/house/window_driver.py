"""The real program in its window, watched from inside: `window_driver.py STARTED_AT SECONDS CLICKS ANSWER [ARGUMENT ...]`.

STARTED_AT is the monotonic clock when this process was asked for; the arguments are those of `neopain`. Nothing of
the program is loaded before it loads it itself.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import sys
import time
from pathlib import Path
from types import ModuleType

WATCHED = "neopain.ui.window_app"
SETTLE_MS = 1500
BETWEEN_CLICKS_MS = 900
OUT_OF_STEP_MS = 337
LONGEST_CLICK_S = 3.0


class _Loader(importlib.abc.Loader):
    def __init__(self, loader: importlib.abc.Loader, then) -> None:
        self._loader, self._then = loader, then

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        self._then(module)


class _Finder(importlib.abc.MetaPathFinder):
    """Hands over one module as soon as it is loaded."""

    def __init__(self, then) -> None:
        self._then = then

    def find_spec(self, name, path=None, target=None):
        if name != WATCHED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._then)
        return spec


class Watched:
    """What was seen, in seconds and milliseconds."""

    def __init__(self, started_at: float, seconds: float, clicks: int) -> None:
        self.started_at, self.seconds, self.clicks = started_at, seconds, clicks
        self.told: dict[str, object] = {}
        self.paints: list[float] = []
        self.turns: list[float] = []
        self.click_ms: list[float] = []
        self.scores = 0
        self.filters: list[object] = []

    def stamp(self, name: str) -> None:
        """When, and what this process had worked until then; only the first time counts."""
        self.told.setdefault(name, [time.monotonic() - self.started_at, time.process_time()])

    def into(self, app_module: ModuleType) -> None:
        """Let the window tell."""
        from PySide6.QtCore import QEvent, QObject, QTimer

        watched = self

        class Seen(QObject):
            def eventFilter(self, thing, event) -> bool:
                if event.type() is QEvent.Type.Paint:
                    if "visible" not in watched.told:
                        QTimer.singleShot(0, lambda: watched.stamp("visible"))
                    if thing is watched.video:
                        watched.paints.append(time.perf_counter())
                return False

        class Window(app_module.MainWindow):
            def show(self) -> None:
                watched.window, watched.video = self, self.body.video
                seen = Seen()
                watched.filters.append(seen)
                app_module.QApplication.instance().installEventFilter(seen)
                super().show()

            def on_reading(self, reading) -> None:
                super().on_reading(reading)
                if reading.raw is not None:
                    watched.scores += 1
                    if "first score" not in watched.told:
                        QTimer.singleShot(0, lambda: watched.stamp("first score"))
                        QTimer.singleShot(SETTLE_MS, watched.begin)

        app_module.MainWindow = Window

    def begin(self) -> None:
        """The steady part: paints, turns of the event loop and clicks."""
        from PySide6.QtCore import Qt, QTimer

        from tests.bench.house.ticker import Ticker

        if not self.seconds:
            self.window.leave()
            return
        self.paints.clear()
        self.scores = 0
        self.begun = (time.monotonic(), time.process_time())
        self.loop = QTimer()
        self.loop.setInterval(5)
        self.loop.timeout.connect(lambda: self.turns.append(time.perf_counter()))
        self.loop.start()
        self.ticker = Ticker()
        self.ticker.start()
        QTimer.singleShot(round(1000 * self.seconds), self.end)
        for number in range(self.clicks):
            # Nobody clicks in step with the window's own timers, with which Qt would let others go off together.
            at_ms = BETWEEN_CLICKS_MS * (number + 1) + number * OUT_OF_STEP_MS % BETWEEN_CLICKS_MS
            alone = QTimer(self.window, singleShot=True, interval=at_ms, timerType=Qt.TimerType.PreciseTimer)
            alone.timeout.connect(self.click)
            alone.start()

    def click(self) -> None:
        """From the click on `care` to its new words on the button."""
        from PySide6.QtCore import QTimer

        button = self.window.care.care
        before, at = button.text(), time.perf_counter()
        poll = QTimer(self.window)
        poll.setInterval(1)

        def look() -> None:
            took_s = time.perf_counter() - at
            if button.text().split()[0] != before.split()[0] or took_s > LONGEST_CLICK_S:
                self.click_ms.append(1000 * took_s)
                poll.stop()

        poll.timeout.connect(look)
        poll.start()
        button.click()

    def end(self) -> None:
        """Keep what was seen, and leave."""
        self.ticker.stop()
        self.loop.stop()
        wall_s, cpu_s = time.monotonic() - self.begun[0], time.process_time() - self.begun[1]
        self.told |= {
            "paint_gap_ms": [1000 * (b - a) for a, b in zip(self.paints, self.paints[1:], strict=False)],
            "turn_gap_ms": [1000 * (b - a) for a, b in zip(self.turns, self.turns[1:], strict=False)],
            "click_ms": self.click_ms,
            "late_ms": self.ticker.late_ms,
            "held_ms": self.ticker.held_ms,
            "blamed": self.ticker.blamed.most_common(8),
            "scores_a_second": self.scores / wall_s,
            "cpu_s_a_second": cpu_s / wall_s,
        }
        self.window.leave()


def main(started_at: str, seconds: str, clicks: str, answer: str, *arguments: str) -> int:
    """Run the program; the answer is written when it ends."""
    watched = Watched(float(started_at), float(seconds), int(clicks))
    sys.meta_path.insert(0, _Finder(watched.into))
    from neopain.main import main as program

    code = program(list(arguments))
    Path(answer).write_text(json.dumps(watched.told), "utf-8")
    return code


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    sys.exit(main(*sys.argv[1:]))
