"""Is an ONNX file a plain feature network that stands on its own? Asked of its structure, not by opening it.

Refused wherever they stand in the file: values in other files, operators that are not ONNX's own, functions,
graphs within graphs (loops and branches: a feature network needs none, and one may never end), sparse values
(a few bytes may unfold to any size), chance (the same face must give the same features), and any field that
the format does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.networks.protobuf_wire import Field, Wire, WireFault, fields

MOST_FIELDS = 2_000_000
STANDARD_DOMAINS: Final = frozenset({"", "ai.onnx"})
_OF_CHANCE: Final = frozenset(
    {
        "Bernoulli",
        "Multinomial",
        "RandomNormal",
        "RandomNormalLike",
        "RandomUniform",
        "RandomUniformLike",
    }
)
_LONGEST_NAME = 256


class _Seen(Enum):
    """What a field of a message is to this check."""

    PLAIN = "nothing to look at"
    OPERATOR = "an operator's name"
    DOMAIN = "an operator's domain"
    LOCATION = "where a tensor's values stand"
    MODEL = "a model"
    GRAPH = "a graph"
    NODE = "a node"
    ATTRIBUTE = "an attribute"
    TENSOR = "a tensor"
    ELSEWHERE = "values in another file"
    SPARSE = "sparse values"
    SUBGRAPH = "a graph within the graph, as loops and branches have"
    FUNCTION = "functions of its own"
    TRAINING = "training information"


def _message(plain: str, **special: _Seen) -> dict[int, _Seen]:
    """Field numbers to what they are; the numbers of plain ones in a text, the others as `f7=...`."""
    return {int(number): _Seen.PLAIN for number in plain.split()} | {
        int(name[1:]): seen for name, seen in special.items()
    }


# Field numbers of onnx.proto, as of IR version 13.
_MESSAGES: Final[Mapping[_Seen, Mapping[int, _Seen]]] = {
    _Seen.MODEL: _message("1 2 3 4 5 6 8 14 26", f7=_Seen.GRAPH, f20=_Seen.TRAINING, f25=_Seen.FUNCTION),
    _Seen.GRAPH: _message("2 10 11 12 13 14 16", f1=_Seen.NODE, f5=_Seen.TENSOR, f15=_Seen.SPARSE),
    _Seen.NODE: _message("1 2 3 6 8 9 10", f4=_Seen.OPERATOR, f5=_Seen.ATTRIBUTE, f7=_Seen.DOMAIN),
    _Seen.ATTRIBUTE: _message(
        "1 2 3 4 7 8 9 13 14 15 20 21",
        f5=_Seen.TENSOR,
        f10=_Seen.TENSOR,
        f6=_Seen.SUBGRAPH,
        f11=_Seen.SUBGRAPH,
        f22=_Seen.SPARSE,
        f23=_Seen.SPARSE,
    ),
    _Seen.TENSOR: _message("1 2 3 4 5 6 7 8 9 10 11 12 16", f13=_Seen.ELSEWHERE, f14=_Seen.LOCATION),
}
_NAMES: Final = frozenset({_Seen.OPERATOR, _Seen.DOMAIN})
_REFUSED: Final = frozenset({_Seen.ELSEWHERE, _Seen.SPARSE, _Seen.SUBGRAPH, _Seen.FUNCTION, _Seen.TRAINING})


def check_graph(model: bytes) -> None:
    """Look at the whole file. Raises: ModelFault."""
    try:
        _Looking(memoryview(model)).look(_Seen.MODEL, 0, len(model))
    except WireFault as fault:
        raise ModelFault(
            Text(
                "expected an ONNX graph, got a file that is none or that is damaged ({fault}). "
                "Restore the model's folder, or make the network again with `neopain-export import`.",
                fault=fault,
            )
        ) from fault


class _Looking:
    def __init__(self, content: memoryview) -> None:
        self._content = content
        self._count = 0

    def look(self, kind: _Seen, start: int, end: int) -> None:
        """Every field of a message, and the messages in it: five deep at most, no graph holds graphs."""
        for field in fields(self._content, start, end):
            self._count += 1
            if self._count > MOST_FIELDS:
                raise WireFault(f"more than {MOST_FIELDS} fields")
            seen = _MESSAGES[kind].get(field.number)
            if seen is None:
                raise WireFault(f"{kind.value} with a field {field.number}, which ONNX does not have")
            if seen is not _Seen.PLAIN:
                self._judge(seen, field)

    def _judge(self, seen: _Seen, field: Field) -> None:
        if seen in _REFUSED:
            raise _refusal(seen.value)
        if seen is _Seen.LOCATION:
            if field.wire is not Wire.VARINT or field.value != 0:
                raise _refusal(_Seen.ELSEWHERE.value)
            return
        if field.wire is not Wire.BYTES:
            raise WireFault(f"{seen.value} that is a number")
        if seen in _NAMES:
            self._judge_name(seen, self._text(field))
        else:
            self.look(seen, field.start, field.end)

    def _judge_name(self, seen: _Seen, name: str) -> None:
        if seen is _Seen.OPERATOR and name in _OF_CHANCE:
            raise _refusal(f"the operator {name}, whose result is left to chance")
        if seen is _Seen.DOMAIN and name not in STANDARD_DOMAINS:
            raise _refusal(f"an operator of {name[:60]!r}")

    def _text(self, field: Field) -> str:
        if field.end - field.start > _LONGEST_NAME:
            raise WireFault("a name without end")
        return bytes(self._content[field.start : field.end]).decode("utf-8", "replace")


def _refusal(what: str) -> ModelFault:
    return ModelFault(
        Text(
            "expected a feature network in one file of plain ONNX operators, got {what}. Export "
            "it without that, all values in the file, for example with `neopain-export import`.",
            what=what,
        )
    )
