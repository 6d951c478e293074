"""The second hard set: what is drawn how often, and what training never sees."""

from dataclasses import replace

import numpy as np
import pytest

from neopain import paths
from neopain_export.neonate.actions import strengths
from neopain_export.neonate.expression import PAIN_STATES, STATES
from neopain_export.neonate.head import HeadPack
from neopain_export.neonate.identity import draw_identity
from neopain_export.neonate.sets.intensive import BREATHING, CALM, PAIN, draw_infant, draw_intensive
from neopain_export.neonate.sets.wards import CAMERAS, RENDERINGS, draw_rendering
from neopain_export.neonate.things.surroundings import CHEEK_X, Pane, behind, press_cheek


@pytest.fixture(scope="module")
def pack():
    return HeadPack.load(paths.assets() / "neonate" / "headpack.npz")


@pytest.fixture(scope="module")
def shots(pack):
    """Two hundred shots of one infant of each group, not drawn."""
    made = []
    for group in ("train", "test"):
        rng = np.random.default_rng(3)
        identity, outfit = draw_infant(pack, rng, subject=f"sim-{group}", group=group)
        for place in range(100):
            seen, drawn = draw_intensive(rng, pack, pain=place % 2 == 0, identity=identity, outfit=outfit)
            made.append((group, identity, seen, drawn))
    return made


def test_shares_sum_up_and_states_are_known():
    assert sum(PAIN.values()) == pytest.approx(1.0)
    assert sum(CALM.values()) == pytest.approx(1.0)
    assert PAIN.keys() == PAIN_STATES
    assert CALM.keys() <= STATES.keys() - PAIN_STATES


def test_training_and_test_have_no_renderer_and_no_camera_in_common(shots):
    seen = {"train": set(), "test": set()}
    for group, _, _, drawn in shots:
        seen[group] |= {drawn.shot.rendering.name, drawn.shot.film.camera.removesuffix("-infrared")}
    assert not seen["train"] & seen["test"]
    for group, names in seen.items():
        known = {one.name for one in RENDERINGS[group]} | {one.camera for one in CAMERAS[group]}
        assert names == known


def test_the_pain_drawn_has_every_strength(shots):
    strong = [strengths(drawn.shot.mien).intensity for _, _, _, drawn in shots if drawn.state in PAIN_STATES]
    calm = [
        strengths(drawn.shot.mien).intensity for _, _, _, drawn in shots if drawn.state not in PAIN_STATES
    ]
    assert np.histogram(strong, bins=5, range=(0, 10))[0].min() > 0
    assert np.median(calm) < 0.5
    assert np.median(strong) > 4.0


def test_nobody_breathes_by_two_devices_at_once(shots):
    for _, _, _, drawn in shots:
        assert len(set(drawn.shot.hindrances) & BREATHING) <= 1


def test_infrared_takes_the_colour_of_the_skin_and_leaves_the_infant(shots):
    by_infrared = [
        (identity, seen) for _, identity, seen, drawn in shots if "infrared" in drawn.shot.film.camera
    ]
    assert len(by_infrared) > 5
    for identity, seen in by_infrared:
        assert seen.head is identity.head
        assert len(set(seen.complexion.skin)) == 1


def test_a_preterm_face_is_leaner_and_downy(pack):
    made = [
        draw_identity(pack, np.random.default_rng(5), subject="s", group="train", tone=0.3, preterm=share)
        for share in (0.0, 1.0)
    ]
    term, early = made
    assert early.complexion.lanugo == 1.0
    assert term.complexion.lanugo == 0.0
    assert early.complexion.flush > term.complexion.flush
    assert np.abs(early.head.rest - term.head.rest).max() > 0.01


def test_the_cheek_lies_flat_and_the_other_one_is_as_it_was(pack):
    rest = draw_identity(pack, np.random.default_rng(5), subject="s", group="train", tone=0.3).head.rest
    pressed = press_cheek(rest, 1)
    assert pressed[:, 0].max() < CHEEK_X + 0.03 < rest[:, 0].max()
    np.testing.assert_allclose(pressed[rest[:, 0] < 0], rest[rest[:, 0] < 0], atol=1e-6)


def test_a_wall_brightens_and_never_darkens():
    picture = np.full((60, 80, 3), 60, np.uint8)
    pane = Pane(veil=0.0, glare=0.5, reflections=3, edge=0.5, seed=2)
    through = behind(pane, picture)
    assert (through >= 59).all()
    assert through.max() > 100
    np.testing.assert_array_equal(through, behind(pane, picture))
    clear = replace(pane, glare=0.0, edge=0.0)
    assert np.abs(behind(clear, picture).astype(int) - 60).max() <= 1


def test_a_rendering_is_its_own_with_every_setting_a_little_off():
    drawn = [draw_rendering(np.random.default_rng(seed), "test") for seed in range(12)]
    assert len({one.fold_width for one in drawn}) == 12
    base = {one.name: one for one in RENDERINGS["test"]}
    for one in drawn:
        assert abs(one.grain / base[one.name].grain - 1.0) <= 0.12
