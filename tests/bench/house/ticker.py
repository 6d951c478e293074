"""How late a thread that wants to run every two milliseconds gets its turn: what another one holds back.

A late turn has two reasons: the interpreter's lock was held, or the machine was busy with something else. Linux
tells how long each thread stood in a processor's queue (`schedstat`); what is left is the lock.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections import Counter
from pathlib import Path

PERIOD_S = 0.002
LATE_S = 0.020
OWN = ("ticker.py", "threading.py")


class Ticker:
    """Ticks on a thread of its own from `start` to `stop`.

    Attributes:
        late_ms: of each tick, in full.
        held_ms: of each tick, without what this thread and the one that held it back waited for a processor.
        blamed: where other threads were right after a tick that was held for more than 20 ms, and how often.
    """

    def __init__(self) -> None:
        self.late_ms: list[float] = []
        self.held_ms: list[float] = []
        self.blamed: Counter[str] = Counter()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._tick, name="ticker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._stop.set()
        self._thread.join()

    def _tick(self) -> None:
        while not self._stop.is_set():
            waited, begun = _queued(), time.perf_counter()
            time.sleep(PERIOD_S)
            late_s = time.perf_counter() - begun - PERIOD_S
            held_s = late_s
            if late_s > PERIOD_S:
                now = _queued()
                mine = now.get(threading.get_native_id(), 0.0) - waited.get(threading.get_native_id(), 0.0)
                others = [
                    now[one] - waited.get(one, now[one]) for one in now if one != threading.get_native_id()
                ]
                held_s = max(0.0, late_s - mine - max(others, default=0.0))
            self.late_ms.append(1000 * late_s)
            self.held_ms.append(1000 * held_s)
            if held_s > LATE_S:
                self._blame()

    def _blame(self) -> None:
        me = threading.get_ident()
        for ident, frame in sys._current_frames().items():
            where = traceback.extract_stack(frame)[-1]
            if ident != me and Path(where.filename).name not in OWN:
                self.blamed[f"{Path(where.filename).name}:{where.lineno} {where.name}"] += 1


def _queued() -> dict[int, float]:
    """Seconds that each thread of this process has waited for a processor; empty where that is not told."""
    found = {}
    try:
        for task in Path("/proc/self/task").iterdir():
            found[int(task.name)] = int((task / "schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return found
    return found
