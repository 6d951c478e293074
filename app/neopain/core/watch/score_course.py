"""From raw readings to readings: where a score is believed, averaged and held against limits."""

from __future__ import annotations

from dataclasses import replace

from neopain.core.errors import ProgramFault
from neopain.core.interval import Interval
from neopain.core.readings import RawReading, Reading, Reason
from neopain.core.score.infant.adaptation import Adaptation, wider
from neopain.core.score.pain_state import PainTrend
from neopain.core.score.presets import Preset, check_preset
from neopain.core.score.smoothing import IntervalSmoother, ScoreSmoother
from neopain.core.temporal.average import ScoreAverage
from neopain.core.temporal.head import TemporalHead
from neopain.core.watch.signs import witnessed_calm


class ScoreCourse:
    """Averaging, limits and holds of one preset, over the readings of one infant.

    Attributes:
        preset: in force; changed by `retune` only.
        trend: state word and alarm rung.
        unadapted: 0..10, frame's and averaged score of the newest reading as the classifier gave them; None
            where it has no number.
        intensity: 0..10, averaged as the score is, of the newest reading; None where it has none.
    """

    def __init__(self, preset: Preset, now: float, head: TemporalHead | None = None) -> None:
        """`head`: the model's, which averages once its window is filled. Raises: SettingFault."""
        self._head = head
        self.preset = preset = self.checked(preset)
        self.trend = PainTrend(preset, now)
        self.unadapted: tuple[float, float] | None = None
        self.intensity: float | None = None
        self._unadapted_average = ScoreAverage(preset.smoothing_s, head)
        self._intensity_smoother = ScoreSmoother(preset.smoothing_s)
        self._average = ScoreAverage(preset.smoothing_s, head)
        self._interval_smoother = IntervalSmoother(preset.smoothing_s)
        self._outside_smoother = ScoreSmoother(preset.smoothing_s)
        """Of numbers outside training, which nothing but the screen and the record ever sees."""

    def checked(self, preset: Preset) -> Preset:
        """The preset with the window that this model looks back over. Raises: SettingFault out of bounds."""
        timed = replace(preset, window_s=0.0 if self._head is None else self._head.window_s)
        check_preset(timed)
        return timed

    def anew(self, now: float) -> ScoreCourse:
        """The same limits and model; nothing that was seen goes on."""
        return ScoreCourse(self.preset, now, self._head)

    def exclude(self, excluded: bool) -> None:  # noqa: FBT001  the state itself
        """Care mode or standby begins or ends: no window of scores reaches across."""
        self._average.pause(excluded)
        self._unadapted_average.pause(excluded)

    def retune(self, preset: Preset) -> None:
        """Take other averaging, limits and holds, from the next score on. Raises: SettingFault."""
        self.preset = preset = self.checked(preset)
        self.trend.retune(preset)
        self._average.retune(preset.smoothing_s)
        self._unadapted_average.retune(preset.smoothing_s)
        self._intensity_smoother.retune(preset.smoothing_s)
        self._interval_smoother.retune(preset.smoothing_s)
        self._outside_smoother.retune(preset.smoothing_s)

    def take(self, raw: RawReading, doubt: Reason | None, adaptation: Adaptation) -> Reading:
        """The reading that is recorded, shown and judged; without a number where there is a doubt."""
        smoothed = self.unadapted = self.intensity = None
        given, at = raw.raw, raw.captured_at
        if doubt is None and given is not None:
            raw = _adapted(raw, given, adaptation)
            try:
                smoothed = self._average.update(at, given if raw.raw is None else raw.raw)
                self.unadapted = given, self._unadapted_average.update(at, given)
            except ProgramFault:
                # Older than the score before it: no source may do that, and it says nothing of now.
                smoothed, doubt = None, Reason.MODEL_FAULT
        if smoothed is None:
            if raw.frame_seq is not None:
                self._average.gap(raw.captured_at)
                self._unadapted_average.gap(raw.captured_at)
                self._intensity_smoother.gap(raw.captured_at)
                self._interval_smoother.gap(raw.captured_at)
            self.trend.skip(raw.captured_at)
            return Reading.of(raw, None, doubt, self._outside(raw))
        if raw.intensity is not None:
            self.intensity = self._intensity_smoother.update(at, raw.intensity)
        interval = self._interval(raw, smoothed)
        self.trend.update(raw.captured_at, smoothed, None if interval is None else interval.high)
        beside = self.unadapted[1] if adaptation.shifts and self.unadapted is not None else None
        return Reading.of(raw, smoothed, doubt, None, interval, beside)

    def _interval(self, raw: RawReading, smoothed: float) -> Interval | None:
        if raw.raw is None or raw.interval is None:
            return None
        plain = self._average.plain
        around = self._interval_smoother.update(raw.captured_at, raw.raw, plain, raw.interval)
        # Nobody knows the interval of what the model's window makes of the scores: it reaches to there, too.
        return Interval(min(around.low, smoothed), max(around.high, smoothed))

    def _outside(self, raw: RawReading) -> float | None:
        if raw.outside is None:
            return None
        try:
            return self._outside_smoother.update(raw.captured_at, raw.outside)
        except ProgramFault:
            return None


def _adapted(raw: RawReading, given: float, adaptation: Adaptation) -> RawReading:
    if not adaptation.shifts:
        return raw
    score = adaptation.adapted(given, may_lower=witnessed_calm(raw.actions, raw.distress))
    interval = None if raw.interval is None else wider(raw.interval, given, score)
    return replace(raw, raw=score, interval=interval)
