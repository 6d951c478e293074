"""Alarm sounds as they leave for the loudspeaker: recorded from ALSA, measured, or told as missing."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import numpy as np
import pytest

from neopain import paths
from neopain.ui.platform.sound import VOLUMES
from neopain.ui.platform.sound_players import find_player

pytest.importorskip("miniaudio", reason="the sound library has no wheel for this platform")
pytestmark = pytest.mark.slow


def alsa():
    try:
        ctypes.CDLL("libasound.so.2")
    except OSError:
        return False
    return sys.platform == "linux"


def play(tmp_path, sound, volume, config):
    """Play a burst with the real player. Returns: what it exited with, and the samples that were put out."""
    out, rules = tmp_path / "out.raw", tmp_path / "asound.conf"
    out.unlink(missing_ok=True)
    rules.write_text(config.format(out=out))
    program, words = find_player(library=True).command(paths.assets() / "sounds" / f"{sound}.wav", volume)
    kept = {
        name: value for name, value in os.environ.items() if name not in {"XDG_RUNTIME_DIR", "PULSE_SERVER"}
    }
    done = subprocess.run(
        [program, *words], env={**kept, "ALSA_CONFIG_PATH": str(rules)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    samples = np.fromfile(out, "<i2").astype(float) if out.exists() else np.empty(0)
    return done, samples


RECORDED = 'pcm.none {{ type null }}\npcm.!default {{ type file file "{out}" format raw slave.pcm none }}\n'


@pytest.mark.skipif(not alsa(), reason="ALSA is not installed: apt-get install libasound2")
@pytest.mark.parametrize("sound", ["alarm_medium", "alarm_low", "reminder"])
def test_the_steps_of_an_alarm_are_heard_as_steps(tmp_path, sound):
    """Peak by step, in dB of the loudest: each at least 1.5 dB over the one before, the first over -9 dB."""
    peaks = []
    for volume in VOLUMES:
        done, samples = play(tmp_path, sound, volume, RECORDED)
        assert done.returncode == 0, done.stderr
        peaks.append(20 * np.log10(np.abs(samples).max()))
    assert all(np.diff(peaks) > 1.5)
    assert peaks[-1] - peaks[0] < 9.0
    assert peaks[-1] > 20 * np.log10(32767) - 12.0


@pytest.mark.skipif(not alsa(), reason="ALSA is not installed: apt-get install libasound2")
def test_a_machine_without_a_sound_device_says_so_and_never_plays_into_nothing(tmp_path):
    done, samples = play(tmp_path, "alarm_medium", 1.0, "# no device\n")
    assert done.returncode == 1
    assert "no sound: " in done.stderr
    assert "Traceback" not in done.stderr
    assert samples.size == 0


@pytest.mark.parametrize("volume", ["-0.1", "1.5", "nan", "loud"])
def test_a_volume_that_is_none_is_refused(volume):
    program, words = find_player(library=True).command(paths.assets() / "sounds" / "reminder.wav", 0.5)
    done = subprocess.run(
        [program, *words[:-1], volume], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.startswith("no sound: ")
