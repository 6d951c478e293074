"""What was typed is what is started: an address is asked about, never replaced; nothing is remembered in it."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton

from neopain.bedside.contract import SourceChoice
from neopain.ui.sheets.source_sheet import SourceSheet


def test_the_source_sheet_joins_address_and_password_and_forgets_them(qtbot):
    dialog = SourceSheet()
    qtbot.addWidget(dialog)
    address, user, password = dialog._address, dialog._user, dialog._password
    address.setText("rtsp://cam.ward:554/stream?x=1")
    user.setText("nurse")
    password.setText("p@ss:/?#%")
    assert password.echoMode() is QLineEdit.EchoMode.Password
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog._take()
    parts = urlsplit(chosen.args[0])
    assert (parts.hostname, parts.port, parts.path, parts.query) == ("cam.ward", 554, "/stream", "x=1")
    assert (parts.username, unquote(parts.password or "")) == ("nurse", "p@ss:/?#%")
    assert (address.text(), user.text(), password.text()) == ("", "", "")


CAMERA = SourceChoice("0", "Ward camera (/dev/video0)")
DRAWN = SourceChoice("simulated", "Simulated neonate")


@pytest.mark.parametrize(
    ("last", "there", "started"),
    [
        ("", [DRAWN], "simulated"),
        ("", [DRAWN, CAMERA], "0"),
        ("0", [DRAWN, CAMERA], "0"),
        ("simulated", [DRAWN, CAMERA], "0"),
        ("rtsp://cam.ward/stream", [DRAWN, CAMERA], "rtsp://cam.ward/stream"),
        ("rtsp://cam.ward/stream", [DRAWN], "rtsp://cam.ward/stream"),
        ("0", [DRAWN], None),
    ],
    ids=[
        "first day",
        "a camera",
        "last time's",
        "after a demo",
        "an address",
        "an address alone",
        "unplugged",
    ],
)
def test_the_drawn_infant_is_chosen_beforehand_only_where_no_camera_is_known(qtbot, last, there, started):
    sheet = SourceSheet(last)
    qtbot.addWidget(sheet)
    chosen = []
    sheet.chosen.connect(chosen.append)
    sheet.show_choices(there)
    sheet.start.click()
    assert chosen == ([] if started is None else [started])


@pytest.mark.parametrize(
    "typed",
    [
        "192.168.1.20:554/stream",
        "camera.ward/stream",
        "192.168.1.20",
        "camera:8554",
        "//cam.ward/s",
        "rtsp:/cam/s",
    ],
)
@pytest.mark.parametrize("secret", ["", "p@ss"])
def test_an_address_without_a_scheme_is_asked_about_and_never_replaced(qtbot, typed, secret):
    sheet = SourceSheet()
    qtbot.addWidget(sheet)
    sheet.show_choices([DRAWN])
    chosen = []
    sheet.chosen.connect(chosen.append)
    sheet._address.setText(typed)
    sheet._password.setText(secret)
    if secret:
        sheet._user.setText("nurse")
    sheet.start.click()
    sheet._list.itemActivated.emit(sheet._list.item(0))
    assert "simulated" not in chosen
    assert chosen == []
    assert typed in sheet.says or "address" in sheet.says


def test_the_answer_about_the_scheme_is_what_is_started(qtbot):
    sheet = SourceSheet()
    qtbot.addWidget(sheet)
    sheet.show_choices([DRAWN])
    sheet._address.setText("192.168.1.20:554/stream")
    sheet._user.setText("nurse")
    sheet._password.setText("geheim")
    sheet.start.click()
    button = next(b for b in sheet.findChildren(QPushButton) if b.text() == "rtsp://")
    assert button.isVisibleTo(sheet)
    with qtbot.waitSignal(sheet.chosen) as chosen:
        button.click()
    parts = urlsplit(chosen.args[0])
    assert (parts.scheme, parts.hostname, parts.port, parts.path) == ("rtsp", "192.168.1.20", 554, "/stream")
    assert (parts.username, parts.password) == ("nurse", "geheim")


def test_a_user_without_an_address_starts_nothing(qtbot):
    sheet = SourceSheet()
    qtbot.addWidget(sheet)
    sheet.show_choices([DRAWN])
    chosen = []
    sheet.chosen.connect(chosen.append)
    sheet._user.setText("nurse")
    sheet.start.click()
    assert chosen == []
    assert "address" in sheet.says
