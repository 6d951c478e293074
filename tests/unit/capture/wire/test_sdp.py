"""Descriptions as cameras write them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.capture.wire.messages import parse_head
from neopain.capture.wire.sdp import control_url, parse_sdp

HIKVISION = """v=0\r
o=- 1 1 IN IP4 10.0.0.5\r
s=Media Presentation\r
a=control:rtsp://10.0.0.5:554/Streaming/Channels/101/\r
m=video 0 RTP/AVP 96\r
a=control:rtsp://10.0.0.5:554/Streaming/Channels/101/trackID=1\r
a=rtpmap:96 H264/90000\r
a=fmtp:96 profile-level-id=420029; packetization-mode=1; sprop-parameter-sets=Z00AKpWoHgCJ+WEAAA==,aO48gA==\r
m=audio 0 RTP/AVP 0\r
a=control:trackID=2\r
m=application 0 RTP/AVP 107\r
"""


def test_a_camera_with_sound_and_data():
    control, (track,) = parse_sdp(HIKVISION)
    assert (track.codec, track.payload_type) == ("H264", 96)
    assert [unit[0] & 0x1F for unit in track.parameter_sets] == [7, 8]
    assert control_url("rtsp://x/", control, track.control).endswith("/trackID=1")


@pytest.mark.parametrize(
    ("base", "session", "control", "url"),
    [
        ("rtsp://h/a/", "*", "trackID=1", "rtsp://h/a/trackID=1"),
        ("rtsp://h/a", "", "track1", "rtsp://h/a/track1"),
        ("rtsp://h/a?x=1", "", "track1", "rtsp://h/a?x=1/track1"),
        ("rtsp://h/a", "*", "*", "rtsp://h/a"),
        ("rtsp://h/a", "", "", "rtsp://h/a"),
        ("rtsp://h/a", "rtsp://h/b/", "t", "rtsp://h/b/t"),
        ("rtsp://h/a", "http://[", "t", "rtsp://h/a"),
    ],
)
def test_where_a_track_is_set_up(base, session, control, url):
    assert control_url(base, session, control) == url


def test_jpeg_needs_no_map_and_hevc_is_h265():
    assert parse_sdp("m=video 0 RTP/AVP 26\n")[1][0].codec == "JPEG"
    assert parse_sdp("m=video 0 RTP/AVP 98\na=rtpmap:98 hevc/90000\n")[1][0].codec == "H265"


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text):
    parse_sdp(text)
    parse_sdp(f"m=video 0 RTP/AVP 96\n{text}\na=fmtp:96 sprop-sps={text}")


@given(st.lists(st.text(min_size=1, max_size=80), max_size=9))
def test_any_header_lines_are_read_without_a_fault(lines):
    head = parse_head(["RTSP/1.0 200 OK", *lines])
    assert head.status == 200
    assert all(name == name.lower() or name != name.upper() for name, _ in head.fields)


def test_a_type_that_is_named_thousands_of_times_is_one_track():
    sets = base64.b64encode(bytes(60_000)).decode()
    _, tracks = parse_sdp(
        f"m=video 0 RTP/AVP {'96 ' * 30_000}\na=rtpmap:96 H264/90000\na=fmtp:96 sprop-parameter-sets={sets}\n"
    )
    assert [track.payload_type for track in tracks] == [96]
