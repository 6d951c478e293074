"""Whether the window keeps up while the networks have the machine: paints, turns, clicks, the interpreter's lock."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.house.figures import Spread
from tests.bench.house.programs import window
from tests.bench.house.report import Cell, Table
from tests.bench.house.ticker import LATE_S
from tests.bench.house.wish import Wish

WANTED = {
    "gap between paints of the picture": "p95 < 36",
    "turn of the event loop (every 5 ms)": "",
    "click to new words": "< 50",
    "late turn of a thread, in full": "",
    "the same, without waits for a processor": "< 20",
}


def measure(wish: Wish) -> list[Table]:
    """One table."""
    seconds = wish.repeats(60, 12)
    with tempfile.TemporaryDirectory() as folder:
        seen = window(Path(folder), seconds=seconds, clicks=int(seconds))
    rows: list[list[Cell]] = []
    kept = ("paint_gap_ms", "turn_gap_ms", "click_ms", "late_ms", "held_ms")
    for (name, wanted), key in zip(WANTED.items(), kept, strict=True):
        spread = Spread.of(seen[key])
        over = sum(one > 1000 * LATE_S for one in seen[key]) if key in {"late_ms", "held_ms"} else None
        rows.append([name, spread.p50, spread.p95, spread.p99, spread.most, over, wanted])
    blamed = "; ".join(f"{where} ({times})" for where, times in seen["blamed"]) or "none was"
    return [
        Table(
            f"The window (1280 x 720, offscreen) for {seconds} s beside {seen['scores_a_second']:.1f} scores and "
            f"{seen['cpu_s_a_second']:.2f} s of CPU a second",
            ("ms", "p50", "p95", "p99", "most", "over 20", "wanted"),
            rows,
            [f"Where threads stood after a tick that was held for over 20 ms: {blamed}."],
        )
    ]  # fmt: skip
