"""What the labels say of each drawn face."""

import numpy as np
import pytest

from neopain_export.neonate.actions import ACTIONS, strengths
from neopain_export.neonate.expression import PAIN_STATES, STATES, mix, vary, weaken
from neopain_export.neonate.scene import Mien


def test_every_action_of_every_state_is_a_share():
    for face in STATES.values():
        varied = vary(weaken(face, 1.3), np.random.default_rng(1), spread=0.4)
        columns = strengths(varied).columns()
        assert tuple(columns) == (*ACTIONS, "intensity")
        assert all(0.0 <= columns[name] <= 1.0 for name in ACTIONS)
        assert 0.0 <= columns["intensity"] <= 10.0


def test_a_full_pain_cry_is_strong_in_everything():
    assert min(strengths(STATES["pain_cry"]).columns()[name] for name in ACTIONS) > 0.9
    assert strengths(STATES["pain_cry"]).intensity > 9.0


def test_every_pain_face_is_stronger_than_every_other():
    weakest = min(strengths(STATES[name]).intensity for name in PAIN_STATES)
    strongest = max(strengths(face).intensity for name, face in STATES.items() if name not in PAIN_STATES)
    assert weakest > 1.8 * strongest


@pytest.mark.parametrize("state", ["yawn", "asleep", "startle", "sucking", "sleep_smile", "awake"])
def test_one_sign_alone_is_no_pain(state):
    assert strengths(STATES[state]).intensity < 0.5


def test_a_sleepers_eyes_are_shut_and_not_squeezed():
    assert strengths(STATES["asleep"]).eye_squeeze == 0.0
    assert strengths(STATES["yawn"]).vertical_stretch == 1.0


def test_intensity_rises_with_every_step_of_effort():
    faces = [mix(STATES["asleep"], STATES["pain_cry"], share) for share in np.linspace(0, 1, 11)]
    steps = np.diff([strengths(face).intensity for face in faces])
    assert np.all(steps > 0.0)


def test_a_face_at_rest_does_nothing():
    assert set(strengths(Mien({})).columns().values()) == {0.0}
