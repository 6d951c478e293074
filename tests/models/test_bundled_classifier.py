"""The bundled classifier: what it says it is, what it does on the film, and that it can be made again."""

import tomllib

import cv2
import pytest

from neopain import paths
from neopain.core.frames import Frame
from neopain.vision.models.manifest import read_trusted
from neopain.vision.open_models import open_models
from neopain_export.study.features.executors import Cores
from neopain_export.training import bundled
from neopain_export.training.fitting.pipeline import classes_in

pytestmark = pytest.mark.slow

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


def test_the_film_is_calm_before_the_heel_lance_and_high_after_it():
    script = tomllib.loads((paths.assets() / "neonate" / "heel_lance.toml").read_text("utf-8"))
    starts = {phase["name"]: phase["start_s"] for phase in script["phase"]}
    models = open_models(paths.models(), prefer_gpu=False, follow=False)
    capture = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    calm, crying = [], []
    try:
        for seq in range(int(script["duration_s"] * script["fps"])):
            read, image = capture.read()
            at = seq / script["fps"]
            is_calm = at < script["lance_s"]
            is_crying = script["lance_s"] + 3 <= at < starts["recovery"]
            if not read or seq % int(2 * script["fps"]) or not (is_calm or is_crying):
                continue
            frame = Frame(seq, at, image)
            face = models.finder.find(frame)
            assert face is not None, f"no face at {at} s"
            vector = models.extractor.extract(models.aligner.crop(frame, face))
            (calm if is_calm else crying).append(models.classifier.score(vector).points)
    finally:
        capture.release()
        models.close()
    assert len(calm) > 10
    assert len(crying) > 5
    assert max(calm) < 3.0
    assert min(crying) > 7.0


@pytest.mark.timeout(600)
def test_two_builds_give_the_same_bytes_whoever_does_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(bundled, "SETS", (("simulated", 48), ("simulated-hard-2", 24)))
    _, one = bundled.build(Cores(1), tmp_path / "one")
    _, two = bundled.build(Cores(2), tmp_path / "two")
    assert one.payload == two.payload
    assert one.result == two.result
