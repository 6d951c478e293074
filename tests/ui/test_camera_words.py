"""Whatever the cameras' room says is said in German on a German screen; docs/cameras.md says the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from neopain.capture import failures
from neopain.capture.failures import FAILURES, CameraFailure
from neopain.core.sessions import LogEntry, LogKind
from neopain.ui.language.camera_lines import CAMERA_LINES
from neopain.ui.language.translate import shown_entry, shown_line
from tests.camera_table import PAGE, renewed
from tests.ui.test_german_screen import ENGLISH

APP = Path(failures.__file__).parents[1]
TOLD_ELSEWHERE = {"failures.py", "probe.py"}
"""A table of its own, and the command line, which is English."""
SOURCES = (
    *(file for file in sorted((APP / "capture").rglob("*.py")) if file.name not in TOLD_ELSEWHERE),
    APP / "workers" / "capture.py",
)
SINKS = {
    "failure", "CameraFailure", "Shot", "_tell", "ViewEvent", "SourceStatus", "_say", "_fail",
    "DamagedPictureFault", "UnknownLoginFault", "OSError",
}  # fmt: skip
"""What a sentence is handed to on its way to the screen."""
TELLING = {"_movement", "elsewhere", "_why_stale", "take_notes"}
"""Functions that give a sentence."""
CODE = re.compile(r"[a-z]+(_[a-z]+)+|[a-z]+[_-][0-9]+|strict|latin-1")
WORD = re.compile(r"[A-Za-z]{2,}")
NO_WORDS = {"ONVIF", "SHA", "MiB", "CERTIFICATE", "kHz"}
NAME = "rtsp://10.0.0.7/stream"
ENGLISH_TOO = re.compile(r"\b(?:camera|picture|check|without|it|a|was|has|gives|sends|address)\b")


def said(source: str) -> set[str]:
    """Every sentence of a file that goes to the screen, with 7 for each value."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        parts: list[ast.AST] = []
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SINKS:
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.FunctionDef) and node.name in TELLING:
            parts = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value]
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.JoinedStr):
            parts = (
                [node.value] if ast.unparse(node.targets[0]) in {"words", "detail", "RESTING_WORDS"} else []
            )
        for part in parts:
            found |= sentences(part)
    return {text for text in found if set(WORD.findall(text)) - NO_WORDS and not CODE.fullmatch(text)}


def sentences(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.JoinedStr):
        return {"".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in node.values)}
    if isinstance(node, ast.Call | ast.Subscript | ast.Compare):
        return set()  # an inner call is looked at by itself
    return set().union(*map(sentences, ast.iter_child_nodes(node)))


ALL = sorted({text for file in SOURCES for text in said(file.read_text("utf-8"))})


@pytest.mark.parametrize("kind", FAILURES, ids=lambda kind: kind.value)
@pytest.mark.parametrize("detail", ["", "5 s", "1920 x 1080", "503 Busy"])
@pytest.mark.parametrize("end", ["", "; trying again"])
def test_every_cause_is_said_in_german(german, kind, detail, end):
    english = f"{CameraFailure(kind, NAME, detail)}{end}"
    shown = shown_line(english)
    assert shown.startswith(NAME)
    assert not ENGLISH.search(shown.removeprefix(NAME)), shown
    assert not ENGLISH_TOO.search(shown.removeprefix(NAME)), shown
    assert detail not in english or detail in shown
    assert shown_entry(LogEntry(0.0, LogKind.SOURCE, "reconnecting", english)) == shown


def test_every_sentence_of_the_room_is_said_in_german(german):
    assert len(ALL) > 30
    assert {text: shown_line(text) for text in ALL if not spoken_in_german(text)} == {}


@pytest.mark.parametrize("line", CAMERA_LINES)
def test_every_line_fits_itself_and_no_other_takes_it(german, line):
    values: dict[str, str] = {}
    for name in re.findall(r"\{(\w+)\}", line):
        values[name] = f"{7 + len(values)}"
    english = line.format(**values)
    shown = shown_line(english)
    assert shown != english or line == "{why}; SHA-256 {fingerprint}", shown
    assert sorted(re.findall(r"\b(?:7|8|9|10)\b", shown)) >= sorted(values.values())
    assert not ENGLISH.search(shown), shown


@pytest.mark.parametrize(
    ("english", "german_words"),
    [
        ("camera 0 does not open; check that it is plugged in", None),
        (
            "rtsps://10.0.0.7/a shows a certificate that is not trusted (self-signed certificate; SHA-256 AB:CD); "
            + FAILURES[failures.FailureKind.CERTIFICATE_UNTRUSTED].remedy,
            "(selbst unterschrieben; SHA-256 AB:CD)",
        ),
        (
            str(CameraFailure(failures.FailureKind.NO_ROUTE, "camera 0", "No route to host")),
            "Kamera 0 ist nicht erreichbar (kein Weg dorthin); ",
        ),
        ("the view has shifted by 12 % of its width and 0 % of its height: was the camera moved?", "um 12 %"),
        ("the picture's size changed from 640 x 480 to 1280 x 720", "von 640 x 480 auf 1280 x 720"),
    ],
)
def test_values_are_kept_and_words_inside_are_translated(german, english, german_words):
    shown = shown_line(english)
    assert shown == english if german_words is None else german_words in shown


def test_the_look_itself_finds_a_forgotten_sentence(german):
    forgotten = said('self._tell("lens_wet", f"the lens of {name} is wet")')
    assert forgotten == {"the lens of 7 is wet"}
    assert not spoken_in_german(forgotten.pop())


def spoken_in_german(text: str) -> bool:
    return shown_line(text) != text


def test_the_page_on_cameras_has_the_table_of_today():
    """When this fails: `python -m tests.camera_table`."""
    page = PAGE.read_text("utf-8")
    assert page == renewed(page)
    assert all(f"`{kind.value}`" in page for kind in FAILURES)
