"""Many conditions are told at one moment; looking at all of them anew each time would change nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.alarms.conditions import ALARM_TABLE
from neopain.core.alarms.signals import Suspension
from neopain.core.alarms.system import AlarmSystem

STEPS = {condition.id: len(condition.steps) for condition in ALARM_TABLE}


class Thorough(AlarmSystem):
    """Looks at every condition whenever one is told."""

    def _advance(self, tracks, now):
        return super()._advance(self._tracks.values(), now)

    def _signalled(self, *arguments):
        events = super()._signalled(*arguments)
        self._quiet_at = None
        return events


TOLD = st.tuples(st.just("set_condition"), st.sampled_from(list(STEPS)), st.integers(0, 3))
DONE = st.one_of(
    TOLD,
    TOLD,
    TOLD,
    st.tuples(st.just("tick")),
    st.tuples(st.just("acknowledge")),
    st.tuples(st.just("pause_audio"), st.sampled_from([1.0, 60.0])),
    st.tuples(st.just("resume_audio")),
    st.tuples(st.just("suspend"), st.sampled_from(list(Suspension)), st.sampled_from([5.0, 60.0])),
)
LATER_S = st.sampled_from([0.0, 0.0, 0.0, 0.1, 5.0, 30.0, 200.0])


def do(alarms, action, now):
    match action:
        case "set_condition", condition_id, level:
            level = min(level, STEPS[condition_id])
            return alarms.set_condition(condition_id, level > 0, now, level=level or None, value=level)
        case "suspend", reason, for_s:
            return alarms.suspend(reason, now, now + for_s)
        case name, *arguments:
            return getattr(alarms, name)(now, *arguments)


@settings(max_examples=150)
@given(st.lists(st.tuples(LATER_S, DONE), max_size=60))
def test_what_is_told_at_the_same_moment_needs_no_second_look_at_the_rest(course):
    quick, thorough, now = AlarmSystem(), Thorough(), 100.0
    for later_s, action in course:
        now += later_s
        assert do(quick, action, now) == do(thorough, action, now)
        assert quick.signals(now) == thorough.signals(now)
