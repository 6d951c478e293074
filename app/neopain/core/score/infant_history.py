"""What is kept about one infant while the watch runs: counted time, scores by the second, the baseline."""

from __future__ import annotations

from neopain.core.score.baseline import Baseline, SecondScores, measure_baseline
from neopain.core.score.coverage import Statistics, StatisticsCount
from neopain.core.score.presets import Preset


class InfantHistory:
    """Begins anew with each infant.

    Attributes:
        baseline: what is usual; None until measured.
    """

    def __init__(self) -> None:
        self.baseline: Baseline | None = None
        self._count = StatisticsCount()
        self._scores = SecondScores()

    @property
    def statistics(self) -> Statistics:
        """Time counted so far."""
        return self._count.so_far

    def take(self, at: float, smoothed: float | None, preset: Preset, *, excluded: bool) -> None:
        """Take a reading of second `at`, or (None) that it has no score; `excluded` in care and standby."""
        self._count.count(
            at,
            smoothed,
            lower_limit=preset.lower_limit,
            upper_limit=preset.upper_limit,
            excluded=excluded,
        )
        if smoothed is not None and not excluded:
            self._scores.add(at, smoothed)

    def measure_baseline(self, now: float, preset: Preset) -> Baseline:
        """Measure it over the last minutes. Raises: SettingFault, and the old one stays."""
        self.baseline = measure_baseline(
            self._scores.recent(now), now, lower_limit=preset.lower_limit, previous=self.baseline
        )
        return self.baseline

    def over_baseline(self, smoothed: float | None) -> float | None:
        """Points over what is usual; None without a number or a baseline."""
        if smoothed is None or self.baseline is None:
            return None
        return self.baseline.difference(smoothed)
