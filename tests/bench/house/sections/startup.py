"""How long until the program is there: as a library, on the command line, as a window, with its first score."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bench.house.figures import Spread
from tests.bench.house.programs import timed, window
from tests.bench.house.report import Cell, Table
from tests.bench.house.wish import Wish

LINES = {
    "an empty Python": ["-c", "pass"],
    "import neopain.main": ["-c", "import neopain.main"],
    "neopain --version": ["-m", "neopain", "--version"],
    "neopain --help": ["-m", "neopain", "--help"],
}


def measure(wish: Wish) -> list[Table]:
    """One table."""
    repeats = wish.repeats(7, 3)
    rows: list[list[Cell]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, words in LINES.items():
            command = [sys.executable, *words]
            timed(command, Path(folder))
            found = [timed(command, Path(folder)) for _ in range(repeats)]
            rows.append(_row(name, [one for one, _ in found], [one for _, one in found], ""))
        window(Path(folder))
        seen = [window(Path(folder)) for _ in range(repeats)]
    for name, wanted in (("visible", "1.5 s"), ("first score", "3 s")):
        rows.append(
            _row(f"window: {name}", [one[name][0] for one in seen], [one[name][1] for one in seen], wanted)
        )
    return [
        Table(
            "Start-up, seconds from asking for the process", ("", "wall p50", "wall most", "CPU p50", "CPU least", "wanted"),
            rows,
            [("Compiled files are there from a run before, as after an installation; offscreen; the window monitors the "
             "simulated neonate at once."),
             "CPU is of all threads of the process: on a quiet machine of two cores the wall lies between half of it and it."],
        )
    ]  # fmt: skip


def _row(name: str, wall: list[float], cpu: list[float], wanted: str) -> list[Cell]:
    spread = Spread.of(wall)
    return [name, spread.p50, spread.most, Spread.of(cpu).p50, min(cpu), wanted]
