"""Whose a time of the record is, put right in the window: asked, told what changes, and only then done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from neopain.core.clinical.admission import Admission, weeks_and_days
from neopain.core.clock import Clock
from neopain.core.stay.reviewed import ReviewedStay, StayLine
from neopain.core.stay.stays import StayChange
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.review.whose_sheet import WhoseSheet, Wish, span_of
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.patient.admission_sheet import AdmissionSheet
from neopain.ui.sheets.question_sheet import Answer, QuestionSheet
from neopain.ui.trend.history.trend_before import Span


class WhoseControl(QObject):
    """Reads and writes behind the window.

    Signals:
        changed: the record tells it otherwise from now on.
    """

    changed = Signal()

    def __init__(self, control: SessionControl, clock: Clock, sheets: SheetHost) -> None:
        super().__init__(sheets)
        self._control = control
        self._clock = clock
        self._sheets = sheets

    def ask(self, stay: ReviewedStay, seen: Span) -> None:
        """Open the sheet; `seen` is what somebody looks at, and proposed as the time of another infant."""
        review = self._control.service.review
        sheet = WhoseSheet(stay, seen)
        sheet.wished.connect(lambda wish: self._confirm(sheet, wish))
        sheet.correct_asked.connect(lambda author, reason: self._ask_correction(stay, author, reason))

        def read() -> tuple[Sequence[StayLine], Sequence[StayChange]]:
            return review.lines(), review.changes.history(stay)

        def show(found: tuple[Sequence[StayLine], Sequence[StayChange]]) -> None:
            if isValid(sheet):
                sheet.show_others(found[0])
                sheet.show_history(found[1], found[0])

        self._control.ask(read, show)
        self._sheets.open(sheet)

    def _ask_correction(self, stay: ReviewedStay, author: str, reason: str) -> None:
        """Code and ages of a stay that is over: shown as they stand, and told again before they change."""

        def show(before: Admission | None) -> None:
            if before is None:
                self._control.fault_told.emit(
                    self.tr("That stay is not over, or is no longer in the record.")
                )
                return
            sheet = AdmissionSheet()
            sheet.correct_closed(before)
            sheet.admitted.connect(
                lambda code, gestation, age: self._confirm_correction(
                    before, (code, gestation, age), author, reason
                )
            )
            self._sheets.open(sheet)

        self._control.ask(partial(self._control.service.review.changes.admission, stay), show)

    def _confirm_correction(
        self, before: Admission, after: tuple[str, int, int], author: str, reason: str
    ) -> None:
        one = self.tr("{code}, {ga} at birth, {age} days at admission")
        words = self.tr(
            "{before}\nis from now on\n{after}\n\nin the list, the trend, the handover and exports. What "
            "stood before stays in the stay's history. By {author}: {reason}."
        ).format(
            before=one.format(
                code=before.patient_code, ga=weeks_and_days(before.gestation_days), age=before.age_days
            ),
            after=one.format(code=after[0], ga=weeks_and_days(after[1]), age=after[2]),
            author=author,
            reason=reason,
        )
        work = partial(
            self._control.service.review.changes.correct, before, *after, author=author, reason=reason
        )
        answers = (
            Answer(self.tr("Change it"), lambda: self._control.ask(work, self._done), hold=True),
            Answer(self.tr("Cancel")),
        )
        self._sheets.open(QuestionSheet(self.tr("What changes"), words, answers, self._clock))

    def _confirm(self, sheet: WhoseSheet, wish: Wish) -> None:
        answers = (
            Answer(self.tr("Change it"), lambda: self._carry_out(sheet, wish), hold=True),
            Answer(self.tr("Cancel")),
        )
        words = self._what_changes(sheet.stay, wish)
        self._sheets.open(QuestionSheet(self.tr("What changes"), words, answers, self._clock))

    def _carry_out(self, sheet: WhoseSheet, wish: Wish) -> None:
        changes = self._control.service.review.changes
        work: Callable[[], object]
        if wish.span is None:
            work = partial(changes.merge, *wish.merge_ids, author=wish.author, reason=wish.reason)
        else:
            start, stop = wish.span.start, wish.span.end
            work = partial(
                changes.move, sheet.stay, start, stop, wish.other.id, author=wish.author, reason=wish.reason
            )

        self._control.ask(work, self._done)

    def _done(self, _: object) -> None:
        self._control.news_told.emit(self.tr("Changed; it stands in the history and in the audit."))
        self.changed.emit()

    def _what_changes(self, stay: ReviewedStay, wish: Wish) -> str:
        if wish.span is None:
            merged, into = (stay.line, wish.other) if wish.other.id == wish.merge_ids[1] else (
                wish.other, stay.line,
            )  # fmt: skip
            what = self.tr(
                "All that was recorded of {merged} ({span}: {sessions} sessions, {alarms} alarms) belongs to "
                "{into} from now on. The trend, the statistics, the page of the handover and the exports of "
                "{into} then hold both; {merged} is no line of the list any more. This cannot be taken back."
            ).format(
                merged=merged.patient_code,
                span=span_of(merged),
                sessions=merged.sessions,
                alarms=merged.alarms,
                into=into.patient_code,
            )
        else:
            when = [stay.utc(at).astimezone().strftime("%Y-%m-%d %H:%M") for at in (
                wish.span.start, wish.span.end,
            )]  # fmt: skip
            alarms = sum(wish.span.start <= one.raised_at < wish.span.end for one in stay.alarms)
            what = self.tr(
                "What was recorded from {start} to {stop} ({alarms} alarms) belongs to {other} from now on, "
                "with its notes and manual scores. It leaves the trend and all statistics of {code}. It can "
                "be moved back in the same way."
            ).format(
                start=when[0],
                stop=when[1],
                alarms=alarms,
                other=wish.other.patient_code,
                code=stay.line.patient_code or self.tr("nobody admitted"),
            )
        kept = self.tr(
            "Readings are neither copied nor changed. By {author}: {reason}. A session that runs shows it "
            "after its next start."
        ).format(author=wish.author, reason=wish.reason)
        return f"{what}\n\n{kept}"
