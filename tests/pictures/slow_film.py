"""A film of the simulated neonate at rest, of few pictures a second: whole programs whose end or record is asked about.

Each picture costs its analysis, and how many there are changes nothing of how a program starts, records, speaks
and ends. The networks see a face in it, so that readings have scores.
"""

from __future__ import annotations

import cv2

from neopain import paths

FPS = 1.25
"""A second without a picture would be a reading of its own."""


def slow_film(path, seconds=60):
    """Write it. Returns: `path`."""
    clip = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    pictures = [clip.read()[1] for _ in range(8)]
    clip.release()
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (640, 480))
    assert writer.isOpened()
    for number in range(round(seconds * FPS)):
        writer.write(pictures[number % len(pictures)])
    writer.release()
    return path
