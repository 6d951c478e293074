"""The capture thread: pictures out of the source into the two mailboxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from neopain.core.alarms.conditions import ConditionId
from neopain.core.frames import Frame
from neopain.core.ports import FrameSource, PictureCheck
from neopain.core.sessions import CAMERA_CHANGED, SourceEvent, SourceState, SourceStatus
from neopain.core.text import Text
from neopain.workers.frames.mailbox import Mailbox

FINAL_STATES = frozenset({SourceState.ENDED, SourceState.STOPPED})


class CaptureJob:
    """Reads one source until it is final; tells states, picture faults and events as they happen."""

    name = "capture"

    def __init__(
        self,
        source: FrameSource,
        mailboxes: Sequence[Mailbox[Frame]],
        *,
        check: PictureCheck,
        on_status: Callable[[SourceStatus], None],
        on_facts: Callable[[frozenset[ConditionId]], None],
        on_event: Callable[[SourceEvent], None] = lambda _: None,
    ) -> None:
        self._source = source
        self._mailboxes = mailboxes
        self._check = check
        self._on_status = on_status
        self._on_facts = on_facts
        self._on_event = on_event
        self._told: SourceStatus | None = None
        self._facts: frozenset[ConditionId] = frozenset()
        self._in_step = False

    def step(self) -> bool:
        """One read; False once the source is final."""
        self._in_step = True
        frame = self._source.read()
        events = self._source.take_events()
        if any(event.code == CAMERA_CHANGED for event in events):
            self._check.start_over()
            self._tell_facts(frozenset())
        self._tell_events(events)
        self._tell_status()
        if frame is not None:
            for mailbox in self._mailboxes:
                mailbox.put(frame)
            self._tell_facts(self._check.update(frame))
            self._tell_events(self._check.take_events())
        elif self._source.status.state is SourceState.RESTING:
            self._tell_facts(frozenset())
        self._in_step = False
        return self._source.status.state not in FINAL_STATES

    def finish(self) -> None:
        """Release the source and say so; STOPPED, which ends all alarms about it, only when it was wanted."""
        self._source.close()
        if self._in_step:
            self._on_status(
                SourceStatus(
                    SourceState.FAILED, self._source.status.at, Text("reading it failed; start it again")
                )
            )
        elif self._told is None or self._told.state is not SourceState.ENDED:
            self._tell_status()

    def _tell_status(self) -> None:
        status = self._source.status
        if self._told is None or (status.state, status.detail) != (self._told.state, self._told.detail):
            self._told = status
            self._on_status(status)

    def _tell_events(self, events: Iterable[SourceEvent]) -> None:
        for event in events:
            self._on_event(event)

    def _tell_facts(self, facts: frozenset[ConditionId]) -> None:
        if facts != self._facts:
            self._facts = facts
            self._on_facts(facts)
