"""The bundled classifier: what it says it is, what it does on the film, and that it can be made again."""

import tomllib
from dataclasses import replace

import cv2
import numpy as np
import pytest

from neopain import paths
from neopain.bedside.active_models import pipeline_of
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.core.readings import Quality
from neopain.vision.models.manifest import read_trusted
from neopain.vision.open_models import open_models
from neopain_export.study.data.simulated_sets import simulated_set
from neopain_export.study.features.executors import Cores
from neopain_export.study.features.extractor import PictureAssessor
from neopain_export.study.features.feature_cache import Assessed, FeatureCache
from neopain_export.training import bundled
from neopain_export.training.fitting.pipeline import classes_in
from tests.pictures.remembered import RememberedFeatures

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.usefixtures("drawn_once")]

FOLDER = paths.models() / bundled.FOLDER


def test_the_manifest_says_what_the_recipe_says():
    manifest, payload = read_trusted(FOLDER)
    part = manifest.classifier
    raw = tomllib.loads((FOLDER / "manifest.toml").read_text("utf-8"))
    assert raw["training"]["recipe"] == bundled.RECIPE.in_words
    assert raw["training"]["seed"] == bundled.SEED
    assert tuple(block.name for block in part.layout.blocks) == bundled.RECIPE.blocks
    assert part.layout == bundled.equipment().layout()
    assert part.classes == classes_in(payload)
    assert part.training.simulated
    for name, count in bundled.SETS:
        assert f"{name}, seed {bundled.SEED}, {count} pictures" in part.training.data


@pytest.fixture(scope="module")
def models():
    """Following the face, as the monitor does on a film."""
    opened = open_models(paths.models(), prefer_gpu=False, follow=True)
    yield replace(opened, extractor=RememberedFeatures(opened.extractor))
    opened.close()


@pytest.fixture(scope="module")
def script():
    return tomllib.loads((paths.assets() / "neonate" / "heel_lance.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def film(models, script):
    """One frame a second and the face in it."""
    fps = script["fps"]
    capture = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    seen = []
    try:
        for seq in range(int(script["duration_s"] * fps)):
            if capture.grab() and seq % 15 == 0:
                frame = Frame(seq, seq / fps, capture.retrieve()[1])
                # the search of a live picture is spread over frames
                waiting = 1 if seen else 4
                faces = (models.finder.find(frame) for _ in range(waiting))
                seen.append((frame, next((face for face in faces if face is not None), None)))
    finally:
        capture.release()
    return seen


class Faces:
    """A FaceFinder that knows the film."""

    def __init__(self, film):
        self._faces = {frame.seq: face for frame, face in film}

    def find(self, frame):
        return self._faces[frame.seq]


def test_the_film_is_calm_before_the_heel_lance_and_high_after_it(models, script, film):
    starts = {phase["name"]: phase["start_s"] for phase in script["phase"]}
    calm, crying = [], []
    for frame, face in film:
        at = frame.captured_at
        is_calm = at < script["lance_s"]
        is_crying = script["lance_s"] + 3 <= at < starts["recovery"]
        if frame.seq % int(2 * script["fps"]) or not (is_calm or is_crying):
            continue
        assert face is not None, f"no face at {at} s"
        vector = models.extractor.extract(models.aligner.crop(frame, face))
        (calm if is_calm else crying).append(models.classifier.score(vector).points)
    assert len(calm) > 10
    assert len(crying) > 5
    assert max(calm) < 3.0
    assert min(crying) > 7.0


def test_the_film_is_known_nearly_always(models, film):
    pipeline = pipeline_of(replace(models, finder=Faces(film)), SystemClock())
    readings = [pipeline.process(frame) for frame, _ in film]
    seen = [one for one in readings if one.quality in {Quality.OK, Quality.UNKNOWN_FACE}]
    assert len(seen) > 40
    assert sum(one.quality is Quality.UNKNOWN_FACE for one in seen) <= 0.03 * len(seen)


def looked_at_before(cache, name, count):
    """Every picture of a set as a cache has it after another run; what was seen there is made up."""
    kept, size = cached(cache), bundled.equipment().layout().size
    rng = np.random.default_rng(0)
    for sample in simulated_set(name, bundled.SEED, count).samples:
        values = np.abs(rng.normal(0.5 + 0.2 * sample.label, 0.2, size))
        kept.put(sample.picture.digest(), Assessed(values.astype(np.float32), None))


def cached(folder):
    eyes = bundled.equipment()
    return FeatureCache(folder, eyes.recipe(), eyes.block_keys())


@pytest.fixture(scope="module")
def hard_samples():
    """Those that are drawn and looked at."""
    return list(simulated_set("simulated-hard-2", bundled.SEED, 16).samples)


@pytest.fixture(scope="module")
def builds(hard_samples, drawn_once, tmp_path_factory):
    """What two builds learnt from, and learnt, and their caches.

    Of one set nothing is left to do, as after an interruption; the other is drawn and looked at by one process,
    and then again by two, which find half of it done.
    """
    home = tmp_path_factory.mktemp("builds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundled, "SETS", (("simulated", 48), ("simulated-hard-2", 16)))
        for cache in ("one", "two"):
            looked_at_before(home / cache, "simulated", 48)
        one = bundled.build(Cores(1), home / "one")
        done, found = cached(home / "one"), cached(home / "two")
        for sample in hard_samples[::2]:
            found.put(sample.picture.digest(), done.get(sample.picture.digest()))
        two = bundled.build(Cores(2), home / "two")
    return one, two, (done, found)


def test_two_builds_give_the_same_bytes_whoever_does_the_work(builds):
    (_, one), (_, two), _ = builds
    assert one.payload == two.payload
    assert one.result == two.result
    assert one.intervals is not None, "enough infants to hold some out, as for the bundled one"
    assert {name.split("-")[1] for name in one.learned_from.subjects} == {"easy", "hard2"}


def test_two_processes_see_the_same_as_one(builds, hard_samples):
    (one, _), (two, _), caches = builds
    both = [[cache.get(sample.picture.digest()) for cache in caches] for sample in hard_samples[1::2]]
    assert sum(seen.values is not None for seen, _ in both) >= 6
    for seen, again in both:
        assert seen.reason == again.reason
        assert np.array_equal(seen.values, again.values)
    assert (one.values == two.values).all()
    assert list(one.names) == list(two.names)


def test_the_order_of_a_set_does_not_matter(builds, hard_samples):
    _, _, (done, _) = builds
    eyes = PictureAssessor(bundled.equipment())
    pictures = [sample.picture for sample in hard_samples[:6]]
    forward = [done.get(picture.digest()) for picture in pictures]
    backward = [eyes.assess(picture, None) for picture in reversed(pictures)][::-1]
    assert sum(one.values is not None for one in forward) > 3
    for one, other in zip(forward, backward, strict=True):
        assert one.reason == other.reason
        assert (one.values is None) == (other.values is None)
        if one.values is not None:
            assert (one.values == other.values).all()
