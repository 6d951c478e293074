"""The one base of all threads: states, start, stop with a deadline, and a crash that is never silent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

logger = logging.getLogger(__name__)


class WorkerState(StrEnum):
    """Life of a worker."""

    NEW = "new"
    RUNNING = "running"
    STOPPED = "stopped"
    FAULTED = "faulted"


class Job(Protocol):
    """What a worker runs: `step` again and again until told to stop, then `finish` once."""

    @property
    def name(self) -> str:
        """Thread name, for logs."""

    def step(self) -> bool:
        """Do one piece of work, waiting at most about a second. False ends the job."""

    def finish(self) -> None:
        """Release what the job holds; runs on the job's own thread, after a crash too."""


class Worker:
    """Runs one job on one thread."""

    def __init__(self, job: Job, *, on_crash: Callable[[str, BaseException], None]) -> None:
        self._job = job
        self._on_crash = on_crash
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=job.name, daemon=True)
        self.state = WorkerState.NEW

    @property
    def name(self) -> str:
        """The job's name."""
        return self._job.name

    def start(self) -> None:
        """Start the thread; once."""
        self.state = WorkerState.RUNNING
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the current step be the last one. Returns at once."""
        self._stop.set()

    def join(self, deadline_s: float) -> bool:
        """Wait for the thread. False when it did not stop in time: a fault that the caller must show."""
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        ended = WorkerState.STOPPED
        try:
            while not self._stop.is_set() and self._job.step():
                pass
        except Exception as crash:  # noqa: BLE001  the one top of every thread: a crash must be shown
            ended = self._crashed(crash)
        try:
            self._job.finish()
        except Exception as crash:  # noqa: BLE001  the same, while cleaning up
            ended = self._crashed(crash)
        self.state = ended

    def _crashed(self, crash: Exception) -> WorkerState:
        logger.error("%s stopped on an unexpected fault", self._job.name, exc_info=crash)
        self.state = WorkerState.FAULTED
        self._on_crash(self._job.name, crash)
        return WorkerState.FAULTED
