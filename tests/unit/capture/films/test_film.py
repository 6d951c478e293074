from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from neopain.capture.films.film import Film
from tests.servers.pictures import number_of, write_video

OPEN_FILES = Path("/proc/self/fd")
NAMES = [
    b"l\xe9.avi",
    b"\xff\xfe.avi",
    b"10:30:00.avi",
    b"http:x.avi",
    b"concat:a|b.avi",
    b"~x.avi",
    b"%05d.avi",
]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a name is text")
@pytest.mark.parametrize("name", NAMES)
def test_any_name_opens(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_video(tmp_path / "plain.avi", 3)
    path = Path(os.fsdecode(name))
    (tmp_path / "plain.avi").rename(path)
    film = Film(path)
    assert film.isOpened()
    assert film.grab()
    assert number_of(film.retrieve()[1]) == 0
    film.release()


def test_it_may_be_dropped_released_or_both_at_any_time(tmp_path):
    write_video(tmp_path / "night.avi", 3)
    before = len(list(OPEN_FILES.iterdir())) if OPEN_FILES.is_dir() else 0
    for way in range(30):
        film = Film(tmp_path / "night.avi")
        film.grab()
        for _ in range(way % 3):
            film.release()
        del film
    gc.collect()
    assert (len(list(OPEN_FILES.iterdir())) if OPEN_FILES.is_dir() else 0) <= before + 2


def test_a_disk_that_fails_is_the_end_of_the_film_and_is_kept(tmp_path, monkeypatch):
    write_video(tmp_path / "night.avi", 60)
    film = Film(tmp_path / "night.avi")
    assert film.grab()

    whole = film._file._file

    class Broken:
        closed = False

        def read(self, size):
            raise OSError(5, "Input/output error")

        seek = read

        def close(self):
            whole.close()

    monkeypatch.setattr(film._file, "_file", Broken())
    came = 0
    while film.grab():
        came += 1
    assert came < 59
    assert film.fault.strerror == "Input/output error"
    film.release()


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        Film(tmp_path / "none.avi")
