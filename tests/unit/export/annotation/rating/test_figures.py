import math

import pytest

from neopain_export.annotation.rating.figures import figures
from neopain_export.annotation.rating.tasks import NFCS, NIPS_FACE, Answer, Reason


def nips(values):
    return {
        f"i{n}": Answer((v,)) if v is not None else Answer(reason=Reason.BLURRED)
        for n, v in enumerate(values)
    }


def owners(count, infants=6):
    return {f"i{n}": f"s{n % infants}" for n in range(count)}


def test_kappa_and_prevalence_by_hand():
    # 20 both present, 15 both absent, 5 and 10 in dispute: Cohen's example, kappa 0.4.
    first = [1] * 20 + [1] * 5 + [0] * 10 + [0] * 15
    second = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    found = figures(NIPS_FACE, nips(first), nips(second), owners(50))
    (line,) = found.lines
    assert line.kappa.value == pytest.approx(0.4)
    assert line.equal.value == pytest.approx(0.7)
    assert (line.first.value, line.second.value) == (0.5, 0.6)
    assert line.kappa.low < 0.4 < line.kappa.high
    assert line.first.low < 0.5 < line.first.high


def test_what_one_could_not_judge_is_counted_and_is_in_no_figure():
    found = figures(NIPS_FACE, nips([1, None, 0, None, 1]), nips([1, 1, None, None, 0]), owners(5))
    assert (found.items, found.judged, found.only_first, found.only_second, found.neither) == (5, 2, 1, 1, 1)
    assert found.lines[0].ratings == 2


def test_too_few_give_no_figure_rather_than_a_wrong_one():
    found = figures(NIPS_FACE, nips([1]), nips([1]), owners(1))
    assert math.isnan(found.lines[0].kappa.value)
    few = figures(NIPS_FACE, nips([1, 0, 1]), nips([1, 0, 0]), owners(3, infants=3))
    assert math.isnan(few.lines[0].kappa.low)
    assert not math.isnan(few.lines[0].kappa.value)


def test_a_part_that_one_could_not_see_is_missing_in_that_question_and_in_the_total():
    first = {"i0": Answer((1, 0, 0, 0, 0, 0, None)), "i1": Answer((1,) * 7), "i2": Answer((0,) * 7)}
    second = {"i0": Answer((1, 0, 0, 0, 0, 0, 0)), "i1": Answer((1,) * 7), "i2": Answer((0,) * 7)}
    lines = figures(NFCS, first, second, owners(3)).lines
    by_question = {line.question: line.ratings for line in lines}
    assert by_question["brow_bulge"] == 3
    assert by_question["taut_tongue"] == 2
    assert by_question["total"] == 2
    assert lines[-1].first.value == pytest.approx(3.5)


def test_what_both_always_said_is_no_proof_that_they_always_do():
    """Prevalence and equal answers of 1.000 [1.000, 1.000] were printed."""
    (line,) = figures(NIPS_FACE, nips([1] * 12), nips([1] * 12), owners(12)).lines
    for one in (line.equal, line.first, line.second):
        assert (one.value, one.low, one.high) == (1.0, 0.5, 1.0)
