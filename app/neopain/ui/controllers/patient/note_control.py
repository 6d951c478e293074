"""The notes of the running stay: made with one touch, changed, taken back, and kept in the record."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from neopain.bedside.contracts.ward import NoteBook
from neopain.core.clinical.annotation_choices import CHANGED_CODE, DELETED_CODE, FREE_TEXT_CODE, UNDO_CODE
from neopain.core.clinical.annotation_choices import Annotation as Choice
from neopain.core.clinical.annotation_ledger import NoteLedger
from neopain.core.clock import Clock
from neopain.core.errors import NeopainError, SettingFault
from neopain.core.record import Annotation
from neopain.core.sessions import LogEntry, LogKind, LogValue, Session
from neopain.core.stay.so_far import Home, StaySoFar
from neopain.core.text import Text
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.translate import shown
from neopain.ui.platform.background import BackgroundCalls
from neopain.ui.sheets.annotation.note_sheet import NoteSheet, note_text, note_words
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.words_sheet import WordsSheet

logger = logging.getLogger(__name__)

RETRY_MS = 1000
TELL_AFTER_TRIES = 3
"""The first tries of a new session may come before its record is open."""
CLOSE_WAIT_S = 5.0

Waiting = tuple[str, Annotation, LogEntry | None]
"""A session's id, a revision that the record does not hold yet, and its line for that session's log."""


@dataclass(frozen=True, slots=True)
class _Try:
    """What the record took, and why it did not take the rest; "" when it took all."""

    kept: tuple[Waiting, ...]
    why: str


class NoteControl(QObject):
    """Holds every revision until the record has it, however long the record fails.

    Signals:
        standing_changed: tuple of Annotation, the session's notes that are safe in the record, by time.
        not_kept: str, notes that the record does not take; told once each time that it begins to fail.
        kept_at_last: str, the same words, when the record has taken them after all.
        words_given: str, a note in somebody's own words, to be noted like a touch of a button.

    Attributes:
        last_id: of the note that the last touch made; "" when it was taken back.
    """

    standing_changed = Signal(object)
    not_kept = Signal(str)
    kept_at_last = Signal(str)
    words_given = Signal(str)

    def __init__(self, control: SessionControl, clock: Clock, sheets: SheetHost) -> None:
        super().__init__(sheets)
        self._control = control
        self._clock = clock
        self._sheets = sheets
        self._ledger: NoteLedger | None = None
        self._homes: dict[str, Home] = {}
        self._session: Session | None = None
        self.last_id = ""
        self._waiting: list[Waiting] = []
        self._tries = 0
        self._told = ""
        self._trying = False
        self._background = BackgroundCalls(self)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self._keep)
        control.session_started.connect(self._on_started)
        control.session_ended.connect(self._on_ended)

    @property
    def standing(self) -> tuple[Annotation, ...]:
        """The notes of this stay as they stand, by time."""
        return () if self._ledger is None else self._ledger.standing

    @property
    def waiting(self) -> tuple[Annotation, ...]:
        """Revisions that the record does not hold yet."""
        return tuple(revision for _, revision, _ in self._waiting)

    @Slot(object)
    def on_noted(self, choice: Choice) -> None:
        """A button was touched, or the last touch taken back."""
        if self._ledger is None:
            # A sheet for own words outlives the session: what was typed is not lost without a word.
            self._control.fault_told.emit(
                self.tr("NOT SAVED, no session runs: {note}. Write it on paper.").format(
                    note=shown(choice.label)
                )
            )
            return
        if choice.code == UNDO_CODE:
            last = next((one for one in self._ledger.standing if one.id == self.last_id), None)
            if last is not None:
                self._change(replace(last, deleted=True), UNDO_CODE, choice.label)
            self.last_id = ""
            return
        self.last_id = self.add(choice)

    @Slot(object)
    def add(self, choice: Choice) -> str:
        """Note it; undo does not reach it. Gives its id, "" without a session."""
        if self._ledger is None:
            return ""
        text = choice.label if choice.code == FREE_TEXT_CODE else ""
        first = self._ledger.note(self._clock.monotonic(), choice.code, text, utc=self._utc())
        self._take(first, self._line(choice.code, choice.label, (("mark", first.id),)))
        return first.id

    @Slot()
    @Slot(str)
    def ask(self, note_id: str = "") -> None:
        """Open the notes for changing, that one first; nothing happens without a session."""
        session, ledger = self._session, self._ledger
        if session is None or ledger is None:
            self._control.news_told.emit(self.tr("Start a session to note something."))
            return
        people = self._control.service.people
        sheet = NoteSheet(ledger.began_at, self._clock, ledger.history, lambda: people.now)
        sheet.changed.connect(lambda wanted: self._edit(sheet, wanted))
        sheet.show_standing(ledger.standing, note_id)
        self._sheets.open(sheet)

    def go_on(self, so_far: StaySoFar) -> None:
        """The session goes on with a stay: its notes stand, and can be changed where they are kept."""
        if self._ledger is not None:
            self._homes = dict(so_far.homes)
            self._ledger.go_on(so_far.began_at, so_far.notes)
            self._show_kept()

    @Slot()
    def ask_words(self) -> None:
        """Open the sheet for a note in one's own words."""
        if self._session is None:
            self._control.news_told.emit(self.tr("Start a session to note something."))
            return
        sheet = WordsSheet()
        sheet.given.connect(self.words_given)
        self._sheets.open(sheet)

    def forget(self) -> None:
        """The patient is gone: nothing of the notes stays on the screen."""
        self._ledger = self._session = None
        self.standing_changed.emit(())

    def close(self) -> bool:
        """A last try before the program ends; False, and a line in its log, when notes are left."""
        self._retry.stop()
        self._background.join(CLOSE_WAIT_S)
        if not self._waiting:
            return True
        tried = _keep_each(self._control.service.notes, self._waiting)
        left = [waiting[1] for waiting in self._waiting if waiting not in tried.kept]
        self._waiting = []
        for one in left:
            logger.error("a note was not kept: %s, revision %d: %s", one.code, one.revision, tried.why)
        return not left

    def _edit(self, sheet: NoteSheet, wanted: Annotation) -> None:
        if self._ledger is None:
            return
        try:
            self._change(wanted, DELETED_CODE if wanted.deleted else CHANGED_CODE, note_text(wanted))
        except SettingFault as fault:
            sheet.refuse(shown(str(fault)))
            return
        if isValid(sheet):
            sheet.show_standing(self._ledger.standing, wanted.id)

    def _change(self, wanted: Annotation, code: str, text: str) -> None:
        if self._ledger is None or self._session is None:
            return
        revision = self._ledger.change(wanted, self._clock.monotonic(), utc=self._utc())
        detail = (("mark", revision.id), ("at_s", revision.at - self._session.started_at))
        words = {
            CHANGED_CODE: Text("Note changed: {note}", note=text),
            DELETED_CODE: Text("Note deleted: {note}", note=text),
        }
        self._take(revision, self._line(code, words.get(code, text), detail))

    def _line(self, code: str, text: str, detail: tuple[tuple[str, LogValue], ...]) -> LogEntry:
        return LogEntry(self._clock.monotonic(), LogKind.ANNOTATION, code, text, detail)

    def _take(self, revision: Annotation, line: LogEntry) -> None:
        if self._ledger is not None:
            home = self._homes.get(revision.id)
            if home is None:
                self._waiting.append((self._ledger.session_id, revision, line))
            else:
                # Its own session's clock; the line is of now, and belongs to the session that runs.
                self._waiting.append((home.session_id, moved(revision, -home.shift_s), None))
                self._control.tell(line.kind, line.code, line.text, line.detail)
            self._keep()

    def _show_kept(self) -> None:
        """A note is on the screen when it is safe, never before."""
        if self._ledger is not None:
            unsaved = [
                moved(one, self._homes[one.id].shift_s) if one.id in self._homes else one
                for one in self.waiting
            ]
            self.standing_changed.emit(self._ledger.standing_without(unsaved))

    @Slot()
    def _keep(self) -> None:
        if self._trying or not self._waiting:
            return
        self._trying = True
        book, waiting = self._control.service.notes, tuple(self._waiting)
        self._background.run(
            lambda: _keep_each(book, waiting), on_answer=self._on_tried, on_fault=self._on_fault
        )

    def _on_fault(self, fault: Exception) -> None:
        logger.error("unexpected fault while a note was kept", exc_info=fault)
        self._on_tried(_Try((), type(fault).__name__))

    def _on_tried(self, tried: _Try) -> None:
        self._trying = False
        self._waiting = [one for one in self._waiting if one not in tried.kept]
        if tried.kept:
            self._show_kept()
        if not self._waiting:
            told, self._told, self._tries = self._told, "", 0
            if told:
                self.kept_at_last.emit(told)
            return
        self._tries = self._tries + 1 if tried.why else 0
        if self._tries >= TELL_AFTER_TRIES and not self._told:
            self._told = self.tr(
                "NOTE NOT SAVED: {notes}. It is kept here and tried again; write it on paper, too. {why}"
            ).format(notes=", ".join(note_words(one) for one in self.waiting), why=shown(tried.why))
            self.not_kept.emit(self._told)
        self._retry.start(RETRY_MS if tried.why else 0)

    def _utc(self) -> str:
        return self._clock.utc().isoformat(timespec="milliseconds")

    @Slot(object)
    def _on_started(self, session: Session) -> None:
        self._session, self._ledger, self.last_id = session, NoteLedger(session), ""
        self._homes = {}
        self.standing_changed.emit(())

    @Slot()
    def _on_ended(self) -> None:
        self._ledger = self._session = None


def moved(one: Annotation, by_s: float) -> Annotation:
    """The note on another clock."""
    return replace(one, at=one.at + by_s, until=None if one.until is None else one.until + by_s)


def _keep_each(book: NoteBook, waiting: Sequence[Waiting]) -> _Try:
    """In order; after a refusal the later revisions of that note wait for the next try."""
    kept: list[Waiting] = []
    refused: set[str] = set()
    why = ""
    for session_id, revision, line in waiting:
        if revision.id in refused:
            continue
        try:
            book.keep(session_id, revision, line)
        except NeopainError as fault:
            refused.add(revision.id)
            why = why or str(fault)
        else:
            kept.append((session_id, revision, line))
    return _Try(tuple(kept), why)
