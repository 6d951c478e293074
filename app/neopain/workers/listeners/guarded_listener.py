"""Between the watch and whoever shows it: a fault over there never ends the alarms."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import ParamSpec

from neopain.core.ports import MonitorListener
from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry, SourceStatus
from neopain.core.watch.snapshot import WatchSnapshot

logger = logging.getLogger(__name__)

Given = ParamSpec("Given")


class GuardedListener:
    """A `MonitorListener` that passes everything on and lets nothing back.

    What the other one raises is logged once per kind, and the first of it is told to `on_fault`.
    """

    def __init__(self, listener: MonitorListener, *, on_fault: Callable[[Exception], None]) -> None:
        self._listener = listener
        self._on_fault = on_fault
        self._told: set[type[Exception]] = set()

    def on_reading(self, reading: Reading) -> None:
        """Pass on."""
        self._pass_on(self._listener.on_reading, reading)

    def on_source(self, status: SourceStatus) -> None:
        """Pass on."""
        self._pass_on(self._listener.on_source, status)

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Pass on."""
        self._pass_on(self._listener.on_entries, entries)

    def on_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Pass on."""
        self._pass_on(self._listener.on_snapshot, snapshot)

    def on_crash(self, where: str, fault: BaseException) -> None:
        """Pass on."""
        self._pass_on(self._listener.on_crash, where, fault)

    def _pass_on(self, call: Callable[Given, None], *args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            call(*args, **kwargs)
        except Exception as fault:
            # Whatever is wrong over there, the alarms must go on.
            if type(fault) in self._told:
                return
            first = not self._told
            self._told.add(type(fault))
            logger.exception("what shows the monitor has failed")
            if first:
                self._on_fault(fault)
