"""A network camera (RTSP or HTTP-MJPEG) through OpenCV's FFmpeg."""

from __future__ import annotations

import socket

import cv2

from neopain.capture.address import Address
from neopain.capture.back_off import BackOff
from neopain.capture.live import LiveSource
from neopain.capture.opencv import OPEN_TIMEOUT_MS, READ_TIMEOUT_MS, Capture, open_network
from neopain.core.clock import Clock
from neopain.core.errors import SourceFault


def open_stream(address: Address, *, clock: Clock, back_off: BackOff | None = None) -> LiveSource:
    """The stream at a checked address, as a source; connects with the first `read`.

    RTSP runs over TCP; opening and each read are given up after two seconds.
    """
    return LiveSource(address.name, lambda: _connect(address), clock=clock, back_off=back_off)


def _connect(address: Address) -> Capture:
    """Raises: SourceFault."""
    _knock(address)
    parameters = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        OPEN_TIMEOUT_MS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        READ_TIMEOUT_MS,
        # One thread: FFmpeg's frame threads hold back one picture each.
        cv2.CAP_PROP_N_THREADS,
        1,
    ]
    refusal = SourceFault(
        f"{address.name} answers but gives no picture; check user name, password and path of the stream"
    )
    try:
        capture = open_network(address.url, parameters)
    except cv2.error:
        raise refusal from None
    if not capture.isOpened():
        capture.release()
        raise refusal
    return capture


def _knock(address: Address) -> None:
    """Say why a camera cannot be reached, which OpenCV does not tell. Raises: SourceFault."""
    try:
        socket.create_connection((address.host, address.port), OPEN_TIMEOUT_MS / 1000).close()
    except TimeoutError:
        why = "does not answer within 2 s; check power, cable and network"
    except socket.gaierror:
        why = "has a host name that this network does not know; check the name or use the number"
    except ConnectionRefusedError:
        why = "refuses the connection; check the port and that the camera's stream is switched on"
    except UnicodeError:
        why = "has a host name that cannot exist; check its dots and its length"
    except OSError as fault:
        why = f"cannot be reached ({fault.strerror or type(fault).__name__}); check the network"
    else:
        return
    raise SourceFault(f"{address.name} {why}")
