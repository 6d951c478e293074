"""Time under observation: how much of it was scored, and how long the score was over the limits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from neopain.core.score.hysteresis import displayed
from neopain.core.score.pain_state import UNSCORED_AFTER_S


@dataclass(frozen=True, slots=True)
class Statistics:
    """Seconds since the start or the last admission, without care mode and standby.

    Attributes:
        observed_s: time in which a score was wanted.
        scored_s: of that, with a score.
        over_lower_s, over_upper_s: of the scored time, with a displayed score over the limit then in force.
        excluded_s: care mode and standby, in none of the others.
    """

    observed_s: float = 0.0
    scored_s: float = 0.0
    over_lower_s: float = 0.0
    over_upper_s: float = 0.0
    excluded_s: float = 0.0

    @property
    def scored_share(self) -> float | None:
        """Scored over observed time, 0..1; None when nothing was observed."""
        return self.scored_s / self.observed_s if self.observed_s > 0.0 else None

    @property
    def over_lower_share(self) -> float | None:
        """Share of the scored time over the lower limit, 0..1; None when nothing was scored."""
        return self.over_lower_s / self.scored_s if self.scored_s > 0.0 else None

    @property
    def over_upper_share(self) -> float | None:
        """Share of the scored time over the upper limit, 0..1; None when nothing was scored."""
        return self.over_upper_s / self.scored_s if self.scored_s > 0.0 else None


@dataclass(slots=True)
class StatisticsCount:
    """Counts time, not readings: a score stands for the time since the last, `UNSCORED_AFTER_S` at most."""

    so_far: Statistics = field(default_factory=Statistics)
    _seen_at: float | None = None

    def count(
        self,
        at: float,
        smoothed: float | None,
        *,
        lower_limit: float,
        upper_limit: float,
        excluded: bool,
    ) -> None:
        """Take a reading of second `at`, or (None) that second `at` has no score."""
        passed_s = 0.0 if self._seen_at is None else max(0.0, at - self._seen_at)
        self._seen_at = at if self._seen_at is None else max(at, self._seen_at)
        old = self.so_far
        if excluded:
            self.so_far = replace(old, excluded_s=old.excluded_s + passed_s)
            return
        scored_s = 0.0 if smoothed is None else min(passed_s, UNSCORED_AFTER_S)
        shown = 0.0 if smoothed is None else displayed(smoothed)
        self.so_far = replace(
            old,
            observed_s=old.observed_s + passed_s,
            scored_s=old.scored_s + scored_s,
            over_lower_s=old.over_lower_s + (scored_s if shown > lower_limit else 0.0),
            over_upper_s=old.over_upper_s + (scored_s if shown > upper_limit else 0.0),
        )
