"""The product as a program of its own, with compiled files as an installed one has them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).with_name("window_driver.py")


def environment(folder: Path) -> dict[str, str]:
    """Compiled Python files are kept (below `folder`), and the window needs no screen."""
    told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return told | {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "QT_QPA_PLATFORM": "offscreen"}


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Wall and processor seconds of a whole process. Raises: RuntimeError where it failed."""
    begun = time.monotonic()
    process = subprocess.Popen(
        command, env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return time.monotonic() - begun, used.ru_utime + used.ru_stime


def window(folder: Path, *, seconds: float = 0.0, clicks: int = 0) -> dict[str, Any]:
    """The monitor in its window on the simulated neonate, until that long after the first score."""
    answer = folder / "window.json"
    answer.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, str(DRIVER), str(time.monotonic()), str(seconds), str(clicks), str(answer), "monitor",
         "--source", "simulated", "--full-rate", "--cpu", "--data", str(folder / "data"), "--for", f"{seconds + 120}s"],
        env=environment(folder), capture_output=True, text=True, timeout=seconds + 180, check=False,
    )  # fmt: skip
    if not answer.exists():
        raise RuntimeError(f"the window ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return json.loads(answer.read_text("utf-8"))
