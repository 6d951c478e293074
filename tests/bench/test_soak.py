"""A soak: the whole monitor on a network camera that is lost now and then. NEOPAIN_SOAK_MINUTES, usually 2, for 2 h 120.

Prints handles, threads and memory each minute, the readings a second, and how often the camera was lost.
"""

import gc
import os
import threading
import time

import psutil
import pytest

from neopain.bedside.active_models import open_active_models
from neopain.bedside.build_session import SessionWish, build_parts
from neopain.core.clock import SystemClock
from neopain.workers.monitor import BedsideMonitor
from tests.servers.http_camera import http_camera
from tests.servers.sending import Sending

MINUTES = float(os.environ.get("NEOPAIN_SOAK_MINUTES", "2"))
pytestmark = [pytest.mark.bench, pytest.mark.timeout(60 * (MINUTES + 5))]
LOST_EVERY_S = 45.0


class Listener:
    def __init__(self):
        self.readings, self.lost, self.crashes = 0, 0, []

    def on_reading(self, reading):
        self.readings += 1

    def on_source(self, status):
        self.lost += status.state.value == "reconnecting"

    def on_entries(self, entries):
        pass

    def on_snapshot(self, snapshot):
        pass

    def on_crash(self, where, fault):
        self.crashes.append((where, repr(fault)))


class HangingUp(Sending):
    def numbers(self):
        begun = time.monotonic()
        for number in super().numbers():
            if time.monotonic() - begun > LOST_EVERY_S:
                return
            yield number


def test_soak(tmp_path):
    process, listener, clock = psutil.Process(), Listener(), SystemClock()
    with http_camera(HangingUp(fps=15)) as port:
        wish = SessionWish(source=f"http://127.0.0.1:{port}/v", data=tmp_path, headless=True)
        models = open_active_models(tmp_path, prefer_gpu=False)
        monitor = BedsideMonitor(build_parts(wish, models, clock), listener)
        monitor.start()
        seen, begun = [], time.monotonic()
        while time.monotonic() - begun < 60 * MINUTES:
            next_at = time.monotonic() + min(60.0, 30 * MINUTES)
            while time.monotonic() < next_at:
                monitor.beat()
                time.sleep(0.5)
            gc.collect()
            row = (process.num_fds(), threading.active_count(), process.memory_info().rss / 2**20)
            seen.append(row)
            rate = listener.readings / (time.monotonic() - begun)
            print(f"\n{(time.monotonic() - begun) / 60:6.1f} min  {row[0]} handles  {row[1]} threads  {row[2]:.0f} MiB  "
                  f"{rate:.1f} readings/s  lost {listener.lost} times", end="")  # fmt: skip
        monitor.stop()
    growth = (seen[-1][2] - seen[0][2]) / max(MINUTES / 60, 1e-9)
    print(f"\nmemory {growth:+.0f} MiB an hour from the first row to the last")
    assert not listener.crashes
