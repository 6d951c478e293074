"""The list of stays and sessions: of each what was recorded of this infant, and of no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from neopain.core.record import Bridge, SessionSummary, counts_as_alarm
from neopain.core.stay.reviewed import StayLine
from neopain.core.stay.stays import StayPart
from neopain.store.sessions import SessionStore

MINUTE_S = 60.0


def lines_of(store: SessionStore) -> list[StayLine]:
    """Newest first. Raises: RecordFault."""
    summaries = {one.session.id: one for one in store.sessions()}
    lines: list[StayLine] = []
    taken: dict[str, list[StayPart]] = {}
    admissions = store.admissions.numbered()
    for number, parts in store.stays.parts_of_all(admissions).items():
        admission = admissions[number]
        own = []
        for part in parts:
            taken.setdefault(part.session.id, []).append(part)
            cut = _cut(store, summaries[part.session.id], part)
            own += [] if cut is None else [cut]
        if own:
            lines.append(
                replace(
                    line_of(admission.id, own),
                    is_stay=True,
                    patient_code=admission.patient_code,
                    gestation_days=admission.gestation_days,
                    open=admission.discharged_utc is None,
                )
            )
    lines += [
        line_of(one.session.id, [one])
        for one in summaries.values()
        if not _covered(taken.get(one.session.id, ()))
    ]
    return sorted(lines, key=lambda one: one.last_utc or one.started_utc, reverse=True)


def line_of(line_id: str, own: Sequence[SessionSummary]) -> StayLine:
    """A line about these sessions, as of nobody's."""
    own = sorted(own, key=lambda one: one.session.started_utc)
    return StayLine(
        id=line_id,
        is_stay=False,
        patient_code=own[0].session.patient_code,
        gestation_days=None,
        started_utc=own[0].session.started_utc,
        last_utc=max(one.last_utc for one in own),
        sources=tuple(dict.fromkeys(one.session.source for one in own)),
        sessions=len({one.session.id for one in own}),
        readings=sum(one.readings for one in own),
        scored=sum(one.scored for one in own),
        alarms=sum(one.alarms for one in own),
        open=not own[-1].closed,
        simulated=any(one.session.simulated for one in own),
    )


def _cut(store: SessionStore, whole: SessionSummary, part: StayPart) -> SessionSummary | None:
    """What the list says of a part of a session, counted by the minute; None where nothing is in it."""
    session, last_at = whole.session, whole.last_at
    if part.whole:
        return whole
    begin = max(part.since, session.started_at)
    if last_at is None or begin > last_at:
        return None
    minutes = [
        one
        for one in store.minutes(session.id)
        if part.holds(session.started_at + one.start_s + 0.5 * MINUTE_S)
    ]
    return replace(
        whole,
        session=replace(session, started_utc=Bridge(session).text(begin), started_at=begin),
        last_at=min(part.until, last_at),
        readings=sum(one.readings for one in minutes),
        scored=sum(one.scored for one in minutes),
        alarms=sum(counts_as_alarm(one) and part.holds(one.at) for one in store.entries(session.id)),
    )


def _covered(parts: Iterable[StayPart]) -> bool:
    """Whether these parts of one session are all of it."""
    reached = float("-inf")
    for part in sorted(parts, key=lambda one: one.since):
        if part.since > reached:
            return False
        reached = max(reached, part.until)
    return reached == float("inf")
