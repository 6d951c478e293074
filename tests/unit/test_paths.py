from __future__ import annotations

from pathlib import Path

import pytest

from neopain import paths
from neopain.core.errors import SettingFault
from neopain.main import main


@pytest.fixture
def homeless(monkeypatch):
    """As in a container: a number without an entry in the list of users, and no HOME."""
    pwd = pytest.importorskip("pwd", reason="users are otherwise kept elsewhere")

    def unknown(_):
        raise KeyError("not found")

    for name in ("HOME", "NEOPAIN_DATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.setattr(pwd, "getpwnam", unknown)


def test_without_a_home_folder_the_remedy_is_told(homeless):
    with pytest.raises(SettingFault, match="set NEOPAIN_DATA or give --data"):
        paths.data()


def test_without_a_home_folder_a_chosen_one_serves(homeless, monkeypatch, tmp_path):
    assert paths.data(tmp_path) == tmp_path
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path))
    assert paths.data() == tmp_path


@pytest.mark.parametrize("name", ["~", "~/a", "~nobody-of-that-name", "~nobody-of-that-name/a"])
def test_a_home_folder_of_nobody_is_refused(homeless, monkeypatch, name):
    with pytest.raises(SettingFault, match=r"--data: .* no user with a home folder"):
        paths.data(Path(name))
    monkeypatch.setenv("NEOPAIN_DATA", name)
    with pytest.raises(SettingFault, match=r"NEOPAIN_DATA: .* no user with a home folder"):
        paths.data()


def test_a_blank_is_no_folder(monkeypatch, capsys):
    """A variable of somebody's script that is not set must not make the folder it runs in that of the record."""
    monkeypatch.setenv("NEOPAIN_DATA", "  ")
    with pytest.raises(SettingFault, match="NEOPAIN_DATA: a folder; got a blank"):
        paths.data()
    for blank in ("", " "):
        with pytest.raises(SystemExit):
            main(["sessions", "--data", blank])
        assert "expected a folder; got nothing" in capsys.readouterr().err


def test_a_folder_here_may_begin_with_a_tilde_but_a_tilde_alone_is_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("~ward", "~"):
        (tmp_path / name).mkdir()
    assert paths.data(Path("~ward")) == tmp_path / "~ward"
    assert paths.data(Path("~/record")) == tmp_path / "home" / "record"


@pytest.mark.parametrize("nobody", ["~\0", "~no such user", "~\0/x"])
def test_a_home_of_nobody_is_none_whatever_stands_behind_the_tilde(nobody):
    assert paths.at_home(Path(nobody)) is None


def test_a_home_stands_in_the_place_of_the_tilde(monkeypatch):
    monkeypatch.setenv("HOME", "/somewhere")
    assert paths.at_home(Path("~/x")) == Path("/somewhere/x")
    assert paths.at_home(Path("x/~")) == Path("x/~")
