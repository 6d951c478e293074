"""Which of a graph's outputs is what to its family's decoder, and how the family is shown a picture.

Detectors come with numbers for names (SCRFD), with names of their own (YOLO), or with those of the family
(YuNet): the roles are told by names where these are the family's, else by the width of a row and the count of
rows, else by the order in which the graph has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from neopain.core.errors import ModelFault
from neopain.vision.finding.detectors import yolo_face
from neopain.vision.finding.detectors.families import FAMILIES

Shapes = Mapping[str, tuple[int, ...]]
"""Shape of each output for one picture, by name, in the graph's order."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How a family is shown a picture, where its maker did nothing unusual.

    Attributes:
        channels, mean, scale: as in a manifest's `[input]`.
        outputs: in words, for messages.
    """

    channels: str
    mean: tuple[float, float, float]
    scale: float
    outputs: str


HABITS: Final[dict[str, Habit]] = {
    "yunet": Habit(
        "BGR",
        (0.0, 0.0, 0.0),
        1.0,
        "twelve outputs: cls, obj (rows of 1), bbox (4) and kps (10) of 3 strides",
    ),
    "yolo-face": Habit(
        "RGB",
        (0.0, 0.0, 0.0),
        1.0 / 255.0,
        "one output of decoded rows of " + " or ".join(str(length) for length in yolo_face.ROWS),
    ),
    "retinaface": Habit(
        "BGR", (104.0, 117.0, 123.0), 1.0, "three outputs: loc (rows of 4), conf (2), landms (10)"
    ),
    "scrfd": Habit(
        "RGB",
        (127.5, 127.5, 127.5),
        1.0 / 128.0,
        "nine outputs: scores (rows of 1), boxes (4) and points (10) of 3 strides",
    ),
}


def outputs_in_order(family: str, shapes: Shapes) -> tuple[str, ...]:
    """The names of the outputs in the order of the family's roles.

    Args:
        family: out of `HABITS`.
        shapes: of everything that the graph gives.

    Raises: ModelFault where they are not those of the family.
    """
    roles = FAMILIES[family].roles
    if set(roles) <= set(shapes):
        return roles
    found = _FIND[family](shapes)
    if len(found) != len(roles):
        told = ", ".join(f"{name} {shape}" for name, shape in list(shapes.items())[:16])
        raise ModelFault(
            f"expected a {family} network with {HABITS[family].outputs}; got {told}. Name its own --family "
            f"out of {', '.join(HABITS)}, and export it with its five key points, decoded as the family's "
            "usual export does"
        )
    return found


def _by_width(shapes: Shapes, *widths: int) -> tuple[str, ...]:
    """Outputs by the length of a row; of one length, the most rows (the finest stride) first."""
    found: list[str] = []
    for width in widths:
        some = [name for name, shape in shapes.items() if len(shape) >= 2 and shape[-1] == width]
        found += sorted(some, key=lambda name: -_rows(shapes[name]))
    return tuple(found)


def _yunet(shapes: Shapes) -> tuple[str, ...]:
    """Class and objectness look alike: the first three of their six, as the graph has them, are the class."""
    ones = [name for name, shape in shapes.items() if len(shape) >= 2 and shape[-1] == 1]
    halves = (ones[:3], ones[3:])
    ordered = [name for half in halves for name in sorted(half, key=lambda name: -_rows(shapes[name]))]
    return (*ordered, *_by_width(shapes, 4, 10))


def _yolo(shapes: Shapes) -> tuple[str, ...]:
    return tuple(
        name
        for name, shape in shapes.items()
        if len(shape) == 3 and shape[0] == 1 and set(shape[1:]) & set(yolo_face.ROWS)
    )


def _rows(shape: Sequence[int]) -> int:
    return shape[-2]


_FIND: Final[dict[str, Callable[[Shapes], tuple[str, ...]]]] = {
    "yunet": _yunet,
    "yolo-face": _yolo,
    "retinaface": lambda shapes: _by_width(shapes, 4, 2, 10),
    "scrfd": lambda shapes: _by_width(shapes, 1, 4, 10),
}
