"""The FHIR Bundle: what it says of a session, and that a foreign reader takes it for R4."""

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from neopain.core.readings import Reason
from neopain.core.record import CARE_STARTED, LIMITS, Annotation, Assessment
from neopain.core.sessions import LogEntry, LogKind
from neopain.reports.content.level import Content, Level, at_level
from neopain.reports.formats.fhir.bundle import FORMAT, bundle_of
from neopain.reports.formats.fhir.values import CODES, LOINC
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session, an_entry, recorded, scored, unscored

BERLIN = ZoneInfo("Europe/Berlin")
NOTE = Annotation(STARTED_AT + 2, "heel_lance", "left\x00 foot", "nurse b", STARTED_UTC, until=STARTED_AT + 4)
NIPS = Assessment(STARTED_AT + 3, "nips", (("face", 1),), 3, "", "nurse b", STARTED_UTC)
MARKS = [
    NOTE,
    NIPS,
    replace(NIPS, total=4, revision=2),
    replace(NIPS, id="partial", total=None),
    replace(NOTE, id="gone", deleted=True),
]
ENTRIES = [
    an_entry(0, LogKind.SETTING, LIMITS, lower_limit=4.0, upper_limit=6.0),
    an_entry(12, LogKind.STATE, CARE_STARTED),
    an_entry(14, LogKind.SESSION, "stopped"),
]
READINGS = [scored(0.0, 0.0), scored(1.0, 7.25), unscored(2.2, Reason.OCCLUDED), scored(12.0, 10.0)]


def bundle(tmp_path, level=Level.CLINICAL, readings=READINGS, marks=MARKS, **session):
    content = Content(a_session(**session), map(recorded, readings), ENTRIES, marks, BERLIN)
    [file] = FORMAT.write(content, tmp_path / "a.fhir.json", level=level, replace=True)
    return json.loads(file.read_text())


def resources(found, kind):
    return [one["resource"] for one in found["entry"] if one["resource"]["resourceType"] == kind]


def code(resource):
    return resource["code"]["coding"][0]["code"]


def test_an_unscored_second_is_an_error_and_never_a_number(tmp_path):
    score, *_ = resources(bundle(tmp_path), "Observation")
    sampled = score["valueSampledData"]
    assert sampled["data"].split() == ["0.000", "7.250", "7.250", *["E"] * 9, "10.000", "10.000"]
    assert (sampled["period"], sampled["dimensions"], sampled["origin"]["value"]) == (1000, 1, 0.0)
    assert score["status"] == "preliminary"
    assert score["effectivePeriod"] == {
        "start": "2026-03-29T01:30:00.000+01:00",
        "end": "2026-03-29T01:30:14.000+01:00",
    }
    assert "does not rule out pain" in score["note"][0]["text"]


def test_the_automatic_score_has_no_code_of_a_clinical_scale(tmp_path):
    for one in resources(bundle(tmp_path), "Observation"):
        systems = {coding["system"] for coding in one["code"]["coding"]}
        if "scored by a person" not in one["code"]["text"]:
            assert systems == {CODES}
        elif "valueQuantity" in one:
            assert systems == {CODES, LOINC}
        else:
            assert systems == {CODES}, "a partial scale has no total"


def test_sums_are_those_of_every_report(tmp_path):
    [sums] = [
        one for one in resources(bundle(tmp_path), "Observation") if code(one) == "facial-pain-score-sums"
    ]
    told = {code(one): one for one in sums["component"]}
    assert told["scored"]["valueQuantity"]["value"] == 2.2
    assert told["over-upper-limit"]["valueQuantity"]["value"] == 1.2
    assert told["excluded"]["valueQuantity"]["value"] == 2.0
    gap = told["unscored-occluded"]["valueRange"]
    assert (gap["low"]["value"], gap["high"]["value"]) == (2.2, 12.0)


def test_marks_as_they_stand(tmp_path):
    found = {one["status"]: one for one in resources(bundle(tmp_path), "Observation") if "performer" in one}
    assert len([one for one in resources(bundle(tmp_path), "Observation") if "performer" in one]) == 3
    assert found["amended"]["valueQuantity"]["value"] == 4
    notes = [one for one in resources(bundle(tmp_path), "Observation") if code(one) == "note"]
    assert [one["valueCodeableConcept"]["coding"][0]["code"] for one in notes] == ["heel_lance"]
    assert notes[0]["note"] == [{"text": "left foot"}]
    assert notes[0]["effectivePeriod"]["end"] == "2026-03-29T01:30:04.000+01:00"


@pytest.mark.parametrize("simulated", [True, False])
def test_every_resource_of_a_simulation_is_test_data(tmp_path, simulated):
    found = bundle(tmp_path, simulated=simulated)
    labels = [one["resource"].get("meta", {}).get("security", [{}])[0].get("code") for one in found["entry"]]
    assert set(labels) == ({"HTEST"} if simulated else {None})
    assert ("SIMULATED" in json.dumps(found)) is simulated


@pytest.mark.parametrize("level", list(Level))
def test_references_lead_to_resources_of_the_bundle(tmp_path, level):
    found = bundle(tmp_path, level)
    known = {one["fullUrl"] for one in found["entry"]}
    assert len(known) == len(found["entry"])
    referred = {
        line.split('"')[3] for line in json.dumps(found, indent=1).splitlines() if '"reference":' in line
    }
    assert referred <= known


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("readings", [READINGS, []])
def test_a_foreign_reader_takes_it_for_fhir(tmp_path, level, readings):
    reader = pytest.importorskip(
        "fhir.resources.R4B.bundle", reason="needs fhir.resources, a foreign FHIR reader"
    )
    for changes in ({}, {"patient_code": "", "source": "", "app_version": "", "simulated": True}):
        raw = bundle(tmp_path, level, readings, **changes)
        found = reader.Bundle.model_validate(raw)
        kinds = [one.resource.get_resource_type() for one in found.entry]
        assert kinds[:4] == ["Device", "Patient", "Observation", "Observation"]
        assert kinds[-1] == "Provenance"
        again = json.loads(found.model_dump_json())
        assert again["entry"][2]["resource"].get("valueSampledData") == raw["entry"][2]["resource"].get(
            "valueSampledData"
        )


def an_alarm(at, code, **told):
    known = {"condition": "pain", "occurrence": 4, "kind": "physiological", "limit": 4.0}
    detail = tuple((known | told).items())
    return LogEntry(STARTED_AT + at, LogKind.ALARM, code, f"{code.upper()}: * PAIN SCORE 4.5 > 4.0", detail)


ALARMS = (
    an_alarm(2, "raised", priority="low", value=4.5),
    an_alarm(5, "escalated", priority="medium", value=7.5),
    an_alarm(9, "acknowledged", priority="medium", value=7.5),
    an_alarm(13, "cleared", priority="medium", value=7.5),
)


@pytest.mark.parametrize("level", list(Level))
def test_an_alarm_tells_its_limit_and_its_answer(level):
    content = Content(a_session(), map(recorded, READINGS), (*ENTRIES, *ALARMS), ())
    found = resources(bundle_of(at_level(content, level)), "Observation")
    [alarm] = [one for one in found if code(one) == "pain-alarm"]
    told = {one["code"]["coding"][0]["code"]: one for one in alarm["component"]}
    assert alarm["valueString"] == "pain"
    assert told["alarm-priority"]["valueString"] == "medium"
    assert told["alarm-worst-value"]["valueQuantity"]["value"] == 7.5
    assert told["alarm-acknowledged-after"]["valueQuantity"]["value"] == 7.0
    assert told["alarm-over-after"]["valueQuantity"]["value"] == 11.0
    assert ("effectivePeriod" in alarm) is (level is Level.CLINICAL)
