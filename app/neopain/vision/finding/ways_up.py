"""Which ways up of one place are worth trying."""

from __future__ import annotations

import math

from neopain.vision.finding.proposal import Proposal

_WAYS_UP = 3
_ANOTHER_WAY_DEG = 40.0
_SPREAD_DEG = 25.0


def ways_up(proposals: list[Proposal]) -> list[Proposal]:
    """The rolls worth trying, by the surest proposal of each, at most three.

    First the surest proposal's own; then the one about which most proposals gather, which may be another:
    a face is proposed upright in several turns, a wrong way up in one.
    """
    surest = sorted(proposals, key=lambda one: -one.confidence)
    gathered = sorted(proposals, key=lambda one: -_support(one, proposals))
    chosen: list[Proposal] = []
    for one in (*surest[:1], *gathered):
        if all(_between_deg(one.roll_deg, other.roll_deg) > _ANOTHER_WAY_DEG for other in chosen):
            chosen.append(one)
    return chosen[:_WAYS_UP]


def _support(one: Proposal, proposals: list[Proposal]) -> float:
    return sum(
        other.confidence**3 * math.exp(-((_between_deg(one.roll_deg, other.roll_deg) / _SPREAD_DEG) ** 2))
        for other in proposals
    )


def _between_deg(one: float, other: float) -> float:
    return abs((one - other + 180.0) % 360.0 - 180.0)
