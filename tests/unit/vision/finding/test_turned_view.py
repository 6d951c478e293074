import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.vision.finding.turned_view import OUTSIDE, FrameLevels, TurnedView, about, evened, whole

rolls = st.floats(-180, 180)


def spot(x, y, width=320, height=240, radius=5):
    """A blue disc about a pixel's centre, on green stripes of every brightness."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, :, 1] = np.arange(width) % 25 * 10
    blue = np.zeros((height, width), np.uint8)
    cv2.circle(blue, (x, y), radius, 250, -1)
    image[:, :, 0] = blue
    return FrameLevels(image)


def place_of_spot(picture):
    rows, columns = np.nonzero(picture[:, :, 0] > 180)
    return np.array([columns.mean() + 0.5, rows.mean() + 0.5])


@given(rolls, st.floats(0.2, 4.0), st.floats(0, 640), st.floats(0, 480))
def test_there_and_back(roll_deg, scale, x, y):
    view = TurnedView(np.array([300.0, 200.0]), roll_deg, scale, 128, 100)
    point = np.array([[x, y]])
    np.testing.assert_allclose(view.to_frame(view.to_picture(point)), point, atol=1e-6)


@pytest.mark.parametrize("roll_deg", [0, 30, 90, 137, 180, -90, -20])
@pytest.mark.parametrize("longest_px", [160, 320, 640])
def test_what_is_seen_is_where_the_matrix_says(roll_deg, longest_px):
    frame = spot(80, 150)
    view = whole(frame, roll_deg, longest_px)
    seen = place_of_spot(view.picture(frame))
    np.testing.assert_allclose(seen, view.to_picture(np.array([[80.5, 150.5]]))[0], atol=0.5)


@pytest.mark.parametrize("roll_deg", [0, 45, 90, 180, -120])
def test_a_face_of_the_views_roll_stands_upright(roll_deg):
    turn = np.deg2rad(roll_deg)
    right_eye = np.array([[200.0, 100.0]])
    left_eye = right_eye + 40 * np.array([np.cos(turn), np.sin(turn)])
    view = about(right_eye[0], 80, roll_deg, margin=2.0, side_px=160)
    across = view.to_picture(left_eye) - view.to_picture(right_eye)
    np.testing.assert_allclose(across, [[40.0, 0.0]], atol=1e-6)


@given(rolls)
def test_a_whole_view_holds_every_corner(roll_deg):
    frame = FrameLevels(np.zeros((240, 320, 3), np.uint8))
    view = whole(frame, roll_deg, 320)
    corners = view.to_picture(np.array([[0, 0], [320, 0], [0, 240], [320, 240]], float))
    assert corners.min() >= -1
    assert (corners <= np.array([view.width, view.height]) + 1).all()


def test_a_small_view_averages_what_it_leaves_out():
    """A chequerboard of single pixels becomes grey, not black or white."""
    image = np.zeros((640, 640, 3), np.uint8)
    image[::2, ::2] = image[1::2, 1::2] = 255
    frame = FrameLevels(image)
    picture = about(np.array([320.0, 320.0]), 640, 0, margin=1.0, side_px=80).picture(frame)
    assert abs(picture[10:70, 10:70].astype(int) - 128).max() < 20


def test_beyond_the_frame_is_grey():
    frame = FrameLevels(np.zeros((100, 100, 3), np.uint8))
    picture = about(np.array([0.0, 0.0]), 50, 0, margin=2.0, side_px=100).picture(frame)
    assert tuple(picture[10, 10]) == OUTSIDE


def test_a_dim_picture_is_stretched_and_a_usual_one_is_not():
    dim = np.tile(np.linspace(5, 40, 200).astype(np.uint8)[:, None, None], (1, 200, 3))
    assert evened(dim).max() > 150
    usual = np.tile(np.linspace(5, 240, 200).astype(np.uint8)[:, None, None], (1, 200, 3))
    assert evened(usual) is usual
    flat = np.full((50, 50, 3), 7, np.uint8)
    assert evened(flat) is flat


def test_a_dim_frame_is_one_of_little_range_and_softening_takes_its_grain_only():
    rng = np.random.default_rng(0)
    scene = np.full((120, 160, 3), 60, np.uint8)
    scene[30:90, 50:110] = 110
    grainy = np.clip(scene + rng.normal(0, 12, scene.shape), 0, 255).astype(np.uint8)
    frame = FrameLevels(grainy)
    assert frame.dim
    assert not FrameLevels(np.where(scene > 100, 250, 20).astype(np.uint8)).dim
    assert not FrameLevels(np.full((120, 160, 3), 30, np.uint8)).dim, "nothing to see at all"
    assert not FrameLevels(scene + 100).dim, "a white bed is not dark"
    soft = frame.softened()
    assert soft.size == frame.size
    assert soft.image[45:75, 65:95].std() < 0.3 * grainy[45:75, 65:95].std()
    assert soft.image[45:75, 65:95].mean() - soft.image[:20].mean() == pytest.approx(50, abs=3)


@pytest.mark.parametrize("seed", range(40))
def test_the_lights_of_a_view_are_the_percentiles_of_what_is_seen(seed):
    rng = np.random.default_rng(seed)
    low = int(rng.integers(0, 200))
    picture = rng.integers(low, low + int(rng.integers(3, 56)), (*rng.integers(1, 90, 2), 3), np.uint8)
    picture[: len(picture) // 3] = OUTSIDE
    lights = picture[::4, ::4].max(axis=2)
    seen = lights[lights != OUTSIDE[0]]
    dark, light = np.percentile(seen, (2, 98)) if seen.size else (0.0, 0.0)
    if light - dark < 2:
        assert evened(picture) is picture
        return
    levels = (np.arange(256) - dark) * min(8.0, 200.0 / (light - dark)) + 20.0
    assert np.array_equal(evened(picture), np.clip(levels, 0, 255).astype(np.uint8)[picture])


def test_a_view_is_what_opencv_turns_and_stays_so_when_the_next_is_turned():
    image = np.random.default_rng(4).integers(0, 256, (90, 140, 3), dtype=np.uint8)
    frame, seen = FrameLevels(image), []
    for roll_deg in (0, 45, 130):
        view = whole(frame, roll_deg, 140)
        to_picture = view.matrix
        to_picture[:, 2] += to_picture[:, :2] @ np.array([0.5, 0.5]) - 0.5
        size = view.width, view.height
        expected = cv2.warpAffine(image, to_picture, size, borderValue=OUTSIDE)
        seen.append((view.picture(frame), expected))
    for picture, expected in seen:
        np.testing.assert_array_equal(picture, expected)
