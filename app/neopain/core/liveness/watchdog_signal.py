"""What the watchdog tells eyes and ears: lasting until somebody dismisses it, and never for ever."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from neopain.core.liveness.heartbeat import Beater, Pulse, PulseFinding

LEAST_KEEP_S = 120.0
"""The failure of an alarm system is signalled for at least so long (IEC 60601-1-8 practice)."""
KEEP_S = 900.0
"""After this long nobody is there, and the watchdog of a monitor that is gone ends by itself."""
SOUND_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class WatchdogShown:
    """What is to be seen and heard now.

    Attributes:
        failed: the finding to be shown; None when there is nothing to say.
        runs_again: `failed` is over: the monitor beats again.
        news: this is the first moment at which it is to be shown.
        burst: a burst of sound is due now.
        done: the watchdog has nothing more to do.
    """

    failed: PulseFinding | None = None
    runs_again: bool = False
    news: bool = False
    burst: bool = False
    done: bool = False


class WatchdogSignal:
    """Turns findings into a signal."""

    def __init__(self, *, keep_s: float = KEEP_S) -> None:
        self._keep_s = max(keep_s, LEAST_KEEP_S)
        self._failed: PulseFinding | None = None
        self._runs_again = False
        self._dismissed: tuple[Pulse, frozenset[Beater]] | None = None
        self._burst_at = inf
        self._gone_at: float | None = None
        self._done = False

    def update(self, finding: PulseFinding, now: float) -> WatchdogShown:
        """Take a look's finding."""
        if finding.pulse is Pulse.ENDED:
            self._done = True
        elif finding.pulse is Pulse.ALIVE:
            self._recover()
        elif not self._known(finding):
            return self._raise(finding, now)
        if self._gone_at is not None and now - self._gone_at >= self._keep_s:
            self._done = True
        burst = now >= self._burst_at
        if burst:
            self._burst_at = now + SOUND_EVERY_S
        return self._shown(burst=burst)

    def dismiss(self) -> WatchdogShown:
        """Somebody has seen it. Something worse signals again."""
        if self._failed is not None and not self._runs_again:
            self._dismissed = (self._failed.pulse, frozenset(self._failed.silent))
        self._done = self._done or self._gone_at is not None
        self._failed = None
        self._runs_again = False
        self._burst_at = inf
        return self._shown()

    def _known(self, finding: PulseFinding) -> bool:
        """Whether it is shown already, or was dismissed and has not become worse."""
        for pulse, silent in filter(None, (self._dismissed, self._now_shown())):
            if pulse is finding.pulse and silent >= frozenset(finding.silent):
                return True
        return False

    def _now_shown(self) -> tuple[Pulse, frozenset[Beater]] | None:
        if self._failed is None or self._runs_again:
            return None
        return self._failed.pulse, frozenset(self._failed.silent)

    def _raise(self, finding: PulseFinding, now: float) -> WatchdogShown:
        self._failed = finding
        self._runs_again = False
        self._dismissed = None
        self._burst_at = now + SOUND_EVERY_S
        if finding.pulse is Pulse.GONE:
            self._gone_at = now
        return self._shown(news=True, burst=True)

    def _recover(self) -> None:
        self._runs_again = self._failed is not None
        self._dismissed = None
        self._burst_at = inf

    def _shown(self, *, news: bool = False, burst: bool = False) -> WatchdogShown:
        return WatchdogShown(self._failed, self._runs_again, news, burst and not self._done, self._done)
