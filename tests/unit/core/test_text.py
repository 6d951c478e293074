"""A Text is English for programs, and template and values for languages; nothing gets lost on its ways."""

from __future__ import annotations

import copy
import json
import pickle
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.errors import SettingFault
from neopain.core.foreign_words import foreign, why
from neopain.core.text import Text, joined, template, text_from_json, text_to_json

CARE = Text("Care mode for {seconds:.1f} s ended {how}", seconds=9.25, how=Text("by hand"))
ENGLISH = "Care mode for 9.2 s ended by hand"
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="utf-8"))


def test_it_is_its_english() -> None:
    assert CARE == ENGLISH
    assert hash(CARE) == hash(ENGLISH)
    assert {CARE: 1}[ENGLISH] == 1
    assert f"[{CARE}]" == f"[{ENGLISH}]"
    assert json.dumps([CARE]) == json.dumps([ENGLISH])
    assert sqlite3.connect(":memory:").execute("SELECT ?, typeof(?1)", [CARE]).fetchone() == (ENGLISH, "text")
    assert Text("braces {{ and }}") == "braces { and }"


@dataclass(frozen=True)
class Line:
    text: str


@pytest.mark.parametrize(
    "way",
    [
        str,
        copy.copy,
        copy.deepcopy,
        lambda text: pickle.loads(pickle.dumps(text)),
        lambda text: asdict(Line(text))["text"],
        lambda text: str(SettingFault(text)),
        lambda text: str(OSError(text)),
        lambda text: text_from_json(str.__str__(text), text_to_json(text)),
    ],
)
def test_template_and_values_survive(way) -> None:
    kept = way(CARE)
    assert isinstance(kept, Text)
    assert (kept, kept.template, dict(kept.values)) == (CARE, CARE.template, dict(CARE.values))
    assert isinstance(kept.values["how"], Text)


def test_it_never_changes() -> None:
    for change in (lambda: setattr(CARE, "template", "x"), lambda: setattr(CARE, "more", 1)):
        with pytest.raises(AttributeError):
            change()
    with pytest.raises(TypeError):
        CARE.values["seconds"] = 1.0  # type: ignore[index]


def test_what_is_neither_text_nor_number_becomes_text() -> None:
    text = Text("{path} {share:.2f} {count}", path=Path("/a"), share=np.float32(0.25), count=np.int64(3))
    assert text == "/a 0.25 3"
    assert [type(value) for value in text.values.values()] == [str, float, int]


def test_a_place_without_a_value_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Text("{a} and {b}", a=1)


@given(VALUES, VALUES)
def test_the_record_gives_it_back(one: object, other: object) -> None:
    text = Text("{one} in {other}", one=Text("<{inner}>", inner=one), other=other)
    words = text_to_json(text)
    assert words is not None
    kept = text_from_json(str.__str__(text), json.dumps(json.loads(words)))
    assert isinstance(kept, Text)
    assert kept == text
    assert text_to_json(kept) == words


@pytest.mark.parametrize(
    "words",
    [
        None, "", "7", "[]", "[1, 2]", '["a"]', '["a {b}", {}]', '["a", []]', '{"number": "x"}',
        '["other words", {}]', '["{how:d}", {"how": "x"}]', "[" * 9000,
    ],
)  # fmt: skip
def test_foreign_words_leave_the_english(words: str | None) -> None:
    kept = text_from_json(ENGLISH, words)
    assert kept == ENGLISH
    assert not isinstance(kept, Text)


def test_plain_english_has_no_words() -> None:
    assert text_to_json(ENGLISH) is None


def test_values_are_changed_wherever_they_are() -> None:
    text = Text("{name} {cause}", name="a:b", cause=Text("said {what} {count} times", what="a:c", count=2))
    hidden = text.each(lambda told: told.replace("a:", "*"))
    assert hidden == "*b said *c 2 times"
    assert hidden.template == text.template


def test_texts_are_joined() -> None:
    assert joined("; ", ()) == ""
    text = joined("; ", (CARE, "typed"))
    assert text == f"{ENGLISH}; typed"
    assert text.values["part0"] is CARE


def test_a_marked_template_is_itself() -> None:
    assert template("a {b}") == "a {b}"


def test_common_words_of_the_system_are_texts_and_others_stay() -> None:
    assert isinstance(foreign("Permission denied"), Text)
    assert foreign("the dog ate it") == "the dog ate it"
    assert isinstance(why(PermissionError(13, "Permission denied")), Text)
    assert why(OSError("odd")) == "odd"
    assert why(TimeoutError()) == "TimeoutError"
