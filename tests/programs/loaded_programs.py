"""A Python program as a process of its own that need not load its packages: a copy of an interpreter that has.

OpenCV, ONNX Runtime, MediaPipe, scikit-learn and Qt take longer to load than most tests let a program run. So one
interpreter loads them once for each test process, opens nothing, and is copied (`fork`) for each program that a
test starts. The copy gets the program's arguments, environment, folder and streams, runs its module as
`python -m MODULE` does, and ends as any interpreter: signals, exit codes, files, models and children are its own.

Who asks about the start itself (what is missing, what is loaded, closed streams) starts an interpreter instead.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

MONITOR = (
    "neopain.bedside.cameras.asked_camera",
    "neopain.capture.films.simulated",
    "neopain.commands.monitoring.headless",
    "neopain.commands.monitoring.live_target",
    "neopain.commands.score",
)
"""What `neopain monitor --headless` and `neopain score` load."""
WINDOW = ("tests.ui.fake_service", "neopain.ui.window_app")
"""What the window over a fake service loads."""
COPIES = sys.platform == "linux"
"""Elsewhere an interpreter is started for each program."""
MOST_BYTES = 200_000
PIPE = subprocess.PIPE
REPOSITORY = Path(__file__).resolve().parents[2]


class Program:
    """A started program, as `subprocess.Popen(..., text=True)`.

    Attributes:
        pid: its number.
        returncode: as there; None while it runs.
        stdout, stderr: what to read from where `PIPE` was asked for, else None.
    """

    def __init__(self, module, *arguments, loaded=MONITOR, stdout=PIPE, stderr=PIPE, env=None, cwd=None):
        """Start it; `stdout` and `stderr` are PIPE, STDOUT (for `stderr`), DEVNULL, an open file, or None: our stderr."""
        self.returncode = None
        out, self.stdout = _stream(stdout)
        err, self.stderr = (out, None) if stderr is subprocess.STDOUT else _stream(stderr)
        nothing = os.open(os.devnull, os.O_RDWR)
        wish = {
            "module": module,
            "arguments": [str(one) for one in arguments],
            "environment": dict(os.environ if env is None else env),
            "folder": str(cwd or Path.cwd()),
        }
        self._end, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            streams = [nothing if stream is None else stream for stream in (out, err)]
            socket.send_fds(
                _server(loaded), [json.dumps(wish).encode()], [nothing, *streams, theirs.fileno()]
            )
        for given, kept in ((out, stdout), (err, stderr)):
            if kept is PIPE:
                os.close(given)
        os.close(nothing)
        self.pid = int(self._end.recv(100))

    def poll(self):
        """The exit code; None while it runs."""
        return self._ended(0.0)

    def wait(self, timeout=None):
        """The exit code. Raises: subprocess.TimeoutExpired."""
        if self._ended(timeout) is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return self.returncode

    def communicate(self, timeout=None):
        """Both streams to their ends, and the end. Raises: subprocess.TimeoutExpired."""
        until = None if timeout is None else time.monotonic() + timeout
        read = {}
        threads = [
            threading.Thread(target=lambda name, stream: read.update({name: stream.read()}), args=each)
            for each in (("stdout", self.stdout), ("stderr", self.stderr))
            if each[1] is not None
        ]
        for thread in threads:
            thread.daemon = True
            thread.start()
        for thread in threads:
            thread.join(None if until is None else max(0.0, until - time.monotonic()))
            if thread.is_alive():
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
        for stream in (self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self.wait(None if until is None else max(0.1, until - time.monotonic()))
        return read.get("stdout"), read.get("stderr")

    def send_signal(self, number):
        """Unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        """At once."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds):
        if self.returncode is None:
            self._end.settimeout(seconds if seconds is None or seconds > 0 else 1e-6)
            with suppress(TimeoutError, BlockingIOError):
                self.returncode = int(self._end.recv(100))
                self._end.close()
        return self.returncode


def start_module(module, *arguments, **options):
    """`python -m MODULE` as a `Program`; an interpreter of its own where none can be copied."""
    if COPIES:
        return Program(module, *arguments, **options)
    options.pop("loaded", None)
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, text=True, **{"stdout": PIPE, "stderr": PIPE} | options)


def start_code(code, *arguments, **options):
    """`python -c CODE` as a `Program`."""
    return start_module("tests.programs.given_code", code, *arguments, **options)


def start(*arguments, **options):
    """`neopain` with these arguments."""
    return start_module("neopain", *arguments, **options)


def run(*arguments, timeout=120, **options):
    """`neopain` to its end. Returns: a CompletedProcess; what was not caught is None there."""
    program = start(*arguments, **options)
    try:
        said, faults = program.communicate(timeout=timeout)
    finally:
        program.kill()
    return subprocess.CompletedProcess(["neopain", *arguments], program.returncode, said, faults)


def _stream(wanted):
    """What the program writes to, None for nowhere, and what is read from here."""
    if wanted is None:
        return 2, None
    if wanted is not PIPE:
        return (None if wanted is subprocess.DEVNULL else wanted.fileno()), None
    ours, theirs = os.pipe()
    return theirs, os.fdopen(ours, encoding="utf-8")


@functools.cache
def _server(loaded):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", __spec__.name, str(theirs.fileno()), *loaded],
            pass_fds=[theirs.fileno()], cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def end():
        ours.close()
        server.wait(20)

    atexit.register(end)
    return ours


def _serve(asked):
    """Copy this process for each wish, until nobody can wish any more; only a copy comes back from here."""
    while True:
        message, streams, _, _ = socket.recv_fds(asked, MOST_BYTES, 4)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not message:
            os._exit(0)
        if os.fork() == 0:
            break
        for stream in streams:
            os.close(stream)
    asked.close()
    with socket.socket(fileno=streams.pop()) as end:
        program = os.fork()
        if program:
            for stream in (0, 1, 2, *streams):
                os.close(stream)
            end.send(str(program).encode())
            _, status = os.waitpid(program, 0)
            with suppress(OSError):
                end.send(str(os.waitstatus_to_exitcode(status)).encode())
            os._exit(0)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    # As an interpreter makes them of what it was given.
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(  # noqa: SIM115
        2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
    )
    wish = json.loads(message)
    os.chdir(wish["folder"])
    os.environ.clear()
    os.environ.update(wish["environment"])
    sys.argv[1:] = wish["arguments"]
    sys.orig_argv = [sys.executable, "-m", wish["module"], *wish["arguments"]]
    return wish["module"]


if __name__ == "__main__":
    for name in sys.argv[2:]:
        importlib.import_module(name)
    assert threading.active_count() == 1, "a thread would be missing in the copies"
    gc.collect()
    gc.freeze()
    module = _serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module(module, run_name="__main__", alter_sys=True)
