"""A German screen says nothing in English: every word that can be seen or heard, on the window and on each sheet."""

from __future__ import annotations

import re

from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

from tests.ui.sheets.sheets_of import SHEETS
from tests.ui.sheets.test_sheets import alarmed

ENGLISH = re.compile(
    r"\b(the|and|points|is|are|of|to|not|with|no|minutes|this|that|limits?|score|alarms? are|close|save|open|by|now|"
    r"days|weeks|seconds|patient's|sound|what|when|where|who)\b",
    re.IGNORECASE,
)
NOT_OURS = {"NIPS", "Fake model", "Ward camera (/dev/video0)", "Close NeoPain?", "Export"}
"""Names, and what the tests themselves wrote on a sheet."""


def words_of(root: QWidget) -> set[str]:
    """Texts, hints, tooltips, and what a screen reader says."""
    texts: list[str] = []
    for widget in (root, *root.findChildren(QWidget)):
        texts += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QAbstractButton | QLabel):
            texts.append(widget.text())
        if isinstance(widget, QLineEdit):
            texts += [widget.placeholderText(), widget.text()]
        if isinstance(widget, QComboBox):
            texts += [widget.itemText(n) for n in range(widget.count())]
        if isinstance(widget, QTabWidget):
            texts += [widget.tabText(n) for n in range(widget.count())]
        if isinstance(widget, QTextBrowser):
            texts.append(widget.toPlainText())
    return {re.sub(r"<[^>]*>", " ", text) for text in texts if text}


def english(texts: set[str]) -> list[str]:
    return sorted(
        text for text in texts
        if text not in NOT_OURS and not any(name in text for name in NOT_OURS - {"NIPS", "Export"})
        and ENGLISH.search(re.sub(r"Schmerzscore|Score", "", text))
    )  # fmt: skip


def test_a_german_screen_says_nothing_in_english(qapp, german, request):
    window = request.getfixturevalue("window")
    window.on_snapshot(alarmed())
    qapp.processEvents()
    found = {"window": english(words_of(window))}
    for name, open_it in SHEETS.items():
        if name in {"model", "question", "procedure"}:
            continue  # the model's card is English by its own right; the others are written by the tests
        open_it(window)
        qapp.processEvents()
        found[name] = english(words_of(window.sheets.top))
        window.sheets.dismiss_all()
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_numbers_have_a_comma_wherever_they_are_shown(qapp, german, request):
    window = request.getfixturevalue("window")
    window.on_snapshot(alarmed())
    qapp.processEvents()
    pointed = re.compile(r"(?<![\d.])\d+\.\d(?![\d.])")
    for name in ("limits", "limits in force", "admit", "assess"):
        SHEETS[name](window)
        assert not [text for text in words_of(window.sheets.top) if pointed.search(text)], name
    assert not [text for text in words_of(window) if pointed.search(text)]
    assert window.body.score.numeral.text == "9,7"


def test_the_look_itself_finds_english(qapp, window):
    window.on_snapshot(alarmed())
    assert len(english(words_of(window))) > 20
    for name in ("limits", "admit", "source", "review"):
        SHEETS[name](window)
        assert len(english(words_of(window.sheets.top))) >= 3, name
