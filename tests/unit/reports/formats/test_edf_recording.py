"""The EDF+ recording, read back by a library that is not the one that wrote it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from neopain.core.readings import Reason
from neopain.core.record import CARE_STARTED, Annotation, Assessment
from neopain.core.sessions import LogKind
from neopain.reports.content.level import Content, Level
from neopain.reports.formats.edf_recording import FORMAT, UNSCORED
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, an_entry, recorded, scored, unscored

pytest.importorskip("edfio", reason="needs the extra edf")
pyedflib = pytest.importorskip("pyedflib", reason="needs pyedflib, a foreign reader of EDF+")

READINGS = [scored(0.0, 0.0), scored(1.0, 10.0), unscored(2.0, Reason.OCCLUDED), scored(6.0, 7.25)]
ENTRIES = [an_entry(6, LogKind.STATE, CARE_STARTED), an_entry(8, LogKind.SESSION, "stopped")]
NOTE = Annotation(STARTED_AT + 2, "heel_lance", "left\nfoot", "nurse b", STARTED_UTC, until=STARTED_AT + 4)
NIPS = Assessment(STARTED_AT + 3, "nips", (("face", 1),), 3, "", "nurse b", STARTED_UTC)


def read(tmp_path, level=Level.CLINICAL, readings=READINGS, marks=(NOTE, NIPS), **session):
    content = Content(
        a_session(**session), map(recorded, readings), ENTRIES, marks, ZoneInfo("Europe/Berlin")
    )
    [file] = FORMAT.write(content, tmp_path / "a.edf", level=level, replace=True)
    with pyedflib.EdfReader(str(file)) as reader:
        onsets, lengths, texts = reader.readAnnotations()
        return {
            "samples": reader.readSignal(0),
            "header": reader.getSignalHeader(0),
            "start": reader.getStartdatetime(),
            "all": reader.getHeader(),
            "annotations": list(zip(onsets, lengths, texts, strict=True)),
            "rate": reader.getSampleFrequency(0),
        }


def test_an_unscored_second_lies_under_the_scale_and_says_why(tmp_path):
    found = read(tmp_path)
    assert found["rate"] == 1.0
    assert found["samples"] == pytest.approx([0.0, 10.0, -1.0, -1.0, -1.0, -1.0, 7.25, 7.25], abs=1e-9)
    assert UNSCORED == found["header"]["physical_min"] == -1.0
    assert "NOT SCORED" in found["header"]["transducer"]
    assert (2.0, 4.0, "not scored: occluded") in found["annotations"]
    assert (6.0, 2.0, "care_or_standby") in found["annotations"]
    assert (2.0, 2.0, "note: heel_lance (left foot)") in found["annotations"]
    assert any(text == "manual nips: 3" for _, _, text in found["annotations"])


def test_it_starts_at_the_ward_s_time(tmp_path):
    assert read(tmp_path)["start"].isoformat() == "2026-03-29T01:30:00"


def test_a_simulation_says_so(tmp_path):
    found = read(tmp_path, simulated=True)
    assert "SIMULATED" in found["all"]["recording_additional"]
    assert any("SIMULATED" in text for _, _, text in found["annotations"])


@pytest.mark.parametrize("level", list(Level))
def test_any_session_makes_a_recording(tmp_path, level):
    odd = {"patient_code": "Ünï code " * 9, "model_id": "m" * 300, "app_version": "9" * 90}
    early = replace(NOTE, at=STARTED_AT - 60.0, until=None)
    found = read(tmp_path, level, readings=[], marks=[early], **odd)
    assert found["samples"] == pytest.approx(-1.0)
    assert any(text.startswith("note: heel_lance (left foot)") for _, _, text in found["annotations"]) is (
        level is Level.CLINICAL
    )
    if level is Level.RESEARCH:
        assert found["start"].year == 1985


def test_an_endless_note_makes_no_endless_file(tmp_path):
    note = Annotation(STARTED_AT + 2, "other", "x" * 1_000_000, "nurse b", STARTED_UTC)
    texts = [text for _, _, text in read(tmp_path, marks=(note,))["annotations"]]
    assert any(text.startswith("note: other (xxx") and text.endswith("...)") for text in texts)
    assert (tmp_path / "a.edf").stat().st_size < 100_000


def test_what_was_done_before_the_recording_says_so(tmp_path):
    early = replace(NIPS, at=STARTED_AT - 1800.0)
    found = read(tmp_path, marks=(early,))
    [(onset, text)] = [(at, text) for at, _, text in found["annotations"] if "manual" in text]
    assert (onset, text) == (0.0, "manual nips: 3, 1800 s before this recording began")
