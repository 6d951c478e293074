"""A source whose camera may be let go of and opened again (standby), or be changed for another one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from neopain.core.clock import Clock
from neopain.core.errors import EnvironmentFault, SettingFault
from neopain.core.frames import Frame
from neopain.core.ports import FrameSource
from neopain.core.sessions import CAMERA_CHANGED, SourceEvent, SourceState, SourceStatus
from neopain.core.text import Text

logger = logging.getLogger(__name__)

LOOK_S = 0.5
"""How long a read waits while the source rests."""
RETRY_S = 2.0
RESTING_WORDS = Text("the camera is released while on standby")


class RestingSource:
    """A `FrameSource` around another one, which is closed while it rests: no light, the device free.

    A closed source stays closed, so a new one is opened after each rest; the frames are counted on. Another
    camera takes its place in the same way, and the change is an event.
    """

    def __init__(self, first: FrameSource, reopen: Callable[[], FrameSource], *, clock: Clock) -> None:
        """`reopen` gives a source like `first`; an EnvironmentFault of it is shown, and it is tried again."""
        self.name = first.name
        self.simulated = first.simulated
        self._source: FrameSource | None = first
        self._reopen = reopen
        self._clock = clock
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._awake = threading.Event()
        self._awake.set()
        self._next: tuple[FrameSource, Callable[[], FrameSource]] | None = None
        self._events: list[SourceEvent] = []
        self._seq = self._first_seq = 0
        self._status = first.status

    @property
    def status(self) -> SourceStatus:
        """That of the source within; RESTING while there is none, FAILED when it cannot be opened again."""
        return self._status

    @property
    def resting(self) -> bool:
        """Whether it rests, or will with the next `read`."""
        return not self._awake.is_set()

    def rest(self, *, rest: bool) -> None:
        """Let go of the device with the next `read`, or open it again. Any thread; returns at once."""
        if rest:
            self._awake.clear()
        else:
            self._awake.set()

    def change(self, to: FrameSource, reopen: Callable[[], FrameSource]) -> None:
        """Let another source take the place of this one with the next `read`. Any thread; returns at once.

        Args:
            to: the other one, not read yet; closed here when this source is closed before.
            reopen: gives another one like it after a rest.

        Raises: SettingFault for pictures of another kind: what is simulated stays so until the session's end.
        """
        if to.simulated is not self.simulated:
            to.close()
            raise SettingFault(
                Text(
                    "the simulated neonate and a camera cannot take each other's place in one session, "
                    "which is either simulated or not; stop the session and start another one"
                )
            )
        with self._lock:
            before, self._next = self._next, (to, reopen)
            closed = self._closed.is_set()
        for unused in filter(None, (before and before[0], to if closed else None)):
            unused.close()

    def read(self) -> Frame | None:
        """As the port says; None while it rests."""
        self._exchange()
        if self.resting:
            self._let_go()
            self._awake.wait(LOOK_S)
            return None
        source = self._source or self._open()
        if source is None:
            return None
        frame = source.read()
        self._status = source.status
        if frame is None:
            return None
        self._seq = self._first_seq + frame.seq
        return frame if self._first_seq == 0 else replace(frame, seq=self._seq)

    def take_events(self) -> Sequence[SourceEvent]:
        """Those of the source within, and that another one took its place."""
        source, changes = self._source, self._events
        self._events = []
        return changes if source is None else [*changes, *source.take_events()]

    def close(self) -> None:
        """Release the device for good. Any thread, twice too."""
        with self._lock:
            self._closed.set()
            source, self._source = self._source, None
            waiting, self._next = self._next, None
        self._awake.set()
        for left in filter(None, (source, waiting and waiting[0])):
            left.close()
        if self._status.state is not SourceState.STOPPED:
            self._say(SourceState.STOPPED)

    def _exchange(self) -> None:
        with self._lock:
            if self._next is None or self._closed.is_set():
                return
            before = self._source
            (self._source, self._reopen), self._next = self._next, None
            source = self._source
        if before is not None:
            self._events += before.take_events()
            before.close()
        self._first_seq = self._seq + 1
        text = Text("the camera was changed from {before} to {after}", before=self.name, after=source.name)
        self._events.append(SourceEvent(self._clock.monotonic(), CAMERA_CHANGED, text))
        self.name = source.name
        self._status = source.status

    def _let_go(self) -> None:
        with self._lock:
            source, self._source = self._source, None
        if source is not None:
            source.close()
            self._first_seq = self._seq + 1
        if self._status.state not in {SourceState.RESTING, SourceState.STOPPED}:
            self._say(SourceState.RESTING, RESTING_WORDS)

    def _open(self) -> FrameSource | None:
        if self._closed.is_set():
            return None
        try:
            source = self._reopen()
        except EnvironmentFault as fault:
            logger.warning("the source cannot be opened after standby: %s", fault)
            if self._status.state is not SourceState.FAILED:
                self._say(SourceState.FAILED, Text("{fault}; trying again", fault=fault))
            self._closed.wait(RETRY_S)
            return None
        with self._lock:
            if not self._closed.is_set():
                self._source = source
                return source
        source.close()
        return None

    def _say(self, state: SourceState, detail: str = "") -> None:
        self._status = SourceStatus(state, self._clock.monotonic(), detail)
