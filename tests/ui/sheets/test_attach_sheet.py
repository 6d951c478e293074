"""A camera attached as a person does it, against real servers: chosen, logged in, tested, looked at, named, started."""

from __future__ import annotations

import json
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from neopain.bedside.cameras.known_cameras import CameraAccess, KnownCamera
from neopain.capture import probe as probe_module
from neopain.capture.discovery.ws_discovery import FoundCamera
from neopain.capture.usb.cameras import CameraInfo
from neopain.core.sessions import CAMERA_CHANGED
from neopain.ui.sheets.attach.attach_sheet import CHOOSE, LOGIN, PICTURE, TEST, AttachSheet
from neopain.ui.sheets.machine.source_sheet import SourceSheet
from tests.servers.certificates import make_certificate
from tests.servers.http_camera import http_camera
from tests.servers.onvif import Camera, services
from tests.servers.sending import Sending, black_hole, closed_port

pytestmark = pytest.mark.slow
LOGIN_TEXT = USER, PASSWORD = "nurse", "p@ss:/?#% wört"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(probe_module.CameraProbe.__init__, "__kwdefaults__", {
        **probe_module.CameraProbe.__init__.__kwdefaults__, "measure_s": 0.3,
    })  # fmt: skip


@pytest.fixture
def sheet(qtbot, window):
    window.cameras.attach()
    shown = window.sheets.top
    assert isinstance(shown, AttachSheet)
    yield shown
    if shown.open_now:
        shown.dismiss()
    window.cameras.close()
    left = [thread.name for thread in threading.enumerate() if thread.name.startswith("preview")]
    assert left == []


def typed(qtbot, sheet, address, login=("", "")):
    """Type an address, go on to the login, type it, and test."""
    sheet.choose.address.setText(address)
    sheet.next.click()
    if sheet.step == LOGIN:
        qtbot.keyClicks(sheet.login.user, login[0])
        sheet.login.password.setText(login[1])
        sheet.next.click()


def listed(sheet):
    return [sheet.choose.list.item(row).text() for row in range(sheet.choose.list.count())]


def ended(qtbot, sheet):
    qtbot.waitUntil(lambda: sheet.step == TEST and sheet.again.isEnabled(), timeout=20_000)


def test_a_network_camera_is_attached_named_and_started(qtbot, window, service, sheet, tmp_path):
    with http_camera(Sending(), credentials=f"{USER}:{PASSWORD}", login="digest") as port:
        typed(qtbot, sheet, f"http://127.0.0.1:{port}/v", LOGIN_TEXT)
        ended(qtbot, sheet)
        assert sheet.test.verdict.startswith("The camera works"), sheet.test.lines
        assert [line[0] for line in sheet.test.lines] == ["✓"] * 10
        sheet.next.click()
        assert sheet.step == PICTURE
        qtbot.waitUntil(lambda: sheet.picture.video.live, timeout=8000)
        qtbot.waitUntil(lambda: "Face" in sheet.picture.advice, timeout=8000)
        assert sheet.picture.name.text() == "127.0.0.1"
        sheet.picture.name.setText("Bed 4")
        sheet.next.click()
        qtbot.waitUntil(lambda: bool(service.started), timeout=8000)
    assert service.started[0][0] == "camera:Bed 4"
    assert not sheet.open_now
    assert service.cameras.access("Bed 4").login.password == PASSWORD
    rows = json.loads((service.folder.path / "cameras.json").read_text("utf-8"))
    assert rows[0]["address"] == f"http://127.0.0.1:{port}/v"
    kept = "".join(
        file.read_text("utf-8", "replace") for file in service.folder.path.iterdir() if file.is_file()
    )
    assert PASSWORD not in kept


def test_the_fields_are_wiped_and_the_password_is_never_seen(qtbot, sheet):
    assert sheet.login.password.echoMode() is QLineEdit.EchoMode.Password
    with closed_port() as port:
        sheet.choose.address.setText(f"rtsp://{USER}:Geheim7@127.0.0.1:{port}/s")
        sheet.next.click()
        assert (sheet.step, sheet.login.user.text(), sheet.login.password.text()) == (LOGIN, USER, "Geheim7")
        sheet.next.click()
        ended(qtbot, sheet)
    assert "refuses the connection" in sheet.test.lines[1]
    assert not any("Geheim7" in line for line in sheet.test.lines)
    assert "Geheim7" not in sheet.login._camera.text()
    sheet.dismiss()
    assert (sheet.choose.address.text(), sheet.login.user.text(), sheet.login.password.text()) == ("", "", "")


@pytest.mark.parametrize(
    ("options", "login", "stage", "words"),
    [
        ({"credentials": "a:b"}, ("", ""), "login", "asks for a user name and password"),
        ({"credentials": "a:b"}, (USER, "x"), "login", "refuses user name or password"),
        ({"status": 404}, ("", ""), "first picture", "has no stream under this path"),
        ({"fixed_answer": ("text/html", b"<html>")}, ("", ""), "first picture", "a web page, not pictures"),
    ],
)
def test_a_failure_is_told_at_its_stage_and_starts_nothing(
    qtbot, service, sheet, options, login, stage, words
):
    with http_camera(Sending(), **options) as port:
        typed(qtbot, sheet, f"http://127.0.0.1:{port}/v", login)
        ended(qtbot, sheet)
    failed = [line for line in sheet.test.lines if line.startswith("✗")]
    assert len(failed) == 1
    assert words in failed[0]
    assert not sheet.next.isEnabled()
    assert "test again" in sheet.test.verdict
    assert service.started == []
    assert list(sheet.test._rows)[[line.startswith("✗") for line in sheet.test.lines].index(True)] == stage


def test_after_a_wrong_password_the_right_one_is_typed_and_tested_again(qtbot, sheet):
    with http_camera(Sending(), credentials=f"{USER}:{PASSWORD}") as port:
        typed(qtbot, sheet, f"http://127.0.0.1:{port}/v", (USER, "wrong"))
        ended(qtbot, sheet)
        sheet.back.click()
        assert sheet.step == LOGIN
        sheet.login.password.setText(PASSWORD)
        sheet.next.click()
        ended(qtbot, sheet)
        assert sheet.next.isEnabled()


def test_a_self_signed_certificate_is_shown_compared_and_accepted_for_this_camera_only(
    qtbot, sheet, tmp_path
):
    certificate = make_certificate(tmp_path)
    with http_camera(Sending(), certificate=certificate.files) as port:
        typed(qtbot, sheet, f"https://127.0.0.1:{port}/v")
        ended(qtbot, sheet)
        assert sheet.test.accept.isVisibleTo(sheet)
        shown = next(line for line in sheet.test.lines if line.startswith("✗"))
        assert certificate.fingerprint.replace(":", "").upper() in shown.replace(":", "")
        sheet.test.accept.click()
        ended(qtbot, sheet)
        assert sheet.next.isEnabled(), sheet.test.lines
        assert sheet._access.fingerprint
    sheet.back.click()
    sheet.back.click()
    typed(qtbot, sheet, f"https://127.0.0.1:{port}/other")
    assert sheet._fingerprint == "", "what was accepted for one is not believed of another"


def test_a_camera_of_the_network_is_asked_for_its_stream(qtbot, window, service):
    with http_camera(Sending()), services(Camera(credentials=f"{USER}:{PASSWORD}", rtsp_port=9)) as device:
        service.network = [FoundCamera("Ward Cam 3", "127.0.0.1", device, "urn:1")]
        window.cameras.attach()
        sheet = window.sheets.top
        qtbot.waitUntil(lambda: "Ward Cam 3" in " ".join(listed(sheet)), timeout=5000)
        sheet.choose.list.setCurrentRow(["Ward Cam 3" in text for text in listed(sheet)].index(True))
        sheet.next.click()
        assert sheet.step == LOGIN
        sheet.login.user.setText(USER)
        sheet.login.password.setText(PASSWORD)
        sheet.next.click()
        ended(qtbot, sheet)
    assert sheet.test.lines[0] == "✓ the camera has told them by ONVIF"
    assert "rtsp://127.0.0.1:9/sub" in sheet.test.lines[1]
    sheet.dismiss()
    window.cameras.close()


def test_what_is_plugged_in_comes_and_goes_by_itself_and_the_choice_stays(qtbot, window, service, sheet):
    qtbot.waitUntil(
        lambda: sheet.choose.list.count() >= 1 and "Ward camera" in sheet.choose.list.item(0).text()
    )
    sheet.choose.list.setCurrentRow(0)
    service.plugged = (CameraInfo("A new one", 1, "/dev/v4l/by-id/new"), *service.plugged)
    qtbot.waitUntil(lambda: "A new one" in sheet.choose.list.item(0).text(), timeout=5000)
    assert "Ward camera" in sheet.choose.list.currentItem().text()
    service.plugged = ()
    qtbot.waitUntil(lambda: "No camera is plugged in" in sheet.choose.list.item(0).text(), timeout=5000)
    sheet.next.click()
    assert sheet.step == CHOOSE


@pytest.mark.parametrize(
    "address",
    ["192.168.1.20:554/stream", "camera.ward/stream", "192.168.1.20", "camera:8554", "//cam.ward/s", "rtsp:/cam/s",
     "ftp://cam/s", "rtsp://a:b@/x@y"],
)  # fmt: skip
def test_what_is_no_whole_address_is_asked_about_and_never_replaced(qtbot, service, sheet, address):
    qtbot.waitUntil(lambda: sheet.choose.list.count() >= 1)
    sheet.choose.list.setCurrentRow(0)
    sheet.choose.address.setText(address)
    sheet.next.click()
    assert sheet.step == CHOOSE
    assert "address" in sheet.choose.says
    assert service.started == []


def test_the_answer_about_the_scheme_is_what_is_tested(qtbot, window, sheet):
    window.resize(1280, 760)
    sheet.choose.address.setText("192.168.1.20:554/stream")
    sheet.next.click()
    button = next(b for b in sheet.findChildren(QPushButton) if b.text() == "rtsp://")
    # In whole: where there is little room the question is scrolled to, once it has found its place.
    bar = sheet._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=2000)
    qtbot.waitUntil(lambda: button.visibleRegion().boundingRect().size() == button.size(), timeout=2000)
    button.click()
    assert sheet.step == LOGIN
    assert sheet._chosen.spec == "rtsp://192.168.1.20:554/stream"


def test_a_brand_makes_the_address_of_a_number(qtbot, sheet):
    sheet.choose.brand.setCurrentText("Axis")
    sheet.choose.address.setText("http://192.168.1.20/")
    sheet.next.click()
    assert "its name or number" in sheet.choose.says
    sheet.choose.address.setText("192.168.1.20")
    sheet.next.click()
    assert sheet._chosen.spec == "rtsp://192.168.1.20/axis-media/media.amp?resolution=1280x720"


def test_a_test_that_hangs_is_left_at_once_and_the_window_never_waits(qtbot, window, sheet):
    with black_hole() as port:
        typed(qtbot, sheet, f"rtsp://127.0.0.1:{port}/s")
        assert sheet.step == TEST
        ticks = []
        timer = threading.Event()
        qtbot.wait(300)
        ticks.append(timer.is_set())
        sheet.back.click()
        assert sheet.step == LOGIN
        qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
        assert window.sheets.top is None


def test_a_name_that_makes_no_sense_is_told_and_the_picture_stays(qtbot, service, sheet):
    with http_camera(Sending()) as port:
        typed(qtbot, sheet, f"http://127.0.0.1:{port}/v")
        ended(qtbot, sheet)
        sheet.next.click()
        sheet.picture.name.setText("   ")
        sheet.next.click()
        qtbot.waitUntil(lambda: "1 to 40 characters" in sheet.picture.says, timeout=5000)
        qtbot.waitUntil(lambda: sheet.picture.video.live, timeout=8000)
        assert sheet.next.isEnabled()
    assert service.started == []


def test_the_camera_is_changed_in_a_running_session_which_goes_on(qtbot, running, service):
    service.source.simulated = False
    running._control.monitor._source.simulated = False
    service.cameras.save("Bed 4", CameraAccess("", "http://127.0.0.1:9/v"))
    before = running._control.monitor
    running.controls.camera_asked.emit()
    sheet = running.sheets.top
    assert isinstance(sheet, SourceSheet)
    qtbot.waitUntil(lambda: sheet.list.count() and sheet.list.item(0).text() == "Bed 4", timeout=5000)
    sheet.list.setCurrentRow(0)
    sheet.start.click()
    qtbot.waitUntil(
        lambda: any("was changed from" in line for line in running.body.events.lines), timeout=8000
    )
    assert running._control.monitor is before
    assert service.changed == ["camera:Bed 4"]
    assert "camera:Bed 4" in running.header._source.text()
    assert [mark.text for mark in running.body.history.marks if mark.kind == "camera"] == ["Other camera"]
    assert [entry.code for entry in service.record.entries if entry.code == CAMERA_CHANGED] == [
        CAMERA_CHANGED
    ]
    assert running.screen_control.source == "camera:Bed 4"


def test_a_known_camera_without_its_login_asks_for_it(qtbot, window):
    camera = KnownCamera("1", "Bed 4", "rtsp://192.0.2.7/s", login=True)
    sheet = window.cameras.attach(camera)
    assert sheet.step == LOGIN
    assert "Bed 4" in sheet.login._camera.text()
    assert sheet.picture.name.text() == "Bed 4"
    sheet.dismiss()
    window.cameras.close()
