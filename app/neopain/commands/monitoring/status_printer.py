"""What the monitor without a window prints: a status line a second, and log lines as they come."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from neopain.commands.output import say
from neopain.core.alarms.kinds import AlarmKind
from neopain.core.clinical.clips import PICTURE_CODES
from neopain.core.clinical.reassessment import Due
from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry, LogKind, SourceState, SourceStatus
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.workers.listeners.live_outlet import LiveOutlet

TOLD = frozenset({LogKind.ALARM, LogKind.SOURCE, LogKind.STATE, LogKind.CLOCK})
"""Lines for whoever sits beside; and those about pictures."""
GOES_ON = frozenset({"recorder", "heartbeat", "screen"})
"""Parts whose crash is told and alarmed, and which scores and alarms can do without."""


class StatusPrinter:
    """Listens to the monitor; prints log lines as they come and remembers the newest of everything."""

    def __init__(self, outlets: Sequence[LiveOutlet] = (), *, bed: str = "") -> None:
        """Passes readings and log lines on to the outlets, and says once when a reader is in trouble.

        `bed` stands before each line, where there are several.
        """
        self._outlets = tuple(outlets)
        self._before = f"{bed}  " if bed else ""
        self._troubled: set[str] = set()
        self.done = threading.Event()
        self.crashed: BaseException | None = None
        self.done_by_crash = False
        self.was_live = False
        self.why_not_live = ""
        self._snapshot: WatchSnapshot | None = None
        self._source: SourceStatus | None = None
        self._latencies: list[float] = []

    def on_reading(self, reading: Reading) -> None:
        """Remember how long it took."""
        self._latencies.append(reading.latency_s)
        for outlet in self._outlets:
            outlet.on_reading(reading)

    def on_source(self, status: SourceStatus) -> None:
        """Print it; an ended source ends the session."""
        self._source = status
        self.was_live = self.was_live or status.state is SourceState.LIVE
        self.why_not_live = status.detail or self.why_not_live
        if status.state in {SourceState.ENDED, SourceState.STOPPED}:
            self.done.set()

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Print what a person at the bedside would be told."""
        for outlet in self._outlets:
            outlet.on_entries(entries)
        for entry in entries:
            if entry.kind in TOLD or entry.code in PICTURE_CODES:
                self._say(f"   {entry.kind.value}: {entry.text}")

    def on_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Remember it."""
        self._snapshot = snapshot

    def on_crash(self, where: str, fault: BaseException) -> None:
        """Our own fault: say so, and end where nothing can be monitored any more."""
        self.crashed = fault
        if where not in GOES_ON:
            self.done_by_crash = True
            self.done.set()
        self._say(f"   fault of the program in {where}: {fault!r}")

    def line(self, elapsed_s: float) -> str:
        """One status line: time, source, score or why there is none, rate and latency."""
        latencies, self._latencies = self._latencies, []
        clock = f"{int(elapsed_s // 60):02d}:{int(elapsed_s % 60):02d}"
        source = self._source.state.value if self._source else SourceState.CONNECTING.value
        rate = f"{len(latencies)}/s"
        latency = f"latency {1000 * sorted(latencies)[len(latencies) // 2]:4.0f} ms" if latencies else ""
        return f"{self._before}{clock}  {source:12}  {self._score()}  {rate:>5}  {latency}".rstrip()

    def in_alarm(self) -> bool:
        """Whether an alarm about the infant is on."""
        return self._snapshot is not None and bool(self._snapshot.alarms.of_kind(AlarmKind.PHYSIOLOGICAL))

    def start_outlets(self) -> None:
        """Begin to tell the other programs that want to know."""
        for outlet in self._outlets:
            outlet.start()

    def close_outlets(self) -> None:
        """Tell them what is left; what one did not take is told once more, with the final count."""
        for outlet in self._outlets:
            outlet.close()
        self._troubled.clear()

    def tell_trouble(self) -> None:
        """Say once that another program does not take what it is told."""
        for outlet in self._outlets:
            trouble = outlet.trouble
            if trouble and outlet.name not in self._troubled:
                self._troubled.add(outlet.name)
                say(f"   {outlet.name}: {trouble}")

    def tell_due(self, due: Due | None) -> None:
        """Say that it is time to score by hand."""
        if due is not None:
            self._say(f"   reassess: a manual score is due ({due.reason.value.replace('_', ' ')})")

    def _say(self, text: str) -> None:
        try:
            say(f"{self._before}{text}")
        except OSError:
            # Nobody reads any more: the main thread finds the same, closes the record and says so.
            self.done.set()

    def _score(self) -> str:
        snapshot = self._snapshot
        if snapshot is None:
            return "score   --  starting"
        if snapshot.smoothed is None or snapshot.raw is None:
            outside = snapshot.outside_score
            told = "" if outside is None else f"  OUTSIDE TRAINING ({outside:.1f}), no measurement"
            return f"score   --  {snapshot.state_words}: {snapshot.reason_words}{told}"
        span = snapshot.interval
        told = "" if span is None else f"range {span.low:.1f}-{span.high:.1f}  "
        return f"score {snapshot.smoothed:4.1f}  {told}raw {snapshot.raw:4.1f}  {snapshot.state_words}"
