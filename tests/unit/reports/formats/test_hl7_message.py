"""The HL7 message: what it says of a session, and that foreign readers take it for ORU^R01."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from neopain.core.readings import Reason
from neopain.core.record import Annotation, Assessment
from neopain.core.sessions import LogEntry, LogKind
from neopain.reports.content.level import Content, Level
from neopain.reports.formats.hl7_message import FORMAT, escaped
from tests.recorded.records import (
    STARTED_AT,
    STARTED_UTC,
    a_session,
    an_entry,
    any_text,
    recorded,
    scored,
    unscored,
)

NOTE = Annotation(
    STARTED_AT + 2, "heel_lance", "left|foot\nR^2", "nurse b", STARTED_UTC, until=STARTED_AT + 4
)
NIPS = Assessment(STARTED_AT + 3, "nips", (("face", 1),), 3, "", "nurse b", STARTED_UTC)
MARKS = [
    NOTE,
    replace(NIPS, total=4, revision=2),
    replace(NIPS, id="partial", at=STARTED_AT + 2.5, total=None),
    NIPS,
]
READINGS = [scored(0.0, 0.0), scored(30.0, 7.25), *(unscored(60.0 + at, Reason.OCCLUDED) for at in range(60))]


PAIN = (
    ("condition", "pain"), ("occurrence", 1), ("kind", "physiological"), ("priority", "medium"),
    ("value", 7.25), ("limit", 6.0),
)  # fmt: skip
ALARM = [
    LogEntry(STARTED_AT + 31, LogKind.ALARM, "raised", "RAISED: ** PAIN | 7.2 > 6.0", PAIN),
    LogEntry(STARTED_AT + 43, LogKind.ALARM, "acknowledged", "ACKNOWLEDGED: x", PAIN),
]


def message(tmp_path, **session):
    content = Content(
        a_session(**session), map(recorded, READINGS), [*ALARM, an_entry(120, LogKind.SESSION, "stopped")], MARKS,
        ZoneInfo("Europe/Berlin"),
    )  # fmt: skip
    [file] = FORMAT.write(content, tmp_path / "a.hl7", level=Level.CLINICAL, replace=True)
    return file.read_bytes().decode()


def rows(text, segment):
    return [line.split("|") for line in text.split("\r") if line.startswith(segment)]


def test_a_minute_that_could_not_be_scored_has_no_value_and_the_reason(tmp_path):
    text = message(tmp_path)
    first, second = [row for row in rows(text, "OBX") if "highest" in row[3]]
    assert (first[5], first[11], first[14]) == ("7.250", "P", "20260329013000.000+0100")
    assert (second[5], second[11], second[14]) == ("", "X", "20260329013100.000+0100")
    assert "NTE|1||not scored: occluded" in text.split("\r")
    assert [row[5] for row in rows(text, "OBX") if "scored-s" in row[3]] == ["10", "0"]


def test_the_automatic_score_has_no_code_of_a_clinical_scale(tmp_path):
    coded = [row[3] for row in rows(message(tmp_path), "OBX") if "^LN" in row[3]]
    assert coded == ["98012-8^nips total^LN^nips^^99NEOPAIN"]


def test_marks_as_they_stand(tmp_path):
    text = message(tmp_path)
    noted = [row for row in rows(text, "OBX") if row[16:17] == ["^nurse b"]]
    assert [(row[5], row[11]) for row in noted] == [("heel_lance^^99NEOPAIN", "F"), ("", "X"), ("4", "C")]
    assert r"NTE|2||left\F\foot\.br\R\S\2" in text


@pytest.mark.parametrize(("simulated", "mode"), [(True, "T"), (False, "P")])
def test_a_simulation_is_for_training_only(tmp_path, simulated, mode):
    text = message(tmp_path, simulated=simulated)
    assert rows(text, "MSH")[0][10] == mode
    assert ("SIMULATED" in text) is simulated


@given(any_text)
def test_no_text_makes_a_field_or_a_segment(text):
    assert not set("|^&~\r\n\x0b\x1c") & set(escaped(text))


def test_a_foreign_reader_takes_it_for_an_observation_message(tmp_path):
    reader = pytest.importorskip("hl7", reason="needs hl7, a foreign reader of HL7 v2")
    text = message(tmp_path)
    found = reader.parse(text)
    assert str(found.segment("MSH")[9]) == "ORU^R01^ORU_R01"
    values = [str(one[5]) for one in found.segments("OBX") if "highest" in str(one[3])]
    assert values == ["7.250", ""]
    told = next(str(one[3]) for one in found.segments("NTE") if "left" in str(one))
    assert found.unescape(told).startswith("left|foot")


def test_a_strict_reader_finds_the_structure_of_oru_r01(tmp_path):
    parser = pytest.importorskip(
        "hl7apy.parser", reason="needs hl7apy, which knows the structure of messages"
    )
    found = parser.parse_message(message(tmp_path), find_groups=True)
    assert found.name == "ORU_R01"
    orders = found.oru_r01_patient_result.oru_r01_order_observation
    assert len(orders) == 3
    found.validate()


def test_an_alarm_tells_its_limit_and_its_answer(tmp_path):
    text = message(tmp_path)
    [row] = [one for one in rows(text, "OBX") if one[3].startswith("pain-alarm")]
    assert row[5] == "pain^** PAIN \\F\\ 7.2 > 6.0^99NEOPAIN"
    assert "priority medium, worst 7.2 over limit 6.0, acknowledged after 12 s" in text


def test_initials_with_braces_are_only_initials(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "MARKS", [replace(NOTE, author="{0}"), replace(NIPS, author="{x!r}")])
    text = message(tmp_path)
    assert "{0}" in text
    assert "{x!r}" in text
