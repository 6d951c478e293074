"""ONVIF cameras on loopback: found over real UDP by group and by host, and asked for their streams over real HTTP."""

from __future__ import annotations

import threading
import time

import pytest

from neopain.bedside.cameras.trial import CameraTrial, TrialWish
from neopain.capture.addresses.credentials import Credentials
from neopain.capture.discovery import ws_discovery
from neopain.capture.discovery.onvif import Offer, OnvifCamera, at_host, ranked
from neopain.capture.discovery.ws_discovery import matches, search
from neopain.capture.failures import CameraFailure
from neopain.core.clock import SystemClock
from neopain.core.source_causes import FailureKind
from tests.servers.http_camera import http_camera
from tests.servers.onvif import Camera, discovery, match, services
from tests.servers.sending import Sending, closed_port

pytestmark = pytest.mark.slow
LOGIN = USER, PASSWORD = "nurse", "p@ss & <wört>"


def found(port, *, wait_s=0.8, hosts=(), group="239.255.255.250", **more):
    return list(search(SystemClock(), wait_s=wait_s, hosts=hosts, port=port, group=group, **more))


@pytest.mark.parametrize("types", [("NetworkVideoTransmitter",), ("Device",)], ids=str)
def test_a_camera_is_found_in_the_group_whichever_type_it_is(types):
    camera = Camera(types=types, http_port=8080)
    with discovery(camera) as port:
        cameras = found(port)
    assert [(one.name, one.host, one.hardware) for one in cameras] == [
        ("Ward Cam 3", "127.0.0.1", "WC-3")
    ] or (
        # Where the group reaches it over another network too, it answers from that number, and names itself there.
        cameras == [] and camera.asked
    )


def test_a_camera_is_found_by_its_number_where_the_group_does_not_reach():
    camera = Camera(http_port=8080)
    with discovery(camera) as port:
        cameras = found(port, hosts=["127.0.0.1"], group="127.0.0.9")
    assert [one.service for one in cameras] == ["http://127.0.0.1:8080/onvif/device_service"]
    assert cameras[0].endpoint == camera.endpoint
    assert len(set(camera.ids)) == len(camera.ids), "each question has an id of its own"


def test_a_search_ends_when_it_is_cancelled_and_leaves_no_socket():
    psutil = pytest.importorskip("psutil")
    before, over = psutil.Process().num_fds(), threading.Event()
    threading.Timer(0.3, over.set).start()
    begun = time.monotonic()
    assert list(search(SystemClock(), wait_s=30.0, port=9, group="127.0.0.1", cancelled=over)) == []
    assert time.monotonic() - begun < 3.0
    assert psutil.Process().num_fds() == before


def test_networks_that_cannot_be_asked_are_no_exception():
    def refuse():
        raise OSError("none")

    assert found(9, wait_s=0.2, interfaces=refuse) == []
    assert found(9, wait_s=0.2, interfaces=lambda: [(999_999, "gone")]) == []


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"\xff\xfe", b"<a", b"not xml", match(Camera())[:200],
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'.encode("utf-16"),
        b"<ProbeMatches>" + b"<a>" * 5000, b"<ProbeMatches>" + b" " * 300_000 + b"</ProbeMatches>",
        match(Camera(names_host="192.0.2.7")), match(Camera(names_host="nurse:geheim@127.0.0.1")),
    ],
)  # fmt: skip
def test_what_strangers_send_is_no_camera_and_no_exception(answer):
    assert matches(answer, "127.0.0.1") == []
    with discovery(Camera(), answer=answer[:60_000]) as port:
        assert found(port, wait_s=0.3, hosts=["127.0.0.1"]) == []


def test_a_name_of_thousands_of_letters_and_lines_stays_one_short_line():
    camera = Camera(name="%0A" + "x" * 5000, http_port=1)
    (one,) = matches(match(camera), "127.0.0.1")
    assert one.name == "x" * 59


@pytest.mark.parametrize("ahead_s", [0.0, -86_400.0 * 400])
def test_streams_are_offered_best_first_also_where_the_cameras_clock_is_wrong(ahead_s):
    camera = Camera(credentials=f"{USER}:{PASSWORD}", ahead_s=ahead_s, rtsp_port=8554)
    with services(camera) as service:
        offers = OnvifCamera(service, user=USER, password=PASSWORD, clock=SystemClock()).offers()
    assert [offer.url for offer in offers] == [
        "rtsp://127.0.0.1:8554/sub?ch=1&u=2", "rtsp://127.0.0.1:8554/small", "rtsp://127.0.0.1:8554/main",
    ]  # fmt: skip
    assert offers[0].size == (1280, 720)
    assert all(PASSWORD not in asked for asked in camera.asked)


@pytest.mark.parametrize(
    ("login", "kind"), [(("", ""), FailureKind.LOGIN_NEEDED), ((USER, "no"), FailureKind.LOGIN_REFUSED)]
)
def test_a_wrong_login_is_told_as_that(login, kind):
    with services(Camera(credentials=f"{USER}:{PASSWORD}")) as service:
        with pytest.raises(CameraFailure) as told:
            OnvifCamera(service, user=login[0], password=login[1], clock=SystemClock()).offers()
    assert told.value.kind is kind


def test_a_camera_that_names_another_host_is_asked_at_its_own_and_nowhere_else():
    camera = Camera(names_host="192.0.2.7", rtsp_port=554, credentials=f"{USER}:{PASSWORD}")
    with services(camera) as service:
        offers = OnvifCamera(service, user=USER, password=PASSWORD, clock=SystemClock()).offers()
    assert {offer.url.split("/")[2] for offer in offers} == {"127.0.0.1:554"}


def test_one_profile_that_the_camera_refuses_to_name_hides_no_other():
    with services(Camera(without_stream=("sub",), snapshot="80/snap.jpg")) as service:
        offers = OnvifCamera(service, clock=SystemClock()).offers()
    assert [offer.url.rpartition("/")[2] for offer in offers] == ["small", "main"]
    assert {offer.codec for offer in offers} == {"Motion JPEG", "H.265"}


@pytest.mark.parametrize(
    "camera",
    [
        Camera(without_stream=("main", "sub", "small"), snapshot="8081/snap.jpg?ch=1"),
        Camera(profiles=(("old", "MPEG4", 640, 480, "/old"),), snapshot="8081/snap.jpg?ch=1"),
        # Behind a router it calls itself by a number that is not reached from here.
        Camera(
            without_stream=("main", "sub", "small"), snapshot="8081/snap.jpg?ch=1", names_host="192.0.2.7"
        ),
    ],
    ids=["no stream named", "a codec that is not read", "another host named"],
)
def test_single_pictures_are_offered_where_no_stream_can_be_read(camera):
    camera.credentials = f"{USER}:{PASSWORD}"
    with services(camera) as service:
        offers = OnvifCamera(service, user=USER, password=PASSWORD, clock=SystemClock()).offers()
    assert (offers[0].url, offers[0].codec) == ("http://127.0.0.1:8081/snap.jpg?ch=1", "JPEG")


def test_single_pictures_are_not_asked_for_where_a_stream_is_read():
    camera = Camera(snapshot="8081/snap.jpg")
    with services(camera) as service:
        assert "JPEG" not in {offer.codec for offer in OnvifCamera(service, clock=SystemClock()).offers()}
    assert not any("GetSnapshotUri" in asked for asked in camera.asked)


def test_a_camera_with_neither_stream_nor_single_pictures_offers_no_video():
    with services(Camera(without_stream=("main", "sub", "small"))) as service:
        with pytest.raises(CameraFailure) as told:
            OnvifCamera(service, clock=SystemClock()).offers()
    assert told.value.kind is FailureKind.NO_VIDEO


def test_a_camera_without_stream_is_tried_and_monitored_by_its_single_pictures():
    """From what was found to pictures, with the login that ONVIF and the picture's address both want."""
    asked: list[dict[str, str]] = []
    with http_camera(
        Sending(), single=True, credentials=f"{USER}:{PASSWORD}", login="digest", asked=asked
    ) as port:
        camera = Camera(
            credentials=f"{USER}:{PASSWORD}",
            without_stream=("main", "sub", "small"),
            snapshot=f"{port}/snap.jpg",
        )
        with services(camera) as service:
            trial = CameraTrial(TrialWish(service=service, login=Credentials(USER, PASSWORD)), SystemClock())
            stages = list(trial.stages())
    assert [(stage.name, stage.passed) for stage in stages if not stage.passed] == []
    assert {stage.name: str(stage.words) for stage in stages}["codec"] == "JPEG"
    assert trial.access.spec == f"http://127.0.0.1:{port}/snap.jpg"
    assert len([one for one in asked if "authorization" in one]) >= 5
    assert PASSWORD not in repr(asked)


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"status": 404}, FailureKind.NO_ONVIF),
        ({"fixed_answer": ("text/html", b"<html>")}, FailureKind.NO_ONVIF),
        ({"location": "http://127.0.0.2/x"}, FailureKind.REDIRECTED),
        ({"status": 500}, FailureKind.ANSWERED_ERROR),
    ],
)
def test_what_is_no_onvif_camera_is_told_with_its_own_words(options, kind, monkeypatch):
    from tests.servers import http_camera as server

    monkeypatch.setattr(server._Handler, "do_POST", server._Handler.do_GET, raising=False)
    with http_camera(Sending(), **options) as port:
        with pytest.raises(CameraFailure) as told:
            OnvifCamera(f"http://127.0.0.1:{port}/onvif/device_service", clock=SystemClock()).offers()
    assert told.value.kind in {kind, FailureKind.NO_ONVIF if options.get("status") == 500 else kind}


def test_nobody_there():
    with closed_port() as port, pytest.raises(CameraFailure) as told:
        OnvifCamera(f"http://127.0.0.1:{port}/onvif/device_service", clock=SystemClock()).offers()
    assert told.value.kind is FailureKind.REFUSED


def test_what_is_not_read_and_what_is_too_large_comes_last():
    offers = [
        Offer("a", "MPEG4", (640, 480)), Offer("b", "H.264", (0, 0)), Offer("c", "H.265", (2560, 1440)),
        Offer("d", "H.264", (1920, 1080)), Offer("e", "Motion JPEG", (640, 480)),
    ]  # fmt: skip
    assert [offer.url for offer in ranked(offers)] == ["d", "e", "b", "c", "a"]


def test_an_address_is_moved_to_the_cameras_own_host_without_its_login():
    assert at_host("rtsp://a:b@10.0.0.9/x?y=1", "192.0.2.5") == "rtsp://192.0.2.5/x?y=1"
    assert at_host("rtsp://10.0.0.9:8554/x", "fe80::1") == "rtsp://[fe80::1]:8554/x"


def test_the_search_asks_for_both_types_apart():
    asked = [ws_discovery.probe(*each).decode() for each in ws_discovery._TYPES]
    assert [("NetworkVideoTransmitter" in one, ":Device<" in one) for one in asked] == [
        (True, False),
        (False, True),
    ]
