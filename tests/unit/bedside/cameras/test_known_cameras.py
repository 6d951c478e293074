"""Cameras by name: nothing secret in the file, a login only for its own host, a damaged file loses no other row."""

from __future__ import annotations

import json

import pytest

from neopain.bedside.cameras import keyring_vault
from neopain.bedside.cameras.keyring_vault import KeyringVault, open_vault
from neopain.bedside.cameras.known_cameras import FILE, KnownCameras, LoginForgotten, check_camera_name
from neopain.bedside.cameras.vault import CameraSecret, MemoryVault
from neopain.capture.addresses.credentials import Credentials
from neopain.core.errors import SettingFault
from tests.fakes import FakeClock

LOGIN = Credentials("nurse", "Geheim7/#@")
ADDRESS = "rtsp://192.168.1.20:8554/cam/realmonitor?channel=1&subtype=0"


class Chain:
    """A keyring in memory that lasts, as a stand-in for the system's; `fails` as a locked one does."""

    name, fails = "test ring", False

    def __init__(self):
        self.kept = {}

    def set_password(self, service, name, text):
        if self.fails:
            raise RuntimeError(f"cannot store {text}")
        self.kept[service, name] = text

    def get_password(self, service, name):
        if self.fails:
            raise RuntimeError("locked")
        return self.kept.get((service, name))

    def delete_password(self, service, name):
        del self.kept[service, name]


@pytest.fixture
def ring():
    return Chain()


@pytest.fixture
def cameras(tmp_path, ring):
    return KnownCameras(tmp_path, KeyringVault(ring), FakeClock())


def text_of(tmp_path):
    return (tmp_path / FILE).read_text("utf-8")


def test_a_login_is_in_the_keyring_and_not_in_the_file(cameras, tmp_path, ring):
    camera, lasts = cameras.save(" Bed  4 ", ADDRESS, login=LOGIN)
    assert (camera.name, camera.address, camera.login, lasts) == ("Bed 4", ADDRESS, True, True)
    assert LOGIN.user not in text_of(tmp_path)
    assert LOGIN.password not in text_of(tmp_path)
    again = KnownCameras(tmp_path, KeyringVault(ring), FakeClock())
    access = again.access("bed 4")
    assert (access.spec, access.login) == (ADDRESS, LOGIN)
    assert "Geheim7" not in repr((camera, access, again.all()))


def test_a_login_typed_into_the_address_is_taken_out(cameras, tmp_path):
    cameras.save("Bed 4", "rtsp://nurse:Geheim7@192.168.1.20/s")
    assert "Geheim7" not in text_of(tmp_path)
    assert cameras.access("Bed 4").login == Credentials("nurse", "Geheim7")
    assert cameras.access("Bed 4").spec == "rtsp://192.168.1.20/s"


@pytest.mark.parametrize(
    "address",
    [
        "http://192.168.1.20/video.cgi?user=a&pwd=Tr0ub4dor",
        "http://192.168.1.20/token/Tr0ub4dor/mjpg",
        "http://192.168.1.20/v?Tr0ub4dorTr0ub4dor77AAxx",
    ],
)
def test_an_address_that_holds_a_key_is_in_the_keyring_as_a_whole(cameras, tmp_path, address):
    camera, _ = cameras.save("Bed 4", address)
    assert camera.partial
    assert "Tr0ub4dor" not in text_of(tmp_path)
    assert cameras.access("Bed 4").spec == address


def test_without_a_keyring_a_login_lasts_until_the_program_ends_and_is_asked_for_then(tmp_path):
    cameras = KnownCameras(tmp_path, MemoryVault(), FakeClock())
    _, lasts = cameras.save("Bed 4", ADDRESS, login=LOGIN)
    assert not lasts
    assert cameras.access("Bed 4").login == LOGIN
    restarted = KnownCameras(tmp_path, MemoryVault(), FakeClock())
    with pytest.raises(LoginForgotten, match="Bed 4: its login is not remembered"):
        restarted.access("Bed 4")
    assert restarted.access("Bed 4", LOGIN).login == LOGIN
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_a_keyring_that_fails_is_no_exception_and_its_words_are_not_logged(cameras, ring, caplog):
    ring.fails = True
    _, lasts = cameras.save("Bed 4", ADDRESS, login=LOGIN)
    assert not lasts
    assert cameras.access("Bed 4").login == LOGIN, "until this program ends"
    assert cameras.forget("Bed 4")
    assert "Geheim7" not in caplog.text


@pytest.mark.parametrize("elsewhere", ["rtsp://198.51.100.9:8554/cam", "rtsp://192.168.1.20:554/x", "http://192.168.1.20:8554/"])  # fmt: skip
def test_a_login_is_not_sent_to_a_host_that_somebody_wrote_into_the_file(
    cameras, tmp_path, elsewhere, caplog
):
    cameras.save("Bed 4", ADDRESS, login=LOGIN)
    rows = json.loads(text_of(tmp_path))
    rows[0]["address"] = elsewhere
    (tmp_path / FILE).write_text(json.dumps(rows), "utf-8")
    with pytest.raises(LoginForgotten):
        cameras.access("Bed 4")
    assert "another host" in caplog.text


def test_the_one_used_last_comes_first_and_a_name_is_there_once(tmp_path):
    clock = FakeClock()
    cameras = KnownCameras(tmp_path, MemoryVault(), clock)
    for name in ("Bed 1", "Bed 2", "BED 1"):
        cameras.save(name, f"http://192.168.1.{len(name)}/v")
        clock.step(1.0)
    assert [one.name for one in cameras.all()] == ["BED 1", "Bed 2"]
    clock.step(1.0)
    cameras.used("bed 2")
    assert [one.name for one in cameras.all()] == ["Bed 2", "BED 1"]


def test_forgetting_takes_the_login_too(cameras, ring, tmp_path):
    cameras.save("Bed 4", ADDRESS, login=LOGIN)
    assert cameras.forget("BED 4")
    assert not cameras.forget("Bed 4")
    assert ring.kept == {}
    assert json.loads(text_of(tmp_path)) == []


def test_a_camera_without_a_login_keeps_none_of_the_one_before(cameras, ring):
    cameras.save("Bed 4", ADDRESS, login=LOGIN)
    cameras.save("Bed 4", "/dev/video0")
    assert ring.kept == {}
    assert cameras.access("Bed 4").login is None


@pytest.mark.parametrize("damage", ["{", "[1, 2]", '[{"name": "x"}]', "\0" * 10, '[{"id": "1", "name": "a", "address": "rtsp://u:p@h/x"}]', "[" * 100_000])  # fmt: skip
def test_a_damaged_file_is_told_and_set_aside_not_written_over(cameras, tmp_path, damage, caplog):
    (tmp_path / FILE).write_text(damage, "utf-8")
    assert cameras.all() == ()
    assert caplog.text
    cameras.save("Bed 4", "/dev/video0")
    assert [one.name for one in cameras.all()] == ["Bed 4"]
    aside = tmp_path / f"{FILE}.damaged"
    assert aside.exists() == (damage[0] in "{\0" or damage.startswith("[["))


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\u202eb"])
def test_a_name_is_short_and_on_one_line(name):
    with pytest.raises(SettingFault, match="1 to 40 characters"):
        check_camera_name(name)


def test_an_unknown_name_is_told_with_those_that_are_known(cameras):
    cameras.save("Bed 4", "/dev/video0")
    with pytest.raises(SettingFault, match="no camera is known as 'Bed 5'; known: Bed 4"):
        cameras.access("Bed 5")


def test_a_keyring_that_writes_plain_files_is_not_trusted(monkeypatch):
    import keyring

    class Plain(Chain):
        pass

    for module, trusted in (("keyrings.alt.file", False), (keyring_vault.TRUSTED[0], True)):
        Plain.__module__ = module
        monkeypatch.setattr(keyring, "get_keyring", Plain)
        assert open_vault().lasts is trusted


def test_secrets_do_not_show():
    assert repr(CameraSecret("a", "b", "c")) == "CameraSecret()"
