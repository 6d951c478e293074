"""The whole monitor of one bed in this process: camera to signal, and how long the interpreter's lock is held."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import psutil

from neopain.bedside.active_models import open_active_models
from neopain.bedside.build_session import build_parts
from neopain.bedside.session_wish import SessionWish
from neopain.core.clock import SystemClock
from neopain.workers.monitor import BedsideMonitor
from tests.bench.house.figures import Spread
from tests.bench.house.report import Table
from tests.bench.house.ticker import LATE_S, Ticker
from tests.bench.house.wish import Wish

WARM_S = 3.0


class Listener:
    """Stands where the window stands: what it hears is the signal."""

    def __init__(self, clock: SystemClock) -> None:
        self.clock = clock
        self.signal_ms: list[float] = []
        self.crashes: list[str] = []

    def on_reading(self, reading) -> None:
        if reading.frame_seq is not None:
            self.signal_ms.append(1000 * (self.clock.monotonic() - reading.captured_at))

    def on_source(self, status) -> None:
        pass

    def on_entries(self, entries) -> None:
        pass

    def on_snapshot(self, snapshot) -> None:
        pass

    def on_crash(self, where: str, fault: BaseException) -> None:
        self.crashes.append(f"{where}: {fault!r}")


def measure(wish: Wish) -> list[Table]:
    """Two tables: the way to the signal, and the lock."""
    seconds = wish.repeats(120, 15)
    clock, process = SystemClock(), psutil.Process()
    with tempfile.TemporaryDirectory() as folder:
        models = open_active_models(Path(folder), prefer_gpu=False)
        parts = build_parts(SessionWish("simulated", Path(folder), headless=True, rests=False), models, clock)
        listener = Listener(clock)
        monitor = BedsideMonitor(parts, listener)
        monitor.start()
        _let_run(monitor, WARM_S)
        listener.signal_ms.clear()
        ticker, begun, used = Ticker(), time.monotonic(), time.process_time()
        ticker.start()
        _let_run(monitor, seconds)
        ticker.stop()
        wall_s, cpu_s = time.monotonic() - begun, time.process_time() - used
        memory_mb = process.memory_info().rss / 2**20
        found = list(listener.signal_ms)
        monitor.stop()
    if listener.crashes:
        raise RuntimeError("; ".join(listener.crashes))
    spread, cores = Spread.of(found), os.cpu_count() or 1
    late, held = Spread.of(ticker.late_ms), Spread.of(ticker.held_ms)
    return [
        Table(
            f"Camera to signal, {seconds} s of the simulated neonate, every picture that can be scored",
            ("p50 ms", "p95 ms", "p99 ms", "readings a second", "CPU s a second", "CPU of the machine", "memory MB"),
            [[spread.p50, spread.p95, spread.p99, len(found) / wall_s, cpu_s / wall_s,
              f"{100 * cpu_s / wall_s / cores:.0f} %", memory_mb]],
            ["From the grab of the picture to the call that tells the window; the newest picture waits for its turn.",
             f"CPU milliseconds a reading: {1000 * cpu_s / max(1, len(found)):.0f}."],
        ),
        Table(
            "How late a thread gets the interpreter, ticking every 2 ms beside it",
            ("", "p50 ms", "p95 ms", "p99 ms", "most ms", "over 20 ms"),
            [
                ["in full", late.p50, late.p95, late.p99, late.most, sum(one > 1000 * LATE_S for one in ticker.late_ms)],
                ["without waits for a processor", held.p50, held.p95, held.p99, held.most,
                 sum(one > 1000 * LATE_S for one in ticker.held_ms)],
            ],
            [f"{len(ticker.late_ms)} ticks. After a tick that was held for over 20 ms the threads stood at: "
             + ("; ".join(f"{where} ({times})" for where, times in ticker.blamed.most_common(6)) or "none was"),
             "The second row takes off what Linux says that threads stood in a processor's queue."],
        ),
    ]  # fmt: skip


def _let_run(monitor: BedsideMonitor, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        monitor.beat()
        time.sleep(0.5)
