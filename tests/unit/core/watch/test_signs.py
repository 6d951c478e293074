"""Facial actions over time, and two witnesses beside the score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.readings import RawReading, Reading, Reason
from neopain.core.score.pain_state import PainState
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.sessions import LogKind
from neopain.core.watch.signs import (
    CALM,
    DISAGREEMENT_WORDS,
    DISTRESSED,
    HOLD_S,
    RELEASE_S,
    SHARE_S,
    UPPER_FACE,
    Disagreement,
    SignsCourse,
    contradiction,
)
from tests.unit.core.watch.bed import Bed

HIGH, LOW = 8.0, 1.0
MOUTH = tuple(action for action in FacialAction if action not in UPPER_FACE)


def face(upper, mouth=0.0, confidence=0.9):
    strengths = dict.fromkeys(UPPER_FACE, upper) | dict.fromkeys(MOUTH, mouth)
    return FacialActions.of({a: ActionStrength(s, confidence) for a, s in strengths.items()})


GRIMACE, REST = face(0.9, 0.9), face(0.1)


def reading(at, smoothed, actions=GRIMACE, distress=0.95, reason=None):
    """A reading whose score is `smoothed`, or that has none for `reason`."""
    raw = RawReading(0, at, None if reason else smoothed, reason, actions=actions, distress=distress)
    return Reading.of(raw, smoothed)


def unscored(at, reason, actions=GRIMACE, distress=0.95):
    return reading(at, None, actions, distress, reason)


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        (reading(0, LOW), Disagreement.SIGNS_OVER_SCORE),
        (reading(0, HIGH), None),
        (reading(0, HIGH, REST, 0.1), Disagreement.SCORE_OVER_SIGNS),
        (reading(0, LOW, REST, 0.1), None),
        (unscored(0, Reason.UNLIKE_TRAINING), Disagreement.SIGNS_WITHOUT_SCORE),
        (unscored(0, Reason.UNLIKE_TRAINING, REST, 0.1), None),
        (unscored(0, Reason.MOUTH_COVERED), None),
        (reading(0, LOW, GRIMACE, 0.7), None),
        (reading(0, LOW, REST, 0.95), None),
        (reading(0, LOW, GRIMACE, None), None),
        (reading(0, LOW, None, 0.95), None),
        (reading(0, LOW, face(0.9, 0.9, 0.1), 0.95), None),
    ],
)
def test_only_both_witnesses_together_contradict_a_score(seen, wanted):
    assert contradiction(seen, DEFAULT_PRESET) is wanted


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([LOW, HIGH]))
def test_an_open_mouth_alone_never_says_distress(mouth, distress, score):
    found = contradiction(reading(0, score, face(0.1, mouth), distress), DEFAULT_PRESET)
    assert found in {None, Disagreement.SCORE_OVER_SIGNS}


@given(st.floats(0, 0.49), st.floats(CALM, DISTRESSED, exclude_max=True))
def test_a_network_between_its_limits_says_nothing(upper, distress):
    for score in (LOW, HIGH):
        assert contradiction(reading(0, score, face(upper), distress), DEFAULT_PRESET) is None


def played(course, until, make, start=0.0, fps=5):
    at = start
    while at < until:
        course.take(make(at), DEFAULT_PRESET)
        at += 1 / fps
    return at


def test_a_contradiction_is_said_after_its_hold_and_let_go_after_its_rest():
    course = SignsCourse()
    at = played(course, HOLD_S - 0.5, lambda at: reading(at, LOW))
    assert course.disagreement_at(at) is None
    at = played(course, HOLD_S + 0.5, lambda at: reading(at, LOW), at)
    assert course.disagreement_at(at) is Disagreement.SIGNS_OVER_SCORE
    ended = at
    at = played(course, ended + RELEASE_S - 1, lambda at: reading(at, LOW, REST, 0.1), at)
    assert course.disagreement_at(at) is Disagreement.SIGNS_OVER_SCORE
    at = played(course, ended + RELEASE_S + 1, lambda at: reading(at, LOW, REST, 0.1), at)
    assert course.disagreement_at(at) is None
    assert course.disagreement_at(ended) is not None, "asking changes nothing"
    course.take(reading(at, LOW), DEFAULT_PRESET)
    assert course.disagreement_at(at) is None, "a new one has its own hold"


@pytest.mark.parametrize(("every_s", "said"), [(1.9, True), (2.1, False)])
def test_a_contradiction_may_miss_for_a_turn_of_the_head_and_no_longer(every_s, said):
    course = SignsCourse()
    for number in range(int(2 * HOLD_S / every_s)):
        course.take(reading(every_s * number, LOW), DEFAULT_PRESET)
    assert (course.disagreement_at(every_s * number) is not None) is said


def test_glimpses_never_add_up():
    course = SignsCourse()
    for at in range(0, 60, 3):
        course.take(reading(float(at), LOW), DEFAULT_PRESET)
        course.take(reading(at + 1.0, LOW, REST, 0.1), DEFAULT_PRESET)
        assert course.disagreement_at(at + 1.0) is None


def test_a_share_is_of_the_seconds_in_which_the_action_was_seen():
    course = SignsCourse()
    played(course, 15.0, lambda at: reading(at, HIGH, GRIMACE))
    played(course, 30.0, lambda at: reading(at, LOW, REST), 15.0)
    assert course.at(30.0).shares[FacialAction.BROW_BULGE] == pytest.approx(0.5, abs=0.04)
    hidden = FacialActions.of({FacialAction.BROW_BULGE: ActionStrength(0.9, 0.9)})
    played(course, 30.0 + SHARE_S, lambda at: reading(at, HIGH, hidden), 30.0)
    shares = course.at(30.0 + SHARE_S).shares
    assert shares[FacialAction.BROW_BULGE] == pytest.approx(1.0, abs=0.04)
    assert set(shares) == {FacialAction.BROW_BULGE}, "what is not seen has no share, least of all zero"


def test_shares_fade_while_nothing_is_seen():
    """They are of the last seconds before they are asked for, not before the last reading."""
    course = SignsCourse()
    played(course, 30.0, lambda at: reading(at, HIGH, GRIMACE))
    assert course.at(30.5).shares
    assert not course.at(30.0 + SHARE_S + 2.0).shares


def test_old_actions_are_not_shown():
    course = SignsCourse()
    course.take(reading(0.0, HIGH), DEFAULT_PRESET)
    assert course.at(1.0).actions == GRIMACE
    assert course.at(6.0).actions is None
    assert course.at(6.0).distress is None


def test_the_watch_tells_it_once_in_the_log_and_in_every_snapshot():
    bed = Bed()
    with_signs(bed, 0.0, 8.0, LOW, GRIMACE, 0.95)
    assert bed.watch.snapshot(8.0).signs.disagreement is Disagreement.SIGNS_OVER_SCORE
    with_signs(bed, 8.0, 20.0, LOW, REST, 0.1)
    assert bed.watch.snapshot(20.0).signs.disagreement is None
    lines = [one for one in bed.log if one.kind is LogKind.STATE and one.code.startswith("signs_")]
    assert [one.code for one in lines] == ["signs_disagree", "signs_agree"]
    assert dict(lines[0].detail)["disagreement"] == "signs_over_score"
    assert lines[0].text == DISAGREEMENT_WORDS[Disagreement.SIGNS_OVER_SCORE][0]


def test_the_next_infant_inherits_no_signs():
    bed = Bed()
    with_signs(bed, 0.0, 8.0, LOW, GRIMACE, 0.95)
    bed.take(bed.watch.new_infant(8.0, DEFAULT_PRESET))
    signs = bed.watch.snapshot(8.1).signs
    assert signs.actions is None
    assert signs.disagreement is None
    assert not signs.shares


def with_signs(bed, start, until, raw, actions, distress):
    at = start
    while at < until:
        at += 0.2
        _, entries = bed.watch.on_reading(RawReading(0, at, raw, actions=actions, distress=distress))
        bed.take(entries)


def test_signs_that_both_witnesses_see_are_never_called_no_signs_seen():
    bed = Bed()
    with_signs(bed, 0.0, 8.0, LOW, GRIMACE, 0.95)
    seen = bed.watch.snapshot(8.0)
    assert seen.smoothed < DEFAULT_PRESET.ambiguous_over
    assert seen.state is PainState.AMBIGUOUS
    assert seen.state_help == DISAGREEMENT_WORDS[Disagreement.SIGNS_OVER_SCORE][1]
    with_signs(bed, 8.0, 20.0, LOW, REST, 0.1)
    assert bed.watch.snapshot(20.0).state is PainState.NO_SIGNS_SEEN
    codes = [one.code for one in bed.log if one.code in set(PainState)]
    assert codes == ["no_signs_seen", "ambiguous", "no_signs_seen"]
