"""What is read is what was written, and what cannot be meant is refused with its remedy."""

import pytest

from neopain.core.errors import SettingFault
from neopain.core.readings import Reason
from neopain_export.study.events.recordings import read_events, read_recording
from tests.unit.export.study.events.exported import course, write_events, write_readings


@pytest.fixture
def recording(tmp_path):
    path = write_readings(tmp_path / "a.csv", course((10.0, 2.5), (12.0, "face_not_found")), simulated=True)
    return read_recording(path)


def test_an_exported_session_is_read_with_its_reasons(recording):
    assert (recording.name, recording.simulated, len(recording.readings)) == ("a", True, 48)
    first, last = recording.readings[0], recording.readings[-1]
    assert (first.raw, first.reason, first.latency_s) == (2.5, None, pytest.approx(0.0801, abs=1e-4))
    assert (last.raw, last.reason, last.captured_at) == (None, Reason.FACE_NOT_FOUND, 11.75)


def test_the_products_own_export_is_read(tmp_path):
    from neopain.reports.content.columns import READING_COLUMNS
    from neopain_export.study.events import recordings

    assert set(recordings.READING_COLUMNS) <= set(READING_COLUMNS)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("elapsed_s", "time", "no column elapsed_s"),
        ("11.750", "1.000", "line 49.*order of time"),
        ("face_not_found", "no such reason", "line 42"),
        ("2.5", "12.5", "0..10"),
        ("11.750", "nan", "finite"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(tmp_path, old, new, told):
    path = write_readings(tmp_path / "a.csv", course((10.0, 2.5), (12.0, "face_not_found")))
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(SettingFault, match=told):
        read_recording(path)


def test_events_are_read_and_a_subject_is_not_needed(tmp_path, recording):
    path = write_events(tmp_path / "e.csv", "a,0,5,1", "a.csv,6,9,no", head="recording,start_s,end_s,pain")
    events = read_events(path, {"a": recording})
    assert [(one.subject, one.start_s, one.end_s, one.pain) for one in events] == [
        ("a", 0.0, 5.0, True),
        ("a", 6.0, 9.0, False),
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["b,s,0,5,1"], "recording out of a"),
        (["a,s,5,5,1"], "start_s before end_s"),
        (["a,s,50,60,1"], "of the recording"),
        (["a,s,0,5,perhaps"], "pain as 1 or 0"),
        (["a,s,0,5,1", "a,s,4,8,0"], "one after the other"),
        (["a,s,0,5,1", "a,t,6,8,0"], "one subject a recording"),
        (["a,s,0,5,0"], "painful events"),
        (["a,s,x,5,0"], "line 2"),
    ],
)
def test_events_that_cannot_be_meant_are_refused(tmp_path, recording, rows, told):
    with pytest.raises(SettingFault, match=told):
        read_events(write_events(tmp_path / "e.csv", *rows), {"a": recording})
