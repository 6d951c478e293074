"""The infant's face is scored and never the nurse's: beside it, in its place, and on a film in which she comes and goes.

The adults are Eileen Collins (NASA; scikit-image) and Grace Hopper (U.S. Navy; matplotlib), public domain.
"""

from dataclasses import replace
from itertools import islice

import cv2
import matplotlib.cbook
import numpy as np
import pytest

from neopain import paths
from neopain.bedside.active_models import pipeline_of
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.core.readings import Reason
from neopain.vision.open_finder import open_finder
from neopain.vision.open_models import open_models
from neopain_export.study.data.simulated_sets import simulated_set
from tests.pictures.nurse_film import FPS, collins, come_and_go, film, with_nurse

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def hopper():
    with matplotlib.cbook.get_sample_data("grace_hopper.jpg", asfileobj=True) as file:
        return cv2.imdecode(np.frombuffer(file.read(), np.uint8), cv2.IMREAD_COLOR)


class MeasuredOnce:
    """A FeatureExtractor: every face that may be scored counts as the first one, which is the infant's.

    The monitor refuses hers for its features, too; here nothing but whose face it is and how it is seen keeps her
    from being scored.
    """

    def __init__(self, extractor):
        self.layout = extractor.layout
        self._extractor, self._vector = extractor, None

    def extract(self, crop):
        if self._vector is None:
            self._vector = self._extractor.extract(crop)
        return self._vector


@pytest.fixture(scope="module")
def models():
    """For single pictures."""
    opened = open_models(paths.models(), prefer_gpu=False, follow=False)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def look(models):
    pipeline = pipeline_of(models, SystemClock())
    return lambda picture: pipeline.process(Frame(0, 0.0, np.ascontiguousarray(picture)))


@pytest.fixture
def watching(models):
    """A pipeline that follows a face, as at a bed."""
    finder = open_finder(paths.models(), follow=True)
    yield pipeline_of(replace(models, finder=finder, extractor=MeasuredOnce(models.extractor)), SystemClock())
    finder.close()


@pytest.mark.parametrize("scale", [0.6, 1.0])
@pytest.mark.parametrize("turn_deg", [-20, 0, 20])
@pytest.mark.parametrize("adult", [collins, hopper])
def test_an_adult_is_told_as_one(look, adult, turn_deg, scale):
    picture = adult()
    height, width = picture.shape[:2]
    turned = cv2.getRotationMatrix2D((width / 2, height / 3), turn_deg, scale)
    # Below two thirds there are but clothes, searched in vain.
    shown = cv2.warpAffine(picture, turned, (width, 2 * height // 3), borderMode=cv2.BORDER_REFLECT)
    reading = look(shown)
    assert reading.raw is None
    assert reading.view.maturity is None or reading.view.maturity > 1.0
    if scale == 1.0 and adult is collins:
        assert reading.reason is Reason.NOT_AN_INFANT


@pytest.fixture(scope="module")
def infants():
    """One picture of each of four."""
    return [
        sample.picture.load() for sample in islice(simulated_set("simulated", 80, 32).samples, 0, None, 8)
    ]


@pytest.mark.parametrize("side", ["left", "right"])
def test_an_adult_beside_an_infant_is_told_and_nobody_is_scored_unasked(look, infants, side):
    nurse = cv2.resize(collins()[0:300, 80:380], (360, 360))
    for infant in infants:
        beside = np.hstack([nurse, infant] if side == "left" else [infant, nurse])
        reading = look(beside)
        assert reading.raw is None, "in a single picture nothing says whose bed it is"
        assert reading.reason in {Reason.TWO_FACES, Reason.NOT_AN_INFANT}


def middle(face):
    return np.array([face.box.x + face.box.width / 2, face.box.y + face.box.height / 2])


@pytest.mark.parametrize("over", ["beside", "in front"])
def test_a_nurse_who_comes_leans_over_the_cot_and_leaves_is_never_scored(watching, over):
    """She comes from the left at 6 s, stays from 9 to 15 s, and is gone at 18 s."""
    first = next(picture for _, picture in film(1, lambda _: None))
    height, width = first.shape[:2]
    place = (0.2 * width, 0.35 * height) if over == "beside" else None
    readings = []
    where = None

    def path(at):
        goal = place if place is not None else where
        return None if goal is None else come_and_go(at, goal, width, height)

    for at, picture in film(32, path):
        reading = watching.process(Frame(len(readings), at, picture))
        readings.append((at, reading))
        if where is None and reading.raw is not None:
            where = middle(reading.face)
    scored = [(at, one) for at, one in readings if one.raw is not None]
    size = np.median([one.face.box.width for at, one in scored if at < 6.0])
    for at, one in scored:
        assert np.linalg.norm(middle(one.face) - where) < 0.5 * size, (
            f"at {at:.1f} s another's face was scored"
        )
        if over == "in front":
            assert not 8.5 < at < 15.5, f"at {at:.1f} s the infant's face was behind hers"
    assert sum(at < 6.0 for at, _ in scored) > 3 * FPS, "before she came"
    assert sum(at > 27.0 for at, _ in scored) > 3 * FPS, (
        "and after she had left, when it is sure again whose face it is"
    )


def test_a_nurse_alone_before_the_camera_is_refused_for_as_long_as_she_stays(watching):
    empty = np.full((480, 640, 3), (190, 200, 205), np.uint8)
    empty = cv2.add(empty, np.random.default_rng(0).integers(0, 12, empty.shape, dtype=np.uint8))
    reasons = []
    for number in range(20 * FPS):
        picture = with_nurse(empty, (320 + 5 * np.sin(number / 5), 240), 330)
        reasons.append(watching.process(Frame(number, number / FPS, picture)).reason)
    assert None not in reasons
    assert reasons[5 * FPS :].count(Reason.NOT_AN_INFANT) > 0.8 * 15 * FPS
