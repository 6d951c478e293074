"""The program's start: what it loads, and what it says when the machine lacks something."""

import os
import stat
import subprocess
import sys

import pytest

from neopain import paths
from neopain.commands.registry import COMMANDS
from neopain.commands.startup import failure, system_libraries
from neopain.commands.startup.log import CRASH_FILE, LOG_FILE

HEAVY = ("cv2", "numpy", "mediapipe", "onnxruntime", "sklearn", "skimage", "PySide6", "sqlite3")


ASKED = ("--version", "--help", *(f"{command.name} --help" for command in COMMANDS))
CODE = f"""
import os, sys
from neopain.main import main
for asked in sys.argv[1:]:
    # A process of its own for each, of one that has loaded nothing but what every start loads.
    child = os.fork()
    if child == 0:
        try: main(asked.split())
        except SystemExit as end: assert not end.code
        print("asked:", asked, "loaded:", *[name for name in {HEAVY!r} if name in sys.modules], flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, asked
"""


@pytest.fixture(scope="module")
def loaded():
    """What is loaded after each of `ASKED`."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, *ASKED], capture_output=True, text=True, check=True, env=os.environ
    )
    lines = [line.split(" loaded:") for line in done.stdout.splitlines() if line.startswith("asked: ")]
    return {asked.removeprefix("asked: "): set(names.split()) for asked, names in lines}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("asked", ASKED)
def test_what_is_only_asked_about_is_not_loaded(loaded, asked):
    allowed = set() if asked.startswith("-") else {"sqlite3", "numpy"}
    assert loaded[asked] <= allowed, loaded[asked]


def test_every_command_is_listed_with_its_help_and_registers():
    done = subprocess.run(
        [sys.executable, "-m", "neopain", "--help"], capture_output=True, text=True, check=True
    )
    for command in COMMANDS:
        assert command.name in done.stdout
        assert callable(command.load().register)


def test_a_missing_system_library_is_named_with_the_package_that_brings_it(monkeypatch):
    monkeypatch.setattr(system_libraries, "_loads", lambda name: name != "libGL.so.1")
    monkeypatch.setattr(sys, "platform", "linux")
    fault = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    assert system_libraries.import_failure(fault).endswith("sudo apt-get install -y libgl1")


def test_a_missing_package_is_named_with_what_brings_it():
    said = system_libraries.import_failure(ModuleNotFoundError("No module named 'cv2'", name="cv2"))
    assert "cv2" in said
    assert "make run" in said


def test_a_failing_import_in_any_command_is_one_line_and_exit_1(tmp_path):
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    for arguments in (["monitor", "--headless", "--for", "1s"], ["score", "x.png", "--csv", "-"]):
        done = subprocess.run(
            [sys.executable, "-m", "neopain", *arguments],
            capture_output=True, text=True, check=False, cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path, "NEOPAIN_DATA": str(tmp_path / "data")},
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr.startswith("neopain: the system library libGL.so.1")
        assert done.stderr.count("\n") == 1


def test_doctor_goes_on_where_the_vision_cannot_be_loaded(tmp_path):
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')")
    done = subprocess.run(
        [sys.executable, "-m", "neopain", "doctor"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
    )  # fmt: skip
    assert done.returncode == 1
    assert "libGL.so.1" in done.stdout
    assert "disk" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_without_standard_streams_the_reason_lies_in_a_file(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(failure, "has_display", lambda: False)
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path))
    failure.tell_failure("no camera")
    assert (tmp_path / failure.FILE).read_text("utf-8") == "no camera\n"


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the streams")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_command_runs_with_closed_streams_and_no_file_becomes_one(tmp_path, closed):
    """A record that is opened as standard error is written over by what a library says."""
    code = (
        "import os, sys; from neopain.main import main; code = main(['sessions'])\n"
        f"file = os.open({str(tmp_path / 'record')!r}, os.O_CREAT | os.O_RDWR)\n"
        "os._exit(code if file > 2 else 90)"
    )
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, code],
        capture_output=True, text=True, check=False, env={**os.environ, "NEOPAIN_DATA": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_still_tells_somewhere(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(failure, "has_display", lambda: False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(paths, "data", lambda: tmp_path / "file" / "below")
    failure.tell_failure("no camera")
    assert (tmp_path / failure.FILE).exists()


def test_the_log_is_kept_for_its_owner_without_passwords_and_rotates(tmp_path):
    code = (
        "import logging, pathlib, sys\n"
        "from neopain.commands.startup import log\n"
        "log.LOG_BYTES = 2000\n"
        "log.set_up_log(verbose=False)\n"
        "log.keep_log(pathlib.Path(sys.argv[1]))\n"
        "for n in range(100): logging.getLogger('neopain.x').info('rtsp://u:geheim@cam/x %s', n)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    kept = sorted(tmp_path.glob(f"{LOG_FILE}*"))
    assert len(kept) > 1
    for file in [*kept, tmp_path / CRASH_FILE]:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "geheim" not in file.read_text("utf-8")


def test_a_crash_of_the_interpreter_leaves_its_stacks(tmp_path):
    code = (
        "import ctypes, pathlib, sys\n"
        "from neopain.commands.startup import log\n"
        "log.set_up_log(verbose=False)\n"
        "log.keep_log(pathlib.Path(sys.argv[1]))\n"
        "ctypes.string_at(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False)
    assert done.returncode != 0
    assert "Segmentation fault" in (tmp_path / CRASH_FILE).read_text("utf-8")


def test_a_refused_log_does_not_keep_the_monitor_from_starting(tmp_path):
    (tmp_path / "file").write_text("")
    code = (
        "import pathlib, sys\n"
        "from neopain.commands.startup import log\n"
        "log.set_up_log(verbose=True)\n"
        "log.keep_log(pathlib.Path(sys.argv[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "file" / "below")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no log is kept" in done.stderr
