"""Engines in processes of their own, which take turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

WORKER = Path(__file__).with_name("engine_worker.py")
REST_S = 0.25
"""Threads of some engines spin for a while after a run (OpenMP: 200 ms): nobody else is measured in that time."""


@dataclass(slots=True, eq=False)
class Engine:
    """One engine with one network: open, or with the reason why not.

    Attributes:
        label: its row's name.
        wall_ms, cpu_ms: one median a turn.
        fault: why it has no row of figures; "" for none.
    """

    label: str
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    fault: str = ""
    version: str = ""
    opened_s: float = 0.0
    peak_mb: float = 0.0
    sample: list[float] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    def close(self) -> None:
        """End its process."""
        if self.process is not None:
            self.process.stdin.close()
            self.process.stdout.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def turn(self, runs: int) -> None:
        """One run that is not counted, then the median of some."""
        if self.process is None:
            return
        self.process.stdin.write(f"{runs + 1}\n")
        self.process.stdin.flush()
        told = self._answer()
        if told is None:
            return
        self.wall_ms.append(middle(told["wall_ms"][1:]))
        self.cpu_ms.append(middle(told["cpu_ms"][1:]))
        self.peak_mb = told["peak_mb"]

    def _answer(self) -> dict | None:
        line = self.process.stdout.readline()
        told = json.loads(line) if line else {"fault": "it ended without an answer"}
        if "fault" in told:
            self.fault = told["fault"]
            self.close()
            return None
        return told


def middle(values: Sequence[float]) -> float:
    """The median; of an even number the lower one."""
    return sorted(values)[(len(values) - 1) // 2]


def opened(
    label: str,
    kind: str,
    python: str,
    model: Path,
    outputs: Sequence[str],
    picture: Path,
    *,
    threads: int = 0,
) -> Engine:
    """Start an engine. Its fault is in what comes back, never raised."""
    engine = Engine(label)
    if not python:
        engine.fault = "no peers are installed; see `make bench-peers`"
        return engine
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    if python != sys.executable:
        environment.pop("PYTHONPATH", None)
    engine.process = subprocess.Popen(
        [python, str(WORKER), kind, str(model), ",".join(outputs), str(picture), str(threads or os.cpu_count() or 1)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
    )  # fmt: skip
    told = engine._answer()
    if told is not None:
        engine.version, engine.opened_s, engine.sample = told["version"], told["opened_s"], told["sample"]
    return engine


def take_turns(engines: Sequence[Engine], *, rounds: int, runs: int, longest_s: float) -> None:
    """Round by round, each first once in a while; rounds end early when the time is over, three at the least."""
    begun = time.monotonic()
    for number in range(rounds):
        if number >= 3 and time.monotonic() - begun > longest_s:
            return
        at = number % max(1, len(engines))
        for engine in (*engines[at:], *engines[:at]):
            engine.turn(runs)
            time.sleep(REST_S)
    # A turn that failed leaves an engine without pairs.
    for engine in engines:
        if engine.fault:
            engine.wall_ms.clear()
