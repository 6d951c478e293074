"""What scikit-learn is told of arrays, and that nothing else is told."""

import numpy as np
import pyarrow as pa
import pytest
from sklearn.utils import validation

from neopain_export.study.evaluation.plain_arrays import QUESTIONS, plain_arrays

FRAMES = validation.nw.dependencies


def test_arrays_are_known_and_whatever_else_is_asked_about(monkeypatch):
    asked = []
    for name in QUESTIONS:
        real = getattr(FRAMES, name)
        monkeypatch.setattr(FRAMES, name, lambda what, real=real: asked.append(what) or real(what))
    table = pa.table({"a": [1.0, 2.0]})
    with plain_arrays():
        for name in QUESTIONS:
            assert getattr(FRAMES, name)(np.zeros(3)) is False
        assert not asked
        assert FRAMES.is_into_dataframe(table)
        assert FRAMES.is_into_series(table["a"])
        assert not FRAMES.is_into_dataframe([[1.0]])
        assert len(asked) == 3
        checked = validation.check_array(table)
    assert checked.tolist() == [[1.0], [2.0]]


def test_afterwards_everything_is_as_it_was():
    before = [getattr(FRAMES, name) for name in QUESTIONS]
    with pytest.raises(RuntimeError), plain_arrays():
        raise RuntimeError
    assert [getattr(FRAMES, name) for name in QUESTIONS] == before


def test_another_release_without_the_question_is_left_alone(monkeypatch):
    monkeypatch.delattr(validation, "nw")
    with plain_arrays():
        assert not hasattr(validation, "nw")
