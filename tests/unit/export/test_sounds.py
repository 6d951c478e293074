"""Timing and spectrum of the committed sounds, as a listener would measure them."""

from __future__ import annotations

import wave
from itertools import pairwise

import numpy as np
import pytest

from neopain import paths
from neopain.core.alarms.signals import SoundPattern
from neopain_export.sounds import SOUNDS, write_sounds

PULSES = {"alarm_low": 2, "alarm_medium": 3, "reminder": 1, "startup_test": 2, "watchdog": 3}


def samples(name: str) -> tuple[np.ndarray, int]:
    with wave.open(str(paths.assets() / "sounds" / f"{name}.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 44_100)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32_767.0, file.getframerate()


def spans(name: str, share: float) -> list[tuple[float, float]]:
    """Begin and end of each pulse in seconds, where its envelope passes `share` of its peak."""
    sound, rate = samples(name)
    window = round(rate / 300.0)
    padded = np.pad(np.abs(sound), (window // 2, window - 1 - window // 2))
    envelope = np.lib.stride_tricks.sliding_window_view(padded, window).max(axis=1)
    over = np.concatenate([[False], envelope > share * envelope.max(), [False]])
    edges = np.flatnonzero(over[1:] != over[:-1]) / rate
    return list(zip(edges[::2], edges[1::2], strict=True))


@pytest.mark.clause("C1")
@pytest.mark.parametrize("name", sorted(SOUNDS))
@pytest.mark.parametrize("share", [0.5, 0.85])
def test_pulses_and_pauses_last_as_the_convention_wants(name: str, share: float) -> None:
    found = spans(name, share)
    assert len(found) == PULSES[name]
    for begin, end in found:
        assert 0.125 <= end - begin <= 0.250
    for (_, end), (begin, _) in pairwise(found):
        assert 0.125 <= begin - end <= 0.250


@pytest.mark.clause("C2")
@pytest.mark.parametrize("name", sorted(SOUNDS))
def test_each_pulse_has_a_low_fundamental_and_four_strong_components(name: str) -> None:
    sound, rate = samples(name)
    for (begin, end), pitch_hz in zip(spans(name, 0.5), SOUNDS[name].pitches_hz, strict=True):
        cut = sound[round(begin * rate) : round(end * rate)]
        spectrum = np.abs(np.fft.rfft(cut * np.hanning(cut.size), 1 << 17))
        hz = np.fft.rfftfreq(1 << 17, 1.0 / rate)
        peak = (spectrum[1:-1] > spectrum[:-2]) & (spectrum[1:-1] >= spectrum[2:])
        strong = spectrum[1:-1] > spectrum.max() * 10.0 ** (-15.0 / 20.0)
        peaks_hz = hz[1:-1][peak & strong]
        inside = peaks_hz[(peaks_hz >= 150.0) & (peaks_hz <= 4000.0)]
        assert inside.size >= 4
        assert 150.0 <= inside.min() <= 1000.0
        assert abs(inside.min() - pitch_hz) < 3.0


@pytest.mark.clause("C1")
@pytest.mark.parametrize("name", sorted(SOUNDS))
def test_rise_and_fall_are_soft_and_nothing_clips(name: str) -> None:
    sound, rate = samples(name)
    assert np.abs(sound).max() < 0.95
    assert not sound[: round(0.015 * rate)].any()
    assert not sound[-round(0.015 * rate) :].any()
    for (slow_begin, slow_end), (begin, end) in zip(spans(name, 0.1), spans(name, 0.85), strict=True):
        assert begin - slow_begin >= 0.010
        assert slow_end - end >= 0.010


def test_every_sound_that_the_alarms_ask_for_is_there() -> None:
    assert {pattern.value for pattern in SoundPattern} <= set(SOUNDS)


def test_making_them_again_gives_the_same_bytes(tmp_path) -> None:
    for file in write_sounds(tmp_path):
        assert file.read_bytes() == (paths.assets() / "sounds" / file.name).read_bytes()
