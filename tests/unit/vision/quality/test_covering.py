"""The judges look at skin and form alone: no side, no grey level, no picture makes them fail."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.vision.quality.covered import covered
from neopain.vision.quality.covering import KINDS, PIECES, figures
from neopain.vision.quality.covering_judges import JUDGES


def test_every_kind_of_piece_has_its_judge_and_no_other_is_kept():
    assert set(JUDGES) == set(KINDS)
    for judge in JUDGES.values():
        rows = judge.mean, judge.scale, judge.linear, judge.square
        assert [row.shape for row in rows] == [(15,)] * 4
        assert np.isfinite([*np.concatenate(rows), judge.least]).all()
        assert judge.scale.min() > 0


@pytest.mark.parametrize("level", [0, 1, 128, 255])
def test_a_picture_of_one_level_is_judged_without_a_warning(level):
    found = figures(np.full((224, 224, 3), level, np.uint8))
    assert found.shape == (len(PIECES), 15)
    assert np.isfinite(found).all()


@given(st.integers(0, 2**32 - 1), st.integers(1, 255))
def test_whatever_is_seen_the_figures_are_numbers_and_halves_are_judged_alike(seed, most):
    image = np.random.default_rng(seed).integers(0, most + 1, (224, 224, 3)).astype(np.uint8)
    found, mirrored = figures(image), figures(np.ascontiguousarray(image[:, ::-1]))
    assert np.isfinite(found).all()
    halves = [number for number, piece in enumerate(PIECES) if piece.kind == "eye"]
    assert found[halves] == pytest.approx(mirrored[halves[::-1]], rel=0.05, abs=0.05)
    assert covered(image) == covered(image)
