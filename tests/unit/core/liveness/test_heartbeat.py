"""Never an alarm while beats come, always one soon after they end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.liveness.heartbeat import (
    BEAT_S,
    GOODBYE,
    LONGEST_STEP_S,
    SILENCE_S,
    Beater,
    HeartbeatRule,
    Pulse,
    beat_word,
)

LOOKS_S = st.floats(0.05, 2.0)
ALL = [beat_word(beater) for beater in Beater]


@pytest.mark.clause("F4")
@given(st.lists(st.tuples(st.floats(0.0, SILENCE_S - 1.0), st.integers(1, 8)), min_size=1, max_size=40))
def test_no_alarm_while_every_part_beats_within_the_silence(steps) -> None:
    now = 50.0
    rule = HeartbeatRule(now)
    for quiet_s, looks in steps:
        for _ in range(looks):
            now += quiet_s / looks
            assert rule.look(now).pulse is Pulse.ALIVE
        for word in ALL:
            rule.hear(word, now)
        assert rule.look(now).pulse is Pulse.ALIVE


@pytest.mark.clause("F1")
@given(
    st.sets(st.sampled_from(list(Beater)), min_size=1), st.lists(LOOKS_S, max_size=30), st.floats(0.05, 1.0)
)
def test_always_an_alarm_soon_after_a_part_has_fallen_silent(silent, before, look_s) -> None:
    now = 0.0
    rule = HeartbeatRule(now)
    for step in before:
        now += step
        for word in ALL:
            rule.hear(word, now)
        assert rule.look(now).pulse is Pulse.ALIVE
    ended_at = now
    while rule.look(now).pulse is Pulse.ALIVE:
        now += look_s
        for beater in set(Beater) - silent:
            rule.hear(beat_word(beater), now)
        assert now - ended_at <= SILENCE_S + 2 * LONGEST_STEP_S
    found = rule.look(now)
    assert found.pulse is Pulse.STALLED
    assert set(found.silent) == silent
    assert found.since == ended_at


@pytest.mark.clause("F4")
@given(st.floats(LONGEST_STEP_S, 1e6))
def test_a_sleep_of_the_whole_machine_accuses_nobody(asleep_s) -> None:
    rule = HeartbeatRule(0.0)
    now = SILENCE_S - 2.0
    for step in range(int(now) + 1):
        rule.look(float(step))
    now += asleep_s
    assert rule.look(now).pulse is Pulse.ALIVE
    for word in ALL:
        rule.hear(word, now + BEAT_S)
    assert rule.look(now + BEAT_S).pulse is Pulse.ALIVE


def test_a_starved_judge_still_comes_to_its_verdict() -> None:
    rule = HeartbeatRule(0.0)
    looks = 0
    while rule.look(30.0 * looks).pulse is Pulse.ALIVE:
        looks += 1
        assert looks <= SILENCE_S / LONGEST_STEP_S + 1


@pytest.mark.clause("F2")
@pytest.mark.parametrize("beats", [0, 3])
def test_a_closed_line_without_a_goodbye_is_an_end_at_once(beats: int) -> None:
    rule = HeartbeatRule(0.0)
    for second in range(beats):
        rule.hear(ALL[0], float(second))
    rule.lose(5.0)
    found = rule.look(5.25)
    assert (found.pulse, found.since) == (Pulse.GONE, 5.0)
    assert set(found.silent) == set(Beater)
    assert rule.look(500.0) == found


@pytest.mark.clause("F5")
def test_a_goodbye_ends_it_quietly_for_good() -> None:
    rule = HeartbeatRule(0.0)
    rule.hear(f"{GOODBYE}\n", 1.0)
    rule.lose(1.0)
    assert rule.look(1000.0).pulse is Pulse.ENDED


def test_beats_that_come_again_end_the_stall() -> None:
    rule = HeartbeatRule(0.0)
    for second in range(20):
        rule.hear(beat_word(Beater.SCREEN), float(second))
    assert rule.look(19.0).silent == (Beater.WATCH,)
    rule.hear(beat_word(Beater.WATCH), 19.5)
    assert rule.look(20.0).pulse is Pulse.ALIVE


@given(st.text(max_size=20).filter(lambda text: text.strip() not in {*ALL, GOODBYE}))
def test_a_garbled_line_is_no_sign_of_life(word) -> None:
    rule = HeartbeatRule(0.0)
    for second in range(12):
        rule.hear(word, float(second))
    assert rule.look(12.0).pulse is Pulse.STALLED
