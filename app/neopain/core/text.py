"""A sentence for people: English for record, log and export, and what other languages need beside it.

Whoever makes a sentence makes a `Text`. It is a `str` in English, so whatever wants plain English takes it as
it is; the screen translates its template and fills the values in (`ui.language.translate.shown`). Nothing
takes English apart.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any, Never, Self, TypeAlias

TextValue: TypeAlias = "str | int | float | bool | None"
"""What fills a place; a `Text` in a place is translated, too."""


def template(words: str) -> str:
    """A template in a table, whose values come later; marks it for the translators as `Text("...")` does."""
    return words


class Text(str):
    """English made of a template and its values; immutable, equal to the same English.

    The f-string of a `Text`, a slice, or whatever else makes a new `str` of it is English only.

    Attributes:
        template: English with places as of `str.format`, such as `{seconds:.1f}`; the translators' key.
        values: what fills them.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, TextValue]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """`template` is a literal, so that the translators' tool finds it, or marked by `template`.

        Values that are neither text nor number become text.

        Raises: KeyError, ValueError for a template with a place that has no value.
        """
        plain = {name: _plain(value) for name, value in values.items()}
        self = super().__new__(cls, template.format(**plain))
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", MappingProxyType(plain))
        return self

    def each(self, change: Callable[[str], str]) -> Text:
        """A copy whose plain texts in places are changed, also in the Texts that it holds."""
        return Text(self.template, **{name: _each(one, change) for name, one in self.values.items()})

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"a Text never changes; make another instead of setting {name}")

    def __str__(self) -> str:
        """Itself, so that `str(fault)` and `str(text)` lose nothing."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.template, dict(self.values))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


def joined(separator: str, parts: Iterable[str]) -> Text:
    """As `separator.join(parts)`, for a separator without words."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return Text(separator.join(f"{{{name}}}" for name in values), **values)


def text_to_json(text: str) -> str | None:
    """Template and values for the record; None for plain English, which has none.

    `["Care mode ended {how}", {"how": ["by hand", {}]}]`: a list is a Text, `{"number": "nan"}` a number that
    JSON does not know.
    """
    if not isinstance(text, Text):
        return None
    return json.dumps(_to_plain(text), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def text_from_json(english: str, words: str | None) -> str:
    """Reverse of `text_to_json`, beside the English as it was written, which is what counts.

    Returns: the Text; the English alone where there are no words, or they do not say the same.
    """
    if words is None:
        return english
    try:
        text = _from_plain(json.loads(words))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return english
    return text if isinstance(text, Text) and text == english else english


def _made(template: str, values: dict[str, Any]) -> Text:
    return Text(template, **values)


def _plain(value: object) -> TextValue:
    match value:
        case None | bool() | Text():
            return value
        case Integral():
            return int(value)
        case Real():
            return float(value)
        case _:
            return str(value)


def _each(value: TextValue, change: Callable[[str], str]) -> TextValue:
    if isinstance(value, Text):
        return value.each(change)
    return change(value) if isinstance(value, str) else value


def _to_plain(value: TextValue) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, Text):
        return [value.template, {name: _to_plain(one) for name, one in value.values.items()}]
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": repr(value)}
    return value


def _from_plain(value: Any) -> TextValue:  # noqa: ANN401  any JSON
    if isinstance(value, list):
        words, values = value
        return Text(words, **{name: _from_plain(one) for name, one in values.items()})
    if isinstance(value, dict):
        return float(value["number"])
    return value if value is None or isinstance(value, str | int | float) else str(value)
