"""One, two and four beds in one program: readings a bed, processor and memory; is it less than the sum?"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from neopain.store.sessions import SessionStore
from tests.bench.house.figures import Spread
from tests.bench.house.report import Cell, Table
from tests.bench.house.wish import Wish

BEDS = (1, 2, 4)


def measure(wish: Wish) -> list[Table]:
    """One table."""
    seconds = wish.repeats(60, 12)
    rows: list[list[Cell]] = []
    alone_mb = 0.0
    for count in BEDS:
        with tempfile.TemporaryDirectory() as folder:
            cpu_s, wall_s, peak_mb = _run(count, seconds, Path(folder))
            rates, latencies = [], []
            for bed in range(1, count + 1):
                rate, some = _recorded(Path(folder) / "beds" / str(bed))
                rates.append(rate)
                latencies += some
        alone_mb = alone_mb or peak_mb
        spread = Spread.of(latencies)
        rows.append(
            [
                count, sum(rates), min(rates), max(rates), spread.p50, spread.p95,
                f"{100 * cpu_s / wall_s / (os.cpu_count() or 1):.0f} %", 1000 * cpu_s / max(1, len(latencies)),
                peak_mb, f"{peak_mb / (count * alone_mb):.2f}",
            ]
        )  # fmt: skip
    return [
        Table(
            f"Beds in one program, {seconds} s each, every picture that can be scored",
            ("beds", "readings/s in all", "least a bed", "most a bed", "p50 ms", "p95 ms", "CPU of the machine",
             "CPU ms a reading", "peak MB", "of as many programs"),
            rows,
            ["CPU and memory hold the start, too; the last column is its peak memory by that of as many single ones.",
             "The time is from the grab to the raw score, and holds the wait for the other beds' turns."],
        )
    ]  # fmt: skip


def _run(count: int, seconds: int, folder: Path) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "neopain", "monitor", "--headless", "--full-rate", "--cpu", "--for", f"{seconds}s",
               "--data", str(folder)]  # fmt: skip
    for bed in range(1, count + 1):
        command += ["--bed", f"{bed}=simulated"]
    begun = time.monotonic()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cpu_s = peak_mb = 0.0
    while process.poll() is None:
        try:
            cpu_s = sum(process.cpu_times()[:2])
            peak_mb = max(peak_mb, process.memory_info().rss / 2**20)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.2)
    if process.wait() != 0:
        raise RuntimeError(f"the monitor of {count} beds ended with {process.returncode}")
    return cpu_s, time.monotonic() - begun, peak_mb


def _recorded(folder: Path) -> tuple[float, list[float]]:
    with SessionStore(folder) as store:
        found = [one for one in store.readings(store.find("latest").id) if one.frame_seq is not None]
    if len(found) < 2:
        return 0.0, []
    return (len(found) - 1) / (found[-1].captured_at - found[0].captured_at), [
        1000 * one.latency_s for one in found
    ]
