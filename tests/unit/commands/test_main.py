"""The program's outermost line: one line for every fault, no password in any, no traceback."""

import logging
import threading

import pytest

from neopain import main as module
from neopain.commands.record import sessions
from neopain.commands.score import COLUMNS, row
from neopain.commands.startup.log import set_up_log
from neopain.core.errors import SettingFault
from neopain.core.facial_actions import ActionStrength, FacialActions
from neopain.core.readings import RawReading, Reason
from tests.fakes import scored

SECRET = "geheim4711"


@pytest.mark.parametrize(
    "arguments",
    [
        [f"rtsp://u:{SECRET}@cam/x"],
        ["monitor", f"rtsp://u:{SECRET}@cam/x"],
        ["monitor", "--for", f"rtsp://u:{SECRET}@cam/x"],
        ["export", "latest", "--csv", "x.csv", "--level", f"http://u:{SECRET}@cam/x"],
    ],
)
def test_a_misplaced_address_is_repeated_without_its_password(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        module.main(arguments)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert SECRET not in told
    assert "cam/x" in told


@pytest.mark.parametrize(
    "fault",
    [
        SettingFault(f"rtsp:/u:{SECRET}@cam/x does not exist\nat all"),
        FileNotFoundError(2, "No such file", f"rtsp:/u:{SECRET}@cam/x"),
        OSError(28, "No space left on device"),
    ],
)
def test_a_fault_of_the_world_is_one_line_and_exit_1(fault, capfd, monkeypatch):
    def run(_):
        raise fault

    monkeypatch.setattr(sessions, "run", run)
    monkeypatch.setattr(module, "set_up_log", lambda **_: None)
    monkeypatch.setattr(module, "_give_up_output", lambda: None)
    assert module.main(["sessions"]) == 1
    told = capfd.readouterr().err
    assert told.startswith("neopain: ")
    assert told.count("\n") == 1
    assert SECRET not in told


def test_what_ends_a_thread_is_logged_without_its_password(monkeypatch, capsys):
    root = logging.getLogger()
    kept = root.handlers[:], root.level, logging.getLogger("neopain").level
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    try:
        set_up_log(verbose=False)

        def fail():
            raise ValueError(f"rtsp://u:{SECRET}@cam/x")

        thread = threading.Thread(target=fail, name="drain")
        thread.start()
        thread.join()
    finally:
        root.handlers[:] = kept[0]
        root.setLevel(kept[1])
        logging.getLogger("neopain").setLevel(kept[2])
    told = capsys.readouterr().err
    assert "drain ended on an unexpected fault" in told
    assert SECRET not in told


@pytest.mark.parametrize("name", ["caf\udce9.png", "\t=1.png", "=1.png"])
def test_a_pictures_name_is_safe_in_a_table(name):
    cell = row(name, scored(1000.0, 3.0))[0]
    assert cell.encode("utf-8")
    assert not cell.startswith(("=", "\t"))


def test_a_picture_has_its_single_signs_behind_all_other_columns():
    seen = FacialActions(brow_bulge=ActionStrength(0.42, 0.8))
    raw = RawReading(0, 1000.0, None, Reason.UNLIKE_TRAINING, actions=seen, distress=0.91)
    cells = dict(zip(COLUMNS, row("a.png", raw), strict=True))
    assert cells["score"] == ""
    assert cells["distress"] == "0.910"
    assert cells["brow_bulge"] == "0.42"
    assert cells["brow_bulge_confidence"] == "0.80"
    assert cells["eye_squeeze"] == "", "not seen is no zero"
    assert COLUMNS[:9] == (
        "picture", "score", "quality", "reason", "face_x_px", "face_y_px", "face_size_px", "face_roll_deg",
        "distance",
    ), "what others read stays in its place"  # fmt: skip
