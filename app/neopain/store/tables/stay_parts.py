"""Whose each moment of a session is, after all that was moved; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

INFINITE = float("inf")


class Span(NamedTuple):
    """A time of a session, monotonic s from `since` to before `until`, and its stay; None for nobody's."""

    stay: int | None
    since: float
    until: float


def spans_of(stay: int | None, moves: Iterable[tuple[int, float | None, float | None]]) -> list[Span]:
    """The session's spans by time, none overlapping, together all of time.

    `moves` in the order in which they were made: stay, since and until, None for an open end.
    """
    spans = [Span(stay, -INFINITE, INFINITE)]
    for to, begin, end in moves:
        since = -INFINITE if begin is None else begin
        until = INFINITE if end is None else end
        cut = []
        for span in spans:
            cut += [
                part
                for part in (
                    Span(span.stay, span.since, min(span.until, since)),
                    Span(span.stay, max(span.since, until), span.until),
                )
                if part.since < part.until
            ]
        spans = sorted([*cut, Span(to, since, until)], key=lambda span: span.since)
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].stay == span.stay:
            joined[-1] = joined[-1]._replace(until=span.until)
        else:
            joined.append(span)
    return joined
