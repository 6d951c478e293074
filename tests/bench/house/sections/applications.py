"""What a frame costs in programs that are known for reading faces."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

from neopain import paths
from neopain.bedside.build_session import CLIP
from tests.bench.house.engines import middle
from tests.bench.house.report import Cell, Table
from tests.bench.house.wish import Wish

WORKER = Path(__file__).parents[1] / "application_worker.py"
PROGRAMS = (("NeoPain", "neopain"), ("DeepFace", "deepface"), ("Py-Feat", "feat"))
LONGEST_S = 240.0


def measure(wish: Wish) -> list[Table]:
    """One table; a program that is not there is a row that says so."""
    film = cv2.VideoCapture(str(paths.assets() / CLIP))
    with tempfile.TemporaryDirectory() as folder:
        for number in range(wish.repeats(20, 6)):
            cv2.imwrite(str(Path(folder) / f"{number:03}.png"), film.read()[1])
            film.grab()
        film.release()
        rows = [
            _row(label, kind, sys.executable if kind == "neopain" else wish.peers, folder)
            for label, kind in PROGRAMS
        ]
    return [
        Table(
            "A frame from picture to result: face found, aligned, judged (single pictures of 1280 x 720)",
            ("program", "version", "ms", "CPU ms", "faces found"),
            rows,
            [("Each with its own defaults, in a process of its own. What they tell is not the same: NeoPain a pain score, "
             "DeepFace an emotion, Py-Feat action units and an emotion."),
             "DeepFace and Py-Feat load their weights from the network at the first use; without one they cannot run."],
        )
    ]  # fmt: skip


def _row(label: str, kind: str, python: str, folder: str) -> list[Cell]:
    if not python:
        return [label, "no peers are installed; see `make bench-peers`", None, None, None]
    try:
        done = subprocess.run(
            [python, str(WORKER), kind, folder],
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        told = json.loads(done.stdout.strip().splitlines()[-1])
    except (subprocess.TimeoutExpired, IndexError, ValueError):
        return [label, "it ended without an answer", None, None, None]
    if "fault" in told:
        return [label, told["fault"], None, None, None]
    return [
        label,
        told["version"],
        middle(told["wall_ms"]),
        middle(told["cpu_ms"]),
        int(np.sum(told["found"])),
    ]
