import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.frames import Box
from neopain.vision.finding.region import Look, around, middle, whole

sizes = st.integers(2, 40)


@given(sizes, sizes, st.integers(0, 3), st.data())
def test_what_is_seen_is_found_again_in_the_frame(height, width, turns, data):
    """Every pixel of the picture maps to the frame's pixel with the same value."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, :, 0] = np.arange(height * width).reshape(height, width) % 251
    image[:, :, 1] = np.arange(height * width).reshape(height, width) // 251
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    look = Look(
        left, top, data.draw(st.integers(1, width - left)), data.draw(st.integers(1, height - top)), turns
    )
    seen = look.picture(image)
    rows, columns = np.mgrid[: seen.shape[0], : seen.shape[1]]
    points = np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32) + 0.5
    back = np.floor(look.to_frame(points)).astype(int)
    np.testing.assert_array_equal(image[back[:, 1], back[:, 0], ::-1], seen.reshape(-1, 3))


def test_the_whole_and_the_middle():
    image = np.zeros((720, 1280, 3), np.uint8)
    assert whole(image, 2) == Look(0, 0, 1280, 720, 2)
    assert middle(image, 0.5, 1) == Look(460, 180, 360, 360, 1)
    assert middle(image, 1.0) == Look(280, 0, 720, 720, 0)


@pytest.mark.parametrize(
    ("box", "look"),
    [
        (Box(100, 100, 40, 20), Look(60, 50, 120, 120, 3)),
        (Box(0, 0, 40, 20), Look(0, 0, 80, 70, 3)),
        (Box(-500, -500, 10, 10), Look(0, 0, 1, 1, 3)),
        (Box(290, 190, 40, 40), Look(250, 150, 50, 50, 3)),
        (Box(500, 500, 10, 10), Look(299, 199, 1, 1, 3)),
    ],
)
def test_a_closer_look_stays_inside_the_frame(box, look):
    assert around(np.zeros((200, 300, 3), np.uint8), box, 3.0, 3) == look
