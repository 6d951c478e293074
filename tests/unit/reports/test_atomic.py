import errno
import os

import pytest

from neopain.core.errors import RecordFault
from neopain.reports.atomic import Drafts, whole_files


def test_nothing_is_there_until_all_is_whole(tmp_path):
    chief, other = tmp_path / "a.csv", tmp_path / "a.about.json"
    with whole_files(chief, replace=True) as drafts:
        drafts.open(chief).write("one")
        drafts.open(other).write("two")
        assert not chief.exists()
        assert not other.exists()
    assert (chief.read_text(), other.read_text()) == ("one", "two")
    assert sorted(tmp_path.iterdir()) == sorted([chief, other])


def test_the_chief_file_gets_its_name_last(tmp_path, monkeypatch):
    chief, other = tmp_path / "a.csv", tmp_path / "b.json"
    chief.write_text("old")
    (tmp_path / "b.json").mkdir()
    drafts = Drafts(replace=True)
    drafts.open(chief).write("new")
    with pytest.raises(IsADirectoryError):
        drafts.open(other)
    drafts.discard()
    assert chief.read_text() == "old"


def test_a_link_is_replaced_and_not_followed(tmp_path):
    real, link = tmp_path / "real", tmp_path / "a.csv"
    real.write_text("old")
    link.symlink_to(real)
    with whole_files(link, replace=True) as drafts:
        drafts.open(link).write("new")
    assert (real.read_text(), link.read_text(), link.is_symlink()) == ("old", "new", False)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "only be read"), (errno.EIO, "another folder")],
)
def test_a_refusing_disk_leaves_the_old_file(tmp_path, monkeypatch, number, words):
    target = tmp_path / "a.csv"
    target.write_text("old")

    def refuse(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(RecordFault, match=words):
        with whole_files(target, replace=True) as drafts:
            drafts.open(target).write("new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
