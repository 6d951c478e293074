"""Scores against ratings of several levels."""

import numpy as np
import pytest

from neopain_export.study.evaluation.ordinal import numbers_of, ordinal
from neopain_export.study.report import runner
from neopain_export.study.report.runner import run_study
from neopain_export.study.report.sections.ordinal_tables import ordinal_tables
from neopain_export.study.report.verification import verify
from tests.unit.export.study.made_tables import made_table
from tests.unit.export.study.test_reviewers_folder import GRID, StudyWish, with_refused

SUBJECTS = np.repeat([f"s{place:02d}" for place in range(20)], 8)
FOLDS = np.repeat(np.arange(4), 40)


def rated(seed, strength):
    random = np.random.default_rng(seed)
    ratings = random.integers(0, 8, len(SUBJECTS)).astype(float)
    return ratings, strength * ratings / 7 + random.random(len(SUBJECTS))


def test_a_score_that_follows_the_rating_agrees_and_one_that_does_not_is_at_chance():
    strong = ordinal(*rated(0, 3.0), SUBJECTS, FOLDS, 0)
    assert (strong.pictures, strong.infants, strong.levels) == (160, 20, 8)
    assert strong.concordance.low > 0.85
    assert strong.kappa.low > 0.7
    noise = [ordinal(*rated(seed, 0.0), SUBJECTS, FOLDS, seed) for seed in range(12)]
    for name, chance, margin in (("concordance", 0.5, 0.04), ("kappa", 0.0, 0.06)):
        values = [getattr(one, name).value for one in noise]
        assert abs(np.mean(values) - chance) < margin, (name, np.mean(values))


def test_concordance_is_the_share_of_pairs_inside_folds_in_the_right_order():
    ratings, scores = rated(1, 1.0)
    ratings = np.where(ratings > 5, 2.0, np.where(ratings > 2, 1.0, 0.0))
    found = ordinal(ratings, scores, SUBJECTS, FOLDS, 0).concordance
    won = pairs = 0
    for fold in range(4):
        here = np.flatnonzero(fold == FOLDS)
        for one in here:
            for other in here:
                if ratings[one] > ratings[other]:
                    pairs += 1
                    won += 1.0 if scores[one] > scores[other] else 0.5 * (scores[one] == scores[other])
    assert found.value == pytest.approx(won / pairs)


def test_no_infant_decides_about_its_own_levels():
    """A score that is each infant's name tells nothing of others."""
    ratings = np.repeat(np.random.default_rng(0).integers(0, 5, 20), 8).astype(float)
    scores = np.repeat(np.random.default_rng(1).random(20), 8)
    assert ordinal(ratings, scores, SUBJECTS, FOLDS, 0).kappa.value < 0.3


def test_too_few_levels_or_words_give_none():
    assert ordinal(np.tile([0.0, 1.0], 80), np.arange(160.0), SUBJECTS, FOLDS, 0) is None
    assert numbers_of(np.array(["1", "", "x"])) is None
    np.testing.assert_array_equal(numbers_of(np.array(["1", "", "2.5"])), [1.0, np.nan, 2.5])


def test_a_set_with_scores_has_the_section_and_it_is_verified(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "draw_plots", lambda _study, _out: [])
    table = with_refused(made_table(strength=1.5))
    random = np.random.default_rng(0)
    nips = np.where(
        table.labels == 1, random.integers(3, 8, len(table.labels)), random.integers(0, 3, len(table.labels))
    )
    raters = {
        "rater_anna": nips.astype(np.str_),
        "rater_ben": np.where(np.arange(len(nips)) % 9 == 0, "", np.minimum(nips + 1, 7)),
    }
    slots = {slot: getattr(table, slot) for slot in table.__slots__}
    table = type(table)(**{**slots, "about": {**table.about, "nips": nips.astype(np.str_), **raters}})
    (study,) = run_study(table, StudyWish(("grouped-3-fold",), GRID, 0, 1, ""), tmp_path / "s")
    section = "\n".join(ordinal_tables(study))
    assert "| nips | deep | 8 |" in section
    tables = (tmp_path / "s" / "tables.md").read_text("utf-8")
    assert section in tables
    assert "| rater_ben | deep | 7 |" in section
    count = int((np.arange(len(nips)) % 9 > 0)[study.tested.labels >= 0].sum())
    assert f"| rater_anna, rater_ben | {count} of 12 |" in section
    assert "| +0.875 [" in section or "| +0.9" in section or "| +0.8" in section
    assert "of rater_anna, rater_ben: in the tables" in (tmp_path / "s" / "checklist.md").read_text("utf-8")
    assert "| nips | 0 |" not in tables, "a rating is no subgroup"
    assert "| rater_anna | 0 |" not in tables
    assert verify(tmp_path / "s").wrong == ()
