"""The session's notes: look at their history, change time, end and words, or delete one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDateTimeEdit,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QSizePolicy,
    QWidget,
)

from neopain.core.clinical.annotation_choices import FREE_TEXT_CODE, FREE_TEXT_MAX, annotation_choices
from neopain.core.clinical.signing import LONGEST
from neopain.core.clock import Clock
from neopain.core.record import Annotation
from neopain.core.text import Text
from neopain.ui.language.moments import moment
from neopain.ui.language.translate import shown
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.entry.stepper import Stepper

FORM = "yyyy-MM-dd  HH:mm:ss"


def note_label(code: str) -> str:
    """English word of a code; "" for free text."""
    return next((choice.label for choice in annotation_choices() if choice.code == code), "")


def note_text(one: Annotation) -> str:
    """The note for record and screen; what people typed is in no language."""
    label, typed = note_label(one.code), one.text
    if len(typed) > FREE_TEXT_MAX:
        # Nobody types so much; what was read back may hold it, and a page of it would never be laid out.
        typed = typed[:FREE_TEXT_MAX] + " ..."
    if label and typed:
        return Text("{label}: {typed}", label=label, typed=typed)
    return label or typed or one.code


def note_words(one: Annotation) -> str:
    """The note in the screen's language; what people typed stays as it is."""
    return shown(note_text(one))


class NoteSheet(Sheet):
    """A list, newest first, and the fields of the chosen note.

    Signals:
        changed: Annotation as it shall stand; `deleted` set when it shall go.
    """

    changed = Signal(object)

    def __init__(
        self,
        began_at: float,
        clock: Clock,
        history_of: Callable[[str], Sequence[Annotation]],
        who: Callable[[], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        """`began_at`: the stay's begin, on the running session's clock; earlier sessions have notes, too.

        `who`: whoever is known at the screen, "" for nobody: a change is theirs, not of whoever noted it.
        """
        super().__init__(parent)
        self.set_title(self.tr("Notes of this stay"))
        self._clock = clock
        self._history_of = history_of
        self._who = who
        self._began_at = began_at
        self._standing: tuple[Annotation, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Notes of this stay, newest first"))
        self.list.currentRowChanged.connect(self._show)
        self._history = QLabel()
        self._history.setWordWrap(True)
        self._history.setProperty("role", "small")
        self._says = QLabel()
        self._says.setWordWrap(True)
        self._says.hide()
        self.at = self._time(self.tr("When"))
        self.lasted = QCheckBox(self.tr("lasted until"))
        self.until = self._time(self.tr("Until when"))
        self.lasted.toggled.connect(self._until_row_on)
        self.text = QLineEdit()
        self.text.setMaxLength(FREE_TEXT_MAX)
        self.text.setAccessibleName(self.tr("Words; no names"))
        self.text.setPlaceholderText(self.tr("in your own words, no names"))
        self.author = QLineEdit()
        self.author.setProperty("who", True)
        self.author.setMaxLength(LONGEST)
        self.author.setPlaceholderText(self.tr("initials, optional"))
        self.author.setAccessibleName(self.tr("Your initials, optional"))
        form = QFormLayout()
        form.addRow(self.tr("When"), Stepper(self.at))
        self._until_stepper = Stepper(self.until)
        form.addRow(self.lasted, self._until_stepper)
        form.addRow(self.tr("Words"), self.text)
        form.addRow(self.tr("By"), self.author)
        self.delete = self.add_foot(self.tr("Delete the note"))
        self.delete.clicked.connect(lambda: self._give(deleted=True))
        self.save = self.add_foot(self.tr("Save the change"), strong=True)
        self.save.clicked.connect(lambda: self._give(deleted=False))
        self.list.setMinimumHeight(80)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.content.addWidget(self.list, 1)
        self.content.addWidget(self._history)
        self.content.addLayout(form)
        self.content.addWidget(self._says)

    @property
    def history_text(self) -> str:
        """The revisions of the chosen note."""
        return self._history.text()

    @property
    def says(self) -> str:
        """Why a change was refused; "" when it was not."""
        return self._says.text()

    def show_standing(self, standing: Sequence[Annotation], chosen_id: str = "") -> None:
        """Fill the list and choose a note, the newest if that one is not there."""
        self._standing = tuple(reversed(standing))
        self.list.clear()
        self.refuse("")
        for one in self._standing:
            by = f"  ({one.author})" if one.author else ""
            edited = self.tr("  (changed)") if one.revision > 1 else ""
            self.list.addItem(f"{self._when(one)}  {note_words(one)}{by}{edited}")
        ids = [one.id for one in self._standing]
        self.list.setCurrentRow(ids.index(chosen_id) if chosen_id in ids else min(0, len(ids) - 1))
        self._show(self.list.currentRow())

    def refuse(self, why: str) -> None:
        """Say why the change cannot be."""
        self._says.setText(why)
        self._says.setVisible(bool(why))

    @Slot(int)
    def _show(self, row: int) -> None:
        there = 0 <= row < len(self._standing)
        for part in (self.at, self.lasted, self.until, self.text, self.author, self.save, self.delete):
            part.setEnabled(there)
        self._until_row_on(there and self._standing[row].until is not None)
        if not there:
            self._history.setText(self.tr("Nothing is noted in this session yet."))
            return
        one, now = self._standing[row], self._clock.monotonic()
        for field, at in ((self.at, one.at), (self.until, now if one.until is None else one.until)):
            # The picker's whole seconds shut out neither the stay's first and last one, nor what stands.
            least = min(self._began_at, one.at)
            field.setDateTimeRange(self._picked(least), self._picked(now + 3600.0))
            field.setDateTime(self._picked(at))
        self.lasted.setChecked(one.until is not None)
        self.text.setText(one.text)
        self.author.setText(self._who() or one.author)
        self._history.setText(self.tr("History: {words}").format(words=self._history_words(one.id)))

    @Slot(bool)
    def _until_row_on(self, on: bool) -> None:  # noqa: FBT001  a signal's slot
        self._until_stepper.setEnabled(on)

    def _history_words(self, note_id: str) -> str:
        taken_back = self.tr("deleted")
        return "   ".join(
            f"{one.revision}. {self._when(one)} {taken_back if one.deleted else note_words(one)}"
            + (f" ({one.author})" if one.author else "")
            for one in self._history_of(note_id)
        )

    def _give(self, *, deleted: bool) -> None:
        one = self._standing[self.list.currentRow()]
        words = " ".join(self.text.text().split())
        if one.code == FREE_TEXT_CODE and not words:
            self.refuse(self.tr("A note in your own words needs words; or delete it."))
            return
        until = self._monotonic(self.until, one.until) if self.lasted.isChecked() else None
        wanted = replace(
            one,
            at=self._monotonic(self.at, one.at),
            until=until,
            text=words,
            author=self.author.text().strip(),
            deleted=deleted,
        )
        self.changed.emit(replace(one, author=wanted.author, deleted=True) if deleted else wanted)

    def _time(self, name: str) -> QDateTimeEdit:
        field = QDateTimeEdit()
        field.setDisplayFormat(FORM)
        field.setAccessibleName(name)
        field.setCurrentSection(QDateTimeEdit.Section.MinuteSection)
        return field

    def _when(self, one: Annotation) -> str:
        now, begun = self._clock.utc(), self._utc(one.at)
        start = moment(begun, now, "%H:%M:%S")
        return start if one.until is None else f"{start}-{moment(self._utc(one.until), begun, '%H:%M:%S')}"

    def _utc(self, at: float) -> datetime:
        return self._clock.utc() - timedelta(seconds=self._clock.monotonic() - at)

    def _picked(self, at: float) -> QDateTime:
        return QDateTime.fromMSecsSinceEpoch(round(1000.0 * self._utc(at).timestamp()))

    def _monotonic(self, field: QDateTimeEdit, before: float | None) -> float:
        # The field shows whole seconds: a time that was not touched stays as exact as it was noted.
        if before is not None and field.text() == self._picked(before).toString(FORM):
            return before
        utc = datetime.fromtimestamp(field.dateTime().toMSecsSinceEpoch() / 1000.0, UTC)
        now = self._clock.monotonic()
        at = now + (utc - self._clock.utc()).total_seconds()
        # What was picked as the very second of the start or of now is within the stay.
        return min(max(at, self._began_at), now) if self._began_at - 1.0 < at < now + 1.0 else at
