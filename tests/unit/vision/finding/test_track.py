"""Following, hunting and settling, with networks that see what the test draws on the wall."""

import cv2
import numpy as np
import pytest

from neopain.core.frames import Alignment, Frame
from neopain.vision.finding.face_finder import InfantFaceFinder
from neopain.vision.finding.proposal import Proposal
from neopain.vision.finding.turned_view import about
from neopain.vision.finding.way_up import WayUp
from tests.unit.vision.finding.test_proposals import UPRIGHT

SIZE = (360, 640)


class Wall:
    """Bright discs with a red upper half are faces: the brighter, the surer.

    A FaceDetector that reads pixels, so that views, turns and scales are the real ones. As a WayUpWitness it
    sees the mark above, or says `told`.
    """

    quick = True

    def __init__(self):
        self.pictures = 0
        self.closed = False
        self.told = None
        self.like = 1.0

    def propose(self, picture, least):
        self.pictures += 1
        gray = picture[:, :, 0].astype(np.int16)
        marked = picture[:, :, 2].astype(int) - gray  # the red channel holds the upper half's mark
        found = []
        count, labels, stats, middles = cv2.connectedComponentsWithStats((gray > 150).astype(np.uint8))
        for one in range(1, count):
            x, y, width, height, area = stats[one]
            if area < 60 or not 0.7 < width / height < 1.4 or area < 0.7 * width * height:
                continue
            part = marked[y : y + height, x : x + width]
            upper, lower = part[: height // 2].mean(), part[height // 2 :].mean()
            if upper - lower < 4:
                continue  # lies on its side or on its head
            size = (width * height) ** 0.5
            inside = (slice(y, y + height), slice(x, x + width))
            confidence = gray[inside][labels[inside] == one].mean() / 255
            if confidence >= least:
                middle = middles[one] + 0.5
                found.append(Proposal(confidence, middle, size, UPRIGHT * size / 80 + middle))
        return sorted(found, key=lambda face: -face.confidence)

    def seen(self, frame, centre, size_px, roll_deg):
        self.pictures += 1
        picture = about(centre, size_px, roll_deg, margin=1.2, side_px=48).picture(frame).astype(int)
        marked = (picture[:, :, 2] - picture[:, :, 0]).clip(0)
        upper, lower = marked[:24].mean(), marked[24:].mean()
        return self.told or (WayUp(4.0, 8.0) if upper > lower else WayUp(-4.0, -8.0))

    def likeness(self, frame, centre, size_px, roll_deg):
        self.pictures += 1
        return self.like

    def mesh(self, picture):
        return None

    def close(self):
        self.closed = True


def wall(*faces):
    """A frame's picture with faces (x, y, size, grey)."""
    image = np.full((*SIZE, 3), 20, np.uint8)
    for x, y, size, grey in faces:
        cv2.circle(image, (x, y), size // 2, (grey, grey, grey), -1)
        red = image[: y + 1, :, 2]
        red[red == grey] = 255
    return image


ONE = (200, 180, 90, 215)


@pytest.fixture
def bed():
    seen = Wall()

    class Bed:
        at = 0.0
        finder = InfantFaceFinder(seen, seen, seen, seen)
        looked = seen

        def show(self, *faces, seconds=0.2):
            Bed.at += seconds
            return self.finder.find(Frame(0, Bed.at, wall(*faces)))

        def until_found(self, *faces, frames=12):
            for _ in range(frames):
                face = self.show(*faces)
                if face is not None:
                    return face
            pytest.fail("not found")

    Bed.at = 0.0
    return Bed()


def test_a_face_is_found_and_followed_by_few_small_pictures(bed):
    first = bed.until_found(ONE)
    assert first.aligned_by is Alignment.KEY_POINTS
    assert first.settled
    before = bed.looked.pictures
    for step in range(40):
        face = bed.show((200 + 2 * step, 180, 90, 215))
        assert face.box.x + face.box.width / 2 == pytest.approx(200 + 2 * step, abs=3)
        assert face.settled
    # again, and in turn sureness, a view of the whole, and seldom the witness
    assert (bed.looked.pictures - before) / 40 < 2.5


def test_a_face_whose_way_up_the_witness_denies_is_not_scored_and_is_looked_for_anew(bed):
    assert bed.until_found(ONE).clear
    bed.looked.told = WayUp(1.0, 1.0)  # a face, but which way up?
    assert not [bed.show(ONE) for _ in range(40)][-1].clear
    bed.looked.told = WayUp(-4.0, -8.0)
    assert None in [bed.show(ONE) for _ in range(80)]
    bed.looked.told = None
    assert [bed.show(ONE) for _ in range(40)][-1].clear


def test_no_frame_of_a_hunt_takes_twice_as_many_pictures_as_the_usual_one(bed):
    bed.looked.told = WayUp(-6.0, -6.0)
    counts = []
    for _ in range(24):
        before = bed.looked.pictures
        assert bed.show((200, 180, 90, 172)) is None  # looked at closely time and again, and never a face
        counts.append(bed.looked.pictures - before)
    assert max(counts) < 2 * np.median(counts)


def test_hunting_costs_the_same_in_every_frame(bed):
    counts = []
    for _ in range(20):
        before = bed.looked.pictures
        assert bed.show() is None
        counts.append(bed.looked.pictures - before)
    assert max(counts) == min(counts)


def test_a_face_that_returns_where_it_was_is_settled_at_once(bed):
    bed.until_found(ONE)
    for _ in range(10):
        assert bed.show() is None
    assert bed.until_found((230, 190, 80, 215)).settled


@pytest.mark.parametrize("there", [(480, 180, 90, 215), (200, 180, 200, 215)], ids=["place", "size"])
def test_a_jump_to_another_place_or_size_has_to_stay_before_it_is_scored(bed, there):
    bed.until_found(ONE)
    for _ in range(4):
        bed.show()
    assert not bed.until_found(there).settled
    faces = [bed.show(there) for _ in range(60)]
    assert not any(face.settled for face in faces[:45])
    assert faces[-1].settled


def test_a_lost_face_is_not_remembered_for_ever(bed):
    bed.until_found(ONE)
    bed.show(seconds=120.0)
    assert not bed.until_found(ONE).settled


def test_another_size_of_the_picture_ends_following(bed):
    bed.until_found(ONE)
    small = np.ascontiguousarray(wall(ONE)[::2, ::2])
    face = bed.finder.find(Frame(0, bed.at + 0.2, small))
    assert face is None or not face.settled


def test_a_second_face_is_told_and_never_followed(bed):
    bed.until_found(ONE)
    other = (470, 180, 90, 230)
    faces = [bed.show(ONE, other) for _ in range(30)]
    assert all(abs(face.box.x + face.box.width / 2 - 200) < 5 for face in faces)
    assert faces[-1].others == 1
    assert all(face.settled for face in faces)  # it is the same one as before, by place and size
    gone = [bed.show(ONE) for _ in range(40)]
    assert gone[-1].others == 0


def test_two_faces_from_the_beginning_are_not_settled(bed):
    other = (470, 180, 90, 215)
    face = bed.until_found(ONE, other)
    assert (face.others, face.settled) == (1, False)
    assert all(not bed.show(ONE, other).settled for _ in range(60))


def test_single_pictures_tell_of_a_second_face_too():
    seen = Wall()
    single = InfantFaceFinder(seen, seen, seen, seen, follow=False)
    two = single.find(Frame(0, 0.0, wall(ONE, (470, 180, 90, 215))))
    one = single.find(Frame(0, 0.0, wall(ONE)))
    assert (two.others, two.settled) == (1, False)
    assert (one.others, one.settled) == (0, True)
    assert single.find(Frame(0, 0.0, wall())) is None
    single.close()
    assert seen.closed
