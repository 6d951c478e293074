"""The alarm system: conditions -> occurrences -> signals, and what people do about them.

A state machine without a clock: every call says what time it is (monotonic seconds) and gives the changes.
One owner thread. Laws, each with a property test: a condition that was raised never vanishes unseen;
acknowledging lowers no priority and hides no escalation; at most one sound; an audio pause is broken only by
a higher priority; what was held back signals when the holding ends.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from neopain.core.alarms.conditions import ALARM_TABLE, Condition, ConditionId
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.occurrence import ConditionTrack, Occurrence
from neopain.core.alarms.signals import AlarmChange, AlarmEvent, AlarmMessage, AlarmSignals, Suspension
from neopain.core.alarms.sound_policy import DEFAULT_AUDIO, AudioPolicy, AudioState
from neopain.core.errors import ProgramFault
from neopain.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from neopain.core.alarms.evidence import Holding

AUDIO_PAUSE_S = 120.0
"""Usual length of an audio pause on bedside monitors."""


class AlarmSystem:
    """Watches the conditions of a table."""

    def __init__(
        self, table: Iterable[Condition] = ALARM_TABLE, *, audio: AudioPolicy = DEFAULT_AUDIO
    ) -> None:
        self._tracks = {condition.id: ConditionTrack(condition) for condition in table}
        self._lasting: tuple[Occurrence, ...] = ()
        self._audio = AudioState(audio)
        self._unseen: tuple[AlarmMessage, ...] = ()
        self._suspension = Suspension.NONE
        self._suspended_until = -inf
        self._next_id = 1
        self._quiet_at: float | None = None

    def set_condition(
        self,
        condition_id: ConditionId,
        active: bool,  # noqa: FBT001 (the predicate itself)
        now: float,
        *,
        level: int | None = None,
        value: float | None = None,
        limit: float | None = None,
        since: float | None = None,
        words: str = "",
    ) -> tuple[AlarmEvent, ...]:
        """Say whether a condition is true now.

        Args:
            condition_id: an id of the table.
            active: the predicate.
            now: monotonic seconds.
            level: how many of the condition's steps are true; None for all of them.
            value: what was measured; the worst of the occurrence is kept.
            limit: limit in force for that level.
            since: when the predicate became true, if that was before `now`.
            words: more exact words than the table's.

        Raises:
            ProgramFault: the table has no such condition or level.
        """
        track = self._track(condition_id)
        if not active and track.idle and now == self._quiet_at:
            return ()
        steps = len(track.condition.steps)
        wanted = (steps if level is None else level) if active else 0
        if not 0 <= wanted <= steps or (active and wanted == 0):
            raise ProgramFault(
                f"condition {condition_id} has levels 1 to {steps}; got {level}: mend the caller"
            )
        began = now if since is None else min(since, now)
        track.feed(wanted, began, value=value, limit=limit, words=words)
        if now == self._quiet_at:
            # Nothing was due at this very moment, and only this condition has been told since.
            events, newest = self._advance((track,), now)
            return self._signalled(events, newest, now) if events else ()
        return self.tick(now)

    def set_holdings(
        self, holdings: Iterable[tuple[ConditionId, Holding | None]], now: float
    ) -> tuple[AlarmEvent, ...]:
        """`set_condition` of each in turn, true as its holding says; without one not true, as most are."""
        events: tuple[AlarmEvent, ...] = ()
        for key, one in holdings:
            if one is not None:
                level, words = one.level, one.words
                events += self.set_condition(key, True, now, level=level, since=one.since, words=words)
            elif now != self._quiet_at or not self._track(key).idle:
                events += self.set_condition(key, False, now)
        return events

    def tick(self, now: float) -> tuple[AlarmEvent, ...]:
        """Let delays, pauses, suspensions and reminders take effect."""
        over: list[AlarmEvent] = []
        if self._suspension is not Suspension.NONE and now >= self._suspended_until:
            self._suspension = Suspension.NONE
        if not self._audio.paused(now) and self._audio.paused_until > -inf:
            over.append(self._end_pause(now, Text("AUDIO PAUSE OVER")))
        events, newest = self._advance(self._tracks.values(), now)
        return self._signalled([*over, *events], newest, now)

    def acknowledge(self, now: float, occurrence_id: int | None = None) -> tuple[AlarmEvent, ...]:
        """Say that somebody has seen one occurrence, or (None) all lasting ones that are shown.

        With None and nothing lasting unacknowledged, the rows of `unseen` are seen. What is suspended is not
        shown and stays unacknowledged, and so does what begins or escalates at this very moment.
        """
        events: list[AlarmEvent] = []
        chosen = [
            current
            for current in self._lasting
            if not current.acknowledged
            and (occurrence_id == current.id or (occurrence_id is None and not self._held(current, now)))
        ]
        for occurrence in chosen:
            occurrence.acknowledge(now)
            events.append(self._event(AlarmChange.ACKNOWLEDGED, occurrence, now))
        if not chosen:
            events.extend(self._see(now, occurrence_id))
        events.extend(self.tick(now))
        return tuple(events)

    def pause_audio(self, now: float, duration_s: float = AUDIO_PAUSE_S) -> tuple[AlarmEvent, ...]:
        """Be silent for a while; only a priority over those that signal now breaks it.

        Raises: SettingFault for a length that is not over 0 and at most ten minutes.
        """
        sounding = [current.priority for current in self._lasting if self._signals(current, now)]
        self._audio.pause(now, duration_s, max(sounding, default=Priority.LOW))
        words = Text("AUDIO PAUSED FOR {seconds:g} s", seconds=duration_s)
        paused = AlarmEvent(AlarmChange.PAUSED, now, words, audio_paused=True, suspended=self._suspension)
        return (paused, *self.tick(now))

    def resume_audio(self, now: float) -> tuple[AlarmEvent, ...]:
        """End the audio pause."""
        events = list(self.tick(now))
        if self._audio.paused(now):
            events.append(self._end_pause(now, Text("AUDIO PAUSE CANCELLED")))
            events.extend(self._sound(now))
        return tuple(events)

    def suspend(self, reason: Suspension, now: float, until: float = inf) -> tuple[AlarmEvent, ...]:
        """Hold back signals until second `until`; NONE lets go at once. Conditions go on being watched."""
        before = self.tick(now)
        self._suspension = reason
        self._suspended_until = until
        return (*before, *self.tick(now))

    def priority_of(self, condition_id: ConditionId) -> Priority | None:
        """Priority of the condition's occurrence; None when it has none now. Raises: ProgramFault."""
        current = self._track(condition_id).current
        return None if current is None else current.priority

    def most_urgent(self, conditions: Container[ConditionId]) -> Priority | None:
        """The highest priority among the occurrences of these conditions; None where none has one."""
        if not self._lasting:
            return None
        return max((one.priority for one in self._lasting if one.condition.id in conditions), default=None)

    def lasts(self, kind: AlarmKind) -> bool:
        """Whether a condition of that kind lasts, held back or not."""
        return any(one.condition.kind is kind for one in self._lasting)

    def signals(self, now: float) -> AlarmSignals:
        """What eyes and ears are to be told; changes nothing."""
        currents = sorted(
            self._lasting,
            key=lambda one: (
                -one.priority,
                one.acknowledged,
                one.condition.kind is not AlarmKind.PHYSIOLOGICAL,
                -one.id,
            ),
        )
        paused = self._audio.paused(now)
        return AlarmSignals(
            at=now,
            messages=tuple(one.message(now) for one in currents if not self._held(one, now)),
            unseen=self._unseen,
            suspended_messages=tuple(one.message(now) for one in currents if self._held(one, now)),
            sound=self._audio.cue(now),
            audio_paused_remaining_s=self._audio.paused_until - now if paused else None,
            suspension=self._suspension if now < self._suspended_until else Suspension.NONE,
            suspension_remaining_s=self._suspended_until - now if now < self._suspended_until < inf else None,
        )

    def _advance(
        self, tracks: Iterable[ConditionTrack], now: float
    ) -> tuple[list[AlarmEvent], Priority | None]:
        """What begins, changes or ends `now`, and the highest priority of what may newly sound."""
        events: list[AlarmEvent] = []
        newest: Priority | None = None
        for track in tracks:
            if track.idle:
                continue
            change = track.advance(now, self._next_id)
            if change is None or track.current is None:
                continue
            if change is AlarmChange.RAISED:
                self._next_id += 1
                self._count()
            events.append(self._event(change, track.current, now))
            if change is AlarmChange.CLEARED:
                self._put_away(track, now)
            elif change is not AlarmChange.DEESCALATED and self._may_sound(track.current, now):
                newest = max(newest or Priority.LOW, track.current.priority)
        return events, newest

    def _signalled(
        self, events: list[AlarmEvent], newest: Priority | None, now: float
    ) -> tuple[AlarmEvent, ...]:
        """The events with the reminders and the sound that follow from them."""
        events += self._remind(now)
        events += self._sound(now, newest)
        self._quiet_at = None if events else now
        return tuple(events)

    def _track(self, condition_id: ConditionId) -> ConditionTrack:
        try:
            return self._tracks[condition_id]
        except KeyError:
            raise ProgramFault(
                f"the alarm table has the conditions {', '.join(self._tracks)}; got {condition_id!r}"
            ) from None

    def _count(self) -> None:
        self._lasting = tuple(one.current for one in self._tracks.values() if one.current is not None)

    def _held(self, occurrence: Occurrence, now: float) -> bool:
        if self._suspension is Suspension.NONE or now >= self._suspended_until:
            return False
        return self._suspension is Suspension.STANDBY or not occurrence.condition.in_care

    def _signals(self, occurrence: Occurrence, now: float) -> bool:
        return not occurrence.acknowledged and not self._held(occurrence, now)

    def _may_sound(self, occurrence: Occurrence, now: float) -> bool:
        return self._signals(occurrence, now) and not self._audio.silenced(occurrence.priority, now)

    def _event(self, change: AlarmChange, occurrence: Occurrence, now: float) -> AlarmEvent:
        return AlarmEvent(
            change=change,
            at=now,
            words=occurrence.text(now),
            condition_id=occurrence.condition.id,
            occurrence_id=occurrence.id,
            kind=occurrence.condition.kind,
            priority=occurrence.priority,
            value=occurrence.value,
            limit=occurrence.limit,
            duration_s=now - occurrence.began_at,
            audio_paused=self._audio.paused(now),
            suspended=self._suspension if self._held(occurrence, now) else Suspension.NONE,
        )

    def _put_away(self, track: ConditionTrack, now: float) -> None:
        row = track.current.unseen(now) if track.current is not None else None
        if row is not None:
            self._unseen = (row, *self._unseen)
        track.end()
        self._count()

    def _see(self, now: float, occurrence_id: int | None) -> list[AlarmEvent]:
        seen = [row for row in self._unseen if occurrence_id is None or row.occurrence_id == occurrence_id]
        self._unseen = tuple(row for row in self._unseen if row not in seen)
        return [row.seen(now) for row in seen]

    def _end_pause(self, now: float, words: str) -> AlarmEvent:
        self._audio.end_pause()
        return AlarmEvent(AlarmChange.RESUMED, now, words, suspended=self._suspension)

    def _remind(self, now: float) -> list[AlarmEvent]:
        events: list[AlarmEvent] = []
        for occurrence in self._lasting:
            due = now - occurrence.attended_at >= self._audio.policy.reminder_s
            recalled = occurrence.acknowledged and occurrence.priority >= Priority.MEDIUM
            if due and recalled and not self._held(occurrence, now) and not self._audio.paused(now):
                occurrence.attended_at = now
                self._audio.remind(now)
                events.append(self._event(AlarmChange.REMINDER, occurrence, now))
        return events

    def _sound(self, now: float, newest: Priority | None = None) -> list[AlarmEvent]:
        audible = max([one.priority for one in self._lasting if self._may_sound(one, now)], default=None)
        events: list[AlarmEvent] = []
        if audible is not None and self._audio.paused(now):
            events.append(self._end_pause(now, Text("AUDIO PAUSE BROKEN BY A HIGHER PRIORITY")))
        self._audio.follow(audible, now, newest)
        return events
