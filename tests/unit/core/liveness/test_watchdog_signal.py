"""The watchdog's signal lasts until it is seen, and ends by itself when nobody is there."""

from __future__ import annotations

import pytest

from neopain.core.liveness.heartbeat import Beater, Pulse, PulseFinding
from neopain.core.liveness.watchdog_signal import KEEP_S, LEAST_KEEP_S, SOUND_EVERY_S, WatchdogSignal

ALIVE = PulseFinding(Pulse.ALIVE)
ENDED = PulseFinding(Pulse.ENDED)
SCREEN = PulseFinding(Pulse.STALLED, (Beater.SCREEN,), 1.0)
BOTH = PulseFinding(Pulse.STALLED, (Beater.SCREEN, Beater.WATCH), 1.0)
GONE = PulseFinding(Pulse.GONE, tuple(Beater), 2.0)


def test_nothing_is_said_while_all_is_well_and_a_goodbye_ends_it() -> None:
    signal = WatchdogSignal()
    shown = [signal.update(ALIVE, float(second)) for second in range(100)]
    assert not any(one.failed or one.burst or one.done for one in shown)
    assert signal.update(ENDED, 100.0).done


@pytest.mark.clause("F3")
@pytest.mark.parametrize("finding", [SCREEN, BOTH, GONE])
def test_it_is_news_once_and_sounds_again_and_again(finding) -> None:
    signal = WatchdogSignal()
    shown = [signal.update(finding, second / 4) for second in range(4 * int(LEAST_KEEP_S))]
    assert [number for number, one in enumerate(shown) if one.news] == [0]
    assert all(one.failed == finding and not one.done for one in shown)
    assert sum(one.burst for one in shown) == LEAST_KEEP_S // SOUND_EVERY_S


def test_the_end_of_a_stall_stays_to_be_seen_in_silence() -> None:
    signal = WatchdogSignal()
    signal.update(SCREEN, 0.0)
    over = [signal.update(ALIVE, 1.0 + second) for second in range(60)]
    assert all(one.failed == SCREEN and one.runs_again and not one.burst for one in over)
    assert signal.update(SCREEN, 70.0).news
    signal.update(ALIVE, 71.0)
    assert signal.dismiss().failed is None


def test_what_was_dismissed_keeps_quiet_until_it_becomes_worse() -> None:
    signal = WatchdogSignal()
    signal.update(SCREEN, 0.0)
    assert not signal.dismiss().done
    assert signal.update(SCREEN, 60.0).failed is None
    assert signal.update(BOTH, 61.0).news
    signal.dismiss()
    assert signal.update(SCREEN, 62.0).failed is None
    assert signal.update(GONE, 63.0).news
    assert signal.dismiss().done


def test_a_stall_that_comes_back_after_a_dismissal_is_news_again() -> None:
    signal = WatchdogSignal()
    signal.update(SCREEN, 0.0)
    signal.dismiss()
    signal.update(ALIVE, 5.0)
    assert signal.update(SCREEN, 20.0).news


@pytest.mark.clause("F3")
def test_it_is_kept_its_time_and_no_longer() -> None:
    signal = WatchdogSignal()
    signal.update(GONE, 0.0)
    assert not signal.update(GONE, KEEP_S - 1.0).done
    assert signal.update(GONE, KEEP_S).done


@pytest.mark.clause("F3")
def test_no_setting_makes_it_shorter_than_the_least() -> None:
    signal = WatchdogSignal(keep_s=1.0)
    signal.update(GONE, 0.0)
    assert not signal.update(GONE, LEAST_KEEP_S - 1.0).done
    assert signal.update(GONE, LEAST_KEEP_S).done
