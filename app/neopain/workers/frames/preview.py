"""A camera looked at before it monitors: its newest picture, and how the face is seen in it.

No score, no alarm, no record. Two threads, so that a slow search for the face delays neither picture nor
window.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from neopain.core.frames import Face, Frame, View
from neopain.core.ports import FaceAligner, FaceFinder, FrameSource
from neopain.core.readings import Reason
from neopain.core.sessions import SourceStatus
from neopain.workers.frames.mailbox import Mailbox
from neopain.workers.worker import Worker

logger = logging.getLogger(__name__)

LOOK_WAIT_S = 0.5
STOP_S = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One picture judged.

    Attributes:
        at: monotonic s of the picture.
        size: of the picture, width and height in px.
        face: the face, None for none.
        view: how it is seen, None without a face.
        reason: why such a view would not be scored; None when it would.
    """

    at: float
    size: tuple[int, int]
    face: Face | None
    view: View | None
    reason: Reason | None


class CameraPreview:
    """Runs from `start` to `stop`.

    Attributes:
        screen: newest frame for whoever shows it.
    """

    def __init__(
        self,
        source: FrameSource,
        finder: FaceFinder,
        aligner: FaceAligner,
        *,
        on_look: Callable[[Look], None],
        on_source: Callable[[SourceStatus], None],
    ) -> None:
        """Takes source and finder, which are closed at its end; the two calls come from its threads."""
        self.screen: Mailbox[Frame] = Mailbox()
        slot: Mailbox[Frame] = Mailbox()
        self._slot = slot
        jobs = (
            _ReadJob(source, (slot, self.screen), on_source),
            _LookJob(slot, finder, aligner, on_look),
        )
        self._workers = tuple(Worker(job, on_crash=self._crashed) for job in jobs)

    def start(self) -> None:
        """Begin; returns at once."""
        for worker in self._workers:
            worker.start()

    def stop(self) -> bool:
        """Let go of the camera. Slow (up to some seconds). Returns: whether all ended in time."""
        for worker in self._workers:
            worker.ask_to_stop()
        self._slot.close()
        self.screen.close()
        ended = [worker.join(STOP_S) for worker in self._workers]
        return all(ended)

    def _crashed(self, where: str, fault: BaseException) -> None:
        logger.error("the preview's %s has failed", where, exc_info=fault)


class _ReadJob:
    name = "preview"

    def __init__(
        self,
        source: FrameSource,
        mailboxes: tuple[Mailbox[Frame], ...],
        on_source: Callable[[SourceStatus], None],
    ) -> None:
        self._source = source
        self._mailboxes = mailboxes
        self._on_source = on_source
        self._told: SourceStatus | None = None

    def step(self) -> bool:
        """One read."""
        frame = self._source.read()
        status = self._source.status
        if self._told is None or (status.state, status.detail) != (self._told.state, self._told.detail):
            self._told = status
            self._on_source(status)
        self._source.take_events()
        if frame is not None:
            for mailbox in self._mailboxes:
                mailbox.put(frame)
        return True

    def finish(self) -> None:
        """Let go of the camera."""
        self._source.close()


class _LookJob:
    name = "preview look"

    def __init__(
        self, slot: Mailbox[Frame], finder: FaceFinder, aligner: FaceAligner, on_look: Callable[[Look], None]
    ) -> None:
        self._slot = slot
        self._finder = finder
        self._aligner = aligner
        self._on_look = on_look

    def step(self) -> bool:
        """Judge the newest picture."""
        frame = self._slot.take(LOOK_WAIT_S)
        if frame is not None:
            self._on_look(self._look(frame))
        return True

    def finish(self) -> None:
        """Release the finder."""
        self._finder.close()

    def _look(self, frame: Frame) -> Look:
        size = (frame.image.shape[1], frame.image.shape[0])
        face = self._finder.find(frame)
        if face is None:
            return Look(frame.captured_at, size, None, None, Reason.FACE_NOT_FOUND)
        view = self._aligner.view(frame, face, self._aligner.crop(frame, face))
        return Look(frame.captured_at, size, face, view, self._aligner.refuse(view))
