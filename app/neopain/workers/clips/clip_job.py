"""Keeps clips around alarms, procedures and on demand, while a consent holds, in spare time.

It takes the newest picture from a slot of its own: whatever it is slow at (packing, a disk, a keyring) costs
pictures of clips, which are counted and told, and no other thread waits for it.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Sequence

from neopain.core.clinical.annotation_choices import PROCEDURE_CODES
from neopain.core.clinical.clips import (
    CLIP_FAILED,
    CLIP_KEPT,
    CLIPS_REMOVED,
    PICTURES_OFF,
    PICTURES_ON,
    ClipHead,
    ClipPicture,
    ClipReason,
)
from neopain.core.clinical.consent import GIVER_WORDS, PURPOSE_WORDS, Consent
from neopain.core.clock import Clock
from neopain.core.errors import NeopainError
from neopain.core.frames import Frame
from neopain.core.record import RAISED, Bridge, new_id
from neopain.core.sessions import LogEntry, LogKind, LogValue, Session
from neopain.core.text import Text
from neopain.workers.clips.clip_ports import ClipDesk, ClipSink
from neopain.workers.clips.ring import PictureRing
from neopain.workers.frames.mailbox import Mailbox

logger = logging.getLogger(__name__)

PICTURES_A_SECOND = 10.0
LONGEST_S = 300.0
"""Of one clip: alarms that follow each other make it longer up to here; then the next one begins."""
MOST_WISHES = 32
LOOK_S = 1.0
SWEEP_S = 600.0
REST_AFTER_FAULT_S = 30.0
SLACK_S = 15.0
"""The ring is longer than a clip's beginning, as an alarm's line comes when it is safe in the record."""

Wish = tuple[ClipReason, str, float]


class ClipJob:
    """One session's clips.

    Attributes:
        allowed: whether a consent holds: what the screen's sign says. Read by any thread.
    """

    name = "clips"

    def __init__(
        self,
        frames: Mailbox[Frame],
        desk: ClipDesk,
        session: Session,
        *,
        clock: Clock,
        tell: Callable[[LogKind, str, str, tuple[tuple[str, LogValue], ...]], None],
    ) -> None:
        self._frames = frames
        self._desk = desk
        self._session = session
        self._clock = clock
        self._tell = tell
        self._wishes: queue.Queue[Wish] = queue.Queue(MOST_WISHES)
        self._ring = PictureRing(desk.rule.before_s + SLACK_S)
        self._consent: Consent | None = None
        self._clip: ClipSink | None = None
        self._until = self._began = 0.0
        self._replaced = 0
        self._look_at = self._sweep_at = self._next_at = self._rest_until = float("-inf")
        self.allowed = False

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Lines of the log that are in the record by now. Any thread; never waits."""
        for entry in entries:
            told = dict(entry.detail)
            if entry.kind is LogKind.ALARM and entry.code == RAISED and told.get("kind") == "physiological":
                self.want(ClipReason.ALARM, str(told.get("condition", "")), entry.at)
            elif entry.kind is LogKind.ANNOTATION and entry.code in PROCEDURE_CODES:
                self.want(ClipReason.PROCEDURE, entry.code, entry.at)

    def want(self, reason: ClipReason, what: str, at: float) -> bool:
        """Wish for a clip around monotonic second `at`. Any thread; never waits. False when it is dropped."""
        if not self.allowed:
            return False
        try:
            self._wishes.put_nowait((reason, what, at))
        except queue.Full:
            logger.warning("too many clips are asked for at once; one is dropped")
            return False
        return True

    def step(self) -> bool:
        """One picture, or a quarter of a second; never ends by itself."""
        frame = self._frames.take(0.25)
        now = self._clock.monotonic()
        if now >= self._look_at:
            self._look_at = now + LOOK_S
            self._look(now)
        if self._consent is None or now < self._rest_until:
            return True
        try:
            if frame is not None and frame.captured_at >= self._next_at:
                self._take(frame)
            self._hear(now)
            if self._clip is not None and now >= self._until:
                self._end()
        except (NeopainError, OSError) as fault:
            self._survive(fault, now)
        return True

    def finish(self) -> None:
        """End the clip; forget all pictures."""
        self._frames.close()
        try:
            if self._clip is not None and self._desk.consent(fresh=True) is not None:
                self._end()
            self._drop()
        except (NeopainError, OSError) as fault:
            self._survive(fault, self._clock.monotonic())
        self._ring.clear()
        self.allowed = False

    def _look(self, now: float) -> None:
        before, self._consent = self._consent, self._desk.consent()
        if self._consent is None:
            # Nothing of what was kept in memory outlives the consent.
            self._ring.clear()
            self.allowed = False
            self._forget_wishes()
            self._drop()
        self._say_change(before, self._consent)
        self.allowed = self._consent is not None
        if self.allowed and self._desk.wanted():
            self.want(ClipReason.ASKED, "", now)
        if now >= self._sweep_at:
            self._sweep_at = now + SWEEP_S
            self._sweep()

    def _say_change(self, before: Consent | None, after: Consent | None) -> None:
        if before == after:
            return
        if after is None:
            words = Text(
                "No pictures are kept any more: the consent is withdrawn, over, or not of this infant"
            )
            self._tell(LogKind.SESSION, PICTURES_OFF, words, ())
            return
        text = Text(
            "Pictures around alarms and procedures are kept: {giver} consented for {purpose}, "
            "asked by {asker}, until {until} UTC",
            giver=GIVER_WORDS[after.given_by],
            purpose=PURPOSE_WORDS[after.purpose],
            asker=after.asked_by,
            until=after.until_utc[:16],
        )
        self._tell(LogKind.SESSION, PICTURES_ON, text, (("stay", after.stay_id), *after.detail.items()))

    def _take(self, frame: Frame) -> None:
        self._next_at = frame.captured_at + 0.9 / PICTURES_A_SECOND
        picture = ClipPicture(frame.captured_at, frame.seq, self._desk.pack(frame))
        self._ring.add(picture)
        if self._clip is not None and picture.at <= self._until:
            self._clip.add(picture)

    def _hear(self, now: float) -> None:
        while True:
            try:
                reason, what, at = self._wishes.get_nowait()
            except queue.Empty:
                return
            until = at + self._desk.rule.after_s
            if self._clip is not None and until - self._began <= LONGEST_S:
                self._until = max(self._until, until)
                continue
            self._end()
            if until > now - self._desk.rule.before_s:
                self._begin(reason, what, at)

    def _begin(self, reason: ClipReason, what: str, at: float) -> None:
        # Looked up anew: a withdrawal of this very second counts.
        consent = self._consent = self._desk.consent(fresh=True)
        if consent is None:
            self._look_at = float("-inf")
            return
        head = ClipHead(
            id=new_id(),
            stay_id=consent.stay_id,
            session_id=self._session.id,
            reason=reason,
            what=what,
            at=at,
            utc=Bridge(self._session).text(at),
            purpose=consent.purpose.value,
            simulated=self._session.simulated,
        )
        clip = self._clip = self._desk.open(head)
        self._began = at - self._desk.rule.before_s
        self._until = at + self._desk.rule.after_s
        self._replaced = self._frames.replaced
        for picture in self._ring.since(self._began):
            if picture.at <= self._until:
                clip.add(picture)

    def _end(self) -> None:
        clip = self._clip
        if clip is None:
            return
        # At more pictures a second than clips have, some are left out on purpose; only a slow disk is told.
        seconds = max(1.0, self._until - self._began)
        missing = max(
            0, min(self._frames.replaced - self._replaced, round(seconds * PICTURES_A_SECOND) - clip.pictures)
        )
        if self._desk.consent(fresh=True) is None:
            self._look_at = float("-inf")
            self._drop()
            return
        clip.end(missing)
        self._clip = None
        self._desk.kept(clip, missing)
        text = Text(
            "Clip kept: {pictures} pictures, {missing} missing", pictures=clip.pictures, missing=missing
        )
        detail = (
            ("clip", clip.head.id),
            ("why", clip.head.reason.value),
            ("pictures", clip.pictures),
            ("missing", missing),
        )
        self._tell(LogKind.SESSION, CLIP_KEPT, text, detail)

    def _drop(self) -> None:
        clip, self._clip = self._clip, None
        if clip is not None:
            try:
                clip.discard()
            except OSError:
                logger.exception("a clip whose consent is over could not be removed")

    def _forget_wishes(self) -> None:
        while not self._wishes.empty():
            self._wishes.get_nowait()

    def _sweep(self) -> None:
        try:
            removed = self._desk.sweep()
        except (NeopainError, OSError) as fault:
            logger.warning("old clips could not be removed: %s", fault)
            return
        if removed:
            text = Text("{count} old clips were removed by the ward's rule", count=removed)
            self._tell(LogKind.SESSION, CLIPS_REMOVED, text, (("removed", removed),))

    def _survive(self, fault: Exception, now: float) -> None:
        """What was finished of the clip stays readable; pictures are not kept for a while."""
        clip, self._clip = self._clip, None
        self._rest_until = now + REST_AFTER_FAULT_S
        self._ring.clear()
        pictures = 0 if clip is None else clip.pictures
        logger.warning("a clip could not be kept: %s", fault)
        text = Text("A clip could not be kept after {pictures} pictures: {why}", pictures=pictures, why=fault)
        self._tell(LogKind.SESSION, CLIP_FAILED, text, (("pictures", pictures),))
        if clip is not None:
            try:
                clip.end(0)
            except OSError as again:
                logger.warning("the clip ends where it was cut: %s", again)
