"""Makes the pictures of the raters' window for the docs, on drawn neonates: part of `make screenshots`.

Argument: the folder for the pictures. Needs no display. The picture says itself that it is simulated.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import cv2
from PySide6.QtWidgets import QApplication

from neopain.core.clock import SystemClock
from neopain.ui.style.theme import ThemeChoice
from neopain_export.annotation.folder.plan import Plan, ordered, write_plan
from neopain_export.annotation.folder.whose_turn import rate
from neopain_export.annotation.rating.tasks import NFCS
from neopain_export.annotation.sources.listing import list_items
from neopain_export.annotation.window.rating_window import RatingWindow
from neopain_export.study.data.simulated_sets import simulated_set

PICTURES, SEED, SHOWN = 8, 3, 5
"""SHOWN: which place of AB's order, a drawn face that does something."""


def waited(app: QApplication, done: Callable[[], bool], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not done():
        app.processEvents()
        time.sleep(0.02)


def drawn_table(folder: Path) -> Path:
    """Drawn pictures and a table that says so."""
    rows = []
    for number, sample in enumerate(simulated_set("simulated", SEED, PICTURES).samples):
        cv2.imwrite(str(folder / f"{number}.png"), sample.picture.load())
        rows.append((f"{number}.png", sample.subject, 1))
    with (folder / "drawn.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([("picture", "subject", "simulated"), *rows])
    return folder / "drawn.csv"


def main() -> int:
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), SystemClock()
        found = list_items([drawn_table(folder)], every_s=1.0, by="AB")
        plan = Plan(NFCS, ordered(found.items), clock.utc().isoformat())
        write_plan(folder / "out", plan)
        one = rate(folder / "out", plan, "AB", seed=None, repeat=0.25, clock=clock)
        window = RatingWindow(one, clock)
        window.resize(1280, 720)
        window.theme.choose(ThemeChoice.DAY)
        window.show()
        for _ in range(SHOWN):
            waited(app, lambda: window.item is not None and window.loader.has(window.item.id))
            window.panel.confirm.click()
        waited(app, lambda: window.item is not None and window.loader.pictures(window.item.id) is not None)
        for place in range(5):
            window.panel.rows[place].buttons[1].click()
        window.grab()
        waited(app, lambda: False, 0.5)
        window.grab().save(str(target / "annotate-nfcs.png"))
        print("annotate-nfcs", flush=True)
        window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
