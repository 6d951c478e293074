"""Everything that a screen shows about one bed at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from neopain.core.alarms.signals import AlarmSignals
from neopain.core.interval import Interval
from neopain.core.readings import Reason
from neopain.core.score.coverage import Statistics
from neopain.core.score.delay import TotalDelay
from neopain.core.score.infant_history import InfantHistory
from neopain.core.score.pain_state import PainState, state_words
from neopain.core.score.presets import Preset
from neopain.core.sessions import SourceState
from neopain.core.watch.reading_rate import EVERY_PICTURE, ReadingRate
from neopain.core.watch.score_course import ScoreCourse
from neopain.core.watch.signs import DISAGREEMENT_WORDS, Signs, state_said
from neopain.core.watch.source_health import PictureHealth
from neopain.core.watch.usual import Usual, UsualCourse


@dataclass(frozen=True, slots=True)
class WatchSnapshot:
    """What `BedsideWatch` knows at monotonic second `at`.

    Attributes:
        at: monotonic seconds.
        state: pain state; CANNOT_ASSESS whenever `smoothed` is None.
        state_words, state_help: the state in English, capitals, and the line under it.
        smoothed, raw: points of the newest reading; None unless scored, trusted and not too old.
        reason: why there is no number, when the newest reading says why.
        reason_words: the same in English, capitals; "" exactly when there is a number.
        reading_age_s: seconds since the grab of the newest reading; None before the first.
        source_state: health of the source as last told.
        preset: limits and times in force; `preset.label` is its name.
        delay, delay_text: worst-case total delay of the MEDIUM alert, with readings as they come now.
        alarms: what eyes and ears are to be told.
        care_remaining_s: countdown of care mode; None when it is off.
        standby: monitoring is paused by hand, the camera may be released.
        statistics: observed, scored and over-limit time of the stay, care mode and standby excluded.
        usual: what is usual for this infant, its baseline and the adaptation of the score.
        outside_score: points of a face unlike training, where the ward wants to see them; no measurement:
            never beside `smoothed`, and limits, states and statistics know nothing of it.
        rate: how often pictures are scored, and why.
        interval: around `smoothed`, how uncertain it is; None without a number, or with a model that does
            not say.
        intensity: 0..10, how strong the expression is, averaged as `smoothed` is; None without a number, or
            with a model that knows none.
        signs: the facial actions and the second witness; there also when there is no number.
    """

    at: float
    state: PainState
    state_words: str
    state_help: str
    smoothed: float | None
    raw: float | None
    reason: Reason | None
    reason_words: str
    reading_age_s: float | None
    source_state: SourceState | None
    preset: Preset
    delay: TotalDelay
    alarms: AlarmSignals
    care_remaining_s: float | None
    standby: bool
    statistics: Statistics
    usual: Usual
    outside_score: float | None = None
    rate: ReadingRate = EVERY_PICTURE
    interval: Interval | None = None
    intensity: float | None = None
    signs: Signs = field(default_factory=Signs)

    @property
    def lower_limit(self) -> float:
        """Points over which the alert is LOW."""
        return self.preset.lower_limit

    @property
    def upper_limit(self) -> float:
        """Points over which the sustained alert is MEDIUM."""
        return self.preset.upper_limit

    @property
    def preset_label(self) -> str:
        """Name of the preset for the header."""
        return self.preset.label

    @property
    def delay_text(self) -> str:
        """Disclosure of the alert's delay, one line."""
        return self.delay.text


def snapshot_at(
    now: float,
    *,
    course: ScoreCourse,
    health: PictureHealth,
    history: InfantHistory,
    alarms: AlarmSignals,
    care_remaining_s: float | None,
    standby: bool,
    rate: ReadingRate,
    signs: Signs,
    usual: UsualCourse,
) -> WatchSnapshot:
    """What the parts of a watch know at monotonic second `now`."""
    reading = health.number_at(now)
    newest = health.reading
    outside = health.outside_at(now)
    smoothed = None if reading is None else reading.smoothed
    scored = PainState.CANNOT_ASSESS if reading is None else course.trend.state
    state = state_said(scored, signs.disagreement)
    words = state_words(state, smoothed, course.preset)
    if state is not scored and signs.disagreement is not None:
        words = replace(words, help=DISAGREEMENT_WORDS[signs.disagreement][1])
    return WatchSnapshot(
        at=now,
        state=state,
        state_words=words.text,
        state_help=words.help,
        smoothed=smoothed,
        raw=None if reading is None else reading.raw,
        reason=None if newest is None or reading is not None else newest.reason,
        reason_words=health.reason_words(now),
        reading_age_s=None if newest is None else max(0.0, now - newest.captured_at),
        source_state=None if health.source is None else health.source.state,
        preset=course.preset,
        delay=health.delay(course.preset, now),
        alarms=alarms,
        care_remaining_s=care_remaining_s,
        standby=standby,
        statistics=history.statistics(now),
        usual=usual.at(smoothed, None if reading is None else reading.unadapted),
        outside_score=None if outside is None else outside.outside_score,
        rate=rate,
        interval=None if reading is None else reading.interval,
        intensity=None if reading is None or reading.intensity is None else course.intensity,
        signs=signs,
    )
