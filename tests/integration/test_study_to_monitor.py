"""The researcher's way: pictures, study, model, monitor; on drawn neonates and with real models."""

import cv2
import numpy as np
import pytest

from neopain import paths
from neopain.core.frames import Frame
from neopain.core.readings import Reason
from neopain.vision.models.selection import read_selection
from neopain.vision.open_models import open_models
from neopain_export import cli
from neopain_export.study.data.samples import PictureArray
from neopain_export.study.data.simulated_sets import simulated_set
from neopain_export.study.features.extractor import Equipment, PictureAssessor
from neopain_export.study.features.feature_table import load
from tests.pictures.remembered import RememberedFaces, eight_samples
from tests.pictures.turned_pictures import hard_drawings

pytestmark = pytest.mark.slow

NETWORKS = (paths.models() / "dlib_face_int8",)
"""Which of the networks it is changes nothing here; this one is the quickest."""


@pytest.mark.usefixtures("copied_children", "drawn_once", "found_once")
def test_from_pictures_to_the_model_that_the_monitor_opens(tmp_path, monkeypatch, capsys, shelf):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))
    features = str(tmp_path / "f.npz")
    words = ["--data", str(written(tmp_path / "pictures")), "--jobs", "1"]
    words += ["--network", str(*NETWORKS)]
    assert cli.main(["features", *words, "--out", features]) == 0
    table = load(tmp_path / "f.npz")
    assert table.simulated
    assert len(table.labels) + sum(count for _, count in table.left_out) == 96
    grid = ["--selectors", "anova-f", "--ks", "20", "--classifiers", "svm-rbf,logistic-regression"]
    assert cli.main(["study", "--data", features, "--out", str(tmp_path / "s"), "--jobs", "1", *grid]) == 0
    model = tmp_path / "model"
    best = ["--best-of", str(tmp_path / "s" / "results.csv"), "--features", "mixed"]
    assert cli.main(["train", "--data", features, *best, "--out", str(model), "--jobs", "1"]) == 0
    assert cli.main(["verify", str(tmp_path / "s")]) == 0
    # Two infants were tested: whatever the AUC, it has no interval, and the model passes by force only.
    capsys.readouterr()
    assert cli.main(["promote", str(model)]) == 1
    assert "too few infants" in capsys.readouterr().err
    assert cli.main(["promote", str(model), "--force"]) == 0
    assert "WARNING" in capsys.readouterr().out
    chosen = read_selection(tmp_path / "data" / "models" / "selected.toml")
    models = open_models(paths.models(), chosen=chosen, prefer_gpu=False, follow=False)
    try:
        assert models.classifier.model_id == "my-pain-model 1.0.0 (NOT BETTER THAN CHANCE)"
        scores, finder = {0: [], 1: []}, RememberedFaces(models.finder, shelf)
        for sample in eight_samples():
            frame = Frame(0, 0.0, sample.picture.load())
            face = finder.find(frame)
            vector = models.extractor.extract(models.aligner.crop(frame, face))
            scores[sample.label].append(models.classifier.score(vector).probability)
        assert np.mean(scores[1]) > np.mean(scores[0]) + 0.3
    finally:
        models.close()


def written(folder):
    """The hard pictures that others look at, too, as files with their table."""
    folder.mkdir()
    rows = ["picture,subject,label,group,simulated"]
    for number, (sample, picture, _) in enumerate(hard_drawings()):
        cv2.imwrite(str(folder / f"{number}.png"), picture, [cv2.IMWRITE_PNG_COMPRESSION, 0])
        rows.append(f"{number}.png,{sample.subject},{sample.label},{sample.group},1")
    table = folder / "table.csv"
    table.write_text("\n".join(rows) + "\n", "utf-8")
    return table


def drawn(title, count):
    """Drawn once, however often they are looked at."""
    return [PictureArray(sample.picture.load()) for sample in simulated_set(title, 2, count).samples]


@pytest.fixture(scope="module")
def pair():
    return drawn("simulated", 2)


class Held:
    """A past in memory: the frames of a window but the newest."""

    known_by_picture = False

    def __init__(self, *pictures):
        self._pictures = pictures
        self.asked = 0

    def pictures(self, before_s):
        self.asked += 1
        assert len(before_s) == len(self._pictures)
        return self._pictures


@pytest.mark.usefixtures("found_once")
def test_a_window_of_aligned_faces_gives_strain_and_patterns_over_time(pair):
    blocks = ("lbptop.n8r1.g2x2.f3w400", "strain.f15.anatomic.f3w400", "lbp.u8r1.g7x7")
    eyes = PictureAssessor(Equipment(blocks, (), paths.models() / "face_landmarker"))
    still, other = pair
    assert eyes.assess(still, None).reason is Reason.NO_PICTURE
    pasts = Held(still, still), Held(still, other)
    calm, moved = (eyes.assess(still, None, past) for past in pasts)
    assert [past.asked for past in pasts] == [1, 1], "both blocks look at one window"
    assert calm.values.shape == (4 * 3 * 59 + 10 + 490,)
    strained = slice(4 * 3 * 59, 4 * 3 * 59 + 10)
    assert calm.values[strained].max() < 1e-3
    assert moved.values[strained].min() > calm.values[strained].max()
    assert np.abs(calm.values[: 4 * 3 * 59] - moved.values[: 4 * 3 * 59]).max() > 0.01


@pytest.mark.usefixtures("found_once")
def test_strain_is_measured_between_two_frames_and_missing_without_an_earlier_one(pair):
    blocks = ("strain.f15.anatomic", "lbp.u8r1.g7x7")
    eyes = PictureAssessor(Equipment(blocks, (), paths.models() / "face_landmarker"))
    still, other = pair
    alone = eyes.assess(still, None)
    assert alone.values is None
    assert alone.reason is Reason.NO_PICTURE
    calm, moved = eyes.assess(still, still), eyes.assess(still, other)
    assert calm.values.shape == (5 + 490,)
    assert calm.values[:5].max() < 1e-3
    assert moved.values[:5].min() > calm.values[:5].max()
    assert (calm.values[5:] == moved.values[5:]).all()
