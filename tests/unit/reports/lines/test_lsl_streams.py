"""The streams of the lab streaming layer, read back by an inlet of theirs."""

import json
import math
import sys
import threading
import time

import pytest

from neopain.core.clock import SystemClock
from neopain.core.errors import SettingFault
from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.readings import Reason
from neopain.core.sessions import LogKind
from neopain.reports.lines import lsl_streams
from neopain.reports.lines.lsl_streams import (
    CHANNELS,
    MARKERS,
    READINGS,
    REASONS,
    LslStreams,
    marker_of,
    need_lsl,
    sample_of,
    source_id,
)
from neopain.workers.listeners import live_outlet
from neopain.workers.listeners.live_outlet import LiveOutlet
from tests.recorded.records import a_session, an_entry, scored, unscored

SESSION = a_session(simulated=True)
NAMES = [name for name, _ in CHANNELS]


@pytest.fixture
def lsl():
    return pytest.importorskip("pylsl", reason="the extra `lsl`")


def inlet(lsl, kind, session=SESSION):
    deadline = time.monotonic() + 20.0
    found = []
    while not found and time.monotonic() < deadline:
        found = lsl.resolve_byprop("source_id", source_id(session, kind), timeout=2.0)
    assert found, f"no stream {kind} was found"
    opened = lsl.StreamInlet(found[0], recover=False)
    opened.open_stream(timeout=10.0)
    return opened


def pulled(stream, count):
    rows = []
    deadline = time.monotonic() + 20.0
    while len(rows) < count and time.monotonic() < deadline:
        sample, at = stream.pull_sample(timeout=1.0)
        if sample is not None:
            rows.append((sample, at))
    assert len(rows) == count
    return rows


def test_a_reading_has_a_number_in_each_channel_and_nan_for_what_is_not_there():
    actions = FacialActions.of({FacialAction.BROW_BULGE: ActionStrength(0.5, 0.9)})
    row = dict(zip(NAMES, sample_of(scored(1.0, 7.5)), strict=True))
    assert (row["score"], row["score_raw"], row["reason"]) == (7.5, 7.5, 0.0)
    assert all(math.isnan(row[name]) for name in ("score_low", "score_high", "brow_bulge", "distress"))
    bare = dict(zip(NAMES, sample_of(unscored(2.0, Reason.OCCLUDED, actions=actions)), strict=True))
    assert all(math.isnan(bare[name]) for name in ("score", "score_raw"))
    assert bare["brow_bulge"] == 0.5
    assert REASONS[int(bare["reason"]) - 1] is Reason.OCCLUDED


def test_a_marker_tells_nothing_of_the_person():
    entry = an_entry(3.0, LogKind.ANNOTATION, "other", "Baby Müller cries", author="Sr. Anna", dose=2.0)
    told = marker_of(entry, SESSION)
    assert told == {
        "type": "note", "kind": "annotation", "code": "other", "detail": {"dose": 2.0}, "elapsed_s": 3.0,
    }  # fmt: skip
    assert SESSION.id not in source_id(SESSION, READINGS)
    assert SESSION.patient_code not in source_id(SESSION, READINGS)


def test_an_inlet_reads_back_what_the_outlet_was_told(lsl):
    session = a_session("22222222-2222-4222-8222-222222222222", simulated=True)
    clock = SystemClock()
    told = LiveOutlet(LslStreams(session, clock))
    told.start()
    readings, markers = inlet(lsl, READINGS, session), inlet(lsl, MARKERS, session)
    told.on_reading(scored(1.0, 7.5))
    told.on_reading(unscored(2.0, Reason.OCCLUDED))
    told.on_entries([an_entry(3.0, LogKind.ALARM, "raised", "PAIN", condition="pain", limit=6.0)])
    (first, at), (second, later) = pulled(readings, 2)
    assert first[NAMES.index("score")] == 7.5
    assert math.isnan(second[NAMES.index("score")])
    assert REASONS[int(second[NAMES.index("reason")]) - 1] is Reason.OCCLUDED
    assert later - at == pytest.approx(1.0, abs=1e-6)
    assert at == pytest.approx(session.started_at + 1.0 + lsl.local_clock() - clock.monotonic(), abs=0.01)
    [(marker, raised)] = pulled(markers, 1)
    assert json.loads(marker[0]) == {
        "type": "alarm", "kind": "alarm", "code": "raised",
        "detail": {"condition": "pain", "limit": 6.0}, "elapsed_s": 3.0,
    }  # fmt: skip
    assert raised - at == pytest.approx(2.0, abs=1e-6)
    about = readings.info(timeout=10.0)
    root = about.desc()
    assert (root.child_value("schema"), root.child_value("schema_version")) == ("neopain-lsl", "1")
    assert "SIMULATED" in root.child_value("simulated")
    labels, channel = [], root.child("channels").child("channel")
    while not channel.empty():
        labels.append(channel.child_value("label"))
        channel = channel.next_sibling("channel")
    assert labels == NAMES
    assert session.patient_code not in about.as_xml()
    assert session.source not in about.as_xml()
    ending = threading.Thread(target=told.close)
    ending.start()
    [(marker, _)] = pulled(markers, 1)
    ending.join()
    assert json.loads(marker[0]) == {"type": "end", "lines": 3, "dropped": 0}
    assert told.trouble == ""


def test_nobody_reads_and_nothing_waits(lsl, monkeypatch):
    monkeypatch.setattr(live_outlet, "READINGS", 100_000)
    told = LiveOutlet(LslStreams(a_session("33333333-3333-4333-8333-333333333333"), SystemClock()))
    told.start()
    began = time.monotonic()
    for number in range(5_000):
        told.on_reading(scored(float(number)))
    assert time.monotonic() - began < 5.0
    told.close(30.0)
    assert told.trouble == ""


def test_a_library_that_fails_ends_the_streams_and_nothing_else(monkeypatch):
    class Broken:
        IRREGULAR_RATE, cf_float32, cf_string = 0.0, 1, 3

        @staticmethod
        def local_clock():
            raise RuntimeError("no network interface")

    monkeypatch.setattr(lsl_streams, "_pylsl", lambda: Broken)
    told = LiveOutlet(LslStreams(SESSION, SystemClock()))
    told.start()
    told.close()
    told.on_reading(scored(1.0))
    assert "no network interface" in told.trouble


def test_a_missing_part_has_a_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "pylsl", None)
    with pytest.raises(SettingFault, match=r"pip install '\.\[lsl\]'"):
        need_lsl()


def test_a_missing_library_has_a_remedy(monkeypatch):
    def no_library():
        raise RuntimeError("LSL binary library file was not found.")

    monkeypatch.setattr(lsl_streams, "_pylsl", no_library)
    with pytest.raises(SettingFault, match=r"liblsl/releases"):
        need_lsl()
