"""The vision room's real parts behind the ports, on a public portrait (NASA, public domain)."""

import subprocess
import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest
import skimage.data

from neopain import paths
from neopain.core.errors import ModelFault, ProgramFault
from neopain.core.frames import Alignment, Frame
from neopain.core.ports import FaceAligner, FaceFinder, FeatureExtractor
from neopain.core.readings import Reason
from neopain.vision.features.crop import REFERENCE_PX, SimilarityAligner
from neopain.vision.features.extraction import FusedExtractor, layout_of
from neopain.vision.finding.face_landmarker import FaceLandmarker
from neopain.vision.finding.head_pose import LEFT_EYE, MOUTH, RIGHT_EYE
from neopain.vision.open_finder import open_finder
from neopain.vision.open_models import open_embedding

pytestmark = pytest.mark.slow

TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, -90: cv2.ROTATE_90_COUNTERCLOCKWISE}


def frame_of(image, seq=0):
    return Frame(seq, 0.0, np.ascontiguousarray(image).copy())


WIDTH, HEIGHT = 512, 320


def portrait(height=HEIGHT):
    """Head and shoulders, (height, 512); of the whole, 512 high, the rest is searched in vain."""
    return cv2.cvtColor(skimage.data.astronaut()[:height], cv2.COLOR_RGB2BGR)


def placed(scale, centre, size=(360, 1280)):
    """The portrait, scaled, with its face at `centre` of a plain frame."""
    matrix = np.array([[scale, 0, centre[0] - 225 * scale], [0, scale, centre[1] - 120 * scale]])
    small = cv2.GaussianBlur(portrait(WIDTH), (0, 0), max(0.01, 0.4 / scale - 0.4))
    return cv2.warpAffine(small, matrix, (size[1], size[0]), borderMode=cv2.BORDER_REPLICATE)


@pytest.fixture(scope="module")
def finder():
    found = open_finder(paths.models(), follow=False)
    yield found
    found.close()


@pytest.fixture(scope="module")
def upright(finder):
    return finder.find(frame_of(portrait()))


@pytest.fixture(scope="module")
def lying(finder):
    """The face in the portrait, turned by each of `TURNS`."""
    return {turn: finder.find(frame_of(cv2.rotate(portrait(), code))) for turn, code in TURNS.items()}


def test_the_portrait_is_found_where_it_is(finder, upright):
    port: FaceFinder = finder
    assert port is finder
    assert upright.landmarks.shape == (478, 2)
    assert upright.landmarks.dtype == np.float32
    assert upright.depth.shape == (478,)
    assert upright.box.x == pytest.approx(180, abs=12)
    assert upright.box.width == pytest.approx(91, abs=12)
    assert abs(upright.roll_deg) < 8
    assert abs(upright.yaw_deg) < 15
    assert abs(upright.pitch_deg) < 25
    # the subject's right eye is on the picture's left, and eyes are above the mouth
    right, left, mouth = (upright.landmarks[list(pair)].mean(axis=0) for pair in (RIGHT_EYE, LEFT_EYE, MOUTH))
    assert right[0] < left[0]
    assert mouth[1] > max(right[1], left[1])


@pytest.mark.parametrize("turn_deg", sorted(TURNS))
def test_lying_and_upside_down_faces_are_found_the_right_way_up(lying, upright, turn_deg):
    face = lying[turn_deg]
    x, y = upright.landmarks.T
    expected = {90: (HEIGHT - y, x), 180: (WIDTH - x, HEIGHT - y), -90: (y, WIDTH - x)}[turn_deg]
    error_px = np.linalg.norm(face.landmarks - np.stack(expected, axis=1), axis=1).mean()
    assert error_px < 3
    assert (face.roll_deg - upright.roll_deg - turn_deg + 180) % 360 - 180 == pytest.approx(0, abs=4)
    assert face.yaw_deg == pytest.approx(upright.yaw_deg, abs=5)
    assert face.pitch_deg == pytest.approx(upright.pitch_deg, abs=5)


@pytest.mark.parametrize("turn_deg", range(0, 360, 30))
def test_no_roll_gives_a_mesh_of_another_roll(finder, upright, turn_deg):
    matrix = cv2.getRotationMatrix2D((225, 120), -turn_deg, 1.0)
    matrix[:, 2] += (256 - 225, 150 - 120)
    turned = cv2.warpAffine(portrait(WIDTH), matrix, (512, 300), borderMode=cv2.BORDER_REPLICATE)
    face = finder.find(frame_of(turned))
    expected = upright.landmarks @ matrix[:, :2].T + matrix[:, 2]
    assert np.linalg.norm(face.landmarks - expected, axis=1).mean() < 4


@pytest.mark.parametrize("face_px", [46, 60, 90])
@pytest.mark.parametrize("turn", [None, cv2.ROTATE_90_CLOCKWISE])
def test_a_small_face_in_the_middle_is_found(finder, face_px, turn):
    image = placed(face_px / 91, (640, 180))
    image = image if turn is None else cv2.rotate(image, turn)
    face = finder.find(frame_of(image))
    assert max(face.box.width, face.box.height) == pytest.approx(face_px * 1.19, rel=0.15)
    centre = face.box.x + face.box.width / 2, face.box.y + face.box.height / 2
    height, width = image.shape[:2]
    np.testing.assert_allclose(centre, (width / 2, height / 2), atol=face_px / 4)


@pytest.mark.parametrize("name", ["coffee", "chelsea", "hubble_deep_field", "noise"])
def test_no_face_is_made_up_that_would_be_scored(finder, name):
    """A face from the side looks much like a cup to a detector: what no mesh confirms, its view refuses."""
    noise = np.random.default_rng(0).integers(0, 256, (480, 640, 3)).astype(np.uint8)
    frame = frame_of((noise if name == "noise" else getattr(skimage.data, name)())[:, :, ::-1])
    face = finder.find(frame)
    if face is not None:
        aligner = SimilarityAligner()
        assert face.aligned_by is Alignment.KEY_POINTS
        assert aligner.refuse(aligner.view(frame, face, aligner.crop(frame, face))) is not None


def test_order_does_not_matter_without_following(finder, upright):
    finder.find(frame_of(cv2.rotate(portrait(), cv2.ROTATE_90_CLOCKWISE)))
    np.testing.assert_array_equal(finder.find(frame_of(portrait())).landmarks, upright.landmarks)


def test_following_stays_with_a_lying_face():
    with_memory = open_finder(paths.models())
    try:
        image = cv2.rotate(portrait(), cv2.ROTATE_90_CLOCKWISE)
        faces = [with_memory.find(frame_of(np.roll(image, 2 * step, axis=1), step)) for step in range(5)]
        assert with_memory.find(frame_of(np.zeros((64, 64, 3), np.uint8))) is None
    finally:
        with_memory.close()
    assert faces[0] is None, "looked over in the first picture, and looked at in the second"
    assert all(abs(face.roll_deg - 92) < 6 for face in faces[1:])
    steps = np.diff([face.landmarks[:, 0].mean() for face in faces[1:]])
    np.testing.assert_allclose(steps, 2, atol=1.5)


def test_a_closed_finder_says_so_and_closing_twice_is_harmless():
    closed = open_finder(paths.models())
    closed.close()
    closed.close()
    with pytest.raises(ProgramFault):
        closed.find(frame_of(portrait()))


@pytest.mark.parametrize("bundle", [b"", b"junk" * 99])
def test_what_is_no_bundle_is_refused(bundle, capfd):
    with pytest.raises(ModelFault, match="Face Landmarker bundle"):
        FaceLandmarker(bundle)
    assert capfd.readouterr().err == ""


def test_a_process_that_forgets_to_close_says_nothing_at_its_exit():
    code = (
        "from neopain import paths; from neopain.vision.open_finder import open_finder; import numpy as np;"
        "from neopain.core.frames import Frame;"
        "finder = open_finder(paths.models());"
        "print(finder.find(Frame(0, 0.0, np.zeros((64, 64, 3), np.uint8))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "None\n", "")


def test_the_crop_is_the_same_at_every_quarter_turn_and_size(finder, upright, lying):
    aligner: FaceAligner = SimilarityAligner()
    frame = frame_of(portrait())
    crop = aligner.crop(frame, upright)
    view = aligner.view(frame, upright, crop)
    assert aligner.refuse(view) is Reason.NOT_AN_INFANT, "an adult, seen well"
    assert aligner.refuse(replace(view, maturity=None)) is None
    large = frame_of(cv2.resize(portrait(), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC))
    others = [(frame_of(cv2.rotate(portrait(), TURNS[turn])), face) for turn, face in lying.items()]
    for other, face in [*others, (large, finder.find(large))]:
        difference = np.abs(aligner.crop(other, face).image.astype(float) - crop.image)
        assert difference.mean() < 6


def test_the_eyes_of_the_crop_are_where_the_reference_says(finder, upright):
    crop = SimilarityAligner().crop(frame_of(portrait()), upright)
    again = finder.find(frame_of(crop.image[:, :, ::-1]))
    for pair, expected in zip((RIGHT_EYE, LEFT_EYE, MOUTH), REFERENCE_PX, strict=True):
        np.testing.assert_allclose(again.landmarks[list(pair)].mean(axis=0), expected, atol=6)


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        (lambda image: cv2.GaussianBlur(image, (0, 0), 2.5), Reason.BLURRED),
        (lambda image: (image * 0.15).astype(np.uint8), Reason.TOO_DARK),
        (lambda image: np.clip(image.astype(int) + 120, 0, 255).astype(np.uint8), Reason.TOO_BRIGHT),
        (lambda image: placed(46 / 91, (640, 180)), Reason.FACE_TOO_SMALL),
    ],
    ids=["blurred", "dark", "bright", "small"],
)
def test_a_spoiled_view_is_refused_with_its_reason(finder, spoiled, reason):
    aligner = SimilarityAligner()
    frame = frame_of(spoiled(portrait()))
    face = finder.find(frame)
    assert aligner.refuse(aligner.view(frame, face, aligner.crop(frame, face))) is reason


def test_the_whole_way_to_a_vector(finder, upright):
    networks = {"vgg16-imagenet": open_embedding(paths.models() / "vgg16_imagenet")}
    names = [
        "vgg16-imagenet.block4_pool_gap",
        "vgg16-imagenet.block5_pool_gap",
        "lbp.u8r1.g7x7",
        "hog.o9c14b2s112",
    ]
    extractor: FeatureExtractor = FusedExtractor(layout_of(names, networks), networks)
    crop = SimilarityAligner().crop(frame_of(portrait()), upright)
    vector = extractor.extract(crop)
    assert vector.values.shape == (512 + 512 + 490 + 1764,)
    np.testing.assert_array_equal(vector.values, extractor.extract(crop).values)
    assert extractor.provider.split()[0] in {"CPU", "CUDA"}
