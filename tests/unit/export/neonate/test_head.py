from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neopain import paths
from neopain.core.errors import EnvironmentFault
from neopain_export.neonate.expression import PAIN_STATES, STATES, UNITS, both_sides, mix, vary, weaken
from neopain_export.neonate.head import Head, HeadPack, Surface
from neopain_export.neonate.identity import NEWBORN, VARIED, draw_identity
from neopain_export.neonate.scene import rotation
from neopain_export.neonate.things.dress import Cap


@pytest.fixture(scope="module")
def pack() -> HeadPack:
    return HeadPack.load(paths.assets() / "neonate" / "headpack.npz")


@pytest.fixture(scope="module")
def head(pack: HeadPack) -> Head:
    return Head(pack, {"asian_female": 1.0}, {})


def test_missing_pack_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="remake the pack"):
        HeadPack.load(tmp_path / "none.npz")


def test_damaged_pack_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"not a pack")
    with pytest.raises(EnvironmentFault, match="remake the pack"):
        HeadPack.load(tmp_path / "bad.npz")


def test_a_pack_is_read_once_and_anew_when_its_file_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "pack.npz"
    path.write_bytes((paths.assets() / "neonate" / "headpack.npz").read_bytes())
    first = HeadPack.load(path)
    assert HeadPack.load(path) is first
    path.write_bytes(b"not a pack")
    with pytest.raises(EnvironmentFault, match="remake the pack"):
        HeadPack.load(path)


def test_pack_knows_every_unit_and_morph_that_is_used(pack: HeadPack) -> None:
    assert set(UNITS) == set(pack.units)
    for name in (*NEWBORN, *VARIED):
        assert f"v_morph:{name}" in pack.raw
    for state in STATES.values():
        assert set(state.weights) <= set(pack.units)


def test_every_triangle_is_drawn_once_as_the_surface_that_its_part_is(pack: HeadPack) -> None:
    backwards = pack.part[pack.triangles[::-1]]
    parts = {Surface.SKIN: {0}, Surface.EYE: {1, 2}, Surface.MOUTH: {3, 4}}
    after = 0
    for surface, first, count in pack.runs:
        assert first == after
        assert set(np.unique(backwards[first : first + count]).tolist()) <= parts[surface]
        after += count
    assert after == len(pack.triangles)
    assert {surface for surface, _, _ in pack.runs} == set(Surface)
    assert len(pack.runs) < 10, "each is a call of OpenGL"


def test_head_is_measured_in_eye_distances(head: Head) -> None:
    np.testing.assert_allclose(head.eyes, [[0.5, 0.0, 0.0], [-0.5, 0.0, 0.0]], atol=0.02)
    assert 3.0 < np.ptp(head.rest[:, 0]) < 5.0


def test_jaw_opens_downwards_and_brow_stays(head: Head) -> None:
    change = head.express({"jawOpen": 1.0}) - head.rest
    assert change[:, 1].min() < -0.3
    brow = head.rest[:, 1] > 0.4
    assert np.abs(change[brow]).max() < 0.05


def test_turning_moves_the_face_and_leaves_the_chest(head: Head) -> None:
    turned = head.turn(head.rest, rotation(30.0, 0.0, 0.0))
    nose = head.vertex_at(0.0, -0.45)
    chest = head.rest[:, 1] < -2.4
    assert turned[nose, 0] > head.rest[nose, 0] + 0.5
    np.testing.assert_allclose(turned[chest], head.rest[chest], atol=1e-6)


def test_cap_hides_the_ears_and_spares_the_face(head: Head) -> None:
    cap = Cap(head, brim_deg=80.0)
    pressed = cap.press(head.rest)
    moved = np.abs(pressed - head.rest).max(axis=1)
    ears = (head.pack.masks[:, 3] > 0.5) & (head.rest[:, 1] > 0.1)
    assert moved[ears].max() > 0.1
    face = (head.rest[:, 2] > 0.0) & (head.rest[:, 1] < 0.3)
    assert moved[face].max() == 0.0


def test_identities_follow_their_seed(pack: HeadPack) -> None:
    def draw(seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        return draw_identity(pack, rng, subject="s", group="train", tone=0.4).head.rest

    np.testing.assert_array_equal(draw(1), draw(1))
    assert np.abs(draw(1) - draw(2)).max() > 0.05


def test_mix_meets_both_ends() -> None:
    first, second = STATES["awake"], STATES["pain_cry"]
    assert mix(first, second, 0.0).furrow == first.furrow
    half = mix(first, second, 0.5)
    assert half.weights["jawOpen"] == pytest.approx(0.5 * second.weights["jawOpen"])


def test_weak_pain_keeps_the_eyes_shut() -> None:
    weak = weaken(STATES["pain_cry"], 0.4)
    assert weak.weights["eyeBlinkLeft"] == STATES["pain_cry"].weights["eyeBlinkLeft"]
    assert weak.weights["browDownLeft"] == pytest.approx(0.4 * STATES["pain_cry"].weights["browDownLeft"])


def test_variation_is_seeded_and_never_negative() -> None:
    def one(seed: int) -> dict[str, float]:
        return dict(vary(STATES["pain_cry"], np.random.default_rng(seed), spread=0.5).weights)

    assert one(3) == one(3)
    assert one(3) != one(4)
    assert min(one(3).values()) >= 0.0


def test_only_pain_has_all_three_signs() -> None:
    for name, state in STATES.items():
        signs = (
            state.weights.get("browDownLeft", 0.0) > 0.8,
            state.weights.get("eyeSquintLeft", 0.0) > 0.8,
            state.furrow > 0.5,
        )
        assert all(signs) == (name in PAIN_STATES)


def test_unknown_unit_is_spread_to_both_sides() -> None:
    assert both_sides(eyeBlink=0.5, jawOpen=0.1) == {
        "eyeBlinkLeft": 0.5,
        "eyeBlinkRight": 0.5,
        "jawOpen": 0.1,
    }
