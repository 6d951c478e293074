"""NeoPain opens no connection but the camera's, from the first import to the exit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).with_name("name_server.py")
NAMESPACE = ["unshare", "--net", "--mount"] if os.name == "posix" and os.geteuid() == 0 else [
    "unshare", "--map-root-user", "--net", "--mount",
]  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's"),
]


def run_alone(*command, **environment):
    """Run in a network namespace of its own; returns exit code, the names asked for, and the output's tail."""
    clean = {key: value for key, value in os.environ.items() if key != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [*NAMESPACE, sys.executable, str(HARNESS), *command],
        capture_output=True, text=True, timeout=240, check=False, env=clean | environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_trap_catches_a_question():
    """The test can fail: a process that asks is noticed."""
    ask = "import socket\ntry: socket.getaddrinfo('telemetry.example.org', 443)\nexcept OSError: pass"
    assert "telemetry.example.org" in run_alone(sys.executable, "-c", ask)["asked"]


def test_the_monitor_asks_for_nothing(tmp_path):
    seen = run_alone(
        sys.executable, "-m", "neopain", "monitor", "--source", "simulated", "--headless", "--for", "40s",
        "--data", str(tmp_path), HOME=str(tmp_path),
    )  # fmt: skip
    assert seen["rc"] == 0, seen["tail"]
    assert "score" in seen["tail"]
    assert seen["asked"] == []


def test_the_doctor_asks_for_nothing_and_says_that_telemetry_is_off(tmp_path):
    seen = run_alone(sys.executable, "-m", "neopain", "doctor", "--data", str(tmp_path), HOME=str(tmp_path))
    assert seen["rc"] == 0, seen["tail"]
    assert "telemetry" in seen["tail"]
    assert "off" in seen["tail"]
    assert seen["asked"] == []
