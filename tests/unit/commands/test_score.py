"""Where `neopain score` writes: a whole table or none, and over nothing that anybody has."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from neopain.main import main

TABLE = "picture,label\na.png,1\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "pictures"
    place.mkdir()
    cv2.imwrite(str(place / "a.png"), np.full((60, 80, 3), 127, np.uint8))
    return place


def scored(folder, target, *more, capsys):
    done = main(["score", str(folder), "--csv", str(target), "--data", str(folder.parent / "data"), *more])
    return done, capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.png", "labels.csv"])
def test_nothing_that_is_there_is_written_over(folder, name, capsys):
    (folder / "labels.csv").write_text(TABLE)
    before = (folder / name).read_bytes()
    done, told = scored(folder, folder / name, capsys=capsys)
    assert done == 1
    assert "exists, and nothing was replaced; name another, or say --replace" in told
    assert (folder / name).read_bytes() == before


def test_not_even_when_asked_is_a_picture_written_over(folder, capsys):
    picture = folder / "a.png"
    before = picture.read_bytes()
    (folder.parent / "link.csv").symlink_to(picture)
    for target in (picture, folder.parent / "link.csv"):
        done, told = scored(folder, target, "--replace", capsys=capsys)
        assert done == 1
        assert "is one of them; nothing was written" in told
        assert picture.read_bytes() == before


def test_an_earlier_table_is_replaced_when_asked_and_whole(folder, capsys):
    target = folder.parent / "scores.csv"
    target.write_text("old\n")
    done, told = scored(folder, target, "--replace", capsys=capsys)
    assert done == 0, told
    first, second = target.read_text("utf-8").splitlines()
    assert first.startswith("picture,score,quality,reason")
    assert second.startswith("a.png,,no_face,")


def test_a_run_that_breaks_off_leaves_no_half_a_table(folder, capsys, monkeypatch):
    def full(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("neopain.commands.score.row", full)
    target = folder.parent / "scores.csv"
    scored(folder, target, capsys=capsys)
    assert [path.name for path in folder.parent.iterdir() if path.suffix in {".csv", ".part"}] == []
