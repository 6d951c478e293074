"""Heads of the facial actions: arrays that are read as data, strengths, and how far they may be trusted."""

from __future__ import annotations

import io
from dataclasses import fields, replace

import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain.vision.actions.heads import ActionHeads, heads_of, to_bytes

SIZE = 4


def heads(**changes):
    plain = ActionHeads(
        mean=np.zeros(SIZE, np.float32),
        scale=np.ones(SIZE, np.float32),
        weights=np.eye(6, SIZE, dtype=np.float32),
        offset=np.full(6, 0.25, np.float32),
        axes=np.eye(2, SIZE, dtype=np.float32),
        learnt=np.array([0.9, 0.9], np.float32),
        usual=np.array([1.0], np.float32),
        trust=np.full(6, 0.8, np.float32),
    )
    return replace(plain, **changes)


def test_strengths_are_linear_and_stay_within_their_range():
    told = heads().strengths(np.array([0.5, 5.0, -5.0, 0.0], np.float32))
    np.testing.assert_allclose(told, [0.75, 1.0, 0.0, 0.25, 0.25, 0.25])


def test_a_face_unlike_the_training_faces_is_trusted_less():
    usual = heads().confidences(np.array([1.0, 1.0, 0.0, 0.0], np.float32))
    strange = heads().confidences(np.array([0.0, 0.0, 8.0, 8.0], np.float32))
    np.testing.assert_allclose(usual, 0.8, rtol=1e-6)
    assert (strange < 0.1).all()
    far_along_what_was_learnt = heads().confidences(np.array([4.0, 0.0, 0.0, 0.0], np.float32))
    far_beyond = heads().confidences(np.array([0.0, 0.0, 4.0, 0.0], np.float32))
    assert (far_beyond < far_along_what_was_learnt).all()


def test_the_file_gives_the_same_heads_again():
    payload = to_bytes(heads())
    again = heads_of(payload, SIZE, "here")
    for one in fields(ActionHeads):
        np.testing.assert_array_equal(getattr(again, one.name), getattr(heads(), one.name))
    assert to_bytes(again) == payload


@pytest.mark.parametrize(
    "change",
    [
        {"mean": np.zeros(SIZE + 1)},
        {"weights": np.zeros((5, SIZE))},
        {"offset": np.full(6, np.nan)},
        {"scale": np.zeros(SIZE)},
        {"usual": np.zeros(1)},
        {"trust": np.full(6, 1.5)},
        {"learnt": np.full(2, -0.1)},
        {"axes": np.zeros((3, SIZE))},
    ],
)
def test_arrays_that_do_not_fit_are_refused(change):
    with pytest.raises(ModelFault, match="facial actions"):
        heads_of(to_bytes(heads(**change)), SIZE, "here")


def test_objects_and_foreign_bytes_are_refused():
    stream = io.BytesIO()
    np.savez(stream, **{one.name: np.array([object()]) for one in fields(ActionHeads)})
    for payload in (b"", b"x" * 100, stream.getvalue(), to_bytes(heads())[:200]):
        with pytest.raises(ModelFault, match="Restore"):
            heads_of(payload, SIZE, "here")
