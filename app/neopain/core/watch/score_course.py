"""From raw readings to readings: where a score is believed, averaged and held against limits."""

from __future__ import annotations

from neopain.core.errors import ProgramFault
from neopain.core.interval import Interval
from neopain.core.readings import RawReading, Reading, Reason
from neopain.core.score.pain_state import PainTrend
from neopain.core.score.presets import Preset
from neopain.core.score.smoothing import IntervalSmoother, ScoreSmoother


class ScoreCourse:
    """Averaging, limits and holds of one preset, over the readings of one infant.

    Attributes:
        preset: in force; changed by `retune` only.
        trend: state word and alarm rung.
    """

    def __init__(self, preset: Preset, now: float) -> None:
        self.preset = preset
        self.trend = PainTrend(preset, now)
        self._smoother = ScoreSmoother(preset.smoothing_s)
        self._interval_smoother = IntervalSmoother(preset.smoothing_s)
        self._outside_smoother = ScoreSmoother(preset.smoothing_s)
        """Of numbers outside training, which nothing but the screen and the record ever sees."""

    def retune(self, preset: Preset) -> None:
        """Take other averaging, limits and holds, from the next score on."""
        self.preset = preset
        self.trend.retune(preset)
        self._smoother.retune(preset.smoothing_s)
        self._interval_smoother.retune(preset.smoothing_s)
        self._outside_smoother.retune(preset.smoothing_s)

    def take(self, raw: RawReading, doubt: Reason | None) -> Reading:
        """The reading that is recorded, shown and judged; without a number where there is a doubt."""
        smoothed = None
        if doubt is None and raw.raw is not None:
            try:
                smoothed = self._smoother.update(raw.captured_at, raw.raw)
            except ProgramFault:
                # Older than the score before it: no source may do that, and it says nothing of now.
                doubt = Reason.MODEL_FAULT
        if smoothed is None:
            if raw.frame_seq is not None:
                self._smoother.gap(raw.captured_at)
                self._interval_smoother.gap(raw.captured_at)
            self.trend.skip(raw.captured_at)
            return Reading.of(raw, None, doubt, self._outside(raw))
        interval = self._interval(raw, smoothed)
        self.trend.update(raw.captured_at, smoothed, None if interval is None else interval.high)
        return Reading.of(raw, smoothed, doubt, None, interval)

    def _interval(self, raw: RawReading, smoothed: float) -> Interval | None:
        if raw.raw is None or raw.interval is None:
            return None
        return self._interval_smoother.update(raw.captured_at, raw.raw, smoothed, raw.interval)

    def _outside(self, raw: RawReading) -> float | None:
        if raw.outside is None:
            return None
        try:
            return self._outside_smoother.update(raw.captured_at, raw.outside)
        except ProgramFault:
            return None
