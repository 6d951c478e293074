"""The live streams of the window: turned on and off while monitoring goes on, and gone with the session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from neopain.core.clock import Clock
from neopain.core.ports import LiveSink, MonitorListener
from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry, LogKind, Session, SourceState, SourceStatus
from neopain.reports.lines.lsl_streams import LslStreams, need_lsl
from neopain.workers.listeners.live_outlet import LiveOutlet
from neopain.workers.listeners.passing_on import PassingOn

MakeSink = Callable[[Session, Clock], LiveSink]
STOPPED = "stopped"
"""The line with which a session ends."""
LAST_LINES_S = 2.0
"""After the source's end come the last lines of the log."""


class LiveStreams:
    """Implements `bedside.contracts.program.Live`; for any thread. Off at each start of the program."""

    def __init__(
        self, clock: Clock, make: MakeSink = LslStreams, need: Callable[[], None] = need_lsl
    ) -> None:
        self._clock = clock
        self._make = make
        self._need = need
        self._lock = threading.Lock()
        self._told: ToldAlong | None = None
        self._on = False

    @property
    def on(self) -> bool:
        """As the contract says."""
        return self._on

    @property
    def trouble(self) -> str:
        """What is wrong with whoever reads; "" for nothing."""
        told = self._told
        return "" if told is None else told.trouble

    def choose(self, *, on: bool) -> None:
        """As the contract says. Raises: SettingFault."""
        if on:
            self._need()
        with self._lock:
            self._on = on
            if self._told is not None:
                self._told.turn(on=on)

    def along(self, listener: MonitorListener, session: Session) -> MonitorListener:
        """A listener for one session that passes everything on and tells the streams, while they are on."""
        told = ToldAlong(listener, lambda: LiveOutlet(self._make(session, self._clock)))
        with self._lock:
            if self._told is not None:
                self._told.turn(on=False)
            self._told = told
            told.turn(on=self._on)
        return told


class ToldAlong(PassingOn):
    """A `MonitorListener`: the window first, then the outlet, which never makes anybody wait."""

    def __init__(self, listener: MonitorListener, make: Callable[[], LiveOutlet]) -> None:
        super().__init__(listener)
        self._make = make
        self._outlet: LiveOutlet | None = None
        self._ending = self._over = False

    @property
    def trouble(self) -> str:
        """As the outlet says."""
        outlet = self._outlet
        return "" if outlet is None else outlet.trouble

    def turn(self, *, on: bool) -> None:
        """Begin to tell, or end; what is left is told behind whoever asks."""
        outlet = self._outlet
        # A session that is over has nothing to tell; a stream of it would look like a monitor that is silent.
        if on and outlet is None and not self._over:
            outlet = self._make()
            outlet.start()
            self._outlet = outlet
        elif not on and outlet is not None:
            self._outlet = None
            threading.Thread(target=outlet.close, name="live outlet's end", daemon=True).start()

    def on_reading(self, reading: Reading) -> None:
        """Pass on, and tell."""
        super().on_reading(reading)
        self._ending = False
        outlet = self._outlet
        if outlet is not None:
            outlet.on_reading(reading)

    def on_source(self, status: SourceStatus) -> None:
        """Pass on; with the source's end the streams go, unless another camera gives readings again."""
        super().on_source(status)
        if status.state in {SourceState.ENDED, SourceState.STOPPED}:
            self._end_soon()

    def _end_soon(self) -> None:
        if self._outlet is not None and not self._ending:
            self._ending = True
            ending = threading.Timer(LAST_LINES_S, self._end)
            ending.daemon = True
            ending.start()

    def _end(self) -> None:
        if self._ending or self._over:
            self.turn(on=False)

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Pass on, and tell."""
        super().on_entries(entries)
        outlet = self._outlet
        if outlet is not None:
            outlet.on_entries(entries)
        if any(entry.kind is LogKind.SESSION and entry.code == STOPPED for entry in entries):
            self._over = True
            self._end_soon()
