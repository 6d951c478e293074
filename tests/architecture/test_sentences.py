"""One home for each sentence: whoever makes one makes a `Text`, and nothing takes English apart again."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from neopain import paths
from neopain.ui.language.templates import MARKS, templates_in

APP = Path(paths.__file__).parent
FILES = sorted(APP.rglob("*.py"))
FOR_PROGRAMMERS = {"ProgramFault", "WireFault"}
"""Faults of ours, and what a damaged ONNX file has wrong in its bytes: in no language but English."""
ENGLISH_ROOMS = {"commands", "main.py"}
"""The command line speaks English."""
SINKS = {
    "LogEntry": (3, "text"),
    "SourceStatus": (2, "detail"),
    "SourceEvent": (2, "text"),
    "tell": (2, "text"),
}
"""Where a sentence goes on its way to screen and record: which argument it is."""
MAKES_TEXTS = {"core/text.py", "capture/failures.py"}
"""The Text itself, and the table of causes, whose templates are marked by `template`."""
MAY_MATCH = {"ui/language/numbers.py", "ui/language/templates.py"}
"""Regular expressions of the screen: the decimal sign of figures, and whether a template has words in it."""


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_english(node: ast.AST) -> bool:
    """Whether a sentence is written here that is no Text."""
    match node:
        case ast.Constant(value=str(words)):
            return len(words.split()) > 1
        case ast.JoinedStr(values=values):
            return any(
                isinstance(one, ast.Constant) and re.search(r"[A-Za-z]{2}", one.value) for one in values
            )
        case ast.IfExp(body=body, orelse=other):
            return is_english(body) or is_english(other)
        case ast.BinOp(left=left, right=right):
            return is_english(left) or is_english(right)
        case ast.BoolOp(values=values):
            return any(map(is_english, values))
    return False


def plain_sentences(source: str) -> Iterator[str]:
    """Calls that hand on a sentence which no language but English can say."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = name_of(call)
        if name.endswith("Fault") and name not in FOR_PROGRAMMERS:
            told = call.args[:1]
        elif name in SINKS:
            place, keyword = SINKS[name]
            told = [
                *call.args[place : place + 1],
                *(one.value for one in call.keywords if one.arg == keyword),
            ]
        else:
            continue
        if any(map(is_english, told)):
            yield f"line {call.lineno}: {ast.unparse(call)[:90]}"


def wrong_texts(source: str) -> Iterator[str]:
    """Texts whose template is no literal, or whose places and values do not fit."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        if name_of(call) != "Text":
            continue
        template = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
        if not isinstance(template, str) or len(call.args) != 1:
            yield f"line {call.lineno}: no literal"
            continue
        places = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
        if places != {one.arg for one in call.keywords}:
            yield f"line {call.lineno}: {template!r} with {sorted(str(one.arg) for one in call.keywords)}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(APP)))
def test_whoever_makes_a_sentence_makes_a_text(file):
    place = str(file.relative_to(APP))
    source = file.read_text("utf-8")
    if place.split("/", maxsplit=1)[0] not in ENGLISH_ROOMS:
        assert list(plain_sentences(source)) == []
    if place not in MAKES_TEXTS:
        assert list(wrong_texts(source)) == []


def test_the_screen_takes_no_english_apart():
    for file in sorted((APP / "ui").rglob("*.py")):
        imported = {
            alias.name
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in (*node.names, ast.alias(getattr(node, "module", None) or ""))
        }
        assert "re" not in imported or str(file.relative_to(APP)) in MAY_MATCH, file


def test_the_look_itself_finds_what_is_wrong():
    for wrong in (
        'raise SettingFault(f"the lens of {name} is wet")',
        'raise RecordFault("it is full: " + why)',
        'SourceStatus(state, now, "the lens is wet")',
        'monitor.tell(kind, "wet", f"{name} is wet")',
        'LogEntry(now, kind, "wet", text="the lens is wet" if wet else words)',
    ):
        assert list(plain_sentences(wrong)), wrong
    for wrong in ("Text(words)", 'Text("{name} is wet")', 'Text("it is wet", name=name)', 'Text(f"{a}")'):
        assert list(wrong_texts(wrong)), wrong
    for right in (
        'raise SettingFault(Text("the lens of {name} is wet", name=name))',
        'LogEntry(now, kind, "a", b)',
    ):
        assert not list(plain_sentences(right))
        assert not list(wrong_texts(right))


def test_the_translators_get_what_is_marked_and_has_words():
    source = (
        'Text("an {x}", x=1); template("of {x}"); Text("{f} x {g}", f=1, g=2); other("on it"); Text(words)'
    )
    assert list(templates_in(source)) == ["an {x}", "of {x}"]
    assert MARKS == ("Text", "template")
