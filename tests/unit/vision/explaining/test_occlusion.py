import numpy as np
import pytest

from neopain.core.errors import ProgramFault
from neopain.core.frames import FaceCrop
from neopain.vision.explaining.occlusion import (
    LEAST_SCALE,
    OcclusionMap,
    blended,
    blurred,
    occlusion_map,
    painted,
    region_mask,
    region_names,
)


def face():
    """Grey skin with one lively square over the mouth."""
    image = np.full((224, 224, 3), 128, np.uint8)
    image[160:190, 96:128] = np.random.default_rng(1).integers(0, 256, (30, 32, 3), np.uint8)
    return FaceCrop(image=image, frame_seq=3)


def lively(crop):
    """A model that counts detail over the mouth: 8 points for what is there."""
    return 8.0 * min(1.0, float(crop.image[160:190, 96:128].std()) / 70.0)


def test_the_map_is_high_where_the_score_comes_from_and_nothing_elsewhere():
    found = occlusion_map(face(), lively)
    assert found.score == lively(face())
    row, column = np.unravel_index(found.drops.argmax(), found.drops.shape)
    assert (row, column) == (5, 3)
    far = np.ones_like(found.drops, bool)
    far[4:7, 2:5] = False
    assert np.abs(found.drops[far]).max() < 0.05
    assert found.drops.max() > 3.0


def test_a_piece_that_lowers_the_score_is_negative():
    found = occlusion_map(face(), lambda crop: 10.0 - lively(crop))
    assert found.drops.min() < -3.0
    assert found.drops.max() < 0.05


def test_the_frame_is_kept_and_the_picture_not_changed():
    crop = face()
    before = crop.image.copy()
    seen = []
    occlusion_map(crop, lambda one: seen.append(one.frame_seq) or 0.0, cells=3)
    assert seen == [3] * 10
    np.testing.assert_array_equal(crop.image, before)


def test_it_stops_when_told():
    asked = []
    assert occlusion_map(face(), lambda one: asked.append(1) or 0.0, stop=lambda: len(asked) >= 5) is None
    assert len(asked) == 5


@pytest.mark.parametrize("cells", [2, 29])
def test_a_foolish_number_of_pieces_is_refused(cells):
    with pytest.raises(ProgramFault):
        occlusion_map(face(), lively, cells)


def test_colours_are_orange_where_it_falls_and_blue_where_it_rises_and_pale_for_little():
    drops = np.zeros((7, 7), np.float32)
    drops[1, 1], drops[5, 5] = 3.0, -3.0
    image = np.full((224, 224, 3), 128, np.uint8)
    shown = painted(image, OcclusionMap(5.0, drops)).astype(int)
    assert shown[48, 48, 0] - shown[48, 48, 2] > 80
    assert shown[176, 176, 2] - shown[176, 176, 0] > 80
    np.testing.assert_array_equal(shown[112, 112], 128)
    pale = painted(image, OcclusionMap(5.0, drops * (LEAST_SCALE / 30.0))).astype(int)
    assert np.ptp(pale, axis=2).max() < 40


def test_the_regions_cover_the_face_once():
    total = sum(region_mask(name) for name in region_names())
    assert total.min() > 0.75
    assert total.max() < 1.25
    assert region_mask("eyes")[92, 80] > 0.9
    assert region_mask("rim")[5, 5] > 0.9


def test_blending_is_the_one_or_the_other():
    image = face().image
    other = blurred(image)
    np.testing.assert_array_equal(blended(image, other, np.zeros((224, 224), np.float32)), image)
    np.testing.assert_array_equal(blended(image, other, np.ones((224, 224), np.float32)), other)
