"""One damaged value in a line of the record stops neither the next session, nor review, nor an export."""

import json
import shutil
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from neopain.bedside.exports.export import export_record
from neopain.bedside.patients.stay_book import RecordedStay
from neopain.bedside.patients.stay_goes_on import due_of
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clinical.admission import Admission
from neopain.core.clinical.reassessment import Intervals
from neopain.core.clock import SystemClock
from neopain.core.record import Annotation, Assessment
from neopain.core.score.infant.adaptation import Learnt
from neopain.core.score.infant.adaptation_line import CODE as ADAPTATION
from neopain.core.score.infant.adaptation_line import learnt_after
from neopain.core.score.infant.baseline_line import CODE as BASELINE
from neopain.core.score.infant.baseline_line import baseline_after
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.sessions import LogEntry, LogKind
from neopain.core.watch.watch import BedsideWatch
from neopain.reports.formats.registry import FORMATS
from neopain.store.sessions import SessionStore
from neopain.store.set_aside import open_to_record
from neopain.store.sqlite.checksum import COLUMNS
from tests.fakes import raw_reading
from tests.recorded.damaged_cells import damage
from tests.recorded.records import STARTED_AT, STARTED_UTC, a_session

FIRST = a_session()
LATER = a_session(
    "22222222-1111-4111-8111-111111111111",
    started_at=STARTED_AT + 700.0,
    started_utc="2026-03-29T00:41:40.000+00:00",
)
EXPORTS = ("csv", "jsonl", "fhir", "hl7", "edf", "parquet")
LINES = ("reading", "entry", "annotation", "assessment")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A stay with a closed session of some minutes: alarms, a baseline, an adaptation, notes, scores."""
    folder = tmp_path_factory.mktemp("whole")
    with SessionStore(folder) as store:
        store.admissions.admit(Admission("P-17", 219, 13, STARTED_UTC, DEFAULT_PRESET))
        store.begin(FIRST)
        watch = BedsideWatch(DEFAULT_PRESET)
        readings, entries = [], [*watch.set_preset(DEFAULT_PRESET, STARTED_AT)]
        for n in range(300):
            reading, lines = watch.on_reading(raw_reading(STARTED_AT + n, 9.0 if 60 < n < 200 else 1.0, n))
            entries += lines
            if reading is not None:
                readings.append(reading)
        entries += [
            LogEntry(
                STARTED_AT + 250, LogKind.SETTING, BASELINE, "Baseline",
                (("median", 1.0), ("spread", 0.5), ("scored_s", 100), ("anchor", 1.0)),
            ),
            LogEntry(
                STARTED_AT + 251, LogKind.SETTING, ADAPTATION, "Adaptation",
                (("phase", "learnt"), ("shift", 0.2), ("most", 1.0), ("minutes", 60), ("usual", 1.0)),
            ),
        ]  # fmt: skip
        entries.sort(key=lambda one: one.at)
        assert any(one.code == "raised" for one in entries)
        marks = [
            Annotation(STARTED_AT + 60, "analgesic_given", "", "AB", STARTED_UTC, until=STARTED_AT + 70),
            Assessment(STARTED_AT + 61, "nips", (("face", 1),), 1, "", "AB", STARTED_UTC),
        ]
        store.append(FIRST.id, readings, entries, marks)
        store.end(FIRST.id, STARTED_UTC)
    return folder


def use(folder):
    """What a nurse does next: the next session, a look back, an export. Raises whatever they raise."""
    with open_to_record(folder) as store:
        assert len(store.sessions()) == 1, "no line is worth a record set aside"
        store.begin(LATER)
        found = list(store.readings(FIRST.id)), list(store.entries(FIRST.id)), store.marks.revisions(FIRST.id)
        told = len(store.damage)
        store.minutes(FIRST.id)
    so_far = RecordedStay(folder).so_far(LATER)
    assert so_far is not None
    watch = BedsideWatch(DEFAULT_PRESET)
    watch.carry_on(so_far, LATER.started_at)
    due_of(so_far, Intervals())
    watch.on_reading(raw_reading(LATER.started_at + 1, 2.0, 1))
    review = RecordedReview(folder, SystemClock())
    [line] = [one for one in review.lines() if one.is_stay]
    stay = review.open(line.id)
    start, stop = stay.parts[0].start, stay.parts[-1].stop
    review.finer(stay, start, stop)
    review.signs(stay, start, stop)
    review.around(stay, start + 100.0, 60.0)
    review.handover(stay, start, stop)
    exports = [(one, folder / f"out.{one.option}") for one in FORMATS if one.option in EXPORTS]
    assert len(exports) == len(EXPORTS)
    export_record(folder, FIRST.id, exports)
    for row in (folder / "out.jsonl").read_text("utf-8").splitlines():
        json.loads(row)
    return [repr(one) for part in found for one in part], told


NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([1e300, -1e300, 5e-324, 2**62, 1e17, "", "x", "1e400", "NaN", b"", b"\xff\xfe", None]),
    st.text(max_size=8),
    st.binary(max_size=8),
)
DETAILS = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.text(max_size=3), st.integers(), st.sampled_from([10**400, -1, 0, 1e308]),
        st.floats(), st.fixed_dictionaries({"number": st.sampled_from(["nan", "inf", "-inf", "x", 3])}),
    ),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=2), one, max_size=2),
    max_leaves=4,
)  # fmt: skip


@st.composite
def details(draw):
    """JSON with the keys that somebody reads, and whatever values."""
    names = (
        "median", "spread", "scored_s", "anchor", "usual", "minutes", "shift", "occurrence", "value", "limit",
        "priority", "lower_limit", "upper_limit", "phase", "model_id",
    )  # fmt: skip
    pairs = [[name, draw(DETAILS)] for name in draw(st.permutations(names))]
    return json.dumps(pairs)


CELLS = [(table, column) for table in LINES for column in COLUMNS[table]]


def _unharmed(whole, tmp_path_factory, table, column, value, place, way):
    folder = tmp_path_factory.mktemp("bed") / "data"
    shutil.copytree(whole, folder)
    try:
        if not damage(folder / "neopain.sqlite3", table, column, value, place, way):
            return
        with SessionStore(folder, read_only=True) as store:
            named = bool(list(store.verify()))
        before = _lines(whole)
        found, told = use(folder)
        lost = [one for one in before if one not in found]
        assert len(lost) <= 1, "every other line reads as it was"
        if way == "damaged" and lost:
            assert named
        changed = [one for one in found if one not in before]
        if way == "damaged":
            assert not changed, "no damaged value is given back"
        if len(found) < len(before) and column not in {"session", "at", "captured_at"}:
            assert told, "what is left out is told where it is read"
    finally:
        shutil.rmtree(folder.parent)


@cache
def _lines(folder):
    """Of the whole record, which nobody changes."""
    with SessionStore(folder, read_only=True) as store:
        return [
            repr(one)
            for one in (
                *store.readings(FIRST.id), *store.entries(FIRST.id), *store.marks.revisions(FIRST.id)
            )
        ]  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cell=st.sampled_from(CELLS),
    value=NUMBERS,
    place=st.floats(0.0, 1.0),
    way=st.sampled_from(["damaged", "resealed", "older"]),
)
@example(cell=("reading", "brow_bulge"), value="x", place=0.5, way="damaged")
@example(cell=("reading", "brow_bulge"), value=300, place=0.5, way="older")
@example(cell=("reading", "score_high"), value=b"", place=0.5, way="damaged")
@example(cell=("reading", "captured_at"), value=2**62, place=0.5, way="older")
@example(cell=("reading", "reason"), value="x", place=0.5, way="older")
@example(cell=("entry", "kind"), value="x", place=0.2, way="older")
@example(cell=("entry", "at"), value=2**62, place=0.2, way="older")
@example(cell=("entry", "n"), value=None, place=0.2, way="damaged")
@example(cell=("annotation", "until"), value=float("inf"), place=0.0, way="resealed")
@example(cell=("annotation", "author"), value='{"a":1}', place=0.0, way="older")
@example(cell=("assessment", "scale"), value="x", place=0.0, way="older")
@example(cell=("assessment", "at"), value=-1e300, place=0.0, way="older")
def test_whatever_stands_in_a_cell_nobody_is_stopped(
    whole, tmp_path_factory, caplog, cell, value, place, way
):
    _unharmed(whole, tmp_path_factory, *cell, value, place, way)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=details(), code=st.sampled_from([BASELINE, ADAPTATION, "raised", "limits"]))
@example(value='[["usual",1.0],["minutes",{"number":"inf"}],["shift",0.1]]', code=ADAPTATION)
@example(value='[["usual",{"number":"nan"}],["minutes",30],["shift",0.1]]', code=ADAPTATION)
@example(value='[["median",1.0],["spread",0.5],["scored_s",{"number":"inf"}]]', code=BASELINE)
@example(value='[["occurrence",1],["value",' + "9" * 400 + "]]", code="raised")
def test_whatever_a_line_tells_nobody_is_stopped(whole, tmp_path_factory, caplog, value, code):
    with SessionStore(whole, read_only=True) as store:
        codes = [one.code for one in store.entries(FIRST.id)]
    place = (codes.index(code) + 0.01) / (len(codes) - 1)
    _unharmed(whole, tmp_path_factory, "entry", "detail", value, place, "resealed")


@pytest.mark.parametrize("number", ["inf", "nan", "-inf", 1e300])
def test_senseless_numbers_teach_the_next_session_nothing(number):
    told = number if isinstance(number, float) else float(number)
    learnt = Learnt(1.0, 60, 0.2, "", "")
    line = LogEntry(1.0, LogKind.SETTING, ADAPTATION, "", (("usual", told), ("minutes", 60), ("shift", 0.2)))
    assert learnt_after([line], learnt) == learnt
    line = LogEntry(1.0, LogKind.SETTING, BASELINE, "", (("median", told), ("spread", 0.5), ("scored_s", 9)))
    assert baseline_after([line], None) is None
