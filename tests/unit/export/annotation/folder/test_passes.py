"""Answers survive whatever ends the program, and nobody answers over somebody else."""

import os
import signal
import subprocess
import sys

import pytest

from neopain.core.errors import RecordFault, SettingFault
from neopain_export.annotation.folder.passes import answers_file, open_pass, rater_file, read_rater
from neopain_export.annotation.rating.course import Given, Undone
from neopain_export.annotation.rating.tasks import NIPS_FACE, Answer, Reason
from tests.unit.export.annotation.made_annotations import UTC, answer_all, begin, made_plan

SAID = [Answer((1, 0, 1, 0, 0, None, 0)), Answer(reason=Reason.FACE_COVERED), Answer((0,) * 7)]


def answers(one):
    return [one.course.answer_at(place) for place in range(one.course.answered)]


def test_every_answer_is_on_the_disk_when_it_was_given(tmp_path):
    plan = made_plan(tmp_path)
    one = begin(tmp_path, plan)
    for place, answer in enumerate(SAID):
        one.do(Given(place, answer, UTC, 2.5))
        assert answers(begin(tmp_path, plan)) == SAID[: place + 1]
    one.do(Undone(UTC))
    assert answers(begin(tmp_path, plan)) == SAID[:2]


def test_a_cut_at_any_byte_loses_the_cut_answer_alone(tmp_path):
    plan = made_plan(tmp_path)
    one = begin(tmp_path, plan)
    for place, answer in enumerate(SAID):
        one.do(Given(place, answer, UTC, 2.5))
    whole = one.path.read_bytes()
    for cut in range(len(whole) + 1):
        one.path.write_bytes(whole[:cut])
        again = begin(tmp_path, plan)
        assert answers(again) == SAID[: whole[:cut].count(b"\n")]
        again.do(Given(again.course.place, SAID[2], UTC, 1.0))
        assert answers(begin(tmp_path, plan)) == answers(again)


CHILD = """
import os, signal, sys
from pathlib import Path
from neopain.core.clock import SystemClock
from neopain_export.annotation.folder.plan import read_plan
from neopain_export.annotation.folder.whose_turn import rate
from neopain_export.annotation.rating.course import Given
from neopain_export.annotation.rating.tasks import Answer
folder = Path(sys.argv[1])
one = rate(folder, read_plan(folder), "AB", seed=None, repeat=None, clock=SystemClock())
one.do(Given(one.course.place, Answer((1,) * 7), "2026-01-05T10:00:00+00:00", 1.0))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
def test_a_program_that_is_killed_after_each_answer_comes_to_the_end(tmp_path):
    plan = made_plan(tmp_path, infants=1, each=3)
    for count in range(1, 4):
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(tmp_path / "out")],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL
        assert begin(tmp_path, plan).course.answered == count
    assert begin(tmp_path, plan).course.whole


def test_what_cannot_be_kept_was_not_said(tmp_path, monkeypatch):
    plan = made_plan(tmp_path)
    one = begin(tmp_path, plan)
    one.do(Given(0, SAID[0], UTC, 1.0))
    before = one.path.read_bytes()

    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("neopain_export.annotation.folder.passes.os.fsync", full)
    with pytest.raises(RecordFault, match="No space left"):
        one.do(Given(1, SAID[1], UTC, 1.0))
    assert one.course.answered == 1
    monkeypatch.undo()
    one.do(Given(1, SAID[2], UTC, 1.0))
    assert one.path.read_bytes().startswith(before)
    assert answers(begin(tmp_path, plan)) == [SAID[0], SAID[2]]


def test_two_windows_of_one_rater_are_noticed(tmp_path):
    plan = made_plan(tmp_path)
    one, other = begin(tmp_path, plan), begin(tmp_path, plan)
    one.do(Given(0, SAID[0], UTC, 1.0))
    with pytest.raises(RecordFault, match="another window"):
        other.do(Given(0, SAID[1], UTC, 1.0))
    assert answers(begin(tmp_path, plan)) == SAID[:1]
    one.path.write_bytes(b"")
    with pytest.raises(RecordFault, match="another window"):
        one.do(Given(1, SAID[1], UTC, 1.0))


def test_the_files_of_answers_tell_neither_infant_nor_file(tmp_path):
    plan = made_plan(tmp_path)
    one = answer_all(begin(tmp_path, plan))
    told = one.path.read_text() + rater_file(tmp_path / "out", "AB").read_text()
    assert "secret-infant" not in told
    assert "lance" not in told


@pytest.mark.parametrize("line", ["{}", "nothing", '{"act": "answer", "place": 0, "item": "x", "turn": 0}'])
def test_a_damaged_line_is_told_with_its_number(tmp_path, line):
    plan = made_plan(tmp_path)
    one = begin(tmp_path, plan)
    one.do(Given(0, SAID[0], UTC, 1.0))
    with one.path.open("a") as stream:
        stream.write(line + "\n")
    with pytest.raises(RecordFault, match="line 2"):
        begin(tmp_path, plan)


def test_answers_of_another_task_are_refused(tmp_path):
    plan = made_plan(tmp_path)
    one = begin(tmp_path, plan)
    one.do(Given(0, SAID[0], UTC, 1.0))
    other = made_plan(tmp_path / "other", task=NIPS_FACE)
    answers_file(tmp_path / "out", "AB").replace(answers_file(tmp_path / "other" / "out", "AB"))
    rater_file(tmp_path / "out", "AB").replace(rater_file(tmp_path / "other" / "out", "AB"))
    with pytest.raises(RecordFault, match="others"):
        begin(tmp_path / "other", other)


def test_a_rater_that_was_damaged_is_told(tmp_path):
    plan = made_plan(tmp_path)
    one = begin(tmp_path, plan)
    path = rater_file(tmp_path / "out", "AB")
    assert open_pass(tmp_path / "out", plan, read_rater(path, plan)).course.order == one.course.order
    path.write_text("{}")
    with pytest.raises(RecordFault, match="rater-AB"):
        begin(tmp_path, plan)
    with pytest.raises((SettingFault, RecordFault)):
        begin(tmp_path, plan, who="no blanks here")
