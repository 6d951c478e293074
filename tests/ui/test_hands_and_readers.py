"""What hands hit and screen readers say: sizes of targets and letters, names of everything, on window and sheets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from neopain import paths
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.style.sizes import LEAST_TEXT_PX, TOUCH_MIN_PX
from tests.ui.sheets.sheets_of import SHEETS
from tests.ui.sheets.test_sheets import alarmed

FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox, QAbstractItemView)


def inside(part: QWidget) -> bool:
    """A part of a field, such as the line in a spin box."""
    return isinstance(part.parent(), QAbstractSpinBox | QComboBox | QAbstractItemView)


def seen(root, kind) -> list[QWidget]:
    return [part for part in root.findChildren(kind) if part.isVisible() and not inside(part)]


def each_sheet(qapp, window):
    yield "window", window
    for name, open_it in SHEETS.items():
        open_it(window)
        qapp.processEvents()
        assert isinstance(window.sheets.top, Sheet)
        yield name, window.sheets.top
        window.sheets.dismiss_all()


@pytest.mark.parametrize("size", [(1280, 720), (800, 1280)], ids=["landscape", "portrait"])
def test_every_button_can_be_hit_and_no_letter_is_too_small(qapp, window, size):
    window.resize(*size)
    window.on_snapshot(alarmed())
    qapp.processEvents()
    small, tiny = [], []
    for name, root in each_sheet(qapp, window):
        small += [
            (name, one.accessibleName() or one.text(), one.width(), one.height())
            for one in seen(root, QAbstractButton)
            if min(one.width(), one.height()) < TOUCH_MIN_PX
        ]
        tiny += [
            (name, one.text(), one.font().pixelSize())
            for kind in (QLabel, QPushButton)
            for one in seen(root, kind)
            if one.text() and one.font().pixelSize() not in range(LEAST_TEXT_PX, 1000)
        ]
    assert small == []
    assert tiny == []


def test_no_painted_letter_is_made_smaller_than_text(qapp):
    """Where a painter fits words into a place, it stops at the least size: `max(12, ...)` was one that did not."""
    room = Path(paths.__file__).parent / "ui"
    found = [
        (file.name, line.strip())
        for file in room.rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if (size := re.search(r"setPixelSize\(max\((\d+),", line)) and int(size[1]) < LEAST_TEXT_PX
    ]
    assert found == []


def test_everything_has_a_name_for_a_screen_reader(qapp, window):
    window.on_snapshot(alarmed())
    nameless = []
    for name, root in each_sheet(qapp, window):
        if isinstance(root, Sheet):
            assert root.accessibleName(), name
        nameless += [
            (name, one) for one in seen(root, QAbstractButton) if not (one.accessibleName() or one.text())
        ]
        nameless += [(name, one) for kind in FIELDS for one in seen(root, kind) if not one.accessibleName()]
    assert nameless == []
    for field in (window.alarms.pain, window.alarms.technical, window.alarms.suppression, window.body.trend.plot,
                  window.body.video, window.body.score.numeral):  # fmt: skip
        assert field.accessibleName()
    assert "9.7" in window.alarms.pain.accessibleName()
