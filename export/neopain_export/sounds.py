"""Synthesises the alarm sounds in `assets/sounds`; the same bytes each time.

Timing and spectrum keep the ranges that IEC 60601-1-8 gives for auditory alarm signals, as public manuals and
commentary tell them: pulses of 125 to 250 ms with as much between them (LOW and MEDIUM), one component of 150
to 1000 Hz, at least four components from 150 to 4000 Hz within 15 dB of each other, soft rise and fall. The
melodies are our own; nothing is taken from the standard's files.
"""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 44_100
HARMONICS: tuple[float, ...] = (1.0, 0.8, 0.63, 0.5, 0.4)
"""Amplitudes of the fundamental and its overtones: the weakest is 8 dB under the strongest."""
RISE_S = 0.03
"""Raised-cosine rise and fall of each pulse: no click, no startle."""
EDGE_S = 0.02
"""Silence before and after, so that no player cuts into a pulse."""


@dataclass(frozen=True, slots=True)
class Burst:
    """A group of pulses.

    Attributes:
        pitches_hz: fundamental of each pulse.
        pulse_s: length of a pulse between its half-amplitude points.
        pause_s: silence between pulses, between the same points.
        level: peak amplitude, 0..1.
    """

    pitches_hz: tuple[float, ...]
    pulse_s: float
    pause_s: float
    level: float


SOUNDS: dict[str, Burst] = {
    "alarm_low": Burst((330.0, 330.0), 0.2, 0.2, 0.5),
    "alarm_medium": Burst((440.0, 440.0, 440.0), 0.2, 0.2, 0.7),
    "reminder": Burst((330.0,), 0.2, 0.2, 0.4),
    "startup_test": Burst((330.0, 440.0), 0.15, 0.15, 0.4),
    "watchdog": Burst((660.0, 440.0, 660.0), 0.2, 0.2, 0.8),
}
"""By file name. LOW, MEDIUM and the watchdog differ in number of pulses, pitch and contour."""


def pulse(pitch_hz: float, pulse_s: float, level: float) -> NDArray[np.float64]:
    """One pulse: float64 (N,) at `RATE_HZ`, peak `level`; `pulse_s` long at half amplitude."""
    seconds = np.arange(round((pulse_s + RISE_S) * RATE_HZ)) / RATE_HZ
    tone = np.zeros_like(seconds)
    for number, amplitude in enumerate(HARMONICS, start=1):
        tone += amplitude * np.sin(2.0 * np.pi * number * pitch_hz * seconds)
    from_edge = np.minimum(seconds, seconds[-1] - seconds)
    envelope = 0.5 - 0.5 * np.cos(np.pi * np.clip(from_edge / RISE_S, 0.0, 1.0))
    shaped = tone * envelope
    return np.asarray(shaped * (level / np.abs(shaped).max()), np.float64)


def synthesise(burst: Burst) -> NDArray[np.int16]:
    """The whole burst: int16 (N,), mono, at `RATE_HZ`."""
    edge = np.zeros(round(EDGE_S * RATE_HZ))
    between = np.zeros(round((burst.pause_s - RISE_S) * RATE_HZ))
    parts = [edge]
    for number, pitch_hz in enumerate(burst.pitches_hz):
        if number:
            parts.append(between)
        parts.append(pulse(pitch_hz, burst.pulse_s, burst.level))
    parts.append(edge)
    return np.asarray(np.rint(np.concatenate(parts) * 32_767.0), np.int16)


def write_sounds(folder: Path) -> list[Path]:
    """Write every sound as 16-bit mono WAV into `folder`, made if missing. Returns: the files, by name."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for name, burst in sorted(SOUNDS.items()):
        file = folder / f"{name}.wav"
        with wave.open(str(file), "wb") as target:
            target.setnchannels(1)
            target.setsampwidth(2)
            target.setframerate(RATE_HZ)
            target.writeframes(synthesise(burst).astype("<i2").tobytes())
        files.append(file)
    return files
