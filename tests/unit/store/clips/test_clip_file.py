"""A clip's file: what was finished reads back, nothing else does, and nothing of it is in the clear."""

from __future__ import annotations

import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.clinical.clips import ClipHead, ClipPicture, ClipReason
from neopain.core.errors import RecordFault
from neopain.store.clips.clip_file import ClipReader, ClipWriter
from neopain.store.clips.sealed import MAGIC, SALT_BYTES, SealedReader, SealedWriter, remove

KEY = bytes(range(32))
HEAD = ClipHead("c1", "s1", "r1", ClipReason.ALARM, "pain", 12.5, "2026-01-01T00:00:00+00:00", "care", True)
PICTURES = [ClipPicture(10.0 + n / 10, n, b"\xff\xd8\xff\xe0 picture %d " % n * 40) for n in range(6)]


def a_clip(path, *, end=True):
    clip = ClipWriter(path, KEY, HEAD)
    for picture in PICTURES:
        clip.add(picture)
    if end:
        clip.end(2)
    return path


def test_a_clip_comes_back_as_it_was_written(tmp_path):
    reader = ClipReader(a_clip(tmp_path / "one"), KEY)
    assert reader.head == HEAD
    assert list(reader.pictures()) == PICTURES
    assert (reader.whole, reader.damaged, reader.missing) == (True, False, 2)


def test_nothing_of_it_is_in_the_clear_and_it_is_its_owners_alone(tmp_path):
    path = a_clip(tmp_path / "one")
    content = path.read_bytes()
    for clear in (b"picture", b"\xff\xd8\xff\xe0", b"alarm", b"pain", b"2026"):
        assert clear not in content
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_files_of_the_same_pictures_share_no_code(tmp_path):
    one, two = (a_clip(tmp_path / name).read_bytes() for name in ("one", "two"))
    start = len(MAGIC) + SALT_BYTES + 4
    assert one[start : start + 64] != two[start : start + 64]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_wherever_it_is_cut_what_was_finished_reads_and_nothing_else(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("cut")
    content = a_clip(folder / "whole").read_bytes()
    cut = data.draw(st.integers(0, len(content) - 1))
    (folder / "cut").write_bytes(content[:cut])
    try:
        reader = ClipReader(folder / "cut", KEY)
    except RecordFault:
        return
    found = list(reader.pictures())
    assert found == PICTURES[: len(found)]
    assert not reader.whole


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_byte_gives_no_other_picture(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("changed")
    content = bytearray(a_clip(folder / "whole").read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    (folder / "changed").write_bytes(content)
    try:
        reader = ClipReader(folder / "changed", KEY)
    except RecordFault:
        return
    found = list(reader.pictures())
    assert found == PICTURES[: len(found)]
    assert not reader.whole


def test_chunks_that_are_swapped_or_left_out_end_the_reading(tmp_path):
    file = SealedWriter(tmp_path / "one", KEY)
    for plain in (b"aaaa", b"bbbb", b"cccc"):
        file.add(plain)
    file.close()
    content = (tmp_path / "one").read_bytes()
    start, size = len(MAGIC) + SALT_BYTES, 4 + 4 + 16
    first, second, third = (content[start + n * size : start + (n + 1) * size] for n in range(3))
    for chunks, expected in (((first, third, second), [b"aaaa"]), ((first, third), [b"aaaa"])):
        (tmp_path / "other").write_bytes(content[:start] + b"".join(chunks))
        reader = SealedReader(tmp_path / "other", KEY)
        assert list(reader.chunks()) == expected
        assert reader.damaged


def test_another_key_and_a_foreign_file_are_refused(tmp_path):
    with pytest.raises(RecordFault, match="does not open with the key"):
        ClipReader(a_clip(tmp_path / "one"), bytes(32))
    (tmp_path / "foreign").write_bytes(b"\x89PNG" + bytes(100))
    with pytest.raises(RecordFault, match="no clip"):
        ClipReader(tmp_path / "foreign", KEY)


def test_what_is_removed_cannot_be_read_where_another_name_still_holds_it(tmp_path):
    path = a_clip(tmp_path / "one")
    os.link(path, tmp_path / "copy")
    remove(path)
    assert not path.exists()
    with pytest.raises(RecordFault):
        ClipReader(tmp_path / "copy", KEY)


def test_an_existing_file_is_never_written_over(tmp_path):
    (tmp_path / "one").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        ClipWriter(tmp_path / "one", KEY, HEAD)
    assert (tmp_path / "one").read_bytes() == b"mine"
