"""The stages of a camera's test, by the names that command line and sheet show."""

from __future__ import annotations

from neopain.core.text import Text

STREAMS = Text("streams")
ADDRESS = Text("address")
CONNECTION = Text("connection")
CERTIFICATE = Text("certificate")
LOGIN = Text("login")
FIRST_PICTURE = Text("first picture")
RATE = Text("rate")
SIZE = Text("size")
CODEC = Text("codec")
DELAY = Text("delay")
CLOCK = Text("clock")

USB_STAGES = (ADDRESS, CONNECTION, FIRST_PICTURE, RATE, SIZE, CODEC, DELAY, CLOCK)
STAGES = (ADDRESS, CONNECTION, CERTIFICATE, LOGIN, *USB_STAGES[2:])
"""Of a camera in the network; `STREAMS` comes before, where ONVIF is asked for its addresses."""
