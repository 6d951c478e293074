"""Films for the tests: every picture carries its number in ten large blocks, so that a decoder can be asked
which one it gave."""

from fractions import Fraction

import av
import numpy as np

WIDTH, HEIGHT = 160, 120


def numbered(number):
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for bit in range(10):
        left, top = (bit % 5) * (WIDTH // 5), (bit // 5) * (HEIGHT // 2)
        image[top : top + HEIGHT // 2, left : left + WIDTH // 5] = 255 * (number >> bit & 1)
    return image


def number_in(image):
    height, width = image.shape[:2]
    found = 0
    for bit in range(10):
        left, top = (bit % 5) * (width // 5) + width // 10, (bit // 5) * (height // 2) + height // 4
        found |= int(image[top, left].mean() > 127) << bit
    return found


def write_film(path, times, *, codec="libx264", pixels="yuv420p", unit=Fraction(1, 90_000), form=None, gop=12,
               options=None, picture=numbered, container_options=None):  # fmt: skip
    with av.open(str(path), "w", format=form, options=container_options or {}) as container:
        stream = container.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, pixels
        stream.codec_context.time_base = stream.time_base = unit
        stream.codec_context.gop_size = gop
        stream.options = options or ({"preset": "veryfast", "bf": "2"} if codec == "libx264" else {})
        for number, time_s in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(number), format="bgr24")
            frame.pts, frame.time_base = round(time_s / unit), unit
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def phone_times(count=240):
    """Thirty a second, then ten, then twenty-four, as phones do when the light changes."""
    times, now = [], 0.0
    for number in range(count):
        times.append(now)
        now += 1 / 30 if number < 80 else (1 / 10 if number < 130 else 1 / 24)
    return times


def even_times(count=150, rate=30.0, start=0.0):
    return [start + number / rate for number in range(count)]
