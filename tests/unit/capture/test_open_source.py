from __future__ import annotations

import os

import cv2
import pytest

from neopain.capture.addresses.credentials import PASSWORD_VARIABLE, USER_VARIABLE
from neopain.capture.films.video import VideoSource
from neopain.capture.live.live_source import LiveSource
from neopain.capture.open_source import open_source
from neopain.capture.stills.pictures import PictureSource
from neopain.core.errors import SettingFault
from tests.fakes import FakeClock
from tests.servers.pictures import numbered, write_video


def open_(spec, tmp_path):
    return open_source(str(spec), clock=FakeClock(), clip=tmp_path / "clip.mp4")


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("0", "camera 0"),
        (" 12 ", "camera 12"),
        ("/dev/video3", "/dev/video3"),
        ("/dev/v4l/by-id/usb-HD_Cam-index0", "/dev/v4l/by-id/usb-HD_Cam-index0"),
        ("rtsp://me:secret@10.0.0.5/x?y=1", "rtsp://10.0.0.5/x?…"),
        ("http://10.0.0.5:8080/video", "http://10.0.0.5:8080/video"),
    ],
)
def test_live_sources_by_what_is_typed(spec, name, tmp_path):
    source = open_(spec, tmp_path)
    assert isinstance(source, LiveSource)
    assert source.name == name
    assert not source.simulated


def test_recorded_sources_by_what_is_there(tmp_path):
    write_video(tmp_path / "night.avi", 2)
    cv2.imwrite(str(tmp_path / "one.PNG"), numbered(1))
    assert isinstance(open_(tmp_path / "night.avi", tmp_path), VideoSource)
    assert isinstance(open_(tmp_path / "one.PNG", tmp_path), PictureSource)
    assert isinstance(open_(tmp_path, tmp_path), PictureSource)


def test_credentials_may_come_from_the_environment(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setenv(USER_VARIABLE, "nurse")
    monkeypatch.setenv(PASSWORD_VARIABLE, "p@ss/word")
    monkeypatch.setattr(
        "neopain.capture.open_source.open_stream",
        lambda address, **_: seen.append((address.user, address.password)),
    )
    open_("rtsp://10.0.0.5/x", tmp_path)
    assert PASSWORD_VARIABLE not in os.environ, "a child must not inherit it"
    open_("rtsp://10.0.0.5/x", tmp_path)
    assert seen == [("nurse", "p@ss/word")] * 2, "it is opened again after standby"


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "  ",
        "nonsense",
        "-1",
        "1e3",
        "1234",
        "/dev/null",
        "/nowhere/x.mp4",
        "x\0y",
        "a" * 5000,
        "simulated2",
    ],
)
def test_anything_else_is_refused_and_told_what_was_expected(spec, tmp_path):
    with pytest.raises(SettingFault, match="a source is 'simulated', a camera's number"):
        open_(spec, tmp_path)


def test_a_file_that_is_no_video_is_refused_at_once(tmp_path):
    (tmp_path / "notes.mp4").write_text("text")
    with pytest.raises(SettingFault, match="cannot be read as a video"):
        open_(tmp_path / "notes.mp4", tmp_path)


def test_a_playlist_is_no_video(tmp_path):
    write_video(tmp_path / "night.avi", 2)
    (tmp_path / "list.m3u8").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nnight.avi\n#EXT-X-ENDLIST\n"
    )
    with pytest.raises(SettingFault, match="cannot be read as a video"):
        open_(tmp_path / "list.m3u8", tmp_path)


@pytest.mark.parametrize(
    "spec",
    ["rtsp:/me:hunter2@10.0.0.5/x", "me:hunter2@10.0.0.5", "cam?password=hunter2", "ftp://me:hunter2@h"],
)
def test_a_mistyped_address_is_not_repeated(spec, tmp_path):
    with pytest.raises(SettingFault) as refusal:
        open_(spec, tmp_path)
    assert "hunter2" not in str(refusal.value)


def test_a_name_that_begins_with_a_tilde_is_a_file_here_or_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingFault, match="no file is there"):
        open_source("~nobody-of-that-name/x.png", clock=FakeClock(), clip=tmp_path)
    (tmp_path / "~tilde.png").write_bytes(b"")
    source = open_source("~tilde.png", clock=FakeClock(), clip=tmp_path)
    assert source.name == "~tilde.png"
    source.close()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a name is text")
@pytest.mark.parametrize(
    "name", [b"l\xe9.avi", b"10:30:00.avi", b"./10:30.avi", b"~tilde.avi", b"rtsp:x.avi"]
)
def test_a_film_plays_whatever_it_is_called(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_video(tmp_path / "plain.avi", 2)
    (tmp_path / "plain.avi").rename(os.fsdecode(name))
    source = open_source(os.fsdecode(name), clock=FakeClock(), clip=tmp_path, pace=False)
    assert source.read() is not None
    source.name.encode("utf-8")
    source.close()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a name is text")
def test_a_file_with_a_name_that_is_no_text_is_refused_in_text(tmp_path):
    path = tmp_path / os.fsdecode(b"l\xe9.mp4")
    path.write_text("text")
    with pytest.raises(SettingFault, match="cannot be read as a video") as refusal:
        open_(path, tmp_path)
    str(refusal.value).encode("utf-8")


def test_blanks_around_a_name_are_dropped_unless_they_belong_to_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cv2.imwrite("plain.png", numbered(1))
    assert open_(" plain.png ", tmp_path).name == "plain.png"
    (tmp_path / "plain.png").rename(" blank.png")
    assert open_(" blank.png", tmp_path).name == " blank.png"
