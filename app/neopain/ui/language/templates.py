"""Every template of a sentence in the product, read out of its code: nobody types one a second time.

Qt's own tool finds `tr("...")` only. `make words` hands it what is found here: the first argument of each
`Text("...")` and each `template("...")`.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from neopain import paths
from neopain.ui.language.translate import CONTEXT

MARKS = ("Text", "template")
"""Names of `core.text` that take a template."""
_WORD = re.compile(r"[^\W\d_]{2}")
PACKAGE = Path(paths.__file__).parent


def templates_in(source: str) -> Iterator[str]:
    """The templates of one file with words in them; one that is only places needs no translation."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first = node.args[0]
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = first.value if isinstance(first, ast.Constant) else None
        if name in MARKS and isinstance(words, str) and _has_words(words):
            yield words


@cache
def templates() -> tuple[str, ...]:
    """Those of all files, each once, in their order."""
    files = sorted(PACKAGE.rglob("*.py"))
    return tuple(dict.fromkeys(one for file in files for one in templates_in(file.read_text("utf-8"))))


def for_translators() -> str:
    """The templates as Python text, which the translators' tool can read."""
    return "".join(f"QT_TRANSLATE_NOOP({CONTEXT!r}, {one!r})\n" for one in templates())


def _has_words(template: str) -> bool:
    return any(_WORD.search(before) for before, *_ in string.Formatter().parse(template))
