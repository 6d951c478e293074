"""Whatever the cameras' room says is said in German on a German screen; docs/cameras.md says the same."""

from __future__ import annotations

import re

import pytest

from neopain.capture import failures
from neopain.capture.decoding.jpeg import DamagedPictureFault, decode_jpeg
from neopain.capture.failures import FAILURES, CameraFailure
from neopain.core.foreign_words import foreign
from neopain.core.source_causes import FailureKind
from neopain.core.text import Text
from neopain.ui.language.templates import PACKAGE, templates_in
from neopain.ui.language.translate import shown
from tests.camera_table import PAGE, renewed
from tests.ui.language.test_german_screen import ENGLISH

NAME = "rtsp://10.0.0.7/stream"
ENGLISH_TOO = re.compile(r"\b(?:camera|picture|check|without|it|a|was|has|gives|sends|address)\b")
SAID = sorted(
    {one for file in (PACKAGE / "capture").rglob("*.py") for one in templates_in(file.read_text("utf-8"))}
)
SAME = {"SHA-256 {fingerprint}", "{why}; SHA-256 {fingerprint}"}


@pytest.mark.parametrize("kind", FAILURES, ids=lambda kind: kind.value)
@pytest.mark.parametrize("detail", ["", "5 s", "1920 x 1080", "503 Busy"])
def test_every_cause_is_said_in_german(german, kind, detail):
    failure = str(CameraFailure(kind, NAME, detail))
    said = shown(Text("{fault}; trying again", fault=failure))
    assert said.startswith(NAME)
    assert not ENGLISH.search(said.removeprefix(NAME)), said
    assert not ENGLISH_TOO.search(said.removeprefix(NAME)), said
    assert detail not in failure or detail in said


@pytest.mark.parametrize("template", SAID)
def test_every_sentence_of_the_room_is_said_in_german(german, template):
    places = re.findall(r"\{(\w+)[^}]*\}", template)
    text = Text(template, **{name: 70 + number for number, name in enumerate(places)})
    said = shown(text)
    assert (said == text) is (template in SAME)
    assert all(f"{70 + number}" in said for number in range(len(places))), said


def test_the_room_says_much():
    assert len(SAID) > 100


@pytest.mark.parametrize(
    ("text", "german_words"),
    [
        (
            str(
                CameraFailure(
                    FailureKind.CERTIFICATE_UNTRUSTED,
                    "rtsps://10.0.0.7/a",
                    Text(
                        "{why}; SHA-256 {fingerprint}",
                        why=foreign("self-signed certificate"),
                        fingerprint="AB:CD",
                    ),
                )
            ),
            "(selbst unterschrieben; SHA-256 AB:CD)",
        ),
        (
            str(
                CameraFailure(
                    FailureKind.NO_ROUTE, Text("camera {number}", number=0), foreign("No route to host")
                )
            ),
            "Kamera 0 ist nicht erreichbar (kein Weg dorthin); ",
        ),
        ("camera 0 is what somebody typed", "camera 0 is what somebody typed"),
    ],
)
def test_values_are_kept_and_words_inside_are_translated(german, text, german_words):
    assert german_words in shown(text)


def test_a_broken_picture_is_told_in_german(german):
    with pytest.raises(DamagedPictureFault) as caught:
        decode_jpeg(b"\xff\xd8 no picture")
    assert shown(str(caught.value)) != str(caught.value)


def test_the_page_on_cameras_has_the_table_of_today():
    """When this fails: `python -m tests.camera_table`."""
    page = PAGE.read_text("utf-8")
    assert page == renewed(page)
    assert all(f"`{kind.value}`" in page for kind in failures.FAILURES)
