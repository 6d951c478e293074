"""Where two raters differ, and what is settled once an adjudicator has decided.

An adjudicator decides only what is in dispute: where one rater judged and the other could not, everything;
else the questions that were answered differently. Who said what is not told, and follows from nothing shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neopain_export.annotation.rating.tasks import Answer, Values


@dataclass(frozen=True, slots=True)
class Dispute:
    """One item that two raters did not answer alike.

    Attributes:
        agreed: by question, what both said; 0, 1, or None where both could not see it.
        open: by question, whether it is to be decided; all of them where only one rater could judge.
    """

    agreed: Values
    open: tuple[bool, ...]

    def fits(self, answer: Answer) -> bool:
        """Whether a decision leaves what was agreed as it is; "cannot judge" decides all of it."""
        if answer.values is None:
            return True
        return all(
            undecided or value == before
            for value, before, undecided in zip(answer.values, self.agreed, self.open, strict=True)
        )


def dispute_of(first: Answer, second: Answer) -> Dispute | None:
    """What is to be decided; None where both said the same, or both that it cannot be judged."""
    if first.values is None or second.values is None:
        if first.values is second.values:
            return None
        size = len(first.values or second.values or ())
        return Dispute((None,) * size, (True,) * size)
    undecided = tuple(one != other for one, other in zip(first.values, second.values, strict=True))
    if not any(undecided):
        return None
    agreed = tuple(None if differs else one for one, differs in zip(first.values, undecided, strict=True))
    return Dispute(agreed, undecided)


def disputes(first: Mapping[str, Answer], second: Mapping[str, Answer]) -> dict[str, Dispute]:
    """By item that both answered, what is in dispute."""
    found = {item: dispute_of(first[item], second[item]) for item in sorted(first.keys() & second.keys())}
    return {item: one for item, one in found.items() if one is not None}


def settled(
    first: Mapping[str, Answer], second: Mapping[str, Answer], decided: Mapping[str, Answer]
) -> dict[str, Answer]:
    """By item the answer that counts: what both said, else what was decided; what is open still is absent."""
    still = disputes(first, second)
    both = {item: answer for item, answer in first.items() if item in second and item not in still}
    return both | {item: answer for item, answer in decided.items() if item in still}
