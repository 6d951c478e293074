"""What rests save: seconds of CPU for a quiet while of the simulated neonate, without and with them.

Ninety seconds each unless NEOPAIN_BENCH_QUIET_S says otherwise. Prints figures; asserts only that there are some.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from neopain import paths
from neopain.store.sessions import SessionStore

pytestmark = [pytest.mark.bench, pytest.mark.timeout(8000)]
QUIET_S = int(os.environ.get("NEOPAIN_BENCH_QUIET_S", "90"))
SLEEPS_S = 8
"""The film's first seconds, in which the simulated neonate sleeps."""


def quiet_film(path: Path, seconds: int) -> Path:
    """The sleeping seconds, back and forth at a wandering pace so that no loop is seen, with camera noise."""
    film = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    fps = film.get(cv2.CAP_PROP_FPS)
    frames = [film.read()[1] for _ in range(int(SLEEPS_S * fps))]
    film.release()
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), fps, (width, height))
    random = np.random.default_rng(1)
    at, pace = 0.0, 0.5
    for _ in range(int(seconds * fps)):
        pace = float(np.clip(pace + random.normal(0, 0.2), -1, 1))
        at = float(np.clip(at + pace, 0, len(frames) - 1))
        noisy = frames[int(at)] + random.normal(0, 2, frames[0].shape)
        writer.write(np.clip(noisy, 0, 255).astype(np.uint8))
    writer.release()
    return path


def cpu_s(film: Path, data: Path, *more: str) -> float:
    """Seconds of CPU of a whole headless session."""
    command = [
        sys.executable,
        "-m",
        "neopain",
        "monitor",
        "--headless",
        "--source",
        film,
        "--data",
        data,
        *more,
    ]
    process = psutil.Popen([*map(str, command)], stdout=subprocess.DEVNULL)
    used = 0.0
    while process.poll() is None:
        try:
            used = sum(process.cpu_times()[:2])
            process.wait(1.0)
        except (psutil.TimeoutExpired, psutil.NoSuchProcess):
            continue
    return used


def test_a_quiet_while_costs_less_with_rests(tmp_path):
    film = quiet_film(tmp_path / "quiet.mp4", QUIET_S)
    full_s = cpu_s(film, tmp_path / "full", "--full-rate")
    rests_s = cpu_s(film, tmp_path / "rests")
    readings = []
    for name in ("full", "rests"):
        with SessionStore(tmp_path / name) as store:
            readings += [summary.readings for summary in store.sessions()]
    assert min(readings) > 0
    print(f"\n{QUIET_S} quiet seconds of the simulated neonate, {psutil.cpu_count()} cores")
    print(f"  CPU without rests {full_s:.1f} s, with {rests_s:.1f} s: ratio {rests_s / full_s:.2f}")
    print(f"  readings {readings[0]} and {readings[1]}")
    print(f"  an hour at that pace {3600 * full_s / QUIET_S:.0f} s and {3600 * rests_s / QUIET_S:.0f} s")
