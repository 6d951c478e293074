"""A drawn face, worsened step by step: while a worsening is mild it is scored, and when it is bad it is refused.

How far each may go was chosen on how far the score moves; see `view_quality.ViewLimits`. Drawn faces only.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from neopain import paths
from neopain.bedside.active_models import open_active_models, pipeline_of
from neopain.core.frames import Frame
from neopain.core.readings import Reason
from neopain.vision.features.crop import SimilarityAligner
from tests.fakes import FakeClock

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def models():
    opened = open_active_models(Path("none"), prefer_gpu=False, follow=False)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def drawn(models):
    """A frame of the simulated neonate, and its face."""
    clip = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    for _ in range(20):
        clip.grab()
    _, image = clip.retrieve()
    clip.release()
    return image, models.finder.find(Frame(0, 0.0, image.copy())), models.finder


def refused(image, face):
    aligner, frame = SimilarityAligner(), Frame(0, 0.0, np.ascontiguousarray(image))
    return aligner.refuse(aligner.view(frame, face, aligner.crop(frame, face)))


def gamma(image, value):
    # Of each grey level once.
    return cv2.LUT(image, (255 * (np.arange(256) / 255.0) ** value).astype(np.uint8))


def light(image, value):
    return np.clip(image * value, 0, 255).astype(np.uint8)


def jpeg(image, quality):
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)


def phototherapy(image, strength):
    return np.clip(image * (np.array([1.6, 0.55, 0.15]) * strength + 1 - strength), 0, 255).astype(np.uint8)


def noisy(image, levels):
    return np.clip(image + np.random.default_rng(0).normal(0, levels, image.shape), 0, 255).astype(np.uint8)


def blurred(image, sigma_px):
    return cv2.GaussianBlur(image, (0, 0), sigma_px)


def halved(side, face):
    middle, turn = face.landmarks.mean(axis=0), np.deg2rad(face.roll_deg)

    def worsened(image, part):
        rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
        across = (columns - middle[0]) * np.cos(turn) + (rows - middle[1]) * np.sin(turn)
        down = -(columns - middle[0]) * np.sin(turn) + (rows - middle[1]) * np.cos(turn)
        shade = {"left": across < 0, "right": across > 0, "upper": down < 0, "lower": down > 0}[side]
        return np.where(shade[:, :, None], image * part, image).astype(np.uint8)

    return worsened


STEPS = {
    "gamma": (gamma, (0.6, 1.2, 2.5), (9.0, 14.0), {Reason.TOO_DARK}),
    "dark": (light, (0.6,), (0.2, 0.1, 0.0), {Reason.TOO_DARK, Reason.BLURRED}),
    "jpeg": (jpeg, (90, 60), (5, 3), {Reason.COARSE_PICTURE}),
    "phototherapy": (phototherapy, (0.2, 0.35), (0.7, 1.0), {Reason.COLOUR_CAST}),
    "noise": (noisy, (4, 8), (40, 60), {Reason.COARSE_PICTURE}),
    "blur": (blurred, (0.5,), (6.0, 12.0), {Reason.BLURRED}),
}


def test_the_face_itself_may_be_scored(drawn):
    image, face, _ = drawn
    assert refused(image, face) is None


@pytest.mark.parametrize("name", STEPS)
def test_a_mild_worsening_is_scored_and_a_bad_one_is_refused(drawn, name):
    image, face, _ = drawn
    worsened, mild, bad, reasons = STEPS[name]
    assert [refused(worsened(image, value), face) for value in mild] == [None] * len(mild)
    assert {refused(worsened(image, value), face) for value in bad} <= reasons


@pytest.mark.parametrize("side", ["left", "right", "upper", "lower"])
def test_a_half_in_the_dark_is_refused(drawn, side):
    image, face, _ = drawn
    worsened = halved(side, face)
    assert refused(worsened(image, 0.85), face) is None
    assert {refused(worsened(image, part), face) for part in (0.3, 0.1, 0.0)} <= {
        Reason.UNEVEN_LIGHT,
        Reason.TOO_DARK,
    }


SKIN = (150, 170, 210)
POINTS = {
    "brow": (70, 63, 105, 107, 334, 296, 336, 300),
    "eyes": (33, 133, 159, 145, 362, 263, 386, 374),
    "nose": (4, 5, 195, 48, 278, 2),
    "mouth": (61, 291, 0, 17),
}
PATCH = {"brow": (0.75, 0.14), "eyes": (0.8, 0.2), "nose": (0.3, 0.35), "mouth": (0.65, 0.33)}


def patched(image, face, region, size, colour):
    """A patch of one colour on a part of the face; `size` 1 covers it."""
    middle = face.landmarks[list(POINTS[region])].mean(axis=0)
    sides = [share * size * face.box.width for share in PATCH[region]]
    corners = cv2.boxPoints(((float(middle[0]), float(middle[1])), sides, face.roll_deg))
    return cv2.fillConvexPoly(image.copy(), corners.astype(np.int32), colour)


@pytest.mark.parametrize("colour", [(235, 235, 235), (180, 130, 60), SKIN], ids=["tape", "shield", "skin"])
@pytest.mark.parametrize("region", POINTS)
def test_a_covered_part_is_refused_by_its_name_and_a_plaster_beside_it_is_not(drawn, region, colour):
    image, face, _ = drawn
    reason = refused(patched(image, face, region, 1.3, colour), face)
    assert reason in {Reason(f"{region}_covered"), Reason.OCCLUDED}
    assert refused(patched(image, face, region, 0.15, colour), face) is None


@pytest.mark.parametrize("region", POINTS)
def test_a_plaster_with_the_grain_of_skin_is_seen_by_what_is_gone(drawn, region):
    """No colour and no smoothness tells it from skin: but no lid, fold, wing or lip is left."""
    image, face, _ = drawn
    own = tuple(
        int(value)
        for value in np.median([image[int(y), int(x)] for x, y in face.landmarks[[50, 280]]], axis=0)
    )
    plain = patched(image, face, region, 1.5, own)
    grain = cv2.GaussianBlur(np.random.default_rng(3).normal(0, 1, image.shape[:2]), (0, 0), 1.0)
    grained = np.clip(plain + (4 * grain / grain.std())[:, :, None], 0, 255).astype(np.uint8)
    with_grain = np.where((plain != image).any(axis=2)[:, :, None], grained, image)
    assert refused(with_grain, face) in {Reason(f"{region}_covered"), Reason.OCCLUDED}


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_camera_changes_nothing(drawn, turns):
    """Upside down, or on its side: found the right way up, and aligned to the same crop."""
    image, face, finder = drawn
    turned = np.ascontiguousarray(np.rot90(image, turns))
    frame = Frame(0, 0.0, turned)
    other = finder.find(frame)
    aligner = SimilarityAligner()
    crop = aligner.crop(frame, other)
    assert aligner.refuse(aligner.view(frame, other, crop)) is None
    usual = aligner.crop(Frame(0, 0.0, image.copy()), face)
    assert np.abs(crop.image.astype(float) - usual.image).mean() < 10


def test_a_face_that_leaves_the_picture_is_refused(drawn):
    image, face, _ = drawn
    shift = face.box.x + 0.55 * face.box.width
    moved = replace(
        face,
        landmarks=face.landmarks - np.array([shift, 0], np.float32),
        box=replace(face.box, x=face.box.x - shift),
    )
    assert refused(image, moved) is Reason.PARTLY_OUT_OF_FRAME


def test_two_faces_are_told_in_a_single_picture(drawn):
    image, face, finder = drawn
    pair = np.hstack([image, image])
    found = finder.find(Frame(0, 0.0, pair))
    assert found.others == 1
    assert refused(pair, found) is Reason.TWO_FACES
    assert face.others == 0


TOLERANCE = 2.0
"""Points of 0 to 10 by which a worsening that is not refused may move a score."""
FRAMES = {240: "calm", 560: "pain", 700: "pain"}
WIDE = slice(72, 392)
"""Rows of the film that hold the face: above and below there is a blanket, searched in vain time and again."""
WORSENINGS = {
    **{
        f"gamma {value}": partial(gamma, value=value)
        for value in (0.4, 0.6, 1.5, 2.0, 2.25, 2.5, 3.0, 3.5, 5.0, 7.0)
    },
    **{f"light {value}": partial(light, value=value) for value in (0.2, 0.3, 0.5, 1.3, 1.6)},
    **{f"jpeg {value}": partial(jpeg, quality=value) for value in (3, 8, 12, 20)},
    **{f"noise {value}": partial(noisy, levels=value) for value in (8, 15, 20)},
    **{f"blur {value}": partial(blurred, sigma_px=value) for value in (1, 2, 3)},
    **{f"phototherapy {value}": partial(phototherapy, strength=value) for value in (0.3, 0.5, 1.0)},
    "fog": lambda image: (0.5 * image + 100).astype(np.uint8),
    "grey": lambda image: cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR),
    "upside down": lambda image: np.ascontiguousarray(np.rot90(image, 2)),
    "mirrored": lambda image: np.ascontiguousarray(image[:, ::-1]),
    "half black": lambda image: np.concatenate(
        [image[:, : image.shape[1] // 2] * 0, image[:, image.shape[1] // 2 :]], axis=1
    ),
}


@pytest.fixture(scope="module")
def pipeline(models):
    return pipeline_of(models, FakeClock())


@pytest.fixture(scope="module")
def pictures(pipeline):
    """Frames of calm and of pain, as a wide camera gives them, with the score of each."""
    clip = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    found = {}
    for number in range(max(FRAMES) + 1):
        clip.grab()
        if number in FRAMES:
            image = np.ascontiguousarray(clip.retrieve()[1][WIDE])
            found[number] = (image, pipeline.process(Frame(0, 0.0, image)).raw)
    clip.release()
    return found


@pytest.mark.parametrize("name", WORSENINGS)
def test_a_worsening_keeps_the_score_or_is_a_measured_refusal(pipeline, pictures, name):
    """Never a low score of a face in pain, never a high one of a calm face: the score, or a reason."""
    for number, kind in FRAMES.items():
        image, score = pictures[number]
        assert (score > 6.0) is (kind == "pain")
        reading = pipeline.process(Frame(1, 0.0, np.ascontiguousarray(WORSENINGS[name](image))))
        if reading.raw is None:
            assert reading.reason not in {None, Reason.MODEL_FAULT}
        else:
            assert abs(reading.raw - score) <= TOLERANCE, (number, kind, reading.raw)
