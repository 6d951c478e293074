import os
import sys

import pytest

from neopain.vision.networks import stderr_capture
from neopain.vision.networks.stderr_capture import held_stderr


def test_what_native_code_writes_is_held_and_only_the_rest_is_released(capfd):
    with held_stderr() as held:
        os.write(2, b"INFO: known noise\n\nE0000 something real\n")
    assert capfd.readouterr().err == ""
    held.release(("known noise",))
    assert capfd.readouterr().err == "E0000 something real\n"


def failing(held):
    with held_stderr() as now_held:
        held.append(now_held)
        os.write(2, b"before")
        raise ValueError("inside")


def test_stderr_comes_back_after_an_exception(capfd):
    held = []
    with pytest.raises(ValueError, match="inside"):
        failing(held)
    os.write(2, b"after")
    assert held[0].text == "before"
    assert capfd.readouterr().err == "after"


def test_a_process_without_stderr_runs_unchanged(monkeypatch):
    def closed(_):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(os, "dup", closed)
    with held_stderr() as held:
        pass
    assert held.text == ""


def test_a_full_disk_keeps_nothing_from_starting(capfd, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with held_stderr() as held:
        os.write(2, b"some noise\n")
    held.release(("noise",))
    said = capfd.readouterr().err
    assert said == ("" if sys.platform == "linux" else "some noise\n"), "on Linux no disk is needed at all"
    monkeypatch.setattr(stderr_capture, "_memory_file", full)
    with held_stderr() as held:
        os.write(2, b"some noise\n")
    assert (held.text, capfd.readouterr().err) == ("", "some noise\n")
