"""The watch over one bed: readings, source and time in; alarms, states and log lines out.

One owner thread calls everything; no Qt, no clock, no file. What a person may do at the bedside is a method
too, so there are more than seven public ones. A call that makes no sense changes nothing and is logged as
`refused`: the watch never stops because of a wrong setting.
"""

from __future__ import annotations

from datetime import datetime

from neopain.core.alarms.conditions import FACTS, PICTURE_CONDITIONS, ConditionId, unknown_fact
from neopain.core.alarms.kinds import AlarmKind
from neopain.core.alarms.signals import Suspension
from neopain.core.alarms.sound_policy import DEFAULT_AUDIO, AudioPolicy
from neopain.core.alarms.system import AUDIO_PAUSE_S, AlarmSystem
from neopain.core.errors import SettingFault
from neopain.core.readings import RawReading, Reading
from neopain.core.score.infant.adaptation import AdaptationBasis
from neopain.core.score.infant_history import InfantHistory
from neopain.core.score.presets import DEFAULT_PRESET, Preset
from neopain.core.sessions import SourceStatus
from neopain.core.stay.so_far import StaySoFar
from neopain.core.temporal.head import TemporalHead
from neopain.core.text import Text
from neopain.core.watch import log_lines
from neopain.core.watch.evaluation import StateNews, judge, judge_standby
from neopain.core.watch.log_lines import Entries, alarm_lines, handed_over, limits_line, refusal, source_line
from neopain.core.watch.reading_rate import RateGovernor, ReadingRate
from neopain.core.watch.score_course import ScoreCourse
from neopain.core.watch.signs import SignsCourse
from neopain.core.watch.snapshot import WatchSnapshot, snapshot_at
from neopain.core.watch.source_health import PictureHealth
from neopain.core.watch.tick_check import TickCheck
from neopain.core.watch.usual import NO_BASIS, UsualCourse

CARE_S = 300.0
MAX_CARE_S = 900.0


class BedsideWatch:
    """The alarm rules of one bed. Calls give the log's new lines; `snapshot` gives the screen's state.

    Attributes:
        usual: what is usual for the infant of now, and what people do about it.
    """

    def __init__(
        self,
        preset: Preset = DEFAULT_PRESET,
        *,
        audio: AudioPolicy = DEFAULT_AUDIO,
        rests: bool = False,
        basis: AdaptationBasis = NO_BASIS,
        adapts: bool = False,
        head: TemporalHead | None = None,
    ) -> None:
        """Time begins with the first call. Raises: SettingFault for a preset out of bounds.

        With `rests` a still and calm face is scored less often, see `core.watch.reading_rate`; with `adapts`
        the score is adapted to the infant from the start, see `core.score.adaptation`. `head` is the model's
        own way to average, see `core.temporal`.
        """
        self._course = ScoreCourse(preset, 0.0, head)
        self.usual = UsualCourse(basis, adapts=adapts)
        self._alarms = AlarmSystem(audio=audio)
        self._ticks = TickCheck()
        self._history = InfantHistory(0.0, preset)
        self._now: float | None = None
        self._care_until: float | None = None
        self._standby = False
        self._state = StateNews()
        self._health = PictureHealth(0.0)
        self._rests = rests
        self._governor = RateGovernor(0.0, rests=rests)
        self._signs = SignsCourse()

    def on_reading(self, raw: RawReading) -> tuple[Reading | None, Entries]:
        """Take what one frame says. Its own grab time counts, so latency and frame rate do not.

        Returns: the reading, averaged and believed or not: the one that is to be recorded and shown; None in
        standby, when nothing is monitored. Then the log's new lines.
        """
        now, entries = self._reach(raw.captured_at + raw.latency_s)
        if self._standby:
            return None, entries
        reading = self._course.take(raw, self._health.doubt, self.usual.adaptation)
        self._health.take_reading(raw, reading, now)
        self._history.take(reading)
        self._governor.take(reading, self._course.preset)
        self._signs.take(reading, self._course.preset)
        entries = (*entries, *self._judge(now))
        learnt = self.usual.take(reading, self._course.unadapted, self._course.preset, busy=self._busy())
        return reading, (*entries, *learnt)

    def on_source(self, status: SourceStatus) -> Entries:
        """Take the source's state."""
        now, entries = self._reach(status.at)
        before = self._health.source
        self._health.take_source(status)
        if before is None or before.state is not status.state:
            entries = (*entries, source_line(status))
        return (*entries, *self._judge(now))

    def on_fact(self, condition_id: ConditionId, active: bool, now: float) -> Entries:  # noqa: FBT001 (the fact)
        """Take a condition that others see: one of `FACTS`; any other is refused and a PROGRAM FAULT."""
        now, entries = self._reach(now)
        if condition_id not in FACTS:
            # Whatever it was meant to say, something is wrong that nobody can name.
            line = refusal(now, unknown_fact(condition_id))
            return (*entries, line, *self._happened(ConditionId.PROGRAM_FAULT, now))
        self._health.take_fact(condition_id, active=active)
        if condition_id not in PICTURE_CONDITIONS:
            entries = (*entries, *alarm_lines(self._alarms.set_condition(condition_id, active, now)))
        return (*entries, *self._judge(now))

    def on_tick(self, now: float, utc: datetime) -> Entries:
        """Take the time, several times a second: makes silence, stalls and clock steps visible."""
        finding = self._ticks.update(now, utc)
        now, entries = self._reach(now)
        if finding.stalled_s is not None:
            self._health.forgive(now)
            line = log_lines.stalled_line(now, finding.stalled_s)
            entries = (*entries, line, *self._happened(ConditionId.MONITOR_STALLED, now))
        if finding.clock_step_s is not None:
            line = log_lines.clock_step_line(now, finding.clock_step_s)
            entries = (*entries, line, *self._happened(ConditionId.CLOCK_STEP, now))
        return (*entries, *self._judge(now))

    def on_program_fault(self, what: str, now: float) -> Entries:
        """Take that a part of the program failed at something, and that the rest goes on."""
        now, entries = self._reach(now)
        return (
            *entries,
            log_lines.program_fault_line(now, what),
            *self._happened(ConditionId.PROGRAM_FAULT, now),
        )

    def acknowledge(self, now: float, occurrence_id: int | None = None) -> Entries:
        """As `AlarmSystem.acknowledge`."""
        now, entries = self._reach(now)
        return (*entries, *alarm_lines(self._alarms.acknowledge(now, occurrence_id)))

    def pause_audio(self, now: float, duration_s: float = AUDIO_PAUSE_S) -> Entries:
        """As `AlarmSystem.pause_audio`."""
        now, entries = self._reach(now)
        try:
            return (*entries, *alarm_lines(self._alarms.pause_audio(now, duration_s)))
        except SettingFault as fault:
            return (*entries, refusal(now, fault))

    def resume_audio(self, now: float) -> Entries:
        """As `AlarmSystem.resume_audio`."""
        now, entries = self._reach(now)
        return (*entries, *alarm_lines(self._alarms.resume_audio(now)))

    def start_care(self, now: float, duration_s: float = CARE_S) -> Entries:
        """Hold back the signals that care sets off, for at most 15 minutes; again renews the time.

        Readings go on and are recorded; statistics leave the time out. It always ends by itself.
        """
        now, entries = self._reach(now)
        if self._standby or not 0.0 < duration_s <= MAX_CARE_S:
            return (*entries, refusal(now, log_lines.care_fault(MAX_CARE_S, duration_s)))
        self._care_until = now + duration_s
        self._exclude(True, now)
        line = log_lines.care_line(now, duration_s)
        return (*entries, line, *alarm_lines(self._alarms.suspend(Suspension.CARE, now, self._care_until)))

    def end_care(self, now: float) -> Entries:
        """End care mode before its time."""
        now, entries = self._reach(now)
        return (*entries, *self._leave_care(now, Text("by hand")))

    def standby(self, on: bool, now: float) -> Entries:  # noqa: FBT001 (the state itself)
        """Begin or end standby: nothing is expected of the camera, all signals are held back.

        Whoever runs the source lets go of it meanwhile (`workers.frames.standby_source`).
        """
        now, entries = self._reach(now)
        if on is self._standby:
            return entries
        entries = (*entries, *self._leave_care(now, Text("by standby")))
        self._standby = on
        self._exclude(on, now)
        self._start_over(now)
        held = self._alarms.suspend(Suspension.STANDBY if on else Suspension.NONE, now)
        return (*entries, log_lines.standby_line(now, begins=on), *alarm_lines(held), *self._judge(now))

    def set_preset(self, preset: Preset, now: float) -> Entries:
        """Take other limits and times; a lasting pain alarm is judged by the new ones at the next score."""
        now, entries = self._reach(now)
        try:
            self._course.retune(preset)
        except SettingFault as fault:
            return (*entries, refusal(now, fault))
        self._history.set_limits(preset, now)
        return (*entries, limits_line(now, self._course.preset), *self._judge(now))

    def carry_on(self, so_far: StaySoFar, now: float) -> Entries:
        """The session goes on with a stay: what was counted, usual and learnt before it holds on."""
        now, entries = self._reach(now)
        self._history.carry_on(so_far.statistics)
        usual = self.usual.carry_on(so_far, now)
        return (*entries, log_lines.stay_goes_on_line(now, so_far.statistics), *usual)

    def new_infant(self, now: float, preset: Preset) -> Entries:
        """Another infant in the bed: statistics, baseline and pain alarms of the one before are put away."""
        now, entries = self._reach(now)
        self._history = InfantHistory(now, preset)
        self.usual = self.usual.of_another()
        entries = (*entries, *self._leave_care(now, Text("by admission")), *self.set_preset(preset, now))
        self._start_over(now)
        entries = (*entries, *self._judge(now))
        for row in self._alarms.signals(now).unseen:
            if row.kind is AlarmKind.PHYSIOLOGICAL:
                entries = (*entries, *alarm_lines(self._alarms.acknowledge(now, row.occurrence_id)))
        return entries

    def rate(self, now: float) -> ReadingRate:
        """How often pictures are to be scored; changes nothing."""
        return self._governor.rate(self._course.preset, now, alarm=self._busy())

    def _busy(self) -> bool:
        """Whether an alarm about the infant is on, signs contradict the score, or people are at work."""
        alarm = self._alarms.lasts(AlarmKind.PHYSIOLOGICAL)
        return alarm or self._standby or self._care_until is not None or self._signs.said is not None

    def snapshot(self, now: float) -> WatchSnapshot:
        """The screen's state; changes nothing, so care mode and pauses end here at their time, too."""
        care_s = None if self._care_until is None else self._care_until - now
        signals = self._alarms.signals(now)
        return snapshot_at(
            now,
            course=self._course,
            health=self._health,
            history=self._history,
            alarms=signals,
            care_remaining_s=care_s if care_s is not None and care_s > 0.0 else None,
            standby=self._standby,
            rate=self.rate(now),
            signs=self._signs.at(now),
            usual=self.usual,
        )

    def _reach(self, now: float) -> tuple[float, Entries]:
        """Let the time be `now`, or later if it already is; a care mode that is over ends."""
        if self._now is None:
            self._now = now
            self._history = InfantHistory(now, self._course.preset)
            self._start_over(now)
        self._now = max(self._now, now)
        if self._care_until is not None and self._now >= self._care_until:
            return self._now, self._leave_care(self._now, Text("by its time"))
        return self._now, ()

    def _start_over(self, now: float) -> None:
        self._course = self._course.anew(now)
        self._health = self._health.start_over(now)
        self._governor = RateGovernor(now, rests=self._rests)
        self._signs.start_over()

    def _exclude(self, excluded: bool, now: float) -> None:  # noqa: FBT001 (the state itself)
        self._history.exclude(excluded, now)
        self.usual.exclude(excluded)
        self._course.exclude(excluded)

    def _leave_care(self, now: float, how: str) -> Entries:
        if self._care_until is None:
            return ()
        self._care_until = None
        self._exclude(False, now)
        return (log_lines.care_ended_line(now, how), *alarm_lines(self._alarms.suspend(Suspension.NONE, now)))

    def _happened(self, condition_id: ConditionId, now: float) -> Entries:
        raised = self._alarms.set_condition(condition_id, True, now)
        return alarm_lines((*raised, *self._alarms.set_condition(condition_id, False, now)))

    def _judge(self, now: float) -> Entries:
        if self._standby:
            return alarm_lines(judge_standby(self._alarms, now))
        rung = self._course.trend.rung
        changed = (
            *alarm_lines(judge(self._alarms, self._course, self._health, now)),
            *self._signs.news(now),
        )
        if rung > self._course.trend.rung:
            changed = (handed_over(now, self._health.reason_words(now)), *changed)
        said = self._signs.disagreement_at(now)
        return (*self._state.news(self._course, self._health, now, said), *changed)
