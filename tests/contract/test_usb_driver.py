"""USB cameras through OpenCV's own V4L2 backend, on a driver double: listed, opened, faulty, unplugged, plugged in anew."""

from __future__ import annotations

import json

import pytest

from tests.servers.v4l2 import Usb

pytestmark = pytest.mark.slow

LIST = """
import json, sys
from pathlib import Path
from neopain.capture.usb.cameras import linux_cameras
folder = Path(sys.argv[1])
print(json.dumps([[one.name, one.index, one.path] for one in linux_cameras(folder / "sys", folder / "dev")]))
"""
WATCH = """
import json, sys, time
from neopain.capture.live.back_off import BackOff
from neopain.capture.usb.camera import open_camera
from neopain.core.clock import SystemClock
from tests.servers.pictures import number_of
source = open_camera(sys.argv[2], clock=SystemClock(), back_off=BackOff(lambda: 0.0))
seen, states, causes, until = [], [], [], time.monotonic() + float(sys.argv[3])
while time.monotonic() < until:
    frame = source.read()
    if frame is not None:
        seen.append([round(frame.captured_at, 4), number_of(frame.image), *frame.image.shape[:2]])
    now = source.status.state.value
    if now != "connecting" and (not states or states[-1] != now):
        states.append(source.status.state.value)
        causes.append(str(source.status.cause or ""))
        print(json.dumps(states[-1]), flush=True)
broken, device = source._connection.broken, source._connection._device
codec = device.codec if device else ""
source.close()
source._thread.join(10)
print(json.dumps({"seen": seen, "states": states, "causes": causes, "broken": broken, "codec": codec}))
"""


@pytest.fixture(scope="module")
def camera(tmp_path_factory):
    return Usb.make_camera(tmp_path_factory.mktemp("camera"))


@pytest.fixture
def usb(tmp_path, camera):
    return Usb.with_nodes(tmp_path, camera)


def watched(usb, seconds=4.0, which=None):
    return usb.told(WATCH, str(which or usb.lasting), str(seconds))


def test_the_node_with_pictures_is_listed_by_its_lasting_name_and_that_of_its_metadata_is_not(usb):
    usb.plug(4)
    assert usb.told(LIST) == [["Ward Cam: Ward Cam", 4, str(usb.lasting)]]
    usb.unplug()
    assert usb.told(LIST) == []
    usb.plug(0, link="by-path")
    ((_, number, path),) = usb.told(LIST)
    assert number == 0
    assert path.startswith(str(usb.folder / "dev/v4l/by-path"))


def test_pictures_come_as_motion_jpeg_in_the_size_that_was_asked_for_and_in_order(usb):
    usb.plug()
    told = watched(usb)
    assert told["codec"] == "Motion JPEG"
    assert len(told["seen"]) > 30
    assert {tuple(each[2:]) for each in told["seen"]} == {(720, 1280)}
    steps = [
        (after[1] - before[1]) % 60 for before, after in zip(told["seen"], told["seen"][1:], strict=False)
    ]
    assert 0 not in steps
    assert (told["broken"], told["states"]) == (0, ["live"])


@pytest.mark.parametrize("fault", ["short", "empty", "marked"])
def test_a_damaged_frame_is_no_picture_and_is_counted_and_the_camera_kept(usb, fault):
    damaged = range(10, 60, 10)
    usb.plug(0, *(f"{fault} {place}" for place in damaged))
    told = watched(usb, 3.5)
    assert told["states"] == ["live"]
    assert told["broken"] == len(damaged)
    first_round = [number for _, number, *_ in told["seen"]][:50]
    assert not set(damaged) & set(first_round)
    assert len(told["seen"]) > 30


def test_a_driver_that_fails_once_goes_on(usb):
    usb.plug(0, "eio 25")
    told = watched(usb)
    assert told["states"][-1] == "live"
    assert len(told["seen"]) > 30


def test_a_camera_that_halves_its_rate_in_the_dark_goes_on(usb):
    usb.plug(0, "slow 30")
    told = watched(usb, 5)
    assert told["states"] == ["live"]
    gaps = [after[0] - before[0] for before, after in zip(told["seen"], told["seen"][1:], strict=False)]
    assert sorted(gaps[-10:])[5] == pytest.approx(1 / 15, abs=0.03)


def test_a_driver_that_gives_nothing_any_more_is_told_and_tried_again(usb):
    usb.plug(0, "stall 20")
    told = watched(usb, 8)
    assert told["states"][-2:] in (
        ["live", "reconnecting"],
        ["reconnecting", "live"],
        ["stale", "reconnecting"],
    )
    assert "stalled" in told["causes"]


def test_an_unplugged_camera_is_told_and_comes_back_under_another_number(usb):
    usb.plug(0)
    with usb.begin(WATCH, str(usb.lasting), "9") as program:
        said = iter(program.stdout.readline, "")
        assert json.loads(next(said)) == "live"
        usb.unplug()
        while (word := json.loads(next(said))) != "reconnecting":
            assert word == "stale"
        usb.plug(2)
        assert json.loads(next(said)) == "live"
        *_, last = said
        program.wait(20)
    told = json.loads(last)
    assert "not_plugged_in" in told["causes"]
    assert told["states"][-1] == "live"
    assert usb.lasting.resolve().name == "video2"
