"""`neopain-export explain`, with the bundled model."""

import csv
from dataclasses import replace

import cv2
import numpy as np
import pytest

from neopain import paths
from neopain.vision.models.known_answers import read_vectors
from neopain.vision.models.manifest import read_manifest
from neopain.vision.open_models import open_models
from neopain_export import cli
from neopain_export.study.explanations import faces
from neopain_export.study.features.feature_table import FeatureTable, save
from tests.pictures.remembered import RememberedFaces, eight_samples

MODEL = paths.models() / "pain_svm"


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))


def rows(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.name != "report.md" and path.is_file()
    }


def feature_file(path):
    """Rows between the model's average calm and average pain face."""
    part = read_manifest(MODEL).classifier
    calm, _, pain = read_vectors(MODEL, part.known_answers, part.layout.size)[[0, 1, -1]]
    labels = np.arange(24) % 2
    noise = np.random.default_rng(0).normal(0, 0.02, (24, part.layout.size))
    values = np.where(labels[:, np.newaxis] == 1, pain, calm) * (1.0 + noise)
    texts = np.array([f"s{number // 4}" for number in range(24)])
    save(
        FeatureTable(
            "made", True, part.layout, values.astype(np.float32), labels.astype(np.int64), texts,
            np.full(24, ""), np.full(24, ""), np.array([f"p{number}" for number in range(24)]),
        ),
        path,
    )  # fmt: skip
    return path


def test_of_a_feature_file_blocks_are_weighed_without_faces(tmp_path, capsys):
    path = feature_file(tmp_path / "f.npz")
    for out in ("one", "two"):
        words = ["explain", str(MODEL), str(path), "--repeats", "2", "--out", str(tmp_path / out)]
        assert cli.main(words) == 0, capsys.readouterr().err
    found = {row["name"]: row for row in rows(tmp_path / "one" / "importance.csv")}
    assert {"lbp", "hog", "dlib-face-int8", "vgg16-imagenet-int8"} <= set(found)
    assert all(float(row["points_change_low"]) <= float(row["points_change"]) for row in found.values())
    assert not (tmp_path / "one" / "maps").exists()
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    report = (tmp_path / "one" / "report.md").read_text("utf-8")
    assert "(SIMULATED)" in report
    assert "No clinical claim" in report


@pytest.mark.parametrize(("option", "value"), [("--maps", "3"), ("--region-repeats", "1"), ("--count", "4")])
def test_options_that_do_nothing_with_a_feature_file_are_refused(tmp_path, capsys, option, value):
    path = feature_file(tmp_path / "f.npz")
    assert cli.main(["explain", str(MODEL), str(path), option, value, "--out", str(tmp_path / "o")]) == 1
    assert "leave it out" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


@pytest.fixture
def searched_once(monkeypatch, shelf):
    def opened(*given, **options):
        models = open_models(*given, **options)
        return replace(models, finder=RememberedFaces(models.finder, shelf))

    monkeypatch.setattr(faces, "open_models", opened)


@pytest.mark.slow
@pytest.mark.usefixtures("drawn_once", "searched_once")
def test_pictures_without_labels_get_maps_and_no_auc(tmp_path, capsys):
    folder = tmp_path / "pictures"
    for number, sample in enumerate(eight_samples()[:5]):
        place = folder / sample.subject
        place.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(place / f"{number}.png"), sample.picture.load())
    (folder / "torn.jpg").write_bytes(b"no picture")
    out = tmp_path / "out"
    words = [
        "explain",
        str(MODEL),
        str(folder),
        "--maps",
        "1",
        "--cells",
        "3",
        "--repeats",
        "1",
        "--region-repeats",
        "0",
    ]
    assert cli.main([*words, "--out", str(out)]) == 0, capsys.readouterr().err
    pictures = rows(out / "pictures.csv")
    assert len(pictures) == 6
    assert [row["reason"] for row in pictures if row["picture"] == "torn.jpg"] == ["unreadable_picture"]
    maps = [row["map"] for row in pictures if row["map"]]
    assert len(maps) == 1
    assert cv2.imread(str(out / maps[0])).shape[1] == 896
    assert all(
        row["auc_drop"] == "" and float(row["points_change"]) >= 0.0 for row in rows(out / "importance.csv")
    )
