"""What people noted in one stay: how it stands now, and every earlier wording. Pure and stepped.

Times are on the clock of the running session.

A note changes only by a further revision, so nothing that was ever noted goes away; who keeps the revisions
writes each of them to the record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from neopain.core.errors import SettingFault
from neopain.core.record import Annotation
from neopain.core.sessions import Session
from neopain.core.text import Text


class NoteLedger:
    """Gives each revision to whoever asked for it; all times are monotonic s within the session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._began_at = session.started_at
        self._revisions: dict[str, list[Annotation]] = {}

    @property
    def session_id(self) -> str:
        """Whose notes these are."""
        return self._session.id

    @property
    def began_at(self) -> float:
        """The stay's begin: nothing of it can have been done earlier."""
        return self._began_at

    @property
    def standing(self) -> tuple[Annotation, ...]:
        """The notes as they stand, by time, without those taken back."""
        newest = (revisions[-1] for revisions in self._revisions.values())
        return tuple(sorted((one for one in newest if not one.deleted), key=lambda one: one.at))

    def standing_without(self, unsaved: Collection[Annotation]) -> tuple[Annotation, ...]:
        """As `standing`, as if these revisions had not been made."""
        kept = ([one for one in revisions if one not in unsaved] for revisions in self._revisions.values())
        newest = (revisions[-1] for revisions in kept if revisions)
        return tuple(sorted((one for one in newest if not one.deleted), key=lambda one: one.at))

    def history(self, note_id: str) -> tuple[Annotation, ...]:
        """All revisions, oldest first. Raises: KeyError."""
        return tuple(self._revisions[note_id])

    def go_on(self, began_at: float, revisions: Iterable[Annotation]) -> None:
        """The stay began earlier, and these were noted in it; every revision, oldest first."""
        self._began_at = min(began_at, self._began_at)
        for one in revisions:
            known = self._revisions.setdefault(one.id, [])
            if one.revision not in {other.revision for other in known}:
                known.append(one)

    def note(self, now: float, code: str, text: str, *, utc: str, author: str = "") -> Annotation:
        """Something was done `now`; `utc` is when it is written down."""
        first = Annotation(max(now, self._session.started_at), code, text, author, utc)
        self._revisions[first.id] = [first]
        return first

    def change(self, wanted: Annotation, now: float, *, utc: str) -> Annotation:
        """Let a note stand as `wanted` has it (time, end, text, author, deleted); gives the new revision.

        Raises: SettingFault for a time outside the session or an end before the beginning; KeyError.
        """
        revisions = self._revisions[wanted.id]
        if not self._began_at <= wanted.at <= now:
            raise SettingFault(
                Text("a note's time lies between the stay's start and now: choose a time between them")
            )
        if wanted.until is not None and not wanted.at <= wanted.until <= now:
            raise SettingFault(
                Text("a note's end lies between its beginning and now: choose a time between them")
            )
        revisions.append(replace(wanted, recorded_utc=utc, revision=revisions[-1].revision + 1))
        return revisions[-1]
