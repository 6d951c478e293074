"""What is known about pictures and readings: the evidence that the technical conditions are judged by."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.evidence import Evidence
from neopain.core.alarms.reason_words import REASON_WORDS
from neopain.core.alarms.source_predicates import CAMERA_WORDS
from neopain.core.readings import RawReading, Reading, Reason
from neopain.core.score.delay import TotalDelay
from neopain.core.score.pain_state import UNSCORED_AFTER_S
from neopain.core.score.presets import Preset
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.source_causes import REFUSALS
from neopain.core.text import Text
from neopain.core.watch.pace import ReadingPace
from neopain.core.watch.scored_stretches import ScoredStretches

START_GRACE_S = 10.0
"""Time that the first reading may take from the start: networks warm up."""
LATE_S = 2.0
"""From grab to reading; above it the stated delay of the alarms no longer holds."""
STRANGE_FOR_S = 10.0
"""How long a strange face goes on saying why there is no score, while it is found now and then only; else two
alarms would take turns."""
STRANGE: Mapping[Reason, ConditionId] = {
    Reason.NOT_AN_INFANT: ConditionId.NOT_AN_INFANT,
    Reason.UNLIKE_TRAINING: ConditionId.UNLIKE_TRAINING,
}
"""Faces that are seen well and get no number, and the condition of each; of two kinds the first is told."""
WAITING_WORDS = Text("WAITING FOR THE FIRST SCORE")
TOO_OLD_WORDS = Text("NO CURRENT SCORE")

_DOUBTS = {
    ConditionId.PICTURE_FROZEN: Reason.PICTURE_FROZEN,
    ConditionId.PICTURE_BLACK: Reason.PICTURE_BLACK,
}
"""Facts about pictures that make their scores not worth believing."""
_FINAL = {SourceState.ENDED, SourceState.STOPPED}


LOSS_S = 5.0
"""A shorter loss is none, as for the alarm."""
STEADY_S = 60.0
"""A camera that is lost again so soon comes and goes, until it has been there for so long."""


class CameraLosses:
    """Whether a camera that gave pictures comes and goes.

    Attributes:
        lost_at: since when it gives none, by whatever states it goes meanwhile; None while it does.
    """

    def __init__(self) -> None:
        self.lost_at: float | None = None
        self._back_at = -inf
        self._unsteady_since: float | None = None

    def take(self, status: SourceStatus) -> None:
        """A new state; a refused login is no loss."""
        lost = status.state in CAMERA_WORDS and status.cause not in REFUSALS
        if lost and self.lost_at is None:
            self.lost_at = status.at
        elif not lost and self.lost_at is not None:
            self.unsteady_since(status.at)
            if status.at - self.lost_at >= LOSS_S or self._unsteady_since is not None:
                self._back_at = status.at
            self.lost_at = None

    def unsteady_since(self, now: float) -> float | None:
        """Since when it comes and goes."""
        if self.lost_at is None:
            if now - self._back_at > STEADY_S:
                self._unsteady_since = None
        elif now - self.lost_at >= LOSS_S and self.lost_at - self._back_at <= STEADY_S:
            self._unsteady_since = self.lost_at if self._unsteady_since is None else self._unsteady_since
        return self._unsteady_since


class PictureHealth:
    """The newest reading, the source, and the facts told from outside.

    Attributes:
        reading: the newest reading; None before the first.
        source: the newest status; None before the first.
        explained_at: when one of `PICTURE_CONDITIONS` last said why there is no score; -inf before the first.
    """

    def __init__(self, now: float) -> None:
        self.reading: Reading | None = None
        self.source: SourceStatus | None = None
        self.explained_at = -inf
        self._seen_live = False
        self._losses = CameraLosses()
        self._pace = ReadingPace()
        self._stretches = ScoredStretches()
        self._reading_at = now + START_GRACE_S
        self._late_since: float | None = None
        self._strange_at: dict[Reason, float] = {}
        self._facts: set[ConditionId] = set()

    def start_over(self, now: float) -> PictureHealth:
        """As at the start, but source and facts are still known."""
        fresh = PictureHealth(now)
        fresh.source = self.source
        fresh._seen_live = self._seen_live
        fresh._facts = set(self._facts)
        return fresh

    @property
    def stopped(self) -> bool:
        """Whether the source was closed on purpose."""
        return self.source is not None and self.source.state is SourceState.STOPPED

    def take_source(self, status: SourceStatus) -> None:
        """Remember it."""
        self.source = status
        self._seen_live = self._seen_live or status.state is SourceState.LIVE
        if self._seen_live:
            self._losses.take(status)

    def take_reading(self, raw: RawReading, reading: Reading, now: float) -> None:
        """Remember what arrived `now`, and what was made of it."""
        self.reading = reading
        self._reading_at = now
        self._pace.take(raw, now)
        self._stretches.take(reading)
        if reading.reason is not None and reading.reason in STRANGE:
            self._strange_at[reading.reason] = reading.captured_at
        if reading.latency_s <= LATE_S:
            self._late_since = None
        elif self._late_since is None:
            self._late_since = now

    def take_fact(self, condition_id: ConditionId, *, active: bool) -> None:
        """Remember a fact."""
        if active:
            self._facts.add(condition_id)
        else:
            self._facts.discard(condition_id)

    def forgive(self, now: float) -> None:
        """The program stood still itself: readings are missed from now on only."""
        self._reading_at = max(self._reading_at, now)
        self._pace.forgive(now)

    def delay(self, preset: Preset, now: float) -> TotalDelay:
        """Worst-case delay of the MEDIUM alert, with readings as they come now."""
        return self._pace.delay(preset, now)

    @property
    def doubt(self) -> Reason | None:
        """Why scores are not believed though there are some: a frozen picture scores for ever."""
        if not self._facts:
            return None
        return next((reason for fact, reason in _DOUBTS.items() if fact in self._facts), None)

    def silent(self, now: float) -> bool:
        """Whether a reading is missed, with or without a number."""
        state = self.source.state if self.source is not None else None
        return now - self._reading_at > self._pace.patience_s and state not in _FINAL

    def number_at(self, now: float) -> Reading | None:
        """The newest reading if its number may be shown: scored, trusted, not too old."""
        reading = self.reading
        if reading is None or reading.smoothed is None or self.doubt is not None:
            return None
        return reading if now - reading.captured_at <= UNSCORED_AFTER_S else None

    def smoothed_at(self, now: float) -> float | None:
        """That number."""
        reading = self.number_at(now)
        return None if reading is None else reading.smoothed

    def outside_at(self, now: float) -> Reading | None:
        """The newest reading if its number outside training may be shown, hollow: trusted, not too old."""
        reading = self.reading
        if reading is None or reading.outside_score is None or self.doubt is not None:
            return None
        return reading if now - reading.captured_at <= UNSCORED_AFTER_S else None

    def strange(self, now: float) -> ConditionId | None:
        """Which kind of strange face there was lately, for which there is no score; None for neither."""
        if not self._strange_at:
            return None
        lately = (kind for kind in STRANGE if now - self._strange_at.get(kind, -inf) <= STRANGE_FOR_S)
        return next((STRANGE[kind] for kind in lately), None)

    def reason_words(self, now: float) -> str:
        """Why there is no number; "" when there is one."""
        if self.number_at(now) is not None:
            return ""
        if self.doubt is not None:
            return REASON_WORDS[self.doubt]
        if self.reading is None:
            return WAITING_WORDS
        too_old = now - self.reading.captured_at > UNSCORED_AFTER_S
        return TOO_OLD_WORDS if too_old or self.reading.reason is None else REASON_WORDS[self.reading.reason]

    @property
    def facts(self) -> frozenset[ConditionId]:
        """What others see and have told."""
        return frozenset(self._facts)

    def evidence(self, preset: Preset, now: float) -> Evidence:
        """What the conditions of pictures and readings are judged by."""
        return Evidence(
            now=now,
            source=self.source,
            seen_live=self._seen_live,
            lost_since=self._losses.lost_at,
            unsteady_since=self._losses.unsteady_since(now),
            reason=None if self.reading is None else self.reading.reason,
            recent=self._pace.recent(now),
            silent_since=self._reading_at if self.silent(now) else None,
            late_since=self._late_since,
            broken_since=self._broken_since(preset, now),
            delay_broken=not self.stopped and self._pace.promise_broken(preset, now),
        )

    def _broken_since(self, preset: Preset, now: float) -> float | None:
        if not self._stretches.enough:
            return None
        wanted = preset.delay
        return self._stretches.broken_since(wanted.smoothing_s + wanted.hold_s, now)
