"""`neopain camera`: what is tested is kept by name, found again, monitored and forgotten; no login is ever printed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from neopain.bedside.cameras import asked_camera
from neopain.bedside.cameras.vault import MemoryVault
from neopain.capture import probe as probe_module
from neopain.capture.addresses.credentials import PASSWORD_VARIABLE, USER_VARIABLE, from_environment
from neopain.capture.discovery import ws_discovery
from neopain.main import main
from tests.servers.http_camera import http_camera
from tests.servers.onvif import Camera, discovery, services
from tests.servers.sending import Sending

pytestmark = pytest.mark.slow
LOGIN = USER, PASSWORD = "nurse", "s3cretW0rd"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(probe_module.CameraProbe.__init__, "__kwdefaults__", {
        **probe_module.CameraProbe.__init__.__kwdefaults__, "measure_s": 0.4,
    })  # fmt: skip
    from_environment({USER_VARIABLE: USER, PASSWORD_VARIABLE: PASSWORD})
    yield
    from_environment({USER_VARIABLE: "", PASSWORD_VARIABLE: ""})


@pytest.fixture
def vault(monkeypatch):
    """One for all calls of a test: a keyring that lasts."""
    kept = MemoryVault()
    kept.lasts = True
    kept.keep = lambda camera, secret, keep=kept.keep: not keep(camera, secret)
    monkeypatch.setattr(asked_camera, "open_vault", lambda: kept)
    return kept


def ran(capsys, *words):
    code = main([*map(str, words)])
    told = capsys.readouterr()
    assert PASSWORD not in told.out + told.err
    return code, told.out + told.err


def test_a_camera_is_tested_kept_listed_tested_by_name_and_forgotten(capsys, tmp_path, vault):
    data = ("--data", tmp_path)
    with http_camera(Sending(), credentials=f"{USER}:{PASSWORD}", login="digest") as port:
        url = f"http://127.0.0.1:{port}/v?channel=1"
        code, said = ran(capsys, "camera", "test", url, "--save", "Bed 4", *data)
        assert code == 0
        assert "neopain monitor --camera 'Bed 4'" in said
        from_environment({USER_VARIABLE: "", PASSWORD_VARIABLE: ""})
        code, said = ran(capsys, "camera", "test", "camera:bed 4", *data)
        assert code == 0, said
        assert "login          accepted" in said
    code, said = ran(capsys, "camera", "list", *data)
    assert f"known    Bed 4  {url}  with a login" in said
    assert ran(capsys, "camera", "forget", "Bed 4", *data)[0] == 0
    assert ran(capsys, "camera", "forget", "Bed 4", *data)[0] == 1
    assert json.loads((tmp_path / "cameras.json").read_text()) == []
    assert not any(PASSWORD in file.read_text() for file in tmp_path.iterdir())


def test_a_camera_that_fails_its_test_is_not_kept(capsys, tmp_path, vault):
    with http_camera(Sending(), status=404) as port:
        code, _ = ran(
            capsys, "camera", "test", f"http://127.0.0.1:{port}/v", "--save", "Bed 4", "--data", tmp_path
        )
    assert code == 1
    assert not (tmp_path / "cameras.json").exists()


def test_an_unknown_name_starts_nothing(capsys, tmp_path, vault, monkeypatch):
    monkeypatch.setattr("neopain.commands.monitoring.monitor.keep_log", lambda _: None)
    code, said = ran(capsys, "monitor", "--headless", "--camera", "Bed 9", "--data", tmp_path)
    assert code != 0
    assert "no camera is known as 'Bed 9'; known: none yet" in said


def test_cameras_of_the_network_are_printed_with_their_streams(capsys, monkeypatch):
    camera = Camera(credentials=f"{USER}:{PASSWORD}", rtsp_port=8554)
    with services(camera), discovery(camera) as port:
        monkeypatch.setitem(ws_discovery.search.__kwdefaults__, "port", port)
        code, said = ran(capsys, "camera", "discover", "127.0.0.1", "--for", "1s", "--streams")
        assert code == 0
        assert "Ward Cam 3  127.0.0.1  WC-3  http://127.0.0.1:" in said
        assert "rtsp://127.0.0.1:8554/sub?ch=1&u=2  H.264  1280 x 720" in said
    monkeypatch.setitem(ws_discovery.search.__kwdefaults__, "port", 9)
    code, said = ran(capsys, "camera", "discover", "--for", "1s")
    assert code == 1
    assert "switch ONVIF on" in said


KEYRING_SCRIPT = """
import sys
from pathlib import Path
from neopain.bedside.cameras.keyring_vault import KeyringVault, open_vault
from neopain.bedside.cameras.known_cameras import KnownCameras
from neopain.capture.addresses.credentials import Credentials
from neopain.core.clock import SystemClock
vault = open_vault()
assert isinstance(vault, KeyringVault), vault
cameras = KnownCameras(Path(sys.argv[1]), vault, SystemClock())
if sys.argv[2] == "save":
    assert cameras.save("Bed 4", "rtsp://192.0.2.7/s", login=Credentials("nurse", "p@ss: wört"))[1]
elif sys.argv[2] == "use":
    assert cameras.access("Bed 4").login == Credentials("nurse", "p@ss: wört")
    assert cameras.forget("Bed 4")
    assert vault.load(sys.argv[2]) is None
print("ok", vault.name)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Secret Service is Linux's keyring")
@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="needs gnome-keyring and dbus (Debian: gnome-keyring, dbus)",
)
def test_a_login_outlives_the_program_in_a_real_secret_service(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    script = tmp_path / "keyring_script.py"
    script.write_text(KEYRING_SCRIPT, "utf-8")
    run = f"{sys.executable} {script} {tmp_path}"
    environment = {
        **os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_RUNTIME_DIR": str(home),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    environment.pop("PYTHON_KEYRING_BACKEND", None)
    unlock = "printf pin | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", f"{unlock}; {run} save && {run} use"],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok") == 2
    for file in (*home.rglob("*"), tmp_path / "cameras.json"):
        if file.is_file() and not file.is_socket():
            assert "wört".encode() not in file.read_bytes(), file


def test_the_login_of_the_variables_is_that_of_the_asked_camera_only(tmp_path, vault):
    cameras = asked_camera.known_cameras(Path(tmp_path))
    cameras.save("Bed 4", "http://127.0.0.1/v")
    assert asked_camera.asked_camera("camera:Bed 4", tmp_path).login.user == USER
    assert cameras.access("Bed 4").login is None
