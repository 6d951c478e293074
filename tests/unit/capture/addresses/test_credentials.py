"""What everybody sees of a command line, and what the program gets."""

from __future__ import annotations

import json

import pytest

from neopain.capture.addresses.address import redact
from neopain.capture.addresses.credentials import (
    ARGUMENTS_VARIABLE,
    PASSWORD_VARIABLE,
    USER_VARIABLE,
    hidden_arguments,
    true_arguments,
)

SECRET = "s3cretW0rd"
LINES = {
    "a bed's login": ["monitor", "--headless", "--bed", f"4=rtsp://nurse:{SECRET}@10.0.0.4/stream"],
    "a bed's login behind =": ["monitor", f"--bed=4=rtsp://nurse:{SECRET}@10.0.0.4/stream"],
    "two beds' logins": [
        "monitor", "--bed", f"4=rtsp://nurse:{SECRET}4@10.0.0.4/x", "--bed", f"5=rtsp://doc:{SECRET}5@10.0.0.5/y",
    ],
    "a key in the path": ["monitor", "--source", f"http://10.0.0.4/token/{SECRET}/video"],
    "a key in the query": ["camera", "test", f"rtsp://10.0.0.4/user=admin&password={SECRET}&channel=1"],
    "a key without a name": ["monitor", f"--source=rtsp://10.0.0.4/{SECRET}Xy7Zq9"],
    "an address without its beginning": ["monitor", "--source", f"nurse:{SECRET}@10.0.0.4/stream"],
    "login and key": ["camera", "test", f"rtsp://nurse:{SECRET}@10.0.0.4/x?psw={SECRET}"],
}  # fmt: skip


@pytest.mark.parametrize("what", LINES)
def test_no_form_of_a_secret_stays_in_the_list_of_processes(what):
    shown, variables = hidden_arguments(LINES[what])
    assert SECRET not in " ".join(shown)
    assert len(shown) == len(LINES[what])
    environment = dict(variables)
    true = true_arguments(shown, environment)
    login = environment.pop(USER_VARIABLE, ""), environment.pop(PASSWORD_VARIABLE, "")
    # Nothing is lost, and no child inherits it.
    assert not environment
    assert [one.replace(f"{login[0]}:{login[1]}@", "") for one in LINES[what]] == list(true)
    # Begun anew, it is not begun anew again.
    assert [redact(one) for one in shown] == shown


def test_each_bed_keeps_its_own_login():
    shown, variables = hidden_arguments(LINES["two beds' logins"])
    assert true_arguments(shown, dict(variables)) == LINES["two beds' logins"]


@pytest.mark.parametrize(
    "line",
    [
        [],
        ["monitor", "--headless", "--for", "60s", "--source", "rtsp://10.0.0.4:554/Streaming/Channels/102"],
        ["export", "latest", "--csv", "/home/ward/monday.csv", "--data", "C:\\neopain"],
        ["monitor", "--bed", "4=simulated", "--bed", "5=http://10.0.0.4:81/stream"],
    ],
)
def test_where_nothing_is_secret_nothing_is_begun_anew(line):
    assert hidden_arguments(line) is None
    assert true_arguments(line, {}) == line


@pytest.mark.parametrize("told", ["", "no JSON", "7", "[1]", json.dumps(["purge", "--yes"]), "[" * 100_000])
def test_what_another_program_left_in_the_environment_is_not_believed(told):
    line = ["sessions"]
    environment = {ARGUMENTS_VARIABLE: told}
    assert true_arguments(line, environment) == line
    assert not environment
