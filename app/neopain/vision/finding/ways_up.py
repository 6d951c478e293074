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
    # Each roll once: every proposal is held against every other.
    rolls = [one.roll_deg for one in proposals]
    weights = [one.confidence**3 for one in proposals]
    support = [
        sum(
            weight * math.exp(-((_between_deg(roll, other) / _SPREAD_DEG) ** 2))
            for weight, other in zip(weights, rolls, strict=True)
        )
        for roll in rolls
    ]
    places = range(len(proposals))
    surest = sorted(places, key=lambda place: -proposals[place].confidence)
    gathered = sorted(places, key=lambda place: -support[place])
    chosen: list[int] = []
    for place in (*surest[:1], *gathered):
        if all(_between_deg(rolls[place], rolls[other]) > _ANOTHER_WAY_DEG for other in chosen):
            chosen.append(place)
    return [proposals[place] for place in chosen[:_WAYS_UP]]


def _between_deg(one: float, other: float) -> float:
    return abs((one - other + 180.0) % 360.0 - 180.0)
