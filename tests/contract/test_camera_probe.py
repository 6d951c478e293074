"""`neopain camera test` against real servers: each stage in order, the failing one with its own words, no secret."""

from __future__ import annotations

import pytest

from neopain.capture import probe as probe_module
from neopain.capture.addresses.credentials import (
    CERTIFICATE_VARIABLE,
    PASSWORD_VARIABLE,
    USER_VARIABLE,
    from_environment,
)
from neopain.main import main
from tests.servers.certificates import make_certificate
from tests.servers.http_camera import http_camera
from tests.servers.pictures import jpeg
from tests.servers.rtsp_camera import rtsp_camera
from tests.servers.sending import Sending, black_hole, closed_port

ALL = [
    "address",
    "connection",
    "certificate",
    "login",
    "first picture",
    "rate",
    "size",
    "codec",
    "delay",
    "clock",
]
LOGIN = USER, PASSWORD = "nurse", "s3cretW0rd"

pytestmark = pytest.mark.slow


def cut_off(number):
    """Half a picture that says that it is whole."""
    packed = jpeg(number)
    return packed[: len(packed) // 2] + b"\xff\xd9"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(probe_module.CameraProbe.__init__, "__kwdefaults__", {
        **probe_module.CameraProbe.__init__.__kwdefaults__, "measure_s": 0.5,
    })  # fmt: skip
    yield
    from_environment({USER_VARIABLE: "", PASSWORD_VARIABLE: ""})


def ended(capsys, url, login):
    """Exit code, and (stage, words) of each line; the last one failed when the code is 1."""
    from_environment({USER_VARIABLE: login[0], PASSWORD_VARIABLE: login[1]})
    code = main(["camera", "test", url])
    told = capsys.readouterr()
    assert PASSWORD not in told.out + told.err
    rows = [(line[:8].strip(), line[8:23].strip(), line[23:]) for line in told.out.splitlines()]
    assert [row[0] for row in rows] == ["ok"] * (len(rows) - code) + ["FAILED"] * code
    return code, [row[1:] for row in rows]


@pytest.mark.parametrize("single", [False, True], ids=["stream", "snapshots"])
def test_an_http_camera_with_a_login_passes(capsys, single):
    with http_camera(Sending(), credentials=f"{USER}:{PASSWORD}", login="digest", single=single) as port:
        code, rows = ended(capsys, f"http://127.0.0.1:{port}/v", LOGIN)
    assert code == 0
    assert [name for name, _ in rows] == ALL
    words = dict(rows)
    assert words["login"] == "accepted"
    assert "not needed" in words["certificate"]
    assert "pictures a second" in words["rate"]
    assert " x " in words["size"]


def test_an_rtsp_camera_without_a_login_passes(capsys):
    with rtsp_camera(Sending()) as port:
        code, rows = ended(capsys, f"rtsp://127.0.0.1:{port}/v", LOGIN)
    assert (code, [name for name, _ in rows]) == (0, ALL)
    assert dict(rows)["login"] == "the camera asks for none"
    assert "by the camera's time stamps" in dict(rows)["delay"]


@pytest.mark.parametrize(
    ("options", "login", "stage", "words"),
    [
        ({"credentials": "a:b"}, ("", ""), "login", "asks for a user name and password; give those"),
        ({"credentials": "a:b"}, (USER, PASSWORD), "login", "refuses user name or password"),
        ({"credentials": "a:b", "login": "ntlm"}, (USER, PASSWORD), "login", "not known (ntlm)"),
        ({"status": 403}, ("", ""), "login", "does not let this user see the stream"),
        ({"status": 404}, ("", ""), "first picture", "has no stream under this path"),
        ({"fixed_answer": ("text/html", b"<html>")}, ("", ""), "first picture", "a web page, not pictures"),
        ({"location": "http://127.0.0.2/x"}, ("", ""), "first picture", "sends the monitor on to"),
        ({"encoded": cut_off}, ("", ""), "first picture", "cannot be read"),
    ],
)
def test_each_failure_is_told_at_its_stage(capsys, options, login, stage, words):
    with http_camera(Sending(fps=100.0), **options) as port:
        code, rows = ended(capsys, f"http://127.0.0.1:{port}/v", login)
    assert code == 1
    assert rows[-1][0] == stage
    assert words in rows[-1][1]


def test_nobody_there_and_nobody_that_speaks(capsys):
    with closed_port() as port:
        code, rows = ended(capsys, f"rtsp://{USER}:{PASSWORD}@127.0.0.1:{port}/v", LOGIN)
    assert (code, rows[-1][0]) == (1, "connection")
    assert "refuses the connection; check the port" in rows[-1][1]
    with black_hole() as port:
        code, rows = ended(capsys, f"https://127.0.0.1:{port}/v", LOGIN)
    assert (code, rows[-1][0]) == (1, "certificate")
    assert "says nothing" in rows[-1][1]


def test_a_certificate_is_a_stage_of_its_own(capsys, tmp_path, monkeypatch):
    certificate = make_certificate(tmp_path)
    with http_camera(Sending(), certificate=certificate.files) as port:
        code, rows = ended(capsys, f"https://127.0.0.1:{port}/v", LOGIN)
        assert (code, rows[-1][0]) == (1, "certificate")
        assert "SHA-256 " in rows[-1][1]
        monkeypatch.setenv(CERTIFICATE_VARIABLE, certificate.fingerprint)
        code, rows = ended(capsys, f"https://127.0.0.1:{port}/v", LOGIN)
    assert code == 0
    assert dict(rows)["certificate"] == "the accepted one"
    with http_camera(Sending()) as port:
        code, rows = ended(capsys, f"https://127.0.0.1:{port}/v", LOGIN)
    assert (code, rows[-1][0]) == (1, "certificate")
    assert "does not speak TLS" in rows[-1][1]


def test_an_answer_that_repeats_the_login_is_told_without_it(capsys):
    kind = f"x-{PASSWORD.lower()}/y"
    with http_camera(Sending(), fixed_answer=(kind, b"x")) as port:
        code, rows = ended(capsys, f"http://127.0.0.1:{port}/v", (USER, PASSWORD.lower()))
    assert (code, rows[-1][0]) == (1, "first picture")
    assert PASSWORD.lower() not in rows[-1][1]
    assert "***" in rows[-1][1]
