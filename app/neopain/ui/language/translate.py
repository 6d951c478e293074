"""Says a `core.text.Text` in the screen's language: its template is translated, its values are filled in.

The template is the key. What has no translation is shown as it came: English on the screen is worse than the
ward's language and better than nothing. Nothing here takes English apart.
"""

from __future__ import annotations

from string import Formatter
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication

from neopain.core.text import Text
from neopain.ui.language.numbers import localized

_BREAKS = frozenset("/:.?&=@_-")
CONTEXT = "core"
"""Of every template, in the translators' files."""


def shown(text: str) -> str:
    """A Text in the screen's language; any other string, such as what people typed, as it is."""
    if not isinstance(text, Text):
        return text
    return _FILLING.vformat(QCoreApplication.translate(CONTEXT, text.template), (), text.values)


def breakable(text: str) -> str:
    """A line whose addresses and fingerprints may be broken after each sign, for narrow places."""
    return "".join(
        f"{sign}\u200b" if sign in _BREAKS and rest[:1].strip() else sign
        for sign, rest in zip(text, (text[n + 1 :] for n in range(len(text))), strict=True)
    )


def kept_ltr(text: str) -> str:
    """Figures with their signs and units, or a code, kept together in a right-to-left line."""
    if QGuiApplication.layoutDirection() != Qt.LayoutDirection.RightToLeft or not text.strip():
        return text
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    return f"{before}\u2068{text.strip()}\u2069{after}"


class _Filling(Formatter):
    """As `str.format`, but for the screen: Texts translated, numbers in the language's form."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  as `Formatter` has it
        if isinstance(value, Text):
            said = shown(value)
        elif isinstance(value, float):
            said = localized(format(value, format_spec))
        else:
            said = format(value, format_spec)
        return kept_ltr(said)


_FILLING = _Filling()
