"""Every test file runs in exactly one lane of `make test`, and its files fall back to the disk where memory is short."""

from __future__ import annotations

import os
import sys

import pytest

from tests.run_all import lanes, timed_files
from tests.run_environment import MEMORY, environment, folder_on_disk, temporary_folder
from tests.without_qt import REPOSITORY

TESTS = REPOSITORY / "tests"


def chosen(command):
    """The test files that pytest would look into."""
    words = list(map(str, command))
    words = words[words.index("pytest") + 1 :]
    outside = [REPOSITORY / word.removeprefix("--ignore=") for word in words if word.startswith("--ignore=")]
    places = [REPOSITORY / word for word in words if (REPOSITORY / word).is_relative_to(TESTS)]
    assert all(place.exists() for place in [*places, *outside]), "a lane names a file that is no more"
    files = {
        file
        for place in places
        for file in ([place] if place.is_file() else place.rglob("test_*.py"))
        if not any(file.is_relative_to(one) for one in outside)
    }
    assert files
    return files


@pytest.mark.skipif(sys.platform == "win32", reason="environments without Qt are made of symbolic links")
def test_every_file_is_in_one_lane(tmp_path):
    files = [file for lane in lanes(tmp_path) for file in chosen(lane.command)]
    assert sorted(files) == sorted(set(files))
    assert set(files) == {
        file for file in TESTS.rglob("test_*.py") if not file.is_relative_to(TESTS / "bench")
    }


def test_what_is_timed_is_found_by_its_marker():
    assert [file for file in timed_files() if file.endswith("test_network_cameras.py")]
    assert len(timed_files()) < 5


def test_no_process_compiles_everything_anew_or_takes_all_processors(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    variables = environment(tmp_path)
    assert "PYTHONDONTWRITEBYTECODE" not in variables
    assert (variables["OMP_NUM_THREADS"], variables["TMPDIR"]) == ("1", str(tmp_path))
    assert os.environ["PYTHONDONTWRITEBYTECODE"] == "1"


@pytest.mark.parametrize("room_bytes", [0, 2**62])
def test_files_are_in_memory_only_where_there_is_room(tmp_path, room_bytes):
    with temporary_folder(tmp_path, room_bytes) as folder:
        assert folder.is_dir()
        if room_bytes:
            assert not folder.is_relative_to(tmp_path)
    assert not folder.exists()
    with temporary_folder(tmp_path / "none", room_bytes) as folder:
        assert folder.is_dir()
    with folder_on_disk() as folder:
        assert not folder.is_relative_to(MEMORY)
