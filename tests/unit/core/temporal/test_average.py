import pytest

from neopain.core.score.smoothing import ScoreSmoother
from neopain.core.temporal.average import GAP_S, ScoreAverage, ScoreWindow
from tests.unit.core.temporal.heads import a_head


def told(average, scores):
    return [average.update(at, score) for at, score in scores]


def steady(start, end, score=8.0, step=0.5):
    count = round((end - start) / step)
    return [(start + step * number, score) for number in range(count + 1)]


def test_without_a_head_it_is_the_smoother():
    smoother, average = ScoreSmoother(3.0), ScoreAverage(3.0)
    for at, score in [(0.0, 1.0), (0.5, 9.0), (3.0, 2.0), (9.5, 4.0)]:
        assert average.update(at, score) == smoother.update(at, score) == average.plain


def test_before_the_window_is_filled_the_smoothed_score_and_then_the_heads():
    head, smoother, average = a_head(), ScoreSmoother(3.0), ScoreAverage(3.0, a_head())
    for at, score in steady(100.0, 108.0):
        plain, answer = smoother.update(at, score), average.update(at, score)
        assert answer == (plain if at < 104.0 else pytest.approx(head.constant(8.0)))


def test_nothing_older_than_the_window_is_in_it():
    average = ScoreAverage(3.0, a_head())
    told(average, steady(0.0, 10.0, 0.0))
    answers = dict(zip([at for at, _ in steady(10.5, 16.0)], told(average, steady(10.5, 16.0)), strict=True))
    assert answers[14.0] < answers[14.5] == pytest.approx(a_head().constant(8.0))
    assert answers[16.0] == answers[14.5]


@pytest.mark.parametrize(("gap_s", "head_goes_on"), [(GAP_S, True), (GAP_S + 0.1, False), (30.0, False)])
def test_no_window_crosses_a_gap(gap_s, head_goes_on):
    average = ScoreAverage(3.0, a_head())
    told(average, steady(0.0, 6.0, 0.0))
    average.gap(7.0)
    after = average.update(6.0 + gap_s, 8.0)
    assert (after != average.plain) is head_goes_on
    rest = told(average, steady(6.0 + gap_s + 0.5, 6.0 + gap_s + 4.0))
    assert rest[-1] == pytest.approx(a_head().constant(8.0))
    if not head_goes_on:
        assert rest[-2] != rest[-1]


def test_in_care_and_across_its_ends_there_is_no_window():
    average, smoother = ScoreAverage(3.0, a_head()), ScoreSmoother(3.0)
    scores = steady(0.0, 20.0)
    answers = []
    for at, score in scores:
        if at == 6.0:
            average.pause(True)
        if at == 12.0:
            average.pause(False)
        answers.append((at, average.update(at, score), smoother.update(at, score)))
    by_head = [at for at, answer, plain in answers if answer != plain]
    assert by_head == [at for at, _ in scores if 4.0 <= at < 6.0 or at >= 16.0]


def test_too_few_scores_fill_no_window():
    window = ScoreWindow(2.0)
    assert window.take(0.0, 1.0) is None
    assert window.take(2.0, 1.0) is None
    assert window.take(3.0, 1.0) is None
    assert window.take(3.5, 1.0) == ((2.0, 1.0), (3.0, 1.0), (3.5, 1.0))
