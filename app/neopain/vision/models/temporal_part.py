"""What a classifier's manifest says of time: a head over its own scores, and what that must answer.

The head is a few numbers in the manifest itself, whose digest is pinned with the model; there is no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault
from neopain.core.temporal.head import FIGURES, TemporalHead
from neopain.core.text import Text

if TYPE_CHECKING:
    from neopain.vision.models.toml_table import TomlTable

MOST_KNOWN = 64
"""Scores in a known course."""
TOLERANCE = 0.01
"""Points; the screen shows a tenth."""
LEAST_RISE = 0.5
"""Points by which the known course with pain must be told above the one without."""
COURSES = ("known_calm", "known_mixed", "known_pain")
"""Averages over the training courses without pain, of all, and with pain; nobody's."""


@dataclass(frozen=True, slots=True)
class TemporalPart:
    """The table `[temporal]`.

    Attributes:
        method: in words.
        head: what was learnt.
        known: points that it answered to each of COURSES when it was made.
    """

    method: str
    head: TemporalHead
    known: tuple[float, ...]


def read_temporal_part(top: TomlTable) -> TemporalPart | None:
    """Read the table, and ask the head; None for a classifier without one.

    Raises: ModelFault for numbers that make no sense, a head that may not be used at the bedside, and one
    that does not answer the known courses as it did when it was made.
    """
    if "temporal" not in top.values:
        return None
    table = top.table("temporal")
    count = len(FIGURES)
    try:
        head = TemporalHead(
            window_s=table.number("window_s"),
            level=table.number("level"),
            centre=table.numbers("centre", count),
            spread=table.numbers("spread", count),
            weights=table.numbers("weights", count),
            bias=table.number("bias"),
        )
    except ValueError as fault:
        raise _refused(table, str(fault)) from fault
    unfit = head.fault()
    if unfit is not None:
        raise _refused(table, unfit)
    known = table.numbers("known_answers", len(COURSES))
    answers = tuple(head.score(_course(table, name, head.window_s)) for name in COURSES)
    worst = max(abs(got - told) for got, told in zip(answers, known, strict=True))
    # Written so that NaN is refused too.
    if not worst <= TOLERANCE:
        told = ", ".join(f"{one:.2f}" for one in answers)
        raise _refused(table, f"it answers {told} to its known courses, and not what it did when it was made")
    if not answers[-1] - answers[0] >= LEAST_RISE:
        raise _refused(table, "it cannot tell its known course with pain from the one without")
    return TemporalPart(table.text("method"), head, known)


def _course(table: TomlTable, name: str, window_s: float) -> tuple[tuple[float, float], ...]:
    told = table.values.get(name)
    count = len(told) if isinstance(told, list) else 0
    if not 2 <= count <= MOST_KNOWN:
        raise table.refusal(name, f"2 to {MOST_KNOWN} scores")
    scores = table.numbers(name, count)
    if not all(0.0 <= score <= 10.0 for score in scores):
        raise table.refusal(name, "scores from 0 to 10")
    return tuple((window_s * place / (count - 1), score) for place, score in enumerate(scores))


def _refused(table: TomlTable, why: str) -> ModelFault:
    return ModelFault(
        Text(
            "{where}: the temporal head may not be used: {why}. Restore the model's folder, or make the head "
            "again with `neopain-export temporal`.",
            where=table.where,
            why=why,
        )
    )
