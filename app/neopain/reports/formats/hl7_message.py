"""A session as one HL7 v2.5.1 message ORU^R01 in a file, for a ward's interface engine.

One row (OBX) a minute: the highest score at its whole seconds and how many of them were scored. A minute that
could not be scored has no value, the status X ("results cannot be obtained") and a note with the reason.
Codes of the automatic score are this product's own (99NEOPAIN); only complete manual totals carry LOINC. All
that is automatic is P, preliminary: nobody has looked at it. There is no research level, as HL7 wants times.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

from neopain.core.alarms.seen_alarms import SeenAlarm
from neopain.core.record import Annotation, Assessment, Bridge, Mark, standing
from neopain.reports.content.about import SCORE_MEANS, SIMULATED_MEANS
from neopain.reports.content.alarm_rows import alarms_of
from neopain.reports.content.columns import LOINC
from neopain.reports.content.level import Content, Level
from neopain.reports.content.second_grid import SecondGrid
from neopain.reports.content.summary import summarise
from neopain.reports.formats.export_format import ExportFormat
from neopain.reports.formats.one_file import write_text

MINUTE_S = 60
OWN = "99NEOPAIN"
SCORE = f"facial-pain-score^Automated facial pain score (investigational)^{OWN}"
HIGHEST = f"facial-pain-score-highest^Highest automated facial pain score of a minute (investigational)^{OWN}"
SCORED = f"facial-pain-score-scored-s^Scored seconds of the minute^{OWN}"
_ESCAPES = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\", "\n": "\\.br\\"}


def message_of(content: Content) -> list[str]:
    """The segments, without their ends."""
    session, bridge = content.session, Bridge(content.session)
    grid = SecondGrid(session.started_at)
    summary = summarise(session, content.readings, content.entries, grid.take)
    start, end = bridge.utc(session.started_at), bridge.utc(session.started_at + summary.duration_s)
    if start is None or end is None:
        raise ValueError("a session without its date has no HL7 message")
    code = escaped(session.patient_code)
    control = session.id.replace("-", "")[:20]
    mode = "T" if session.simulated else "P"
    times = _Times(content, start)
    marks = standing(content.marks)
    return [
        f"MSH|^~\\&|NeoPain||||{times.text(end)}||ORU^R01^ORU_R01|{control}|{mode}|2.5.1||||||UNICODE UTF-8",
        f"PID|1||{code or 'unknown'}^^^NeoPain||{code}^^^^^^S",
        f"OBR|1||{session.id}|{SCORE}|||{times.text(start)}|{times.text(end)}|||||||||||||||||P",
        f"NTE|1||{escaped(SCORE_MEANS)}",
        f"NTE|2||{escaped(SIMULATED_MEANS if session.simulated else f'Source: {session.source}')}",
        f"NTE|3||{escaped(f'NeoPain {session.app_version}, model {session.model_id}')}",
        *_minutes(grid, times),
        *_marks(marks, bridge, times),
        *_alarms(alarms_of(content), bridge, times, 3 if marks else 2),
    ]


def escaped(text: str) -> str:
    """Text that holds no separator; other control characters are dropped."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_ESCAPES.get(letter, letter if letter.isprintable() else "") for letter in plain)


class _Times:
    """Times as HL7 writes them, in the ward's zone with the offset that held then."""

    def __init__(self, content: Content, start: datetime) -> None:
        self._zone = content.zone
        self._start = start

    def text(self, utc: datetime) -> str:
        local = utc.astimezone(self._zone)
        return f"{local:%Y%m%d%H%M%S}.{local.microsecond // 1000:03d}{local:%z}"

    def at(self, elapsed_s: float) -> str:
        return self.text(self._start.astimezone(UTC) + timedelta(seconds=elapsed_s))


def _minutes(grid: SecondGrid, times: _Times) -> Iterator[str]:
    row = 0
    for minute, first in enumerate(range(0, len(grid.scores), MINUTE_S), 1):
        scores = grid.scored(first, first + MINUTE_S)
        at = times.at(first)
        row += 1
        value, status = (f"{max(scores):.3f}", "P") if scores else ("", "X")
        yield f"OBX|{row}|NM|{HIGHEST}|{minute}|{value}|{{score}}^^UCUM|0-10||||{status}|||{at}"
        reason = grid.reason_at(first, min(first + MINUTE_S, len(grid.scores)))
        if reason:
            yield f"NTE|1||{'not scored' if not scores else 'partly not scored'}: {escaped(reason)}"
        row += 1
        yield f"OBX|{row}|NM|{SCORED}|{minute}|{len(scores)}|s^^UCUM|||||P|||{at}"


def _tail(status: str, at: str, author: str) -> str:
    """The fields after an observation's value; `at` and `author` escaped."""
    return f"|||||{status}|||{at}||{author}"


def _marks(marks: list[Mark], bridge: Bridge, times: _Times) -> Iterator[str]:
    if marks:
        yield f"OBR|2|||noted-by-people^Notes and manual scores^{OWN}|||{times.at(0.0)}"
    for row, mark in enumerate(marks, 1):
        status = "F" if mark.revision == 1 else "C"
        at = times.at(bridge.elapsed_s(mark.at))
        author = f"^{escaped(mark.author)}" if mark.author else ""
        if isinstance(mark, Annotation):
            value = f"{escaped(mark.code)}^^{OWN}"
            yield f"OBX|{row}|CWE|note^Noted at the bedside^{OWN}|{row}|{value}|{_tail(status, at, author)}"
            if mark.until is not None:
                yield f"NTE|1||until {times.at(bridge.elapsed_s(mark.until))}"
        else:
            yield _assessment(mark, row, _tail(status if mark.total is not None else "X", at, author))
            items = ", ".join(f"{name} {value}" for name, value in mark.items)
            if items:
                yield f"NTE|1||{escaped(items)}"
        if mark.text:
            yield f"NTE|2||{escaped(mark.text)}"


def _alarms(alarms: list[SeenAlarm], bridge: Bridge, times: _Times, group: int) -> Iterator[str]:
    """A row an alarm: its condition; its limit, worst value and answer as notes."""
    if alarms:
        yield f"OBR|{group}|||alarms^Alarms of the monitor^{OWN}|||{times.at(0.0)}"
    for row, alarm in enumerate(alarms, 1):
        at = times.at(bridge.elapsed_s(alarm.raised_at))
        kind = "pain-alarm^Pain alarm" if alarm.physiological else "technical-alarm^Technical alarm"
        value = f"{escaped(alarm.condition)}^{escaped(alarm.words)}^{OWN}"
        yield f"OBX|{row}|CWE|{kind}^{OWN}|{row}|{value}||||||P|||{at}"
        answered = "by nobody" if alarm.response_s is None else f"after {alarm.response_s:.0f} s"
        over = "" if alarm.ended_at is None else f", over after {alarm.ended_at - alarm.raised_at:.0f} s"
        worst = (
            ""
            if alarm.value is None or alarm.limit is None
            else (f", worst {alarm.value:.1f} over limit {alarm.limit:.1f}")
        )
        note = f"priority {alarm.priority.name.lower()}{worst}, acknowledged {answered}{over}"
        yield f"NTE|1||{escaped(note)}"


def _assessment(mark: Assessment, row: int, tail: str) -> str:
    code = f"{escaped(mark.scale)}^{escaped(mark.scale)} scored by a person^{OWN}"
    if mark.total is not None and mark.scale in LOINC:
        code = f"{LOINC[mark.scale]}^{escaped(mark.scale)} total^LN^{escaped(mark.scale)}^^{OWN}"
    return f"OBX|{row}|NM|{code}|{row}|{'' if mark.total is None else mark.total}|{{score}}^^UCUM{tail}"


def _write(content: Content, target: Path | TextIO, *, level: Level, replace: bool) -> list[Path]:
    FORMAT.check(level)
    segments = message_of(content)
    return write_text(
        target, lambda stream: stream.writelines(f"{segment}\r" for segment in segments), replace=replace
    )


FORMAT = ExportFormat(
    "hl7",
    ".hl7",
    "HL7 v2.5.1 message ORU^R01, a minute a row, with alarms, notes and manual scores; clinical level only",
    _write,
    label="HL7 v2",
    levels=frozenset({Level.CLINICAL}),
)
