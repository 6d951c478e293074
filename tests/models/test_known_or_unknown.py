"""The bundled model refuses what it has never seen, and knows the simulated neonate."""

import tomllib

import cv2
import numpy as np
import pytest
import skimage.data

from neopain import paths
from neopain.core.clock import SystemClock
from neopain.core.frames import FaceCrop, Frame
from neopain.core.readings import Quality, Reason
from neopain.pipeline import PainPipeline
from neopain.vision.open_models import open_models
from neopain_export.study.data.simulated_sets import simulated_set

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def models():
    opened = open_models(paths.models(), prefer_gpu=False, follow=False)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def look(models):
    pipeline = PainPipeline(
        finder=models.finder, aligner=models.aligner, extractor=models.extractor, novelty=models.novelty,
        classifier=models.classifier, clock=SystemClock(), measure_refused=True,
    )  # fmt: skip
    return lambda seq, picture: pipeline.process(Frame(seq, float(seq), np.ascontiguousarray(picture)))


def distance(models, crop):
    return models.novelty.distance(models.extractor.extract(FaceCrop(np.ascontiguousarray(crop), 0)))


def adult():
    """Eileen Collins, NASA, public domain."""
    return skimage.data.astronaut()[:, :, ::-1]


def doll():
    """A drawn doll's head: moulded skin, painted eyes, rouge, a small red mouth."""
    picture = np.full((480, 480, 3), (200, 190, 170), np.uint8)
    skin, line = (185, 200, 240), cv2.LINE_AA
    cv2.ellipse(picture, (240, 230), (120, 150), 0, 0, 360, (40, 60, 110), -1, line)
    cv2.ellipse(picture, (240, 250), (105, 125), 0, 0, 360, skin, -1, line)
    for x, cheek in ((195, 185), (285, 295)):
        cv2.ellipse(picture, (x, 240), (22, 16), 0, 0, 360, (255, 255, 255), -1, line)
        cv2.circle(picture, (x, 240), 11, (120, 80, 30), -1, line)
        cv2.circle(picture, (x, 240), 5, (0, 0, 0), -1, line)
        cv2.ellipse(picture, (x, 218), (24, 8), 0, 180, 360, (50, 70, 110), 4, line)
        cv2.circle(picture, (cheek, 290), 18, (150, 150, 245), -1, line)
    cv2.line(picture, (240, 255), (234, 283), (148, 160, 192), 4, line)
    cv2.ellipse(picture, (240, 318), (28, 10), 0, 0, 360, (70, 70, 200), -1, line)
    blurred = cv2.GaussianBlur(picture, (0, 0), 2.0).astype(np.float32)
    rows, columns = np.mgrid[:480, :480]
    shade = 1.1 - 0.5 * np.hypot(columns - 200, rows - 180) / 340
    return np.clip(blurred * shade[..., np.newaxis], 0, 255).astype(np.uint8)


@pytest.mark.parametrize("turn_deg", [-30, 0, 25])
@pytest.mark.parametrize("light", [0.6, 1.0, 1.4])
def test_an_adult_gets_no_number(look, turn_deg, light):
    turned = cv2.warpAffine(
        adult(), cv2.getRotationMatrix2D((224, 110), turn_deg, 1.0), (512, 512), borderMode=cv2.BORDER_REFLECT
    )
    reading = look(0, np.clip(turned * light, 0, 255).astype(np.uint8))
    assert reading.raw is None
    assert reading.reason is Reason.UNLIKE_TRAINING or light != 1.0, "in poor light the view may be refused"
    assert reading.distance > 1.2, "whatever its view: the model does not know it"


def test_a_doll_gets_no_number(look):
    reading = look(1, doll())
    assert reading.raw is None
    assert reading.distance > 1.0, "whatever its view: the model does not know it"


def test_a_cat_gets_no_number_and_would_be_unknown_if_it_were_taken_for_a_face(look, models):
    cat = skimage.data.chelsea()
    assert look(2, cat[:, :, ::-1]).raw is None
    for top, left, side in ((20, 60, 224), (40, 90, 180), (30, 110, 130)):
        crop = cv2.resize(cat[top : top + side, left : left + side], (224, 224))
        assert distance(models, crop) > 1.0


def test_noise_and_what_was_half_painted_black_are_unknown(models, look):
    rng = np.random.default_rng(0)
    assert distance(models, rng.integers(0, 256, (224, 224, 3), dtype=np.uint8)) > 1.0
    drawn = [sample.picture.load() for sample in simulated_set("simulated", 77, 8).samples]
    faces = [models.finder.find(Frame(0, 0.0, picture)) for picture in drawn]
    crops = [
        models.aligner.crop(Frame(0, 0.0, picture), face).image
        for picture, face in zip(drawn, faces, strict=True)
        if face is not None
    ]
    assert len(crops) >= 6
    for crop in crops:
        assert distance(models, crop) <= 1.0, "another neonate, drawn as those it learnt from"
        for half in (np.s_[:112], np.s_[112:], np.s_[:, :112], np.s_[:, 112:]):
            covered = crop.copy()
            covered[half] = 0
            assert distance(models, covered) > 1.0


def test_the_film_is_known_nearly_always(look):
    script = tomllib.loads((paths.assets() / "neonate" / "heel_lance.toml").read_text("utf-8"))
    capture = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    readings = []
    try:
        for seq in range(int(script["duration_s"] * script["fps"])):
            read, picture = capture.read()
            if read and seq % 15 == 0:
                readings.append(look(1000 + seq, picture))
    finally:
        capture.release()
    seen = [one for one in readings if one.quality in {Quality.OK, Quality.UNKNOWN_FACE}]
    assert len(seen) > 40
    assert sum(one.quality is Quality.UNKNOWN_FACE for one in seen) <= 0.03 * len(seen)


def test_neonates_drawn_anew_are_known_nearly_always(look):
    readings = [
        look(9000 + number, sample.picture.load())
        for number, sample in enumerate(simulated_set("simulated-hard", 78, 96).samples)
    ]
    seen = [one for one in readings if one.quality in {Quality.OK, Quality.UNKNOWN_FACE}]
    assert len(seen) > 50
    # Two in a hundred is what is asked; with so few drawn, four may happen.
    assert sum(one.quality is Quality.UNKNOWN_FACE for one in seen) <= 0.06 * len(seen)
