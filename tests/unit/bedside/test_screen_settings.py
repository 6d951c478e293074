"""What the screen remembers: whole or not at all, without secrets, and never in the way of a start."""

from __future__ import annotations

import json

import pytest

from neopain.bedside.screen_settings import FILE, ScreenMemory, ScreenSettings, without_secrets

KEPT = ScreenSettings("AdnQywADAAA=", "night", "rtsp://cam.ward:554/stream")


def test_it_comes_back_as_it_was(tmp_path):
    memory = ScreenMemory(tmp_path / "new")
    for settings in (ScreenSettings(theme="day"), KEPT):
        memory.keep(settings)
        assert ScreenMemory(tmp_path / "new").load() == settings
    assert (tmp_path / "new" / FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "null",
        "3",
        '{"theme": 5}',
        '{"theme": ["day"]}',
        "[" * 100_000,
        '{"theme": "' + "x" * 9999 + '"}',
    ],
)
def test_a_file_that_makes_no_sense_begins_anew(tmp_path, text, caplog):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert ScreenMemory(tmp_path).load() == ScreenSettings()


def test_a_file_that_is_no_text_begins_anew(tmp_path, caplog):
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    assert ScreenMemory(tmp_path).load() == ScreenSettings()


def test_what_others_wrote_beside_it_does_no_harm(tmp_path):
    (tmp_path / FILE).write_text(json.dumps({"theme": "day", "colour": "red", "source": 7}), encoding="utf-8")
    assert ScreenMemory(tmp_path).load() == ScreenSettings(theme="day")


def test_a_folder_that_cannot_be_written_is_told_and_stops_nothing(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    ScreenMemory(tmp_path / "file").keep(KEPT)
    assert "cannot be written" in caplog.text
    assert ScreenMemory(tmp_path / "file").load() == ScreenSettings()


@pytest.mark.parametrize(
    ("spec", "kept"),
    [
        ("0", "0"),
        ("simulated", "simulated"),
        ("/films/ward.mp4", "/films/ward.mp4"),
        ("rtsp://cam.ward/stream", "rtsp://cam.ward/stream"),
        ("rtsp://nurse:geheim@cam.ward:8554/stream", "rtsp://cam.ward:8554/stream"),
        ("http://cam.ward/video?user=a&pwd=geheim", "http://cam.ward"),
        ("rtsp://cam.ward/psw=geheim/live", "rtsp://cam.ward"),
        ("rtsp://cam.ward/live/geheim0123456789abcdefghij", "rtsp://cam.ward"),
        ("rtsp://nurse:ge/heim@cam.ward/x", ""),
        ("ftp://nurse:geheim@cam.ward/x", ""),
    ],
)
def test_no_secret_is_kept(spec, kept):
    assert without_secrets(spec) == kept
    assert "geheim" not in without_secrets(spec)
