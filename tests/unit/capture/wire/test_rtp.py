"""RTP: order, losses, and pictures that are whole or dropped."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.capture.decoding.jpeg import decode_jpeg
from neopain.capture.wire.rtp import Packet, Sequence, parse_packet
from neopain.capture.wire.rtp_jpeg import JpegAssembly
from neopain.capture.wire.rtp_video import H264, H265, VideoAssembly
from tests.servers.pictures import numbered
from tests.servers.rtp import H264Payload, H265Payload, JpegPayload


def packet(sequence, *, time=0, last=False, payload=b"x", lost=False):
    return Packet(sequence & 0xFFFF, time, last, payload, 96, lost)


def sent(codec, pictures):
    """Packets of pictures 0 .. n-1 as lists."""
    sequence, all_ = 65_000, []
    for number in range(pictures):
        group = []
        for payload, last in codec.packets(number):
            sequence += 1
            group.append(packet(sequence, time=number * 6000, last=last, payload=payload))
        all_.append(group)
    return all_


@settings(max_examples=60)
@given(st.integers(0, 65_535), st.randoms(use_true_random=False))
def test_packets_that_overtake_each_other_are_put_in_order(first, random_):
    packets = [packet(first + place) for place in range(200)]
    mixed = packets[:1]
    for start in range(1, 200, 10):
        block = packets[start : start + 10]
        random_.shuffle(block)
        mixed += block
    sequence = Sequence(reorder=True)
    given_ = [each for one in mixed for each in sequence.push(one)]
    assert [each.sequence for each in given_] == [each.sequence for each in packets]
    assert sequence.lost == 0


@pytest.mark.parametrize("reorder", [False, True])
def test_a_loss_is_marked_on_the_packet_behind_it(reorder):
    sequence = Sequence(reorder=reorder)
    numbers = [number for number in range(65_500, 65_700) if number not in {65_540, 65_541, 65_560}]
    given_ = [each for number in numbers for each in sequence.push(packet(number))]
    marked = [each.sequence for each in given_ if each.after_loss]
    assert marked == [65_542 & 0xFFFF, 65_561 & 0xFFFF]
    assert sequence.lost == 3


def test_a_camera_that_begins_anew_is_followed():
    sequence = Sequence(reorder=True)
    for number in range(10_000, 10_010):
        sequence.push(packet(number))
    assert [each.after_loss for each in sequence.push(packet(5))] == [True]
    assert sequence.push(packet(6))


@given(st.binary(max_size=60))
def test_any_datagram_is_a_packet_or_none(data):
    parse_packet(data)


def test_extension_contributors_and_padding_are_left_out():
    head = bytes((0x80 | 0x20 | 0x10 | 1, 0x80 | 96)) + bytes(10)
    data = head + b"csrc" + b"\xbe\xde\0\1" + b"ext." + b"payload" + b"\0\0\3"
    assert parse_packet(data).payload == b"payload"


@pytest.mark.parametrize("seed", range(5))
def test_a_jpeg_that_misses_a_packet_is_dropped_and_the_others_are_whole(seed):
    groups = sent(JpegPayload(), 20)
    dropped = random.Random(seed).sample(range(1, 19), 4)
    assembly, sequence, whole = JpegAssembly(), Sequence(reorder=False), []
    for number, group in enumerate(groups):
        if number in dropped:
            del group[random.Random(seed).randrange(len(group))]
        for one in group:
            for each in sequence.push(one):
                picture = assembly.push(each)
                if picture is not None:
                    whole.append(picture)
    numbers = [number for number in range(20) if number not in dropped]
    assert len(whole) >= len(numbers) - len(dropped)
    shown = [decode_jpeg(picture) for picture in whole]
    assert all(any(np.abs(image.astype(int) - numbered(n)).mean() < 6 for n in numbers) for image in shown)
    assert assembly.broken >= 4


@pytest.mark.parametrize("quality", [1, 25, 50, 80, 99])
def test_jpeg_tables_by_quality(quality):
    """A picture packed with libjpeg's tables of that quality, which the receiver must reckon itself."""
    import cv2

    from tests.servers.rtp import _tables_and_scan

    coded = cv2.imencode(".jpg", numbered(3), [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    _, scan = _tables_and_scan(coded)
    payload = bytes((0, 0, 0, 0, 1, quality, 40, 30)) + scan
    picture = JpegAssembly().push(packet(1, last=True, payload=payload))
    assert np.array_equal(decode_jpeg(picture), decode_jpeg(coded))


@pytest.mark.parametrize(("payload", "kinds"), [(H264Payload, H264), (H265Payload, H265)])
def test_after_a_loss_nothing_comes_until_the_next_key_picture(payload, kinds):
    groups = sent(payload(), 45)
    assembly, sequence, given_ = VideoAssembly(kinds), Sequence(reorder=False), []
    for number, group in enumerate(groups):
        for one in group:
            if number == 20:
                continue
            for each in sequence.push(one):
                given_ += [(number, unit.key) for unit in assembly.push(each)]
    numbers = [number for number, _ in given_]
    # A picture every 15 is a key picture; the marker of the packet behind the gap spoils 21, too.
    assert numbers == [*range(20), *range(30, 45)]
    assert assembly.broken == 9
    assert given_[0] == (0, True)


def test_parameter_sets_that_are_marked_as_pictures_wait_for_theirs():
    """Some cameras set the marker on each of them."""
    assembly = VideoAssembly(H264)
    assert assembly.push(packet(1, time=5, last=True, payload=b"\x67sps")) == []
    assert assembly.push(packet(2, time=5, last=True, payload=b"\x68pps")) == []
    (unit,) = assembly.push(packet(3, time=5, last=True, payload=b"\x65idr"))
    assert unit.key
    assert unit.parameter_sets == (b"\x67sps",)
    assert unit.data == b"\0\0\0\1\x67sps\0\0\0\1\x68pps\0\0\0\1\x65idr"


def test_pictures_without_a_marker_end_with_the_next_time():
    assembly = VideoAssembly(H264)
    assert assembly.push(packet(1, time=5, payload=b"\x65idr")) == []
    (unit,) = assembly.push(packet(2, time=6, payload=b"\x41next"))
    assert unit.data.endswith(b"\x65idr")


def test_units_that_travel_together_are_taken_apart():
    assembly = VideoAssembly(H264)
    together = b"\x18" + b"\0\4\x67sps" + b"\0\4\x68pps" + b"\0\4\x65idr"
    (unit,) = assembly.push(packet(1, last=True, payload=together))
    assert unit.data.count(b"\0\0\0\1") == 3


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans(), st.binary(max_size=30)), max_size=20),
    st.sampled_from([H264, H265]),
)
def test_any_payloads_are_survived(packets, kinds):
    video, pictures = VideoAssembly(kinds), JpegAssembly()
    for sequence, (time, last, lost, payload) in enumerate(packets):
        one = packet(sequence, time=time, last=last, payload=payload, lost=lost)
        video.push(one)
        pictures.push(one)
