"""The questions of a task as buttons with keys, and the reasons why something cannot be judged."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from neopain.ui.widgets.vertical_scroll import VerticalScroll
from neopain_export.annotation.rating.disputes import Dispute
from neopain_export.annotation.rating.tasks import Answer, Reason, Task
from neopain_export.annotation.window import keys
from neopain_export.annotation.window.action_row import ActionRow
from neopain_export.annotation.window.words import question_words, reason_words, task_words, value_words


class AnswerPanel(QStackedWidget):
    """Collects one answer.

    Signals:
        answered: Answer, once it is whole.
    """

    answered = Signal(object)

    def __init__(self, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task = task
        self.rows: list[ActionRow] = []
        self.values: list[QPushButton] = []
        self.confirm = QPushButton()
        self.reasons: dict[Reason, QPushButton] = {}
        self._said = QLabel()
        self._said.setProperty("role", "small")
        self._said.setWordWrap(True)
        self._disputed = QLabel()
        self._judging, self._excusing = self._questions(), self._why_not()
        self.addWidget(self._judging)
        self.addWidget(self._excusing)

    @property
    def asks_why(self) -> bool:
        """Whether the reasons are seen."""
        return self.currentIndex() == 1

    def show_answer(self, answer: Answer | None, dispute: Dispute | None) -> None:
        """Begin with what was said before, else with what was agreed, else with everything absent."""
        self.setCurrentIndex(0)
        values = None if answer is None else answer.values
        for number, row in enumerate(self.rows):
            undecided = dispute is None or dispute.open[number]
            if values is not None:
                row.choose(values[number], known=True)
            elif dispute is None:
                row.choose(0, known=answer is None)
            else:
                row.choose(dispute.agreed[number], known=not undecided)
            row.lock(locked=not undecided, disputed=dispute is not None and undecided)
        for value, button in enumerate(self.values):
            button.setChecked(values is not None and values[0] == value)
        reason = None if answer is None else answer.reason
        for word, button in self.reasons.items():
            button.setChecked(word is reason)
        self._said.setText("" if reason is None else self._cannot(reason))
        self._said.setVisible(reason is not None)
        self._disputed.setVisible(dispute is not None)
        self._look()

    def let_answer(self, *, judge: bool, cannot: bool) -> None:
        """Whether the questions, and whether the reasons, can be answered now."""
        self._judging.setEnabled(judge)
        self._excusing.setEnabled(cannot)

    @Slot()
    def ask_why(self) -> None:
        """Show the reasons."""
        self.setCurrentIndex(1)

    @Slot()
    def ask_again(self) -> None:
        """Show the questions."""
        self.setCurrentIndex(0)

    def _questions(self) -> QWidget:
        page = QWidget()
        page.setObjectName("inside")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        title = QLabel(task_words(self._task))
        title.setProperty("role", "sheet")
        title.setWordWrap(True)
        column.addWidget(title)
        inside = QWidget()
        inside.setObjectName("inside")
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, 4, 0)
        if self._task.parts:
            for number, question in enumerate(self._task.questions, start=1):
                row = ActionRow(number, question_words(question))
                row.changed.connect(self._look)
                self.rows.append(row)
                within.addWidget(row)
        else:
            for value in (0, 1):
                button = QPushButton()
                button.setCheckable(True)
                button.setProperty("role", "strong")
                keys.label(button, value_words(value), f"value_{value}")
                button.clicked.connect(lambda _checked, value=value: self._answer_one(value))
                self.values.append(button)
                within.addWidget(button)
        within.addWidget(self._said)
        within.addStretch(1)
        column.addWidget(VerticalScroll(inside), 1)
        if self._task.parts:
            self._disputed.setText(
                self.tr("\u25c6 In dispute: to be decided. The others are as both raters said.")
            )
            hint = QLabel(self.tr("A number: present or absent. Alt and a number: cannot be seen."))
            for line in (self._disputed, hint):
                line.setProperty("role", "small")
                line.setWordWrap(True)
                column.addWidget(line)
            self.confirm.setProperty("role", "strong")
            keys.label(self.confirm, self.tr("Confirm"), "confirm", self.tr("Keep these answers and go on"))
            self.confirm.clicked.connect(self._answer_all)
            keys.give(self.confirm, keys.ANSWERS["confirm_too"])
            column.addWidget(self.confirm)
        return page

    def _why_not(self) -> QWidget:
        page = QWidget()
        page.setObjectName("inside")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        title = QLabel(self.tr("Why can it not be judged?"))
        title.setProperty("role", "sheet")
        title.setWordWrap(True)
        column.addWidget(title)
        inside = QWidget()
        inside.setObjectName("inside")
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, 4, 0)
        for number, (reason, words) in enumerate(reason_words().items(), start=1):
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("role", "pad")
            keys.label_with(button, words, keys.question_key(number))
            button.clicked.connect(lambda _checked, reason=reason: self._answer_why(reason))
            self.reasons[reason] = button
            within.addWidget(button)
        within.addStretch(1)
        column.addWidget(VerticalScroll(inside), 1)
        back = QPushButton()
        keys.label(back, self.tr("Judge it after all"), "to_answers")
        back.clicked.connect(self.ask_again)
        column.addWidget(back)
        return page

    def _cannot(self, reason: Reason) -> str:
        return self.tr("Answered: cannot judge. {reason}").format(reason=reason_words()[reason])

    @Slot()
    def _look(self) -> None:
        self.confirm.setEnabled(all(row.known for row in self.rows) and any(row.seen for row in self.rows))

    @Slot()
    def _answer_all(self) -> None:
        if self.confirm.isEnabled():
            self.answered.emit(Answer(tuple(row.value for row in self.rows)))

    def _answer_one(self, value: int) -> None:
        self.answered.emit(Answer((value,)))

    def _answer_why(self, reason: Reason) -> None:
        self.answered.emit(Answer(reason=reason))
