"""A command in a network namespace of its own, where whoever is asked for a name is heard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HARNESS = Path(__file__).with_name("name_server.py")
NAMESPACE = ["unshare", "--net", "--mount"] if os.name == "posix" and os.geteuid() == 0 else [
    "unshare", "--map-root-user", "--net", "--mount",
]  # fmt: skip


def run_alone(*command, **environment):
    """Returns: a dict of its exit code `rc`, the names `asked` for, its `stdout` and its `stderr`."""
    clean = {key: value for key, value in os.environ.items() if key != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [*NAMESPACE, sys.executable, str(HARNESS), *map(str, command)],
        capture_output=True, text=True, timeout=240, check=False, env=clean | environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
