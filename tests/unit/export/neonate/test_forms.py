"""The forms of an infant's cry: where they move the skin, how strong they are, and who has none."""

from __future__ import annotations

import numpy as np
import pytest

from neopain import paths
from neopain_export.neonate.actions import strengths
from neopain_export.neonate.expression import PAIN_STATES, STATES, weaken
from neopain_export.neonate.forms import FORMS, as_an_infant
from neopain_export.neonate.head import MASKS, Head, HeadPack
from neopain_export.neonate.identity import NEWBORN
from neopain_export.neonate.sets.intensive import FACES, draw_infant, draw_intensive
from neopain_export.neonate.sets.shots import draw_easy, draw_hard, draw_outfit


@pytest.fixture(scope="module")
def pack() -> HeadPack:
    return HeadPack.load(paths.assets() / "neonate" / "headpack.npz")


@pytest.fixture(scope="module")
def head(pack: HeadPack) -> Head:
    newborn = {name: sum(bounds) / 2 for name, bounds in NEWBORN.items()}
    return Head(pack, {"asian_female": 1.0, "caucasian_male": 1.0}, newborn)


def _moved(head: Head, name: str) -> np.ndarray:
    return head.express({name: 1.0}) - head.rest


def _gap(head: Head, mien, x: float) -> float:
    """How high the mouth is open at a distance from its middle."""
    vertices = head.express(mien.weights)
    lips = (head.pack.masks[:, MASKS.index("lips")] > 0.5) & (head.pack.part == 0)
    here = lips & (np.abs(np.abs(vertices[:, 0]) - x) < 0.04)
    low = here & (-head.pack.units["jawOpen"][:, 1] > 0.18)
    high = here & ~low
    return float(vertices[high, 1].min() - vertices[low, 1].max()) if low.any() and high.any() else 0.0


@pytest.mark.parametrize("state", list(STATES))
def test_forms_change_no_label(state):
    assert strengths(as_an_infant(FACES[state])) == strengths(FACES[state])


@pytest.mark.parametrize("state", ["asleep", "awake", "drowsy", "sleep_smile"])
def test_a_face_at_rest_has_no_forms(head, state):
    face = as_an_infant(STATES[state])
    assert face.lid_folds == face.chin_folds == 0.0
    np.testing.assert_array_equal(head.express(face.weights), head.express(STATES[state].weights))


def test_forms_follow_the_actions_that_make_them():
    for strength in (0.3, 0.6):
        mien = weaken(STATES["pain_cry"], strength)
        face, done = as_an_infant(mien), strengths(mien)
        assert face.weights["browBulge"] == pytest.approx(done.brow_bulge)
        assert face.weights["lidSqueeze"] == pytest.approx(done.eye_squeeze)
        assert face.weights["cheekRise"] == pytest.approx(done.nasolabial_furrow)


def test_only_pain_has_brow_bulge_squeezed_lids_and_risen_cheeks_in_full():
    names = ("browBulge", "lidSqueeze", "cheekRise")
    for state in STATES:
        weights = as_an_infant(FACES[state]).weights
        assert (min(weights[name] for name in names) > 0.5) == (state in PAIN_STATES)


def test_every_form_stays_where_it_belongs_and_moves_both_sides_alike(head):
    height = {"browBulge": (0.0, 0.9), "lidSqueeze": (-0.5, 0.5), "cheekRise": (-1.3, 0.1)}
    for name in FORMS:
        moved = np.abs(_moved(head, name)).max(axis=1)
        assert 0.03 < moved.max() < 0.7, name
        low, high = height.get(name, (-2.2, -0.2))
        touched = head.rest[moved > 0.005]
        assert low < touched[:, 1].min() < touched[:, 1].max() < high, name
        left = moved[(head.rest[:, 0] > 0.02)].max()
        right = moved[(head.rest[:, 0] < -0.02)].max()
        assert left == pytest.approx(right, rel=0.1), name


def test_brows_come_down_and_bulge_and_cheeks_push_up(head):
    brow = head.vertex_at(0.20, 0.37)
    assert _moved(head, "browBulge")[brow, 2] > 0.03
    assert _moved(head, "browBulge")[brow, 1] < -0.03
    cheek = head.vertex_at(0.64, -0.46)
    assert _moved(head, "cheekRise")[cheek, 1:].min() > 0.05


def test_a_cry_opens_wider_and_squarer_and_a_laugh_does_not(head):
    cry = STATES["pain_cry"]
    before, after = ([_gap(head, mien, x) for x in (0.0, 0.28)] for mien in (cry, as_an_infant(cry)))
    assert after[0] > 1.2 * before[0]
    assert after[1] / after[0] > 1.2 * before[1] / before[0]
    laugh = as_an_infant(STATES["laugh"])
    assert laugh.weights["mouthSquare"] == 0.0


def test_a_yawn_has_smooth_brows_and_soft_lids():
    done = strengths(FACES["yawn"])
    assert done.brow_bulge == 0.0
    assert done.eye_squeeze < 0.1
    assert done.vertical_stretch == 1.0
    assert FACES["yawn"].weights.keys() == STATES["yawn"].weights.keys()


def test_the_older_sets_have_no_forms_and_the_second_hard_one_has(pack):
    rng = np.random.default_rng(3)
    identity, outfit = draw_infant(pack, rng, subject="s", group="train")
    easy = draw_easy(rng, pain=True, outfit=draw_outfit(rng)).shot.mien
    hard = draw_hard(rng, pain=True, outfit=outfit, group="train").shot.mien
    for mien in (easy, hard):
        assert not mien.weights.keys() & FORMS.keys()
        assert mien.lid_folds == mien.chin_folds == 0.0
    _, drawn = draw_intensive(rng, pack, pain=True, identity=identity, outfit=outfit)
    assert drawn.shot.mien.weights.keys() >= FORMS.keys()
    assert drawn.shot.mien.lid_folds > 0.0
