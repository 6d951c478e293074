"""Annotations and manual assessments: revisions are only ever added, so that the history stays.

A revision is written durably. To change a mark, give `revise` a copy made by `dataclasses.replace`; it
refuses when somebody else changed the mark meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from neopain.core.errors import RecordFault
from neopain.core.record import Annotation, Assessment
from neopain.store.database import Database, Row, Value

Mark = TypeVar("Mark", Annotation, Assessment)

_COLUMNS: dict[type, str] = {
    Annotation: "at, code, text, author, recorded_utc, until, id, revision, deleted",
    Assessment: "at, scale, items, total, text, author, recorded_utc, id, revision, deleted",
}
_TABLES: dict[type, str] = {Annotation: "annotation", Assessment: "assessment"}


class MarkStore:
    """Annotations and assessments of the sessions in one record; reached as `SessionStore.marks`."""

    def __init__(self, database: Database, number_of: Callable[[str], int]) -> None:
        self._database = database
        self._number_of = number_of

    def annotate(self, session_id: str, annotation: Annotation) -> Annotation:
        """Write a new annotation and give it back. Raises: RecordFault."""
        return self._add(session_id, annotation)

    def assess(self, session_id: str, assessment: Assessment) -> Assessment:
        """Write a new manual assessment and give it back. Raises: RecordFault."""
        return self._add(session_id, assessment)

    def revise(self, changed: Mark) -> Mark:
        """Add the next revision; `changed` carries the revision number that it was made from.

        Raises: RecordFault when the mark is unknown or was changed meanwhile.
        """
        with self._database.transaction(durable=True):
            newest = self._history(type(changed), changed.id)[-1]
            if newest.revision != changed.revision:
                raise RecordFault(
                    f"{newest.author or 'somebody'} changed this meanwhile (revision {newest.revision}, "
                    f"yours was made from {changed.revision}); look at it again, then change it"
                )
            return self._insert(self._session_of(changed), replace(changed, revision=newest.revision + 1))

    def undo(self, mark: Mark, *, author: str, recorded_utc: str) -> Mark:
        """Take back the newest change by a further revision: what stood before, or deleted if nothing did.

        Undoing twice brings the change back. Raises: RecordFault when the mark is unknown.
        """
        with self._database.transaction(durable=True):
            history = self._history(type(mark), mark.id)
            before = history[-2] if len(history) > 1 else replace(history[-1], deleted=True)
            return self._insert(
                self._session_of(mark),
                replace(before, author=author, recorded_utc=recorded_utc, revision=history[-1].revision + 1),
            )

    def history(self, mark: Mark) -> list[Mark]:
        """All revisions, oldest first. Raises: RecordFault when the mark is unknown."""
        return self._history(type(mark), mark.id)

    def annotations(self, session_id: str) -> list[Annotation]:
        """The annotations as they stand now, by time, deleted ones left out. Raises: RecordFault."""
        return self._standing(Annotation, session_id)

    def assessments(self, session_id: str) -> list[Assessment]:
        """The assessments as they stand now, by time, deleted ones left out. Raises: RecordFault."""
        return self._standing(Assessment, session_id)

    def revisions(self, session_id: str) -> list[Annotation | Assessment]:
        """Every revision of every mark, deleted ones too, for a full export. Raises: RecordFault."""
        number = self._number_of(session_id)
        return [
            *self._select(Annotation, "session = ?", number),
            *self._select(Assessment, "session = ?", number),
        ]

    def _add(self, session_id: str, mark: Mark) -> Mark:
        with self._database.transaction(durable=True):
            return self._insert(self._number_of(session_id), mark)

    def _insert(self, session: int, mark: Mark) -> Mark:
        kind = type(mark)
        values: list[Value] = _values(mark)
        self._database.execute(
            f"INSERT INTO {_TABLES[kind]} (session, {_COLUMNS[kind]}) "  # noqa: S608 - names from the tables above
            f"VALUES (?{', ?' * len(values)})",
            [session, *values],
        )
        return mark

    def _session_of(self, mark: Annotation | Assessment) -> int:
        [(session,)] = self._database.execute(
            f"SELECT session FROM {_TABLES[type(mark)]} WHERE id = ? AND revision = 1",  # noqa: S608 - as above
            [mark.id],
        )
        return int(session)

    def _history(self, kind: type[Mark], mark_id: str) -> list[Mark]:
        history = self._select(kind, "id = ?", mark_id)
        if not history:
            raise RecordFault(f"there is no {_TABLES[kind]} {mark_id} in {self._database.path}")
        return history

    def _standing(self, kind: type[Mark], session_id: str) -> list[Mark]:
        newest = {mark.id: mark for mark in self._select(kind, "session = ?", self._number_of(session_id))}
        return sorted((mark for mark in newest.values() if not mark.deleted), key=lambda mark: mark.at)

    def _select(self, kind: type[Mark], where: str, value: Value) -> list[Mark]:
        return [
            _mark_of(kind, row)
            for row in self._database.rows(
                f"SELECT {_COLUMNS[kind]} FROM {_TABLES[kind]} "  # noqa: S608 - as above
                f"WHERE {where} ORDER BY id, revision",
                [value],
            )
        ]


def _values(mark: Annotation | Assessment) -> list[Value]:
    if isinstance(mark, Annotation):
        own: list[Value] = [mark.at, mark.code, mark.text, mark.author, mark.recorded_utc, mark.until]
    else:
        items = json.dumps(mark.items, ensure_ascii=False)
        own = [mark.at, mark.scale, items, mark.total, mark.text, mark.author, mark.recorded_utc]
    return [*own, mark.id, mark.revision, int(mark.deleted)]


def _mark_of(kind: type[Mark], row: Row) -> Mark:
    *values, deleted = row
    if kind is Assessment:
        values[2] = tuple((str(name), int(points)) for name, points in json.loads(values[2]))
    names = _COLUMNS[kind].split(", ")
    return kind(**dict(zip(names, [*values, bool(deleted)], strict=True)))
