from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from neopain_export.neonate.script import (
    CRY_S,
    DURATION_S,
    KEYS,
    LANCE_S,
    PHASES,
    breath_at,
    cry_share,
    draw_blinks,
    face_at,
    phase_at,
    pose_at,
)

FPS = 15
TIMES = np.arange(0.0, DURATION_S, 1.0 / FPS)


def test_keys_and_phases_cover_the_film_in_order() -> None:
    starts = [key.at_s for key in KEYS]
    assert starts == sorted(set(starts))
    assert starts[0] == 0.0
    assert starts[-1] == DURATION_S
    assert PHASES[0].start_s == 0.0
    assert [phase.name for phase in PHASES] == ["asleep", "awake", "fuss", "heel lance", "recovery"]
    assert phase_at(LANCE_S) == "heel lance"
    assert phase_at(LANCE_S - 0.01) == "fuss"


def test_pain_comes_with_the_lance_and_goes() -> None:
    def squeeze(at_s: float) -> float:
        return face_at(at_s, ()).brow_strain

    assert max(squeeze(at_s) for at_s in TIMES if at_s < LANCE_S) < 0.5
    assert squeeze(LANCE_S + 1.5) > 0.8
    assert squeeze(DURATION_S - 1.0) < 0.05
    assert cry_share(CRY_S[0] + 2.0) == 1.0
    assert cry_share(LANCE_S - 1.0) == 0.0


def test_the_film_moves_smoothly_and_loops() -> None:
    poses = [pose_at(at_s) for at_s in (*TIMES, 0.0)]
    for before, after in pairwise(poses):
        assert abs(after.yaw - before.yaw) < 2.5
        assert abs(after.pitch - before.pitch) < 1.0
        assert abs(after.roll - before.roll) < 1.0
    faces = [face_at(at_s, ()) for at_s in (*TIMES, 0.0)]
    for before, after in pairwise(faces):
        for name in before.weights.keys() | after.weights.keys():
            assert abs(after.weights.get(name, 0.0) - before.weights.get(name, 0.0)) < 0.30
    assert breath_at(0.0) == pytest.approx(breath_at(DURATION_S), abs=1e-9)


def test_the_child_is_never_still() -> None:
    """A frozen picture raises a technical alarm; sleep must not look like one."""
    quiet = [(round(breath_at(at_s), 4), round(pose_at(at_s).pitch, 4)) for at_s in TIMES]
    assert all(before != after for before, after in pairwise(quiet))


def test_blinks_shut_the_eyes_for_a_moment_while_awake() -> None:
    blinks = draw_blinks(np.random.default_rng(1))
    assert len(blinks) >= 3
    assert face_at(blinks[1] + 0.15, blinks).eye_open < 0.1
    assert face_at(blinks[1] - 0.2, blinks).eye_open > 0.6
    assert all(phase_at(start) in {"awake", "fuss"} for start in blinks)
