from hypothesis import given
from hypothesis import strategies as st

from neopain_export.annotation.rating.disputes import dispute_of, disputes, settled
from neopain_export.annotation.rating.tasks import Answer, Reason

VALUES = st.tuples(*[st.sampled_from([0, 1, None])] * 3).filter(
    lambda values: any(v is not None for v in values)
)
ANSWERS = st.one_of(VALUES.map(Answer), st.sampled_from(Reason).map(lambda reason: Answer(reason=reason)))
BOTH = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(ANSWERS, ANSWERS))


@given(ANSWERS, ANSWERS)
def test_a_dispute_does_not_tell_who_said_what(one, other):
    assert dispute_of(one, other) == dispute_of(other, one)


@given(ANSWERS, ANSWERS)
def test_only_what_differs_is_in_dispute(one, other):
    found = dispute_of(one, other)
    if one.values is None and other.values is None:
        assert found is None
    elif one.values is None or other.values is None:
        assert found.open == (True, True, True)
        assert set(found.agreed) == {None}
    elif one == other:
        assert found is None
    else:
        assert found.open == tuple(a != b for a, b in zip(one.values, other.values, strict=True))
        assert found.fits(one)
        assert found.fits(other)


@given(BOTH, st.data())
def test_when_everything_is_decided_nothing_is_open(said, data):
    first, second = ({item: pair[n] for item, pair in said.items()} for n in (0, 1))
    open_still = disputes(first, second)
    decided = {}
    for item, dispute in open_still.items():
        values = tuple(
            data.draw(st.sampled_from([0, 1])) if undecided else agreed
            for agreed, undecided in zip(dispute.agreed, dispute.open, strict=True)
        )
        decided[item] = Answer(values)
        assert dispute.fits(decided[item])
    final = settled(first, second, decided)
    assert final.keys() == said.keys()
    for item, answer in final.items():
        if item not in open_still:
            assert answer == first[item]


@given(BOTH)
def test_without_an_adjudicator_only_what_is_agreed_counts(said):
    first, second = ({item: pair[n] for item, pair in said.items()} for n in (0, 1))
    final = settled(first, second, {})
    assert final.keys() == said.keys() - disputes(first, second).keys()


def test_a_decision_leaves_what_was_agreed():
    dispute = dispute_of(Answer((1, 0, 1)), Answer((1, 1, 1)))
    assert dispute.fits(Answer((1, 0, 1)))
    assert not dispute.fits(Answer((0, 0, 1)))
    assert dispute.fits(Answer(reason=Reason.BLURRED))
