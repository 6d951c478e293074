"""The bundled model refuses what it has never seen, and knows the simulated neonate."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import skimage.data

from neopain import paths
from neopain.bedside.active_models import pipeline_of
from neopain.core.clock import SystemClock
from neopain.core.frames import FaceCrop, Frame
from neopain.core.readings import Quality, Reason
from neopain.vision.open_models import open_models
from tests.pictures.remembered import RememberedFaces, RememberedFeatures, eight_samples
from tests.pictures.turned_pictures import hard_drawings

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("drawn_once")]


@pytest.fixture(scope="module")
def models():
    opened = open_models(paths.models(), prefer_gpu=False, follow=False)
    yield replace(opened, extractor=RememberedFeatures(opened.extractor))
    opened.close()


@pytest.fixture(scope="module")
def finder(models, shelf):
    return RememberedFaces(models.finder, shelf)


def looking(models, finder, *, measure_refused):
    pipeline = pipeline_of(replace(models, finder=finder), SystemClock(), measure_refused=measure_refused)
    return lambda seq, picture: pipeline.process(Frame(seq, float(seq), np.ascontiguousarray(picture)))


@pytest.fixture(scope="module")
def look(models, finder):
    """As the monitor does: of a refused view nothing is measured."""
    return looking(models, finder, measure_refused=False)


@pytest.fixture(scope="module")
def look_closely(models, finder):
    """The distance of a face is told whatever its view."""
    return looking(models, finder, measure_refused=True)


@pytest.fixture(scope="module")
def drawn(drawn_once):
    """Eight pictures, two of each of four neonates, of a seed that nothing was learnt from."""
    return [sample.picture.load() for sample in eight_samples()]


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
def test_an_adult_gets_no_number(look_closely, turn_deg, light):
    turned = cv2.warpAffine(
        adult(), cv2.getRotationMatrix2D((224, 110), turn_deg, 1.0), (512, 512), borderMode=cv2.BORDER_REFLECT
    )
    reading = look_closely(0, np.clip(turned * light, 0, 255).astype(np.uint8))
    assert reading.raw is None
    assert reading.reason is Reason.NOT_AN_INFANT or light != 1.0, "in poor light the view may be refused"
    assert reading.distance > 1.2, "whatever its view: the model does not know it"


def test_a_doll_gets_no_number(look_closely):
    reading = look_closely(1, doll())
    assert reading.raw is None
    assert reading.distance > 1.0, "whatever its view: the model does not know it"


def test_a_cat_gets_no_number_and_would_be_unknown_if_it_were_taken_for_a_face(look, models):
    cat = skimage.data.chelsea()
    assert look(2, cat[:, :, ::-1]).raw is None
    for top, left, side in ((20, 60, 224), (40, 90, 180), (30, 110, 130)):
        crop = cv2.resize(cat[top : top + side, left : left + side], (224, 224))
        assert distance(models, crop) > 1.0


def test_noise_and_what_was_half_painted_black_are_unknown(models, finder, drawn):
    rng = np.random.default_rng(0)
    assert distance(models, rng.integers(0, 256, (224, 224, 3), dtype=np.uint8)) > 1.0
    faces = [finder.find(Frame(0, 0.0, picture)) for picture in drawn]
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


def toned(picture, table):
    """Another colour for each grey."""
    return cv2.applyColorMap(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), table)


def cartoon(picture):
    """Flat colours and ink lines."""
    flat = picture
    for _ in range(4):
        flat = cv2.bilateralFilter(flat, 9, 40, 9)
    flat = (flat // 48) * 48 + 24
    gray = cv2.medianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), 5)
    ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 4)
    return cv2.bitwise_and(flat, flat, mask=ink)


def statue(picture):
    """Grey, smooth and hard in light and shade, as of marble."""
    gray = cv2.bilateralFilter(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), 15, 40, 15)
    hard = np.clip((gray.astype(np.float32) - 128) * 1.4 + 160, 0, 255).astype(np.uint8)
    return cv2.cvtColor(hard, cv2.COLOR_GRAY2BGR)


def smiley(_=None):
    picture = np.full((400, 400, 3), 235, np.uint8)
    cv2.circle(picture, (200, 200), 130, (60, 210, 250), -1, cv2.LINE_AA)
    for x in (155, 245):
        cv2.ellipse(picture, (x, 165), (14, 22), 0, 0, 360, (20, 20, 20), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (200, 215), (70, 55), 0, 20, 160, (20, 20, 20), 8, cv2.LINE_AA)
    return picture


def teddy(_=None):
    """A plush bear's head: brown fur, a light muzzle, black buttons."""
    rng = np.random.default_rng(3)
    picture = np.full((420, 420, 3), (200, 205, 210), np.uint8)
    fur, line = (50, 90, 150), cv2.LINE_AA
    for x in (110, 310):
        cv2.circle(picture, (x, 100), 55, fur, -1, line)
    cv2.circle(picture, (210, 220), 145, fur, -1, line)
    cv2.ellipse(picture, (210, 275), (70, 55), 0, 0, 360, (110, 160, 205), -1, line)
    for x in (160, 260):
        cv2.circle(picture, (x, 195), 16, (15, 15, 15), -1, line)
    cv2.ellipse(picture, (210, 250), (24, 16), 0, 0, 360, (15, 15, 15), -1, line)
    cv2.line(picture, (210, 262), (210, 295), (15, 15, 15), 5, line)
    return np.clip(picture + rng.normal(0, 18, picture.shape), 0, 255).astype(np.uint8)


STRANGE = {
    "statue": lambda: statue(adult()),
    "cartoon": lambda: cartoon(adult()),
    "negative of an adult": lambda: 255 - adult(),
    "thermal picture of an adult": lambda: toned(adult(), cv2.COLORMAP_INFERNO),
    "adult upside down": lambda: adult()[::-1, ::-1],
    "adult, left half black": lambda: np.hstack([0 * adult()[:, :224], adult()[:, 224:]]),
    "adult in night vision": lambda: toned(adult(), cv2.COLORMAP_SUMMER),
    "smiley": smiley,
    "teddy": teddy,
    "noise": lambda: np.random.default_rng(1).integers(0, 256, (400, 400, 3), dtype=np.uint8),
    "a wall": lambda: np.full((400, 400, 3), 180, np.uint8),
    "coins": lambda: cv2.cvtColor(skimage.data.coins(), cv2.COLOR_GRAY2BGR),
    "cat upside down": lambda: skimage.data.chelsea()[::-1, ::-1, ::-1],
    "a cup of coffee": lambda: skimage.data.coffee()[:, :, ::-1],
}
"""All that is no infant and was not tried when the limits were set."""


@pytest.mark.parametrize("what", STRANGE)
def test_what_is_no_infant_gets_no_number(look, what):
    reading = look(77, STRANGE[what]())
    assert (reading.raw, reading.outside) == (None, None)
    assert reading.reason is not Reason.MODEL_FAULT


@pytest.fixture(scope="module")
def known(look, drawn):
    """Of the drawn pictures, of which most get a number, one of each neonate."""
    assert sum(look(78, picture).raw is not None for picture in drawn) >= 6
    return drawn[::2]


@pytest.mark.parametrize(
    "worse",
    [
        lambda picture: 255 - picture,
        lambda picture: toned(picture, cv2.COLORMAP_INFERNO),
        lambda picture: toned(picture, cv2.COLORMAP_JET),
        cartoon,
    ],
    ids=["negative", "thermal", "false colours", "cartoon"],
)
def test_a_known_infant_in_colours_of_no_skin_gets_no_number(look, known, worse):
    assert [look(79, worse(picture)).raw for picture in known] == [None] * 4


@pytest.fixture(scope="module")
def anew(look, drawn_once):
    """Hard drawings of a seed that nothing was learnt from: label and reading of each."""
    return [
        (sample.label, look(9000 + number, picture))
        for number, (sample, picture, _) in enumerate(hard_drawings())
    ]


def test_neonates_drawn_anew_are_known_nearly_always(anew):
    seen = [one for _, one in anew if one.quality in {Quality.OK, Quality.UNKNOWN_FACE}]
    assert len(seen) > 50
    # Two in a hundred is what is asked; with so few drawn, four may happen.
    assert sum(one.quality is Quality.UNKNOWN_FACE for one in seen) <= 0.06 * len(seen)


def test_drawn_infants_are_not_taken_for_adults_in_pain_or_not(anew):
    """Of faces that are seen well: few, and no more of those in pain than of the others by much."""
    told = {0: [], 1: []}
    for label, reading in anew:
        if reading.raw is not None or reading.reason in {Reason.NOT_AN_INFANT, Reason.UNLIKE_TRAINING}:
            told[label].append(reading.reason is Reason.NOT_AN_INFANT)
    assert min(len(some) for some in told.values()) > 15
    assert sum(told[0] + told[1]) <= 0.1 * len(told[0] + told[1])
