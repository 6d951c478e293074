"""Annotations and manual assessments: revisions are only ever added, so that the history stays.

A revision is written durably. To change a mark, give `revise` a copy made by `dataclasses.replace`; it
refuses when somebody else changed the mark meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from neopain.core.clinical.revisions import check_revision
from neopain.core.clinical.scales import SCALES
from neopain.core.errors import RecordFault
from neopain.core.record import Annotation, Assessment
from neopain.core.text import Text
from neopain.store.sqlite.checksum import COLUMNS, DamagedRow, check_row, insert, select, summed
from neopain.store.sqlite.database import Database, Value
from neopain.store.tables import rows
from neopain.store.tables.believable import check_texts, check_time, check_total, check_whole

Mark = TypeVar("Mark", Annotation, Assessment)

_TABLES: dict[type, str] = {Annotation: "annotation", Assessment: "assessment"}
_SCALES = frozenset(scale.id for scale in SCALES)


class MarkStore:
    """Annotations and assessments of the sessions in one record; reached as `SessionStore.marks`."""

    def __init__(
        self,
        database: Database,
        number_of: Callable[[str], int],
        *,
        required: Callable[[int], bool],
        on_damage: rows.OnDamage,
    ) -> None:
        """`required` says of a session's number whether its rows must have checksums."""
        self._database = database
        self._number_of = number_of
        self._required = required
        self._on_damage = on_damage

    def annotate(self, session_id: str, annotation: Annotation) -> Annotation:
        """Write a new annotation and give it back. Raises: RecordFault."""
        return self._add(session_id, annotation)

    def assess(self, session_id: str, assessment: Assessment) -> Assessment:
        """Write a new manual assessment and give it back. Raises: RecordFault."""
        return self._add(session_id, assessment)

    def keep(self, session: int, marks: Sequence[Annotation | Assessment]) -> None:
        """Write revisions inside the caller's transaction, each once, however often it is tried.

        A revision whose number is taken by another wording gets the next free one: no wording is lost.
        """
        for mark in marks:
            if self.holds(mark):
                continue
            # Of damaged rows, too, which the history leaves out.
            table = _TABLES[type(mark)]
            taken = {
                revision
                for (revision,) in self._database.execute(
                    f"SELECT revision FROM {table} WHERE id = ?",  # noqa: S608 - a name of ours
                    [mark.id],
                )
            }
            revision = mark.revision if mark.revision not in taken else max(taken) + 1
            self._put(session, replace(mark, revision=revision))

    def holds(self, mark: Annotation | Assessment) -> bool:
        """Whether this wording, under whatever revision's number, is in the record."""
        history: Sequence[Annotation | Assessment]
        if isinstance(mark, Annotation):
            history = self._select(Annotation, "id = ?", mark.id)
        else:
            history = self._select(Assessment, "id = ?", mark.id)
        # As they are stored: a text that UTF-8 cannot hold is written as an escape.
        return any(_values(replace(one, revision=mark.revision)) == _values(mark) for one in history)

    def revise(self, changed: Mark) -> Mark:
        """Add the next revision; `changed` carries the revision number that it was made from.

        Raises: RecordFault when the mark is unknown or was changed meanwhile.
        """
        with self._database.transaction(durable=True):
            newest = self._history(type(changed), changed.id)[-1]
            check_revision(newest, changed)
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
        self._put(session, mark)
        return mark

    def _put(self, session: int, mark: Annotation | Assessment) -> None:
        self._database.execute(*statement_of(mark, session))

    def _session_of(self, mark: Annotation | Assessment) -> int:
        [(session,)] = self._database.execute(
            f"SELECT session FROM {_TABLES[type(mark)]} WHERE id = ? AND revision = 1",  # noqa: S608 - as above
            [mark.id],
        )
        return int(session)

    def _history(self, kind: type[Mark], mark_id: str) -> list[Mark]:
        history = self._select(kind, "id = ?", mark_id)
        if not history:
            raise RecordFault(
                Text(
                    "there is no {kind} {id} in {path}",
                    kind=_TABLES[kind],
                    id=mark_id,
                    path=self._database.path,
                )
            )
        return history

    def _standing(self, kind: type[Mark], session_id: str) -> list[Mark]:
        newest = {mark.id: mark for mark in self._select(kind, "session = ?", self._number_of(session_id))}
        return sorted((mark for mark in newest.values() if not mark.deleted), key=lambda mark: mark.at)

    def _select(self, kind: type[Mark], where: str, value: Value) -> list[Mark]:
        found: list[Mark] = []
        for *row, kept in self._database.rows(
            f"{select(_TABLES[kind])} WHERE {where} ORDER BY id, revision", [value]
        ):
            try:
                check_row(f"{_TABLES[kind]} {row[-3]}", row, kept, required=self._required(int(row[0])))
                found.append(_mark_of(kind, row))
            except DamagedRow as fault:
                self._on_damage(fault)
            except rows.NONSENSE as error:
                what = f"{_TABLES[kind]} {row[-3]}"
                self._on_damage(rows.nonsense(what, self._database.path, error))
        return found


def statement_of(mark: Annotation | Assessment, session: int) -> tuple[str, Sequence[Value]]:
    """What writes the mark, and its values."""
    return insert(_TABLES[type(mark)]), summed([session, *_values(mark)])


def as_given_back(mark: Annotation | Assessment) -> Annotation | Assessment:
    """The mark as the record would give it back. Raises: rows.NONSENSE for one that it would not."""
    row = [0, *_values(mark)]
    return _mark_of(Annotation, row) if isinstance(mark, Annotation) else _mark_of(Assessment, row)


def _values(mark: Annotation | Assessment) -> list[Value]:
    text, author = rows.storable(mark.text), rows.storable(mark.author)
    if isinstance(mark, Annotation):
        until = rows.real(mark.until)
        own: list[Value] = [
            rows.real(mark.at),
            rows.storable(mark.code),
            text,
            author,
            mark.recorded_utc,
            until,
        ]
    else:
        items = json.dumps(mark.items)
        own = [rows.real(mark.at), mark.scale, items, mark.total, text, author, mark.recorded_utc]
    return [*own, mark.id, mark.revision, int(mark.deleted)]


def _mark_of(kind: type[Mark], row: list[Any]) -> Mark:
    """Raises: rows.NONSENSE."""
    _, *values, deleted = row
    if kind is Assessment:
        values[2] = tuple((str(name), int(points)) for name, points in json.loads(values[2]))
    named = dict(zip(COLUMNS[_TABLES[kind]][1:], [*values, bool(deleted)], strict=True))
    check_time(named["at"])
    if named.get("until") is not None:
        check_time(named["until"])
    check_texts(*(named[name] for name in ("text", "author", "recorded_utc", "id")))
    check_whole(named["revision"])
    if kind is Assessment:
        check_total(named["total"], *(points for _, points in named["items"]))
        if named["scale"] not in _SCALES:
            raise KeyError(named["scale"])
    else:
        check_texts(named["code"])
    return kind(**named)
