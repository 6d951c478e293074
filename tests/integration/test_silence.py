"""NeoPain opens no connection but the camera's: the trap in which whole programs of test_command_line.py run."""

import sys

import pytest

from tests.integration.alone import run_alone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's"),
]


def test_the_trap_catches_a_question():
    """The test can fail: a process that asks is noticed."""
    ask = "import socket\ntry: socket.getaddrinfo('telemetry.example.org', 443)\nexcept OSError: pass"
    assert "telemetry.example.org" in run_alone(sys.executable, "-c", ask)["asked"]
