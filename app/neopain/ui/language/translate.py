"""Shows the stable English of the rooms below in the screen's language: words, alarms, log lines, refusals.

The English is the key. What has no translation is shown as it came: English on the screen is worse than the
ward's language and better than nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication

from neopain.core.sessions import LogEntry, LogKind
from neopain.ui.language.camera_lines import CAMERA_LINES
from neopain.ui.language.core_words import CHANGES, NOTE_CHANGES, WORDS
from neopain.ui.language.numbers import localized

LINES = (
    QT_TRANSLATE_NOOP("line", "AUDIO PAUSED FOR {seconds} s"),
    QT_TRANSLATE_NOOP("line", "AUDIO PAUSE OVER"),
    QT_TRANSLATE_NOOP("line", "AUDIO PAUSE CANCELLED"),
    QT_TRANSLATE_NOOP("line", "AUDIO PAUSE BROKEN BY A HIGHER PRIORITY"),
    QT_TRANSLATE_NOOP("line", "No tick for {seconds} s: the program or the machine stood still"),
    QT_TRANSLATE_NOOP("line", "The wall clock moved by {seconds} s against the monotonic clock"),
    QT_TRANSLATE_NOOP("line", "Care mode for {seconds} s: alarm signals are held back, recording goes on"),
    QT_TRANSLATE_NOOP("line", "Care mode ended {how}"),
    QT_TRANSLATE_NOOP("line", "Standby: not monitoring, camera released"),
    QT_TRANSLATE_NOOP("line", "the camera is released while on standby"),
    QT_TRANSLATE_NOOP("line", "Monitoring again"),
    QT_TRANSLATE_NOOP("line", "Baseline {median}, spread {spread}, of {scored} scored seconds"),
    QT_TRANSLATE_NOOP("line", "{preset}: limits {lower} and {upper}"),
    QT_TRANSLATE_NOOP(
        "line",
        "Alert delay up to {total} s: averaging {smoothing} s + hold {hold} s + system {system} s",
    ),
    QT_TRANSLATE_NOOP("line", "Not monitoring: there are no alarms."),
    QT_TRANSLATE_NOOP("line", "The alarm rules do not answer: no alarm will come."),
    QT_TRANSLATE_NOOP("line", "Standby: alarms are off."),
    QT_TRANSLATE_NOOP("line", "Care mode, {left} left: pain alarms are held back."),
    QT_TRANSLATE_NOOP("line", "Alarms are shown; the sound is paused, {left} left."),
    QT_TRANSLATE_NOOP("line", "Alarms are shown; no sound can be played."),
    QT_TRANSLATE_NOOP("line", "Alarms are on."),
    QT_TRANSLATE_NOOP("line", "NOT MONITORING"),
    QT_TRANSLATE_NOOP("line", "NO ALARMS"),
    QT_TRANSLATE_NOOP("line", "STANDBY: ALARMS OFF"),
    QT_TRANSLATE_NOOP("line", "CARE: ALARMS PAUSED"),
    QT_TRANSLATE_NOOP("line", "AUDIO PAUSED {left}"),
    QT_TRANSLATE_NOOP("line", "AUDIO OFF"),
    QT_TRANSLATE_NOOP("line", "No scores any more ({words}): a technical alarm goes on for the pain alarm"),
    QT_TRANSLATE_NOOP("line", "Signs and score no longer contradict each other"),
    QT_TRANSLATE_NOOP("line", "session started on {source}"),
    QT_TRANSLATE_NOOP("line", "session stopped"),
    QT_TRANSLATE_NOOP(
        "line", "The stay goes on: counted time and baseline of its earlier sessions are taken over"
    ),
    QT_TRANSLATE_NOOP("line", "A part of the program failed: {what}"),
    QT_TRANSLATE_NOOP("line", "no watchdog guards this monitor: {why}"),
    QT_TRANSLATE_NOOP("line", "a watchdog guards this monitor again"),
    QT_TRANSLATE_NOOP("line", "{why}; trying again"),
    QT_TRANSLATE_NOOP("line", "Procedure mode: baseline before the procedure"),
    QT_TRANSLATE_NOOP("line", "Procedure marked; watched for {minutes} minutes"),
    QT_TRANSLATE_NOOP("line", "Procedure mode ended {how}"),
    QT_TRANSLATE_NOOP("line", "Procedure card: not enough scored time"),
    QT_TRANSLATE_NOOP(
        "line",
        "Procedure card: baseline not enough scored, peak {peak} after {seconds} s, back after {back} s",
    ),
    QT_TRANSLATE_NOOP("line", "Procedure card: baseline not enough scored, peak {peak} after {seconds} s"),
    QT_TRANSLATE_NOOP(
        "line", "Procedure card: baseline {usual}, peak {peak} after {seconds} s, back after {back} s"
    ),
    QT_TRANSLATE_NOOP("line", "Procedure card: baseline {usual}, peak {peak} after {seconds} s"),
    QT_TRANSLATE_NOOP("line", "Start-up test of alarm fields and sound"),
    QT_TRANSLATE_NOOP("line", "Changed to {score} (manual)"),
    QT_TRANSLATE_NOOP("line", "Last change of {score} (manual) taken back"),
    QT_TRANSLATE_NOOP("line", "{score} (manual)"),
    QT_TRANSLATE_NOOP("line", "N-PASS pain {total}"),
    QT_TRANSLATE_NOOP("line", "N-PASS sedation {total}"),
    QT_TRANSLATE_NOOP("line", "Alarm volume {percent} %"),
    QT_TRANSLATE_NOOP("line", "A PIN was set for the limits"),
    QT_TRANSLATE_NOOP("line", "Limits were not changed: PIN refused"),
    QT_TRANSLATE_NOOP("line", "Limits changed, PIN right"),
    QT_TRANSLATE_NOOP("line", "Limits changed by {who}, PIN right"),
    QT_TRANSLATE_NOOP("line", "Patient {code}  GA {ga}  PMA {pma}"),
    QT_TRANSLATE_NOOP("line", "Patient {code} is being discharged"),
    QT_TRANSLATE_NOOP("line", "Patient {before} is corrected to {code}"),
)
"""Lines of the log and of the sheets; of two that fit, the former is taken."""

REFUSALS = (
    QT_TRANSLATE_NOOP(
        "line", "a note's time lies between the stay's start and now: choose a time between them"
    ),
    QT_TRANSLATE_NOOP("line", "a note's end lies between its beginning and now: choose a time between them"),
    QT_TRANSLATE_NOOP("line", "a patient code has 1 to {most} characters; got {got}: shorten or type it"),
    QT_TRANSLATE_NOOP(
        "line",
        "a patient code has no blank and no comma, as names have; use a pseudonym such as P-07",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "that holds what looks like a date; a patient code has no date of birth: use P-07 or so",
    ),
    QT_TRANSLATE_NOOP("line", "letters alone may be a name; a patient code has a digit in it, such as P-07"),
    QT_TRANSLATE_NOOP(
        "line",
        "a patient code is of letters A to Z, digits, and - . _ / inside; use a pseudonym such as P-07",
    ),
    QT_TRANSLATE_NOOP(
        "line", "gestational age at birth is {least} to {most}; got {got}: correct the admission"
    ),
    QT_TRANSLATE_NOOP("line", "postnatal age is 0 to {most} days; got {got}: correct the admission"),
    QT_TRANSLATE_NOOP("line", "a PIN is of {least} to {most} digits; choose such a one"),
    QT_TRANSLATE_NOOP("line", "a PIN is not one digit repeated and not a row such as 1234; choose another"),
    QT_TRANSLATE_NOOP(
        "line",
        "the upper limit is at least {least} over the lower; got {lower} and {upper}: move one of them",
    ),
    QT_TRANSLATE_NOOP(
        "line",
        "the total alert delay is at most {most} s; got {got} s: shorten the hold or the smoothing, "
        "or lower the upper limit",
    ),
    QT_TRANSLATE_NOOP("line", "a baseline needs {least} scored seconds; got {got}: wait"),
    QT_TRANSLATE_NOOP(
        "line",
        "a baseline needs a settled infant, median at most {median} and spread at most {spread}; "
        "got {got} and {other}: wait until the infant has settled",
    ),
)
"""Refusals that people at the bedside meet; those of addresses and files stay English."""

_VALUES = {"detail": ".*", "number": r"\d+"}
"""What a camera answered may be empty; not everything that begins with `camera` is one's name."""
_NUMBER = re.compile(r"[+-]?\d+\.\d+")
_ALARM = re.compile(
    r"(?P<mark>[*!]{1,3}) (?P<words>.+?)"
    r"(?P<figures>(?: (?P<value>\d+\.\d))?(?: > (?P<limit>\d+\.\d))?(?: \((?P<duration>\d[\d: s]*)\)))"
)


@dataclass(frozen=True, slots=True)
class AlarmFigures:
    """An alarm's line taken apart: mark, English words, worst value and limit, and how long it has lasted."""

    mark: str
    words: str
    value: float | None
    limit: float | None
    duration: str


def alarm_figures(english: str) -> AlarmFigures | None:
    """The parts of an alarm's line; None for any other line."""
    found = _ALARM.fullmatch(english)
    if found is None:
        return None
    value, limit = (None if found[name] is None else float(found[name]) for name in ("value", "limit"))
    return AlarmFigures(found["mark"], found["words"], value, limit, found["duration"])


def shown_word(english: str) -> str:
    """One of the words of `core_words`, in the screen's language."""
    return QCoreApplication.translate("core", english) if english in WORDS else english


def shown_line(english: str) -> str:
    """A word, an alarm's line, or a line of one of the forms above, in the screen's language."""
    if english in WORDS:
        return shown_word(english)
    alarm = _ALARM.fullmatch(english)
    if alarm is not None:
        return f"{alarm['mark']} {shown_word(alarm['words'])}{kept_ltr(localized(alarm['figures']))}"
    change, colon, line = english.partition(": ")
    if colon and change in CHANGES:
        return f"{shown_word(change)}: {shown_line(line)}"
    for pattern, template in _patterns():
        found = pattern.fullmatch(english)
        if found is not None:
            values = {name: kept_ltr(_figure(shown_line(value))) for name, value in found.groupdict().items()}
            return QCoreApplication.translate("line", template).format(**values)
    return english


def shown_entry(entry: LogEntry) -> str:
    """A line of the log; what people typed themselves is left as it is."""
    if entry.kind is not LogKind.ANNOTATION:
        return shown_line(entry.text)
    change, colon, note = entry.text.partition(": ")
    if colon and change in NOTE_CHANGES:
        return f"{shown_word(change)}: {shown_word(note)}"
    return shown_word(entry.text)


def kept_ltr(text: str) -> str:
    """Figures with their signs and units, or a code, kept together in a right-to-left line."""
    if QGuiApplication.layoutDirection() != Qt.LayoutDirection.RightToLeft or not text.strip():
        return text
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    return f"{before}\u2068{text.strip()}\u2069{after}"


def breakable(text: str) -> str:
    """A line whose addresses and fingerprints may be broken after each sign, for narrow places."""
    return re.sub(r"([/:.?&=@_-])(?=\S)", "\\1\u200b", text)


def _figure(value: str) -> str:
    """A number by itself in the screen's way; words, codes and times as they are."""
    return localized(value) if _NUMBER.fullmatch(value) else value


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    # Qt's stub calls what its mark gives an object.
    lines = map(str, (*LINES, *REFUSALS, *CAMERA_LINES))
    return tuple((re.compile(_as_pattern(line)), line) for line in lines)


def _as_pattern(template: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    return "".join(
        f"(?P<{part}>{_VALUES.get(part, '.+')})" if n % 2 else re.escape(part) for n, part in enumerate(parts)
    )
