"""The command line as scripts and people use it: names, columns and exit codes are a contract."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time

import cv2
import numpy as np
import pytest
from skimage import data as pictures

from tests.integration.alone import run_alone
from tests.pictures.slow_film import slow_film
from tests.programs.loaded_programs import run, start

pytestmark = pytest.mark.slow
alone = pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")


def of_its_own(*arguments, data=None):
    """From an interpreter of its own, which loads what the command needs."""
    command = [sys.executable, "-m", "neopain", *map(str, arguments)]
    if data is not None:
        command += ["--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)


def neopain(*arguments, data=None, **environment):
    """From a copy of one that has loaded it."""
    where = () if data is None else ("--data", data)
    return run(*arguments, *where, timeout=180, env=os.environ | environment)


def without_a_network(home, *arguments):
    """The same where there is no network, from the first import to the exit; and the names that it asked for."""
    if sys.platform != "linux":
        return of_its_own(*arguments), None
    seen = run_alone(sys.executable, "-m", "neopain", *arguments, HOME=str(home))
    return subprocess.CompletedProcess(arguments, seen["rc"], seen["stdout"], seen["stderr"]), seen["asked"]


@pytest.fixture(scope="module")
def monitored(tmp_path_factory):
    """One real headless session on the simulated neonate, long enough for the heel lance and its alarm."""
    folder, home = tmp_path_factory.mktemp("recorded"), tmp_path_factory.mktemp("home")
    done, asked = without_a_network(
        home, "monitor", "--source", "simulated", "--headless", "--for", "58s", "--data", folder
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done, asked


@pytest.fixture(scope="module")
def recorded(monitored):
    return monitored[:2]


@pytest.fixture(scope="module")
def examined(tmp_path_factory):
    """What the doctor says of this machine."""
    return without_a_network(
        tmp_path_factory.mktemp("home"), "doctor", "--json", "--data", tmp_path_factory.mktemp("examined")
    )


def exported(folder, tmp_path):
    target = tmp_path / "session.csv"
    done = neopain("export", "latest", "--csv", target, data=folder)
    assert done.returncode == 0, done.stderr
    with target.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_headless_prints_a_line_a_second_and_ends_with_the_sessions_summary(recorded):
    folder, done = recorded
    lines = done.stdout.splitlines()
    status = [line for line in lines if line[:2].isdigit() and line[2] == ":"]
    assert len(status) >= 55
    listed = json.loads(neopain("sessions", "--json", data=folder).stdout)
    assert any(line.startswith(f"Session {listed[0]['id']}") and "SIMULATED" in line for line in lines[-12:])
    assert "readings" in done.stdout
    assert "does not rule out pain" in done.stdout


def test_the_heel_lance_raises_the_score_over_the_threshold_and_rest_does_not(recorded, tmp_path):
    rows = exported(recorded[0], tmp_path)
    rest = [float(row["smoothed"]) for row in rows if row["smoothed"] and float(row["elapsed_s"]) < 20]
    cry = [float(row["smoothed"]) for row in rows if row["smoothed"] and 36 < float(row["elapsed_s"]) < 45]
    assert len(rest) > 20
    assert max(rest) < 4.0
    assert np.median(cry) > 6.0


def test_the_alert_comes_with_the_cry_and_not_before(recorded):
    raised = [line for line in recorded[1].stdout.splitlines() if "alarm: RAISED" in line and "PAIN" in line]
    assert len(raised) == 1, recorded[1].stdout


def test_the_csv_has_the_promised_columns_and_units(recorded, tmp_path):
    rows = exported(recorded[0], tmp_path)
    promised = ["time_utc", "elapsed_s", "raw", "smoothed", "quality", "reason", "latency_ms"]
    assert [name for name in rows[0] if name in promised] == promised
    for row in rows:
        assert row["time_utc"].endswith("+00:00")
        assert (
            (row["quality"] == "ok") == (row["raw"] != "") == (row["smoothed"] != "") == (row["reason"] == "")
        )
        assert float(row["latency_ms"]) >= 0
    assert [row["elapsed_s"] for row in rows] == sorted((row["elapsed_s"] for row in rows), key=float)


def test_sessions_lists_what_was_recorded(recorded):
    folder, _ = recorded
    listed = json.loads(neopain("sessions", "--json", data=folder).stdout)
    assert listed[0]["simulated"] is True
    assert listed[0]["closed"] is True
    assert listed[0]["readings"] >= listed[0]["scored"] > 0
    assert listed[0]["id"] in neopain("sessions", data=folder).stdout


def test_score_gives_a_row_for_every_picture_also_for_unreadable_ones(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    cv2.imwrite(str(folder / "b_face.png"), pictures.astronaut()[:, :, ::-1])
    cv2.imwrite(str(folder / "c_empty.png"), np.full((300, 400, 3), 127, np.uint8))
    (folder / "a_broken.jpg").write_bytes(b"this is no picture")
    (folder / "d_telephone.HEIC").write_bytes(b"")
    done = of_its_own("score", folder, "--csv", "-")
    assert done.returncode == 0, done.stderr
    assert "left out 1 of other kinds (d_telephone.HEIC): save them as JPEG or PNG" in done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    places = ["face_x_px", "face_y_px", "face_size_px", "face_roll_deg"]
    actions = ["brow_bulge", "eye_squeeze", "nasolabial_furrow"]
    actions += ["open_lips", "vertical_stretch", "horizontal_stretch"]
    assert list(rows[0]) == [
        "picture",
        "score",
        "quality",
        "reason",
        *places,
        "distance",
        "score_low",
        "score_high",
        "distress",
        *actions,
        *(f"{action}_confidence" for action in actions),
    ]
    assert all(float(rows[1][name]) is not None for name in places)
    assert not any(rows[2][name] for name in places)
    assert [row["picture"] for row in rows] == ["a_broken.jpg", "b_face.png", "c_empty.png"]
    assert (rows[0]["score"], rows[0]["reason"]) == ("", "unreadable_picture")
    assert "a_broken.jpg cannot be read: not a picture of a known kind" in done.stderr
    alone = neopain("score", folder / "a_broken.jpg", "--csv", "-")
    assert (alone.returncode, alone.stdout.count("unreadable_picture")) == (1, 1)
    assert (rows[1]["score"], rows[1]["quality"], rows[1]["reason"]) == (
        "",
        "unknown_face",
        "not_an_infant",
    )
    assert float(rows[1]["distance"]) > 1, "an adult, and the model has seen simulated neonates only"
    assert (rows[2]["score"], rows[2]["quality"], rows[2]["distance"]) == ("", "no_face", "")


def test_doctor_says_what_works(examined):
    done, _ = examined
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["can_monitor"] is True
    checks = {check["check"] for check in report["checks"]}
    assert {"telemetry", "model", "network runs on", "trial reading", "record", "disk", "display"} <= checks


@alone
def test_the_monitor_asks_for_nothing(monitored):
    _, done, asked = monitored
    assert "score" in done.stdout
    assert asked == []


@alone
def test_the_doctor_asks_for_nothing_and_says_that_telemetry_is_off(examined):
    done, asked = examined
    assert done.returncode == 0, done.stdout
    assert "telemetry" in done.stdout
    assert "off" in done.stdout
    assert asked == []


def test_doctor_says_when_monitoring_cannot_work(tmp_path):
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("x")
    done = neopain("doctor", "--json", data=blocked)
    assert done.returncode == 1
    assert json.loads(done.stdout)["can_monitor"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["monitor", "--for", "soon"],
        ["monitor", "--for", "0s"],
        ["export"],
        ["score", "picture.png"],
        ["--nonsense"],
    ],
)
def test_bad_use_exits_2(arguments):
    done = of_its_own(*arguments)
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["monitor", "--headless", "--source", "no_such_file.mp4"], "a source is"),
        (["monitor", "--headless", "--source", "ftp://u:secret@cam/x"], "rtsp"),
        (["export", "latest", "--csv", "x.csv"], "no session"),
        (["export", "no-such-id", "--csv", "x.csv"], "neopain sessions"),
        (["score", "no_such_folder", "--csv", "-"], "no_such_folder"),
        (["monitor"], "display"),
    ],
)
def test_a_failure_exits_1_with_one_clear_line(arguments, says, tmp_path):
    done = neopain(*arguments, NEOPAIN_DATA=str(tmp_path), DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 1, done.stdout + done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr + done.stdout
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_interrupt_ends_the_session_properly(tmp_path):
    film = slow_film(tmp_path / "neonate.avi")
    process = start("monitor", "--headless", "--source", film, "--data", tmp_path)
    for line in process.stdout:
        if line.startswith("00:03"):
            break
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert "readings" in rest
    assert json.loads(neopain("sessions", "--json", data=tmp_path).stdout)[0]["closed"] is True


def test_kill_9_loses_at_most_a_second(tmp_path):
    process = start("monitor", "--headless", "--data", tmp_path, stderr=None)
    for line in process.stdout:
        if line.startswith("00:06"):
            break
    killed_at = time.monotonic()
    process.kill()
    process.wait()
    process.stdout.close()
    rows = exported(tmp_path, tmp_path)
    listed = json.loads(neopain("sessions", "--json", data=tmp_path).stdout)
    assert listed[0]["closed"] is False
    assert len(rows) > 5
    from neopain.store.sessions import SessionStore

    with SessionStore(tmp_path) as store:
        last = list(store.readings(store.find("latest").id))[-1]
    # On Linux the monotonic clock is shared; a reading is written within the second of its making.
    assert killed_at - (last.captured_at + last.latency_s) < 1.0 + 0.5
