from __future__ import annotations

import contextlib

import cv2
import pytest

from neopain.capture.failures import CameraFailure
from neopain.capture.usb.camera import connect_usb
from neopain.capture.usb.cameras import CameraInfo, linux_cameras, list_cameras
from neopain.capture.usb.v4l2 import captures
from tests.fakes import FakeClock
from tests.servers.fake_capture import FakeCapture, picture


@pytest.fixture
def machine(tmp_path):
    classes, devices = tmp_path / "class", tmp_path / "dev"
    by_id = devices / "v4l" / "by-id"
    by_id.mkdir(parents=True)
    for number, (name, index) in enumerate([("HD Cam", 0), ("HD Cam", 1), ("Thermal", 0)]):
        node = classes / f"video{number}"
        node.mkdir(parents=True)
        (node / "name").write_text(name + "\n")
        (node / "index").write_text(f"{index}\n")
        (devices / f"video{number}").touch()
    (by_id / "usb-HD_Cam-index0").symlink_to(devices / "video0")
    return classes, devices


def test_lists_capture_nodes_with_lasting_paths(machine):
    classes, devices = machine
    assert linux_cameras(classes, devices, lambda _: None) == (
        CameraInfo("HD Cam", 0, str(devices / "v4l" / "by-id" / "usb-HD_Cam-index0")),
        CameraInfo("Thermal", 2, str(devices / "video2")),
    )


def test_the_drivers_word_counts_more_than_the_nodes_number(machine):
    found = linux_cameras(*machine, lambda device: device.name == "video1")
    assert [camera.index for camera in found] == [1]


def test_a_machine_without_cameras(tmp_path):
    assert linux_cameras(tmp_path / "none", tmp_path) == ()


def test_a_plain_file_is_no_camera(tmp_path):
    (tmp_path / "video0").touch()
    assert captures(tmp_path / "video0") is None
    assert captures(tmp_path / "video1") is None


def test_elsewhere_the_first_numbers_are_tried():
    tried = []

    def factory(which, _backend, _parameters):
        tried.append(FakeCapture([], opened=which == 1))
        if which == 2:
            raise cv2.error("no such camera")
        return tried[-1]

    assert list_cameras(factory, platform="win32") == (CameraInfo("camera 1", 1, ""),)
    assert [capture.released for capture in tried] == [1, 1, 0, 1]
    assert CameraInfo("camera 1", 1, "").spec == "1"


def test_windows_and_macos_tell_a_name_that_lasts_and_open_nothing():
    def told(_platform):
        return [(1, "Thermal", "usb#2"), (0, "HD Cam", "usb#1"), (2, "", "")]

    def refuse(*_):
        raise AssertionError("opened")

    found = list_cameras(refuse, platform="win32", told=told)
    assert [(one.name, one.spec) for one in found] == [
        ("HD Cam", "usb:usb#1"), ("Thermal", "usb:usb#2"), ("camera 2", "2"),
    ]  # fmt: skip


def test_a_camera_that_got_another_number_is_the_same_one():
    opened, numbers = [], [{"usb#1": 0}, {}, {"usb#9": 0, "usb#1": 1}]

    def factory(which, backend, _parameters):
        opened.append(which)
        return FakeCapture([picture()])

    for now in numbers:
        with contextlib.suppress(CameraFailure):
            connect_usb("usb:usb#1", "Bed 4", factory, FakeClock(), lambda now=now: now)
    assert opened == [0, 1]


def test_of_two_alike_cameras_each_has_a_lasting_path(machine):
    classes, devices = machine
    by_path = devices / "v4l" / "by-path"
    by_path.mkdir()
    (by_path / "pci-usb-0:1").symlink_to(devices / "video0")
    (by_path / "pci-usb-0:2").symlink_to(devices / "video2")
    found = linux_cameras(classes, devices, lambda _: None)
    assert [one.spec for one in found] == [
        str(devices / "v4l" / "by-id" / "usb-HD_Cam-index0"), str(by_path / "pci-usb-0:2"),
    ]  # fmt: skip
