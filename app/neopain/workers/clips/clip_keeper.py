"""The clips' thread beside a monitor: started, fed and stopped with it, and no part of its life or death."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from neopain.core.clinical.clips import CLIP_FAILED, ClipReason
from neopain.core.clock import Clock
from neopain.core.frames import Frame
from neopain.core.ports import MonitorListener
from neopain.core.sessions import LogEntry, LogKind, LogValue, Session
from neopain.core.text import Text
from neopain.workers.clips.clip_job import ClipJob
from neopain.workers.clips.clip_ports import ClipDesk
from neopain.workers.frames.mailbox import Mailbox
from neopain.workers.listeners.passing_on import PassingOn
from neopain.workers.worker import Worker

logger = logging.getLogger(__name__)

STOP_S = 3.0

Tell = Callable[[LogKind, str, str, tuple[tuple[str, LogValue], ...]], None]


class ClipKeeper:
    """Without a desk it keeps nothing and takes no frame."""

    def __init__(self, desk: ClipDesk | None, session: Session, *, clock: Clock, tell: Tell) -> None:
        self._frames: Mailbox[Frame] = Mailbox()
        self._clock = clock
        self._tell = tell
        self.slots: tuple[Mailbox[Frame], ...] = () if desk is None else (self._frames,)
        self._job = None if desk is None else ClipJob(self._frames, desk, session, clock=clock, tell=tell)
        self._worker = None if self._job is None else Worker(self._job, on_crash=self._crashed)

    @property
    def allowed(self) -> bool:
        """Whether pictures may be kept now, and are around alarms. Any thread."""
        return self._job is not None and self._job.allowed

    def want(self) -> bool:
        """Somebody asks for a clip of now. Any thread; False where no picture may be kept."""
        return self._job is not None and self._job.want(ClipReason.ASKED, "", self._clock.monotonic())

    def overhearing(self, listener: MonitorListener) -> MonitorListener:
        """The same listener, whose lines are heard here, too."""
        return listener if self._job is None else _Overheard(listener, self._job)

    def start(self) -> None:
        """Begin; a machine without a thread left monitors without clips."""
        if self._worker is not None:
            try:
                self._worker.start()
            except RuntimeError as fault:
                logger.warning("no clips are kept: %s", fault)

    def stop(self) -> None:
        """End the clip that is under way; a disk that hangs is not waited for."""
        if self._worker is not None:
            self._worker.ask_to_stop()
            if not self._worker.join(STOP_S):
                logger.error("the clips' thread did not stop in time; its last clip may be cut")

    def _crashed(self, _: str, fault: BaseException) -> None:
        if self._job is not None:
            self._job.allowed = False
        text = Text("No clips are kept any more, a fault of the program: {fault}", fault=type(fault).__name__)
        self._tell(LogKind.SESSION, CLIP_FAILED, text, ())


class _Overheard(PassingOn):
    def __init__(self, listener: MonitorListener, job: ClipJob) -> None:
        super().__init__(listener)
        self._job = job

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Pass on, after the clips."""
        self._job.on_entries(entries)
        super().on_entries(entries)
