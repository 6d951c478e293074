"""Every word of the screen is translated; the record stays English; a right-to-left screen mirrors and cuts nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET  # our own file
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

import neopain_export
from neopain import paths
from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.line import alarm_line
from neopain.core.alarms.system import AlarmSystem
from neopain.core.clinical.annotation_choices import annotation_choices
from neopain.core.record import Bridge
from neopain.core.score.presets import PRESETS, with_limits
from neopain.core.sessions import LogEntry, LogKind, SourceState, SourceStatus
from neopain.core.text import Text
from neopain.core.watch.log_lines import limits_line
from neopain.core.watch.watch import BedsideWatch
from neopain.reports.content.columns import When, event_cells
from neopain.reports.lines.record_lines import dumped, line_of
from neopain.store.sessions import SessionStore
from neopain.ui.language.language import SOURCE_LANGUAGE, VARIABLE, languages, speak
from neopain.ui.language.numbers import decimal, localized
from neopain.ui.language.templates import for_translators, templates
from neopain.ui.language.translate import CONTEXT, kept_ltr, shown
from neopain.ui.language.words import source_words
from neopain.ui.widgets.entry.decimal_box import DecimalBox
from tests.recorded.records import a_session
from tests.ui.language.pseudo_language import PseudoTranslator, cut_off

UI = Path(paths.__file__).parent / "ui"
RATERS = Path(neopain_export.__file__).parent / "annotation" / "window"
GERMAN = paths.assets() / "translations" / "neopain_de.ts"
SAME_IN_GERMAN = {"live", "Patient", "Standby"}
MAY_BE_SHORTENED = ("investigational", "Preset:", "scripted camera", "scored", "MANUAL")
"""Said in full by a tooltip, and elsewhere on the screen or in a dialog."""


@pytest.fixture
def spoken(qapp, monkeypatch):
    """Speak a language; English from left to right again afterwards."""
    before = QLocale()
    installed: list[QTranslator] = []
    install = QApplication.installTranslator

    def note(translator):
        installed.append(translator)
        return install(translator)

    monkeypatch.setattr(qapp, "installTranslator", note, raising=False)
    yield lambda wanted=None: speak(qapp, wanted)
    for translator in installed:
        qapp.removeTranslator(translator)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QLocale.setDefault(before)


@pytest.fixture
def right_to_left(qapp):
    """Before the window: a screen in the made-up language."""
    translator = PseudoTranslator(qapp)
    qapp.installTranslator(translator)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.removeTranslator(translator)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@cache
def german_texts(file: Path = GERMAN) -> dict[tuple[str, str], tuple[str, str]]:
    """By context and source: the translation and what is still to do about it."""
    texts = {}
    for context in ET.parse(file).getroot().iter("context"):  # noqa: S314
        for message in context.iter("message"):
            found = message.find("translation")
            key = (context.findtext("name", ""), message.findtext("source", ""))
            texts[key] = (found.text or "", found.get("type", ""))
    return texts


def test_german_is_complete_and_nothing_is_left_to_do():
    texts = german_texts()
    assert len(texts) > 400
    assert [key for key, (text, todo) in texts.items() if not text.strip() or todo] == []


def test_every_template_in_the_product_has_its_german():
    listed = {source for context, source in german_texts() if context == CONTEXT}
    assert len(templates()) > 500
    assert set(templates()) - listed == set()


def test_german_keeps_every_place_for_a_value():
    def places(text):
        return sorted(re.findall(r"\{[^}]*\}", text))

    wrong = [source for (_, source), (text, _) in german_texts().items() if places(source) != places(text)]
    assert wrong == []


def test_german_never_rules_pain_out():
    said = " ".join(text for text, _ in german_texts().values()).lower()
    assert not re.search(r"kein(e|en)? schmerz|schmerzfrei|ohne schmerz", said)
    assert "schließt schmerz nicht aus" in said


def test_the_committed_texts_are_those_of_the_code(tmp_path):
    """When this fails: `make words`, translate what is new, `make words` again."""
    file = tmp_path / "now.ts"
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    tables = tmp_path / "tables.py"
    tables.write_text(for_translators(), "utf-8")
    sources = map(str, (*sorted([*UI.rglob("*.py"), *RATERS.rglob("*.py")]), tables))
    subprocess.run([tool, *sources, "-ts", file, "-locations", "none"], check=True, capture_output=True)
    assert set(german_texts(file)) == set(german_texts())


@pytest.mark.parametrize(
    ("wanted", "language"), [("de", "de"), ("de_CH", "de"), ("en_GB", "en"), ("fr_FR", "en"), ("C", "en")]
)
def test_the_language_follows_the_variable(spoken, monkeypatch, wanted, language):
    monkeypatch.setenv(VARIABLE, wanted)
    assert spoken() == language
    assert shown(Text("Sucrose")) == ("Saccharose" if language == "de" else "Sucrose")


def test_without_the_variable_the_locale_decides(spoken, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    system = QLocale("de_DE")
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: system))
    assert spoken() == "de"
    assert languages() == (SOURCE_LANGUAGE, "de")


@pytest.mark.parametrize(
    ("wanted", "shown"), [("de_DE", "6,5"), ("de_CH", "6.5"), ("en_GB", "6.5"), ("fr_FR", "6.5")]
)
def test_numbers_are_written_as_in_the_language_spoken(spoken, qtbot, wanted, shown):
    spoken(wanted)
    box = DecimalBox()
    qtbot.addWidget(box)
    box.setDecimals(1)
    box.setValue(6.5)
    assert box.text() == shown
    assert decimal(6.5) == shown


@pytest.mark.parametrize("wanted", ["de_DE", "de_CH", "en_GB"])
@pytest.mark.parametrize("typed", ["4.5", "4,5"])
def test_point_and_comma_mean_the_same_wherever_a_limit_is_typed(spoken, qtbot, wanted, typed):
    spoken(wanted)
    box = DecimalBox()
    qtbot.addWidget(box)
    box.setRange(0.0, 100.0)
    box.setDecimals(1)
    box.setSuffix(" points")
    box.selectAll()
    qtbot.keyClicks(box, typed)
    box.interpretText()
    assert box.value() == 4.5


def test_times_and_versions_keep_their_points(spoken):
    spoken("de")
    assert localized("7.2 > 6.0") == "7,2 > 6,0"
    told = Text("Patient {code} is being discharged", code="P-1.2")
    assert shown(told) == "Patient P-1.2 wird entlassen"


PAIN, MONITOR = AlarmKind.PHYSIOLOGICAL, AlarmKind.TECHNICAL


def paused(seconds):
    alarms = AlarmSystem()
    return alarms.pause_audio(0.0, seconds)[0].as_log().text


@pytest.mark.parametrize(
    ("text", "german"),
    [
        (
            alarm_line(PAIN, Priority.MEDIUM, Text("PAIN SCORE"), 32.0, value=7.2, limit=6.0),
            "** SCHMERZSCORE 7,2 > 6,0 (32 s)",
        ),
        (
            alarm_line(PAIN, Priority.LOW, Text("PAIN SCORE"), 7380.0, value=4.1, limit=6.0),
            "* SCHMERZSCORE 4,1 (2:03:00)",
        ),
        (alarm_line(MONITOR, Priority.MEDIUM, Text("CAMERA LOST"), 100.0), "!! KAMERA VERLOREN (1:40)"),
        (paused(120.0), "PAUSIERT: TONPAUSE FÜR 120 s"),
        (limits_line(0.0, PRESETS[-1]).text, "Reifgeboren (ab 37 Wochen): Grenzwerte 4,0 und 6,0"),
        (PRESETS[-1].delay.text, "Alarmverzögerung bis 13,2 s: Mittelung 4,2 s"),
        ("Sucrose", "Sucrose"),
        ("the cable of /dev/video7 is hot", "the cable of /dev/video7 is hot"),
    ],
)
def test_a_text_is_said_with_its_values_and_what_is_none_as_it_came(spoken, text, german):
    spoken("de")
    assert shown(text).startswith(german)


def test_one_sentence_goes_unchanged_to_record_export_and_screen(spoken, tmp_path):
    """Made once in the core; English where programs read, German where people do, also from the record."""
    spoken("de")
    watch = BedsideWatch(PRESETS[-1])
    (line, *_) = watch.start_care(0.0, 120.0)
    german = "Pflegemodus für 120 s: Alarmsignale zurückgehalten, Aufzeichnung läuft weiter"
    assert isinstance(line.text, Text)
    assert shown(line.text) == german
    session = a_session()
    with SessionStore(tmp_path) as store:
        store.begin(session)
        store.append(session.id, [], [line])
        (kept,) = store.entries(session.id)
    assert kept == line
    assert shown(kept.text) == german
    assert event_cells(kept, When(session, None), "false")[4] == line.text
    assert json.loads(dumped(line_of(kept, Bridge(session))))["text"] == line.text


def test_what_the_watch_writes_is_translated_line_by_line(spoken):
    spoken("de")
    utc = datetime(2030, 1, 1, tzinfo=UTC)
    watch = BedsideWatch(PRESETS[-1])
    entries = [
        *watch.on_tick(0.0, utc),
        *watch.on_source(SourceStatus(SourceState.RECONNECTING, 0.1)),
        *watch.on_tick(9.0, utc),
        *watch.start_care(9.5),
        *watch.end_care(10.0),
        *watch.standby(True, 11.0),
        *watch.standby(False, 12.0),
        *watch.set_preset(PRESETS[0], 13.0),
        *watch.set_preset(with_limits(PRESETS[1], lower_limit=3.2), 14.0),
        *watch.usual.measure_baseline(15.0),
        *watch.usual.take_back(15.1),
        *watch.usual.adapt(True, 15.2),
        *watch.pause_audio(16.0),
        *watch.resume_audio(17.0),
        *watch.on_fact(ConditionId.DISK_LOW, True, 18.0),
    ]
    assert len(entries) > 12
    left = [
        entry.text
        for entry in entries
        if shown(entry.text) == entry.text and entry.text not in SAME_IN_GERMAN
    ]
    assert left == []


def test_what_people_type_is_not_translated(spoken):
    spoken("de")
    typed = LogEntry(0.0, LogKind.ANNOTATION, "note", "Care mode ended by hand")
    assert shown(typed.text) == typed.text


def test_figures_are_isolated_only_in_a_right_to_left_screen(qapp, right_to_left):
    assert kept_ltr(" 7.2 > 6.0") == " \u20687.2 > 6.0\u2069"
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert kept_ltr(" 7.2 > 6.0") == " 7.2 > 6.0"


def test_a_german_screen_writes_an_english_record(qtbot, spoken, request):
    spoken("de")
    window = request.getfixturevalue("running")
    service = request.getfixturevalue("service")
    service.source.points = 9.0
    window.notes.noted.emit(annotation_choices()[3])

    def kept(code):
        return [entry.text for entry in tuple(service.record.entries) if entry.code == code]

    qtbot.waitUntil(lambda: any("Saccharose" in line for line in window.body.events.lines), timeout=8000)
    qtbot.waitUntil(lambda: bool(kept("self_test") and kept("sucrose")), timeout=8000)
    assert kept("sucrose") == ["Sucrose"]
    assert kept("self_test") == ["Start-up test of alarm fields and sound"]
    assert any("Starttest von Alarmfeldern" in line for line in window.body.events.lines)
    assert "Grenzen" in window.body.score.limits_text


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (800, 1280)], ids=["landscape", "portrait"])
def test_a_right_to_left_screen_mirrors_and_cuts_nothing(qtbot, right_to_left, request, size):
    window = request.getfixturevalue("running")
    service = request.getfixturevalue("service")
    window.resize(*size)
    service.source.points = 9.0
    qtbot.waitUntil(lambda: window.body.score.numeral.text == "9.0", timeout=20_000)
    qtbot.waitUntil(lambda: "]PAIN SCORE" in window.alarms.pain.text, timeout=20_000)
    window.grab()
    qtbot.wait(300)
    body, score, picture = window.body, window.body.score, window.body.video
    left_of = score.mapTo(window, score.rect().topLeft()).x()
    assert left_of < picture.mapTo(window, picture.rect().topLeft()).x()
    assert score.isRightToLeft()
    plot = body.trend.plot
    now = body.history.newest_at
    assert plot.x_of(now - 300.0) < plot.x_of(now)
    axis = plot.getAxis("left").sceneBoundingRect()
    assert axis.center().x() < plot.width() / 4
    assert "9.0" in window.alarms.pain.text
    assert "\u2068" in window.alarms.pain.text
    cut = [line for line in cut_off(window) if not any(words in line for words in MAY_BE_SHORTENED)]
    assert cut == []


@pytest.mark.parametrize("state", SourceState)
def test_every_state_of_a_source_has_words(state):
    assert source_words(state)
