import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.errors import SettingFault
from neopain_export.annotation.rating.course import Course, Finished, Given, Undone
from neopain_export.annotation.rating.order import Showing
from neopain_export.annotation.rating.tasks import NFCS, NIPS_FACE, Answer, Reason

ORDER = tuple(Showing(f"item{number}") for number in range(5))
ANSWERS = st.one_of(
    st.sampled_from(Reason).map(lambda reason: Answer(reason=reason)),
    st.integers(0, 1).map(lambda value: Answer((value,))),
)


# Made once: a strategy that is made anew for each wish costs more than the wish.
WISHES = st.one_of(
    st.builds(Given, place=st.integers(0, 4), answer=ANSWERS, utc=st.just(""), shown_s=st.just(1.0)),
    st.just(Undone("")),
    st.just(Finished("then")),
)


def acts_from(data, count):
    """A possible course of `count` wishes: what cannot be done is not in it."""
    course, acts = Course(ORDER, NIPS_FACE), []
    for _ in range(count):
        act = data.draw(WISHES)
        try:
            course.apply(act)
        except SettingFault:
            continue
        acts.append(act)
    return course, acts


@given(st.data())
def test_what_was_done_is_all_there_is_to_know(data):
    course, acts = acts_from(data, 20)
    again = Course(ORDER, NIPS_FACE, acts)
    assert [again.answer_at(n) for n in range(5)] == [course.answer_at(n) for n in range(5)]
    assert (again.answered, again.finished, again.can_undo) == (
        course.answered,
        course.finished,
        course.can_undo,
    )


@given(st.data(), ANSWERS)
def test_undo_takes_back_exactly_the_last_answer(data, answer):
    course, _ = acts_from(data, 12)
    if course.finished:
        return
    before = [course.answer_at(n) for n in range(5)]
    place = data.draw(st.integers(0, min(4, course.answered)))
    course.apply(Given(place, answer, "", 1.0))
    assert course.answer_at(place) == answer
    course.apply(Undone(""))
    assert [course.answer_at(n) for n in range(5)] == before
    assert course.place == place


@given(st.data())
def test_everything_can_be_undone_to_the_beginning(data):
    course, _ = acts_from(data, 12)
    if course.finished:
        return
    while course.can_undo:
        course.apply(Undone(""))
    assert course.answered == 0


def test_one_goes_on_where_one_was():
    course = Course(ORDER, NIPS_FACE, [Given(n, Answer((1,)), "", 1.0) for n in range(3)])
    assert course.place == 3
    course.look(-2)
    assert course.place == 1
    course.look(9)
    assert course.place == 3
    course.look(-9)
    assert course.place == 0


def test_nothing_changes_after_the_end():
    course = Course(ORDER, NIPS_FACE, [Given(n, Answer((1,)), "", 1.0) for n in range(4)])
    with pytest.raises(SettingFault, match="5 answers"):
        course.apply(Finished(""))
    course.apply(Given(4, Answer((0,)), "", 1.0))
    course.apply(Finished("now"))
    for act in (Given(0, Answer((0,)), "", 1.0), Undone(""), Finished("")):
        with pytest.raises(SettingFault, match="finished"):
            course.apply(act)
    assert course.answer_at(0) == Answer((1,))


def test_nothing_is_left_out_on_the_way():
    course = Course(ORDER, NIPS_FACE)
    with pytest.raises(SettingFault, match="place 0"):
        course.apply(Given(1, Answer((1,)), "", 1.0))


def test_the_first_and_the_second_time_are_told_apart():
    order = (Showing("a"), Showing("b"), Showing("a", 1))
    said = [Answer((1,)), Answer((0,)), Answer((0,))]
    course = Course(order, NIPS_FACE, [Given(n, one, "", 1.0) for n, one in enumerate(said)])
    assert course.by_turn(0) == {"a": said[0], "b": said[1]}
    assert course.by_turn(1) == {"a": said[2]}


@pytest.mark.parametrize(
    ("task", "values"),
    [(NIPS_FACE, (2,)), (NIPS_FACE, (None,)), (NIPS_FACE, (0, 1)), (NFCS, (1,)), (NFCS, (None,) * 7)],
)
def test_an_answer_answers_the_question(task, values):
    with pytest.raises(SettingFault, match="expected"):
        task.check(Answer(values))


def test_an_answer_is_a_value_or_a_reason():
    for wrong in ((None, None), ((1,), Reason.BLURRED)):
        with pytest.raises(SettingFault, match="both, or neither"):
            Answer(*wrong)


def test_what_cannot_be_judged_or_seen_never_is_a_number():
    assert NFCS.result(Answer((1, 1, 0, 0, 0, 0, 1))) == 3
    assert NFCS.result(Answer((1, 1, 0, 0, 0, 0, None))) is None
    assert NFCS.result(Answer(reason=Reason.NO_FACE)) is None
    assert NIPS_FACE.result(Answer((0,))) == 0
