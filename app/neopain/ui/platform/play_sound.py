"""Plays one sound file and ends: a program of its own, so that no sound driver can halt or end the monitor.

The only file that knows miniaudio, which brings its own way to WASAPI, Core Audio, PulseAudio (PipeWire) and
ALSA and needs nothing installed. Its device without output, which would swallow an alarm, is never taken.
"""

from __future__ import annotations

import sys
import threading
from array import array
from collections.abc import Generator, Sequence
from pathlib import Path

import miniaudio

OUTPUT_MS = 100
"""Kept ahead by the device, and waited for at the end: the last of it is heard then."""
PATIENCE_S = 5.0
"""How much longer than the sound itself a device may take before it counts as one that plays nothing."""
_SYSTEMS = {
    "win32": (miniaudio.Backend.WASAPI, miniaudio.Backend.DSOUND),
    "darwin": (miniaudio.Backend.COREAUDIO,),
}
_LINUX = (miniaudio.Backend.PULSEAUDIO, miniaudio.Backend.ALSA)
LOUDEST = 32767


def main(words: Sequence[str]) -> int:
    """Play `words[0]` at the share `words[1]` of the machine's volume. Returns: 0, or 1 with a reason."""
    try:
        play(Path(words[0]), float(words[1]))
    except (miniaudio.MiniaudioError, OSError, ValueError, IndexError, TimeoutError) as fault:
        print(f"no sound: {fault}", file=sys.stderr)  # noqa: T201  a program of its own
        return 1
    return 0


def play(file: Path, volume: float) -> None:
    """Play a file to its end.

    Raises: MiniaudioError, OSError, TimeoutError when it cannot be heard; ValueError for no volume (0..1).
    """
    if not 0.0 <= volume <= 1.0:
        raise ValueError(f"a volume lies in 0 to 1; got {volume:g}")
    decoded = miniaudio.decode_file(str(file), miniaudio.SampleFormat.SIGNED16)
    samples = scaled(decoded.samples, volume)
    over = threading.Event()
    stream = _frames(samples, decoded.nchannels, over)
    next(stream)
    with miniaudio.PlaybackDevice(
        miniaudio.SampleFormat.SIGNED16,
        decoded.nchannels,
        decoded.sample_rate,
        OUTPUT_MS,
        backends=list(_SYSTEMS.get(sys.platform, _LINUX)),
        app_name="NeoPain",
    ) as device:
        device.start(stream)
        if not over.wait(decoded.duration + PATIENCE_S):
            raise TimeoutError(f"the device takes no sound ({device.backend})")
        # What was handed over last is in the device still.
        threading.Event().wait(2 * OUTPUT_MS / 1000)


def scaled(samples: array[int], volume: float) -> array[int]:
    """Signed 16-bit samples at that share of their loudness."""
    return array("h", (max(-LOUDEST, min(LOUDEST, round(one * volume))) for one in samples))


def _frames(
    samples: array[int], channels: int, over: threading.Event
) -> Generator[bytes | array[int], int, None]:
    """Hands the device as many frames as it asks for; silence behind the end."""
    wanted = yield b""
    place = 0
    while True:
        size = wanted * channels
        part = samples[place : place + size]
        place += size
        if place >= len(samples):
            over.set()
        part.extend([0] * (size - len(part)))
        wanted = yield part


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
