"""A temporal head from made films: what lasts is pain, what is high for a moment is not."""

import numpy as np
import pytest

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.models.temporal_part import read_temporal_part
from neopain.vision.models.toml_table import TomlTable
from neopain_export.training.fitting.film_windows import FilmScores, films_of, windows_of
from neopain_export.training.fitting.temporal import fit_head


def film(number, rng, *, pain, step=0.5, lasts=24.0):
    """Calm, with moments of high scores; where there is pain, it lasts from second 9 to 19."""
    seconds = np.arange(0.0, lasts, step)
    points = np.clip(rng.normal(0.6, 0.4, len(seconds)), 0.0, 10.0)
    for begin in rng.uniform(1.0, 7.0, 2) if pain else rng.uniform(1.0, 21.0, 6):
        points[(seconds >= begin) & (seconds < begin + 1.0)] = rng.uniform(7.0, 10.0)
    labels = ((seconds >= 9.0) & (seconds < 19.0) & pain).astype(np.int64)
    points[labels == 1] = np.clip(rng.normal(8.0, 1.5, labels.sum()), 0.0, 10.0)
    return FilmScores(f"f{number}", f"s{number}", seconds, points, labels)


def made(count=10, seed=0, **options):
    rng = np.random.default_rng(seed)
    return [film(number, rng, pain=number % 2 == 0, **options) for number in range(count)]


@pytest.fixture(scope="module")
def fitted():
    return fit_head(made(), 4.0, 5.0, 1)


def test_what_lasts_is_told_and_what_passes_is_not(fitted):
    head = fitted.head
    assert head.fault() is None
    assert min(head.weights) >= 0.0
    passing = [(0.0, 0.5), (1.0, 0.5), (1.5, 9.0), (2.0, 9.0), (2.5, 0.5), (4.0, 0.5)]
    assert head.score(passing) < 4.0 < head.constant(8.0)


def test_what_is_told_of_it_is_of_infants_held_out_and_beside_smoothing(fitted):
    result = fitted.result
    assert result["temporal_infants"] == 10
    assert result["temporal_auc"] > 0.9
    assert 0.9 < result["smoothed_auc"] < 1.0
    assert result["temporal_auc_low"] <= result["temporal_auc"] <= result["temporal_auc_high"]


def test_the_same_films_give_the_same_head(fitted):
    assert fit_head(made(), 4.0, 5.0, 1).values() == fitted.values()


def test_the_bedside_reads_what_was_written_and_gets_the_known_answers(fitted):
    part = read_temporal_part(TomlTable({"temporal": fitted.values()}, "manifest.toml"))
    assert part.head == fitted.head
    assert part.known == tuple(fitted.values()["known_answers"])
    assert "10 films" in part.method


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("weights", [1.0, 0.0, -0.5, 0.0], "weights are 0 or more"),
        ("weights", [1.0, 0.0], "a list of 4 numbers"),
        ("weights", [float("nan")] * 4, "a finite number"),
        ("window_s", 30.0, "2 to 6 s"),
        ("spread", [0.0] * 4, "spreads over 0"),
        ("bias", 40.0, "without any sign"),
        ("bias", -40.0, "no alarm over"),
        ("level", 4.0, None),
        ("known_answers", [0.1, 0.2, 0.3], "not what it did"),
        ("known_calm", [11.0, 1.0], "scores from 0 to 10"),
        ("known_pain", [], "2 to 64 scores"),
        ("method", "", "a text"),
    ],
)
def test_a_forged_head_is_refused(fitted, key, value, told):
    values = dict(fitted.values()) | {key: value}
    if told is None:
        # Another level changes the answers only as far as courses cross it.
        values["known_answers"] = [answer + 0.5 for answer in values["known_answers"]]
        told = "not what it did"
    with pytest.raises(ModelFault, match=told):
        read_temporal_part(TomlTable({"temporal": values}, "manifest.toml"))


def test_a_head_that_cannot_tell_its_own_courses_apart_is_refused(fitted):
    values = dict(fitted.values())
    values["known_pain"], values["known_calm"] = values["known_calm"], values["known_pain"]
    values["known_answers"] = values["known_answers"][::-1]
    with pytest.raises(ModelFault, match="cannot tell"):
        read_temporal_part(TomlTable({"temporal": values}, "manifest.toml"))


def test_no_window_crosses_unscored_time():
    [one] = made(1)
    whole = windows_of([one], 4.0, 5.0)
    points = one.points.copy()
    points[(one.seconds > 10.0) & (one.seconds < 13.0)] = np.nan
    torn = windows_of([FilmScores(one.film, one.subject, one.seconds, points, one.labels)], 4.0, 5.0)
    # Gone are the five frames themselves, and those until the window behind the gap is filled again.
    assert len(whole.labels) - len(torn.labels) == 5 + 8


@pytest.mark.parametrize(
    ("films", "told"),
    [
        (made(3), "4 infants or more"),
        (made(8, lasts=3.0), "windows of 4 s"),
        ([one for number, one in enumerate(made(12)) if number % 2], "with pain and without"),
    ],
)
def test_too_little_to_learn_from_is_refused(films, told):
    with pytest.raises(SettingFault, match=told):
        fit_head(films, 4.0, 5.0, 1)


def test_labels_that_mean_nothing_give_no_head_or_one_at_chance():
    rng = np.random.default_rng(3)
    films = [
        FilmScores(one.film, one.subject, one.seconds, rng.uniform(0.0, 10.0, len(one.points)), one.labels)
        for one in made(20)
    ]
    try:
        result = fit_head(films, 4.0, 5.0, 1).result
    except SettingFault as fault:
        assert "may not be used" in str(fault)  # noqa: PT017  either is right
    else:
        assert 0.4 < result["temporal_auc"] < 0.6


class Model:
    """A classifier of one feature, and a detector that knows all under 9."""

    model_id = "made 1"

    def __init__(self, layout):
        self.layout = layout

    def score(self, features):
        from neopain.core.score.pain_score import PainScore

        return PainScore(float(features.values[0]) / 10.0, self.model_id)

    def distance(self, features):
        return float(features.values[0]) / 9.0


def test_refused_and_unknown_faces_are_time_without_a_score():
    from neopain.core.features import FeatureBlock, FeatureLayout
    from neopain_export.study.features.feature_table import FeatureTable
    from neopain_export.study.features.refused import RefusedPictures

    layout = FeatureLayout((FeatureBlock("x", 1),))
    text = np.array
    table = FeatureTable(
        "made", True, layout, np.array([[1.0], [9.5], [3.0]], np.float32), np.array([0, 1, 1]),
        text(["s"] * 3), text([""] * 3), text([""] * 3), text(["a.mp4@0s", "a.mp4@1s", "a.mp4@0.5s"]),
        refused=RefusedPictures(
            np.array([1]), text(["a.mp4@1.5s"]), text(["s"]), text([""]), text([""]), text(["too_dark"])
        ),
    )  # fmt: skip
    [one] = films_of(table, Model(layout), Model(layout))
    assert one.seconds.tolist() == [0.0, 0.5, 1.0, 1.5]
    np.testing.assert_allclose(one.points, [1.0, 3.0, np.nan, np.nan])
    assert one.labels.tolist() == [0, 1, 1, 1]
    assert (one.film, one.subject) == ("a.mp4", "s")
    with pytest.raises(SettingFault, match="list videos"):
        films_of(
            FeatureTable("made", True, layout, table.values, table.labels, table.subjects, table.groups,
                         table.states, text(["a.png", "b.png", "c.png"])),
            Model(layout), Model(layout),
        )  # fmt: skip
