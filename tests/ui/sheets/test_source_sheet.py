"""What is chosen is what is started; the drawn infant is never chosen beforehand once a camera is known."""

from __future__ import annotations

import pytest

from neopain.bedside.contracts.program import SourceChoice
from neopain.ui.sheets.machine.source_sheet import SourceSheet

CAMERA = SourceChoice("0", "Ward camera (/dev/video0)")
KNOWN = SourceChoice("camera:Bed 4", "Bed 4", known=True)
DRAWN = SourceChoice("simulated", "Simulated neonate")


def shown(qtbot, choices, last="", **options):
    sheet = SourceSheet(last, **options)
    qtbot.addWidget(sheet)
    sheet.show_choices(choices)
    sheet.given = []
    sheet.chosen.connect(sheet.given.append)
    return sheet


@pytest.mark.parametrize(
    ("last", "there", "started"),
    [
        ("", [DRAWN], "simulated"),
        ("", [CAMERA, DRAWN], "0"),
        ("0", [CAMERA, DRAWN], "0"),
        ("simulated", [CAMERA, DRAWN], "0"),
        ("simulated", [KNOWN, CAMERA, DRAWN], "camera:Bed 4"),
        ("camera:Bed 4", [CAMERA, KNOWN, DRAWN], "camera:Bed 4"),
        ("camera:Bed 5", [KNOWN, DRAWN], "camera:Bed 4"),
        ("rtsp://cam.ward/stream", [DRAWN], None),
        ("0", [DRAWN], None),
    ],
    ids=[
        "first day", "a camera", "last time's", "after a demo", "known after a demo", "known", "another known",
        "an address of before", "unplugged",
    ],
)  # fmt: skip
def test_the_drawn_infant_is_chosen_beforehand_only_where_no_camera_is_known(qtbot, last, there, started):
    sheet = shown(qtbot, there, last)
    sheet.start.click()
    assert sheet.given == ([] if started is None else [started])


def test_in_a_running_session_nothing_is_chosen_beforehand_and_no_drawn_infant_is_offered(qtbot):
    sheet = shown(qtbot, [KNOWN, CAMERA, DRAWN], running=True)
    assert [sheet.list.item(row).text() for row in range(sheet.list.count())] == [KNOWN.label, CAMERA.label]
    assert not sheet.start.isEnabled()
    sheet.list.setCurrentRow(1)
    assert "goes on" in sheet.says
    sheet.start.click()
    assert sheet.given == ["0"]


def test_only_a_known_camera_can_be_forgotten(qtbot):
    sheet = shown(qtbot, [KNOWN, CAMERA, DRAWN])
    forgotten = []
    sheet.forget_asked.connect(forgotten.append)
    for row, can in ((0, True), (1, False), (2, False)):
        sheet.list.setCurrentRow(row)
        assert sheet.forget.isEnabled() is can
    sheet.list.setCurrentRow(0)
    sheet.forget.click()
    assert forgotten == ["Bed 4"]
    assert sheet.open_now
