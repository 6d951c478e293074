"""Pictures in a stream, however it is cut into pieces."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.capture.wire import jpeg_stream
from neopain.capture.wire.jpeg_stream import JpegStream
from tests.servers.http_camera import FORMS
from tests.servers.pictures import jpeg

PICTURES = [jpeg(number) for number in range(4)]


def cut(data, places):
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in pairwise(edges)]


@settings(max_examples=40, deadline=None)
@given(form=st.sampled_from(sorted(FORMS)), places=st.lists(st.integers(0, 10**6), max_size=12))
def test_the_pieces_do_not_matter(form, places):
    packed = FORMS[form][1]
    data = b"".join(packed(picture) for picture in PICTURES) + packed(PICTURES[0])
    stream = JpegStream()
    found = [picture for piece in cut(data, places) for picture in stream.feed(piece)]
    if form != "thumbnail inside":
        assert found[:4] == PICTURES
    assert len(found) >= 4
    assert stream.broken == 0


def test_byte_by_byte():
    data = b"".join(FORMS["usual"][1](picture) for picture in PICTURES)
    stream = JpegStream()
    found = [picture for place in range(len(data)) for picture in stream.feed(data[place : place + 1])]
    assert found == PICTURES


def test_parts_that_hold_no_picture_are_counted():
    pack = FORMS["usual"][1]
    data = pack(PICTURES[0]) + pack(b"error") + pack(b"") + pack(PICTURES[1]) + pack(PICTURES[2])
    stream = JpegStream()
    assert stream.feed(data) == PICTURES[:3]
    assert stream.broken == 2


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.binary(max_size=300) | st.sampled_from([b"\xff\xd8\xff", b"\xff\xd9", b"\xff\xda\0\2", b"\r\n"])
    )
)
def test_any_bytes_are_survived_and_what_is_given_is_framed(pieces):
    stream = JpegStream()
    for piece in [*pieces, PICTURES[0], PICTURES[1]]:
        for picture in stream.feed(piece):
            assert picture.startswith(b"\xff\xd8\xff")
            assert picture.endswith(b"\xff\xd9")


@pytest.mark.parametrize("marker", [0x10, 0xBF, 0xC4, 0xC5, 0xDB, 0xDD, 0xE1, 0xFE])
def test_a_bogus_marker_in_a_damaged_picture_swallows_no_other_picture(marker):
    """A marker that only damage can write tells a length of up to 64 KB: blind seconds."""
    pack = FORMS["usual"][1]
    coded = PICTURES[1].index(b"\xff\xda") + 40
    damaged = PICTURES[1][:coded] + bytes((0xFF, marker, 0xFF, 0xF0)) + PICTURES[1][coded + 4 :]
    stream = JpegStream()
    found = stream.feed(pack(PICTURES[0]) + pack(damaged) + pack(PICTURES[2]) + pack(PICTURES[3]))
    assert [PICTURES[0], *PICTURES[2:]] == [one for one in found if one in PICTURES]


def test_an_endless_picture_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(jpeg_stream, "MAX_PICTURE", 10_000)
    stream = JpegStream()
    assert stream.feed(PICTURES[0][:700]) == []
    for _ in range(100):
        stream.feed(b"\x55" * 1000)
        assert len(stream._data) <= 100_000
    assert stream.broken >= 1
    monkeypatch.undo()
    assert stream.feed(PICTURES[1] + PICTURES[2])[-1] == PICTURES[2]


@pytest.mark.parametrize("length", [0, 1, 10**6])
def test_a_long_silence_between_pictures_is_dropped(length):
    stream = JpegStream()
    assert stream.feed(PICTURES[0] + b"-" * length) == [PICTURES[0]]
    assert len(stream._data) <= jpeg_stream.MAX_GAP
    assert stream.feed(PICTURES[1]) == [PICTURES[1]]


@pytest.mark.parametrize(
    "between",
    [b"content-type: x\n" * 6_000, b"content-type:" * 30_000, b"content-length: 1\nx: y\n" * 6_000],
    ids=["heads without an end", "no line end", "fields without an end"],
)
def test_what_a_hostile_camera_puts_between_pictures_holds_nothing_up(between):
    stream, begun = JpegStream(), time.process_time()
    assert stream.feed(between + PICTURES[0]) == [PICTURES[0]]
    # Without any other thread running meanwhile: it took many seconds, and every alarm waited.
    assert time.process_time() - begun < 2.0
