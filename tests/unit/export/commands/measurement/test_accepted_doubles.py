"""Doubles and poor views that were let pass are told wherever a number rests on them, however many steps later."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from neopain_export import cli
from neopain_export.commands.options import data_options
from neopain_export.study.features.feature_table import load, save
from tests.unit.export.study.made_tables import made_table

FEW = ["--selector", "anova-f", "--k", "5", "--classifier", "naive-bayes", "--jobs", "1"]
GRID = ["--selectors", "anova-f", "--ks", "5", "--classifiers", "naive-bayes", "--jobs", "1"]
POOR = "poor views kept: 3 pictures"
KIND = "accepted: pictures of two subjects, or of both groups, are one picture for the eye (1)"


@pytest.fixture
def features(tmp_path, monkeypatch):
    """A feature file of a set in which one picture stands under two infants, which somebody accepted."""
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))
    picture = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (240, 320, 3), np.uint8), (0, 0), 9)
    picture = cv2.normalize(picture, None, 0, 255, cv2.NORM_MINMAX)
    assert cv2.imwrite(str(tmp_path / "a.png"), picture)
    assert cv2.imwrite(str(tmp_path / "b.png"), cv2.resize(picture, (300, 225)))
    (tmp_path / "l.csv").write_text("picture,subject,label\na.png,secret1,1\nb.png,secret2,1\n")
    looked_at = replace(made_table(), remarks=(POOR,))
    monkeypatch.setattr(data_options, "extract", lambda *_args, **_kwargs: looked_at)
    words = ["features", "--data", str(tmp_path / "l.csv"), "--blocks", "lbp.u8r1.g7x7", "--jobs", "1"]
    file = tmp_path / "f.npz"
    assert cli.main([*words, "--out", str(file)]) == 1
    assert cli.main([*words, "--accept", "near-duplicates", "--out", str(file)]) == 0
    return file


def test_a_study_of_the_feature_file_tells_them(features, tmp_path):
    assert cli.main(["study", "--data", str(features), "--out", str(tmp_path / "s"), *GRID]) == 0
    checklist = (tmp_path / "s" / "checklist.md").read_text("utf-8")
    assert f"| Doubles and leaks | {KIND} |" in checklist
    assert f"counted as errors: face_not_found 2; {POOR} |" in checklist
    tables = (tmp_path / "s" / "tables.md").read_text("utf-8")
    assert KIND in tables
    assert POOR in tables


def test_card_and_curve_tell_them_and_the_card_names_no_infant(features, tmp_path):
    assert cli.main(["train", "--data", str(features), "--out", str(tmp_path / "m"), *FEW]) == 0
    for name in ("card.md", "manifest.toml"):
        told = (tmp_path / "m" / name).read_text("utf-8")
        assert KIND in told
        assert POOR in told
        assert "secret1" not in told
    words = ["learning", "--data", str(features), "--repeats", "2", "--out", str(tmp_path / "c"), *FEW]
    assert cli.main(words) == 0
    assert KIND in (tmp_path / "c" / "report.md").read_text("utf-8")


def test_of_a_file_of_an_older_release_nothing_is_claimed(features, tmp_path):
    with np.load(features) as stored:
        columns = dict(stored)
    head = json.loads(str(columns["head"]))
    del head["remarks"]
    np.savez(features, **(columns | {"head": np.array(json.dumps(head))}))
    assert cli.main(["study", "--data", str(features), "--out", str(tmp_path / "s"), *GRID]) == 0
    checklist = (tmp_path / "s" / "checklist.md").read_text("utf-8")
    assert "of an older release and does not say which doubles were accepted" in checklist
    assert "none accepted" not in checklist


def test_where_none_were_accepted_that_is_said_whatever_else_is_told(tmp_path):
    table = made_table()
    save(table, tmp_path / "f.npz")
    assert load(tmp_path / "f.npz").remarks == ()
    assert cli.main(["study", "--data", str(tmp_path / "f.npz"), "--out", str(tmp_path / "s"), *GRID]) == 0
    assert "looked for by content; none accepted" in (tmp_path / "s" / "checklist.md").read_text("utf-8")
