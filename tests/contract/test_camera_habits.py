"""Habits of web servers inside cameras and in front of them: announced, packed, wrongly counted, cookies, IPv6."""

from __future__ import annotations

import gzip
from ipaddress import IPv6Address
from pathlib import Path

import pytest

from neopain.capture.addresses.address import check_address
from neopain.capture.failures import CameraFailure
from neopain.capture.network.stream import connect, open_stream
from neopain.capture.wire.channel import HangUpFault, Peer
from neopain.capture.wire.login import Login
from neopain.capture.wire.messages import parse_head
from neopain.capture.wire.unpacking import Unpacking
from neopain.core.clock import SystemClock
from neopain.core.sessions import SourceState
from tests.contract.test_camera_forms import watch
from tests.servers.http_camera import http_camera
from tests.servers.pictures import number_of
from tests.servers.rtsp_camera import Tap, rtsp_camera
from tests.servers.sending import Sending

pytestmark = pytest.mark.slow

USER, PASSWORD = "schwester: würd", "p@ss:w/rd#%&ü"


def opened(port, scheme="http", host="127.0.0.1", login=("", "")):
    address = check_address(f"{scheme}://{host}:{port}/video", user=login[0], password=login[1])
    return open_stream(address, clock=SystemClock())


@pytest.mark.parametrize("single", [False, True], ids=["stream", "single"])
@pytest.mark.parametrize("habit", ["continues", "packed", "wrong length", "cookies"])
def test_pictures_come_whatever_the_habit(habit, single):
    with http_camera(Sending(fps=20), habit=habit, single=single) as port:
        frames, states, events = watch(opened(port), frames=4, seconds=8)
    assert [number_of(frame.image) for frame in frames][:1] == [0] or len(frames) == 4
    assert len(frames) == 4
    assert states[-1] is SourceState.LIVE
    assert "broken_pictures" not in {event.code for event in events}


def test_a_login_that_goes_on_by_two_cookies_is_kept_to():
    asked: list[dict[str, str]] = []
    with http_camera(Sending(), habit="cookies", credentials="nurse:pw", login="digest", asked=asked) as port:
        frames, _, _ = watch(opened(port, login=("nurse", "pw")), frames=2, seconds=8)
    assert len(frames) == 2
    assert asked[-1]["cookie"] == "sid=7; lang=de"


def test_a_cookie_goes_to_no_other_host():
    tap = Tap()
    with http_camera(Sending(), habit="cookies", location=f"http://127.0.0.1:{tap.port}/x") as port:
        address = check_address(f"http://127.0.0.1:{port}/video")
        with pytest.raises(CameraFailure):
            connect(Peer(address), Login("", ""), SystemClock())
    assert tap.connections == 0
    tap.close()


def test_what_is_packed_wrongly_or_grows_without_end_is_a_hang_up():
    head = parse_head(["HTTP/1.1 200 OK", "Content-Encoding: gzip"])
    with pytest.raises(HangUpFault):
        Unpacking.of(head).take(b"no gzip at all")
    with pytest.raises(HangUpFault):
        Unpacking.of(head).take(gzip.compress(bytes(200 * 2**20)))
    assert Unpacking.of(parse_head(["HTTP/1.1 200 OK"])) is None


def test_a_user_with_any_letters_over_rtsp():
    with rtsp_camera(Sending(), credentials="wärd/%40 @:p@ss:w/rd#%&ü", login="digest") as port:
        frames, _, _ = watch(opened(port, "rtsp", login=("wärd/%40 @", "p@ss:w/rd#%&ü")), frames=2, seconds=8)
    assert len(frames) == 2


def _own_numbers() -> list[str]:
    """This computer's IPv6 numbers: of itself, and one with its zone, as `fe80::1%eth0`."""
    try:
        lines = Path("/proc/net/if_inet6").read_text("ascii").splitlines()
    except OSError:
        return []
    rows = [line.split() for line in lines]
    numbers = [(str(IPv6Address(int(number, 16))), name) for number, _, _, _, _, name in rows]
    linked = [f"{number}%{name}" for number, name in numbers if number.startswith("fe80")]
    return [*(["::1"] if any(number == "::1" for number, _ in numbers) else []), *linked[:1]]


@pytest.mark.parametrize("zone", [False, True])
def test_an_ipv6_number_with_and_without_its_zone(zone):
    number = next((one for one in _own_numbers() if ("%" in one) is zone), None)
    if number is None:
        pytest.skip("this computer has no such IPv6 number")
    asked: list[dict[str, str]] = []
    with http_camera(Sending(), host=number, asked=asked, location="/moved") as port:
        source = opened(port, host=f"[{number.replace('%', '%25')}]")
        frames, _, _ = watch(source, frames=2, seconds=8)
    assert len(frames) == 2, source.status
    assert [one["path"] for one in asked] == ["/video", "/moved"]
    assert "%" not in asked[0]["host"]
