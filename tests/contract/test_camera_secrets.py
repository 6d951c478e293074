"""Whatever a camera answers, its login reaches nobody else: no redirect, proxy, impostor, child, log or list."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from neopain.capture.addresses.address import check_address
from neopain.capture.discovery.onvif import OnvifCamera
from neopain.capture.live.back_off import BackOff
from neopain.capture.network.stream import open_stream
from neopain.capture.wire.certificates import check_fingerprint
from neopain.capture.wire.login import Login
from neopain.core.clock import SystemClock
from neopain.core.errors import SettingFault
from neopain.core.sessions import SourceState
from tests.servers.certificates import make_certificate
from tests.servers.http_camera import http_camera
from tests.servers.onvif import Camera, services
from tests.servers.rtsp_camera import Tap, rtsp_camera
from tests.servers.sending import Sending

pytestmark = pytest.mark.slow

USER, PASSWORD = "nurse", "s3cretW0rd"


@pytest.fixture
def tap():
    tap = Tap()
    yield tap
    tap.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("ca"))


def open_(url, **options):
    address = check_address(url, user=USER, password=PASSWORD)
    return open_stream(address, clock=SystemClock(), back_off=BackOff(lambda: 0.5), **options)


def first_words(source, seconds=12.0):
    """The state's words once it is decided, and whether pictures came."""
    deadline = time.monotonic() + seconds
    frame = None
    while frame is None and time.monotonic() < deadline:
        frame = source.read()
        if source.status.state in {SourceState.RECONNECTING, SourceState.FAILED}:
            break
    status = source.status
    source.close()
    return status, frame is not None


@pytest.mark.parametrize("login", ["basic", "digest"])
@pytest.mark.parametrize("method", ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"])
def test_an_rtsp_redirect_is_never_followed(tap, method, login):
    target = f"rtsp://127.0.0.1:{tap.port}/else"
    with rtsp_camera(
        Sending(), credentials=f"{USER}:{PASSWORD}", login=login, redirect=(method, target)
    ) as port:
        status, came = first_words(open_(f"rtsp://127.0.0.1:{port}/x"))
    assert tap.connections == 0
    assert not came
    assert status.cause == "redirected"
    assert f"rtsp://127.0.0.1:{tap.port}" in status.detail


def test_an_rtsp_camera_that_redirects_only_later_is_not_followed_either(tap):
    """The first session is good; when it breaks, the next one is sent elsewhere."""
    asked = []

    class Late(list):
        def append(self, item):
            super().append(item)
            if sum(method == "PLAY" for method, _ in self) == 1:
                server.redirect = ("DESCRIBE", f"rtsp://127.0.0.1:{tap.port}/else")

    asked = Late()
    import tests.servers.rtsp_camera as module

    made = module._Camera.__init__

    def remember(self, *arguments):
        nonlocal server
        made(self, *arguments)
        server = self

    server = None
    module._Camera.__init__ = remember
    try:
        with rtsp_camera(Sending(stop_after=5, then="close"), asked=asked) as port:
            source = open_(f"rtsp://127.0.0.1:{port}/x")
            deadline = time.monotonic() + 10
            while source._connection.status.cause != "redirected" and time.monotonic() < deadline:
                source.read()
            assert source._connection.status.cause == "redirected"
            source.close()
    finally:
        module._Camera.__init__ = made
    assert tap.connections == 0


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/video",
        "http://localhost:{port}/video",
        "//127.0.0.1:{port}/video",
        "rtsp://127.0.0.1:{port}/video",
        "http://nurse:x@127.0.0.1:{port}/video",
        "file:///etc/passwd",
        "http://[::1",
        "",
        "\\\\127.0.0.1\\x",
    ],
)
@pytest.mark.parametrize("credentials", ["", f"{USER}:{PASSWORD}"])
def test_an_http_redirect_elsewhere_is_never_followed(tap, location, credentials):
    with http_camera(
        Sending(), location=location.format(port=tap.port) or " ", credentials=credentials
    ) as port:
        status, came = first_words(open_(f"http://127.0.0.1:{port}/x"))
    assert tap.connections == 0
    assert not came or location.startswith("\\")
    assert status.cause in {"redirected", None}
    assert PASSWORD not in status.detail


def test_an_http_redirect_on_the_camera_itself_is_followed():
    with http_camera(Sending(), location="/moved", credentials=f"{USER}:{PASSWORD}") as port:
        _, came = first_words(open_(f"http://127.0.0.1:{port}/x"))
    assert came


def test_an_endless_redirect_ends():
    asked = []
    with http_camera(Sending(), location="/round", asked=asked) as port:
        status, _ = first_words(open_(f"http://127.0.0.1:{port}/x"))
    assert status.cause == "redirected"
    assert len(asked) <= 5


PROXIES = [
    "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "ftp_proxy", "rtsp_proxy",
    "RTSP_PROXY", "socks_proxy", "SOCKS_PROXY", "socks5_proxy",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["http", "socks5", "socks5h"])
@pytest.mark.parametrize("scheme", ["http", "rtsp", "https", "rtsps"])
def test_a_proxy_is_never_asked(tap, monkeypatch, scheme, kind, certificate):
    for variable in PROXIES:
        monkeypatch.setenv(variable, f"{kind}://{USER}:{PASSWORD}@127.0.0.1:{tap.port}")
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(variable, "elsewhere.example")
    server = http_camera if scheme.startswith("http") else rtsp_camera
    safe = scheme in {"https", "rtsps"}
    options = {"certificate": certificate.files} if safe else {}
    trusted = {"fingerprint": certificate.fingerprint} if safe else {}
    with server(Sending(), credentials=f"{USER}:{PASSWORD}", **options) as port:
        _, came = first_words(open_(f"{scheme}://127.0.0.1:{port}/x", **trusted))
    assert came
    assert tap.connections == 0


def test_a_proxy_is_not_asked_for_an_onvif_camera_either(tap, monkeypatch):
    for variable in PROXIES:
        monkeypatch.setenv(variable, f"http://127.0.0.1:{tap.port}")
    with services(Camera()) as service:
        assert OnvifCamera(service, user=USER, password=PASSWORD, clock=SystemClock()).offers()
    assert tap.connections == 0


@pytest.mark.parametrize("method", ["DESCRIBE", "SETUP", "PLAY"])
@pytest.mark.parametrize("target", ["rtsp://127.0.0.1:{port}/else", "rtsps://127.0.0.1:{port}/else"])
def test_an_rtsp_redirect_out_of_or_inside_tls_is_never_followed(tap, certificate, method, target):
    with rtsp_camera(
        Sending(),
        credentials=f"{USER}:{PASSWORD}",
        login="digest",
        certificate=certificate.files,
        redirect=(method, target.format(port=tap.port)),
    ) as port:
        source = open_(f"rtsps://127.0.0.1:{port}/x", fingerprint=certificate.fingerprint)
        status, came = first_words(source)
    assert tap.connections == 0
    assert not came
    assert status.cause == "redirected"


def test_a_digests_domain_leads_nowhere(tap):
    """RFC 7616, 3.3: a list of addresses for which the login counts, too; here it counts for the camera only."""
    login = Login(USER, PASSWORD)
    there = f"http://127.0.0.1:{tap.port}/"
    login.learn(
        [f'Digest realm="camera", nonce="n1", domain="{there} /else //127.0.0.1:{tap.port}", qop="auth"']
    )
    assert str(tap.port) not in login.header("GET", "/video")
    assert tap.connections == 0


def test_a_description_cannot_name_another_host(tap):
    class Elsewhere:
        sdp = (
            f"c=IN IP4 127.0.0.2\r\na=control:rtsp://127.0.0.1:{tap.port}/all\r\nm=video 0 RTP/AVP 26\r\n"
            f"a=control:rtsp://127.0.0.1:{tap.port}/track\r\n"
        )

    with rtsp_camera(Sending(stop_after=0), codec=Elsewhere, credentials=f"{USER}:{PASSWORD}") as port:
        first_words(open_(f"rtsp://127.0.0.1:{port}/x"))
    assert tap.connections == 0


@pytest.mark.parametrize("scheme", ["https", "rtsps"])
class TestCertificates:
    def camera(self, scheme, certificate, asked):
        options = {"certificate": certificate.files, "credentials": f"{USER}:{PASSWORD}", "asked": asked}
        return (http_camera if scheme == "https" else rtsp_camera)(Sending(), **options)

    def test_one_that_nobody_signed_is_refused_before_anything_is_said(self, scheme, certificate):
        asked = []
        with self.camera(scheme, certificate, asked) as port:
            status, came = first_words(open_(f"{scheme}://127.0.0.1:{port}/x"))
        assert not came
        assert status.cause == "certificate_untrusted"
        assert certificate.fingerprint.upper()[:2] in status.detail
        assert check_fingerprint(status.detail.partition("SHA-256 ")[2][:95]) == certificate.fingerprint
        assert not asked

    def test_one_that_was_accepted_is_believed(self, scheme, certificate):
        with self.camera(scheme, certificate, []) as port:
            source = open_(f"{scheme}://127.0.0.1:{port}/x", fingerprint=certificate.fingerprint)
            _, came = first_words(source)
        assert came

    def test_another_than_the_accepted_one_is_refused_before_anything_is_said(self, scheme, certificate):
        asked = []
        with self.camera(scheme, certificate, asked) as port:
            source = open_(f"{scheme}://127.0.0.1:{port}/x", fingerprint="ab" * 32)
            status, came = first_words(source)
        assert not came
        assert status.cause == "certificate_changed"
        assert not asked

    def test_one_of_a_trusted_authority_is_believed_for_its_own_host_only(
        self, scheme, certificate, monkeypatch
    ):
        monkeypatch.setenv("SSL_CERT_FILE", certificate.authority)
        with self.camera(scheme, certificate, []) as port:
            _, came = first_words(open_(f"{scheme}://127.0.0.1:{port}/x"))
            assert came
            status, came = first_words(open_(f"{scheme}://127.0.0.2:{port}/x"))
        assert not came
        assert status.cause in {"certificate_untrusted", "refused"}


@pytest.mark.parametrize("text", ["12", "zz" * 32, "a" * 63, "a" * 65])
def test_a_fingerprint_that_is_none_is_refused(text):
    with pytest.raises(SettingFault, match="64 hexadecimal digits"):
        check_fingerprint(text)


def test_a_fingerprint_is_read_as_people_copy_it():
    assert check_fingerprint(" AB:" * 31 + "ab ") == "ab" * 32
    assert check_fingerprint("") == ""


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="looks into Linux's list of processes")
def test_neither_list_of_processes_nor_child_nor_output_holds_the_password(tmp_path):
    # Few pictures: each costs its analysis.
    with http_camera(Sending(fps=2.0), credentials=f"{USER}:{PASSWORD}") as port:
        running = subprocess.Popen(
            [
                sys.executable, "-m", "neopain", "monitor", "--headless", "--for", "8s", "--data", str(tmp_path),
                "--source", f"http://{USER}:{PASSWORD}@127.0.0.1:{port}/video",
            ],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        seen = set()
        deadline = time.monotonic() + 40
        while running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
            for process in family(running.pid):
                seen.add(process["cmdline"])
                if process["pid"] != running.pid:
                    assert PASSWORD not in process["environ"]
        printed, _ = running.communicate(timeout=60)
    assert running.returncode == 0, printed
    # The first moments belong to the interpreter that hides it.
    late = [line for line in seen if PASSWORD not in line]
    assert any("--source" in line for line in late)
    assert any("watchdog" in line for line in seen), "the child was looked at"
    assert PASSWORD not in printed
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert PASSWORD.encode() not in file.read_bytes(), file


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="looks into Linux's list of processes")
def test_a_key_in_a_path_leaves_the_list_of_processes_and_reaches_the_camera():
    asked = []
    with http_camera(Sending(fps=10.0), asked=asked) as port:
        running = subprocess.Popen(
            [sys.executable, "-m", "neopain", "camera", "test", f"http://127.0.0.1:{port}/token/{PASSWORD}/video"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        seen = set()
        while running.poll() is None:
            seen |= {process["cmdline"] for process in family(running.pid) if asked}
            time.sleep(0.05)
        printed, _ = running.communicate(timeout=60)
    assert running.returncode == 0, printed
    assert {one["path"] for one in asked} == {f"/token/{PASSWORD}/video"}
    assert any("camera test" in line for line in seen)
    assert not [line for line in seen if PASSWORD in line]
    assert PASSWORD not in printed


def family(pid):
    """The process and its children: cmdline and environment as text."""
    import psutil

    try:
        parent = psutil.Process(pid)
        members = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for member in members:
        try:
            yield {
                "pid": member.pid,
                "cmdline": " ".join(member.cmdline()),
                "environ": repr(member.environ()),
            }
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
