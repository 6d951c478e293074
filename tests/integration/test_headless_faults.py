"""The headless monitor and the scoring of pictures when the world is not as it should be."""

import csv
import json
import os
import signal
import time

import cv2
import numpy as np
import pytest

from neopain.reports.lines.spill_lines import read_spill
from neopain.store.sessions import SessionStore
from tests.pictures.slow_film import slow_film
from tests.programs.loaded_programs import run as neopain
from tests.programs.loaded_programs import start

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")]


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """What is monitored where nobody asks how often: a picture a second costs its analysis, too."""
    return slow_film(tmp_path_factory.mktemp("film") / "neonate.avi")


def test_a_camera_that_never_comes_is_an_alarm_and_exit_1(tmp_path):
    done = neopain("monitor", "--headless", "--source", "97", "--for", "8s", "--data", tmp_path)
    assert done.returncode == 1
    assert "CAMERA NOT CONNECTED" in done.stdout
    assert "CAMERA LOST" not in done.stdout
    assert done.stderr.startswith("neopain: no picture came from camera 97: camera 97 does not open")
    assert len(done.stderr.splitlines()) == 1
    assert json.loads(neopain("sessions", "--json", "--data", tmp_path).stdout)[0]["closed"] is True


def test_a_camera_that_swallows_everything_can_be_interrupted(tmp_path):
    process = start("monitor", "--headless", "--source", "rtsp://10.255.255.1/x", "--data", tmp_path)
    for line in process.stdout:
        if line.startswith("00:02"):
            break
    process.send_signal(signal.SIGINT)
    at = time.monotonic()
    _, errors = process.communicate(timeout=60)
    assert time.monotonic() - at < 8.0, "on a busy machine; two to three seconds on an idle one"
    assert process.returncode == 1
    assert "Traceback" not in errors


@pytest.mark.clause("F5")
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM])
def test_whatever_ends_the_program_leaves_no_open_session(number, tmp_path):
    process = start("monitor", "--headless", "--source", "97", "--data", tmp_path)
    for line in process.stdout:
        if line.startswith("00:01"):
            break
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 1
    assert json.loads(neopain("sessions", "--json", "--data", tmp_path).stdout)[0]["closed"] is True
    assert not (tmp_path / "watchdog.log").exists()


def test_a_reader_that_goes_ends_the_session_properly_and_quietly(tmp_path, film):
    with (tmp_path / "errors").open("wb") as errors:
        process = start("monitor", "--headless", "--source", film, "--data", tmp_path, stderr=errors)
        for line in process.stdout:
            if line.startswith("00:01"):
                break
        process.stdout.close()
        assert process.wait(timeout=60) == 1
    assert (tmp_path / "errors").read_text() == ""
    assert json.loads(neopain("sessions", "--json", "--data", tmp_path).stdout)[0]["closed"] is True


def test_a_data_folder_that_cannot_be_is_an_alarm_and_nothing_is_lost(tmp_path, film):
    (tmp_path / "file").write_text("in the way")
    done = neopain(
        "monitor", "--headless", "--source", film, "--for", "3s", "--data", tmp_path / "file" / "x",
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "RECORD NOT SAVED" in done.stdout
    assert "Traceback" not in done.stderr
    [kept] = tmp_path.glob("unwritten-*.jsonl")
    assert str(kept) in done.stderr.splitlines()[-1]
    assert read_spill(kept).batch.readings
    assert kept.stat().st_mode & 0o077 == 0


def test_another_program_reads_along_as_it_happens(tmp_path, film):
    done = neopain(
        "monitor", "--headless", "--source", film, "--for", "5s", "--jsonl", "-", "--data", tmp_path
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["type"] for line in lines[:2]] == ["live", "session"]
    assert lines[-1]["type"] == "end"
    assert lines[-1]["dropped"] == 0
    [row] = json.loads(neopain("sessions", "--json", "--data", tmp_path).stdout)
    assert sum(line["type"] == "reading" for line in lines) == row["readings"] > 0
    assert lines[1]["id"] == row["id"]
    assert "investigational" in done.stderr, "what is for people goes to stderr"


def test_a_recorder_of_lsl_reads_along_and_its_going_stops_nothing(tmp_path, film):
    lsl = pytest.importorskip("pylsl", reason="the extra `lsl`")
    process = start("monitor", "--headless", "--source", film, "--for", "8s", "--lsl", "--data", tmp_path)
    known, found = {one.uid() for one in lsl.resolve_streams(0.2)}, []
    while process.poll() is None and not found:
        found = [
            one for one in lsl.resolve_byprop("type", "PainScore", timeout=1.0) if one.uid() not in known
        ]
    assert found, process.communicate(timeout=60)
    inlet = lsl.StreamInlet(found[0], recover=False)
    samples = [inlet.pull_sample(timeout=20.0)[0] for _ in range(3)]
    assert all(len(sample) == found[0].channel_count() for sample in samples)
    inlet.close_stream()
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "--lsl:" not in output, "nothing was dropped"


@pytest.mark.parametrize("hangs", [True, False])
def test_no_reader_of_live_lines_stops_the_monitor(tmp_path, film, hangs):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    # Nobody opens the pipe at all, or somebody does and goes.
    process = start(
        "monitor", "--headless", "--source", film, "--for", "5s", "--jsonl", pipe, "--data", tmp_path / "data",
    )  # fmt: skip
    if not hangs:
        with pipe.open() as reader:
            assert json.loads(reader.readline())["type"] == "live"
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert ("its reader does not read" if hangs else "its reader has gone") in output
    assert json.loads(neopain("sessions", "--json", "--data", tmp_path / "data").stdout)[0]["closed"] is True


def test_live_lines_replace_no_file_and_want_headless(tmp_path):
    (tmp_path / "mine").write_text("mine")
    done = neopain("monitor", "--headless", "--jsonl", tmp_path / "mine", "--data", tmp_path)
    assert done.returncode == 1
    assert "nothing was replaced" in done.stderr
    assert (tmp_path / "mine").read_text() == "mine"
    assert "--jsonl needs --headless" in neopain("monitor", "--jsonl", "-", "--data", tmp_path).stderr


@pytest.mark.parametrize("command", [["sessions"], ["doctor", "--json"]])
def test_a_full_output_is_one_line_and_exit_1(command, tmp_path):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = neopain(*command, "--data", tmp_path, stdout=full)
    assert done.returncode == 1
    assert done.stderr.startswith("neopain: No space left on device")
    assert len(done.stderr.splitlines()) == 1


def test_every_odd_picture_is_a_row(tmp_path):
    noise = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
    odd = {
        b"sixteen.png": noise.astype(np.uint16) * 257,
        b"grey.png": noise[:, :, 0],
        b"alpha.png": np.dstack([noise, noise[:, :, 0]]),
        b"wide.png": np.zeros((30, 60000, 3), np.uint8),
        b"pixel.png": noise[:1, :1],
        b"line\nbreak.png": noise,
        b'comma, "quote".png': noise,
        b"no \xff text.png": noise,
        b"=1+1.png": noise,
    }
    for name, image in odd.items():
        (tmp_path / os.fsdecode(name)).write_bytes(cv2.imencode(".png", image)[1].tobytes())
    (tmp_path / "empty.png").touch()
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "loop.png").symlink_to("loop.png")
    os.mkfifo(tmp_path / "pipe.png")
    table = tmp_path / "table.csv"
    done = neopain("score", tmp_path, "--csv", table)
    assert done.returncode == 0
    told = [line.split(" cannot be read: ")[0] for line in done.stderr.splitlines()]
    assert told == [f"neopain: {name}.png" for name in ("empty", "loop", "pipe", "wide")]
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(odd) + 3
    assert {row["score"] for row in rows} == {""}
    assert {row["quality"] for row in rows} == {"no_face", "fault"}
    assert "'=1+1.png" in {row["picture"] for row in rows}


def test_several_beds_share_one_program_and_each_has_its_own_record(tmp_path, film):
    done = neopain(
        "monitor", "--headless", "--for", "8s", "--bed", f"4={film}", "--bed", "5=97", "--bed", f"six={film}",
        "--data", tmp_path,
    )  # fmt: skip
    assert done.returncode == 1
    assert "bed 5: no picture came from" in done.stderr, "it is told of which bed; the others go on"
    ends = done.stdout.split("  source: stopped")[-1]
    assert [line.split(":")[0] for line in ends.splitlines() if "ession " in line] == [
        "Bed 4",
        "Bed 5",
        "Bed six",
    ]
    lines = done.stdout.splitlines()
    for bed in ("4", "six"):
        assert any(line.startswith(f"{bed}  00:0") and "score  " in line for line in lines)
        with SessionStore(tmp_path / "beds" / bed) as store:
            [summary] = store.sessions()
            assert summary.closed
            assert summary.scored > 0
    with SessionStore(tmp_path / "beds" / "5") as store:
        assert store.sessions()[0].scored == 0
    assert not (tmp_path / "neopain.sqlite3").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--headless", "--bed", "rtsp://u:secret@cam/x"], "NAME=SOURCE"),
        (["--headless", "--bed", "../up=simulated"], "a bed's name is"),
        (["--headless", "--bed", "4="], "NAME=SOURCE"),
        (["--bed", "4=simulated"], "--bed needs --headless"),
        (["--headless", "--bed", "a=simulated", "--bed", "A=0"], "a twice"),
        (["--headless", "--bed", "a=simulated", "--patient", "P-07"], "neither --source"),
    ],
)
def test_beds_that_make_no_sense_are_refused_before_anything_starts(tmp_path, arguments, told):
    done = neopain("monitor", *arguments, "--data", tmp_path / "new")
    assert done.returncode != 0
    assert told in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "new").exists()
