"""A soak: the whole monitor on a network camera that is lost now and then."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from neopain.bedside.active_models import open_active_models
from neopain.bedside.build_session import build_parts
from neopain.bedside.session_wish import SessionWish
from neopain.core.clock import SystemClock
from neopain.workers.monitor import BedsideMonitor
from tests.bench.house.report import Cell, Table
from tests.bench.house.wish import Wish
from tests.servers.http_camera import http_camera
from tests.servers.sending import Sending

LOST_EVERY_S = 45.0
ROWS = 30
SHORTEST_TO_TELL = 10.0
"""Minutes; in a shorter soak memory is still that of the warm-up, and no pace is told."""


class Listener:
    def __init__(self) -> None:
        self.readings, self.lost = 0, 0
        self.crashes: list[str] = []

    def on_reading(self, reading) -> None:
        self.readings += 1

    def on_source(self, status) -> None:
        self.lost += status.state.value == "reconnecting"

    def on_entries(self, entries) -> None:
        pass

    def on_snapshot(self, snapshot) -> None:
        pass

    def on_crash(self, where, fault) -> None:
        self.crashes.append(f"{where}: {fault!r}")


class HangingUp(Sending):
    def numbers(self):
        begun = time.monotonic()
        for number in super().numbers():
            if time.monotonic() - begun > LOST_EVERY_S:
                return
            yield number


def measure(wish: Wish) -> list[Table]:
    """One table, a row for each thirtieth of the time. Raises: RuntimeError when a thread of the monitor stopped."""
    process, clock, listener = psutil.Process(), SystemClock(), Listener()
    rows: list[list[Cell]] = []
    with tempfile.TemporaryDirectory() as folder, http_camera(HangingUp(fps=15)) as port:
        source = f"http://127.0.0.1:{port}/v"
        models = open_active_models(Path(folder), prefer_gpu=False)
        monitor = BedsideMonitor(
            build_parts(SessionWish(source, Path(folder), headless=True), models, clock), listener
        )
        monitor.start()
        begun = time.monotonic()
        step_s = max(10.0, 60 * wish.soak_minutes / ROWS)
        while time.monotonic() - begun < 60 * wish.soak_minutes:
            row_begun, used, had = time.monotonic(), time.process_time(), listener.readings
            while time.monotonic() - row_begun < step_s:
                monitor.beat()
                time.sleep(0.5)
            gc.collect()
            took_s = time.monotonic() - row_begun
            rows.append(
                [
                    (time.monotonic() - begun) / 60, process.num_fds(), threading.active_count(),
                    process.memory_info().rss / 2**20, (listener.readings - had) / took_s,
                    f"{100 * (time.process_time() - used) / took_s / (os.cpu_count() or 1):.0f} %", listener.lost,
                    sys.getrefcount(None),
                ]
            )  # fmt: skip
        monitor.stop()
    if listener.crashes:
        raise RuntimeError("; ".join(listener.crashes))
    grown_mb = rows[-1][3] - rows[0][3]
    told = f"Memory {grown_mb:+.1f} MB from the first row to the last"
    if wish.soak_minutes >= SHORTEST_TO_TELL:
        told += f", {60 * grown_mb / (rows[-1][0] - rows[0][0]):+.0f} MB an hour at that pace"
    return [
        Table(
            f"{wish.soak_minutes:g} minutes on an MJPEG camera that hangs up every {LOST_EVERY_S:.0f} s",
            ("minutes", "handles", "threads", "memory MB", "readings/s", "CPU", "times lost", "references to None"),
            rows,
            [f"{told}."],
        )
    ]  # fmt: skip
