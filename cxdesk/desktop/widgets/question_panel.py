"""What a sheet leaves open, one question at a time: its evidence, and its answers, each with a digit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cxdesk.desktop.widgets.card import ElidedLabel, restyle, text_label
from cxdesk.desktop.widgets.flow import FlowLayout
from cxdesk.desktop.widgets.two_sides import TwoSides
from cxdesk.session.review_questions import ANOTHER, QuestionView, open_words

MOST_KEYS = 9
"""How many answers have a digit to answer with."""
_BESIDE_ANSWER = 48
"""Pixels that the panel's and a button's edges take from the width of an answer's words."""


class QuestionPanel(QFrame):
    """Shows the questions of one sheet. `answered` gives position, code and value; `turned` the row of the
    column that the question shown is about, `chooses` of one whose meaning is to be chosen from all. With
    `folds` it is out of sight while nothing is open.
    """

    answered = Signal(int, str, str)
    turned = Signal(int)
    chooses = Signal(int)

    def __init__(
        self, parent: QWidget | None = None, *, name: str = "Questions about this sheet", folds: bool = True
    ) -> None:
        super().__init__(parent)
        self._folds = folds
        self._questions: Sequence[QuestionView] = ()
        self._place = 0
        self._unfolded = False
        self._count = ElidedLabel("", "heading")
        self._state = text_label("", "note", wraps=folds)
        self.fold = QPushButton(self)
        self.fold.hide()
        self.fold.setProperty("look", "link")
        self.fold.setToolTip("What the file left open, and what was decided: every answer can be changed.")
        self.fold.clicked.connect(self._fold)
        self._text = text_label("", wraps=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.previous = self._step("‹", "Previous question", -1)
        self.next = self._step("›", "Next question", 1)
        self._options = QWidget()
        self._flow = FlowLayout(self._options, across=6, down=4)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self._sides = TwoSides()
        self.setAccessibleName(name)
        self._compose()

    def show_questions(self, questions: Sequence[QuestionView], *, same_sheet: bool) -> None:
        """Show the questions of a sheet: the first that is open, or of the same sheet the next open one."""
        start = self._place if same_sheet else 0
        self._unfolded = self._unfolded and same_sheet
        self._questions = questions
        if not questions:
            self._place = 0
            self.hide()
            self.fold.hide()
            return
        around = [*range(min(start, len(questions)), len(questions)), *range(min(start, len(questions)))]
        here = min(start, len(questions) - 1)
        self._place = next((place for place in around if not questions[place].settled), here)
        self._show()

    @property
    def row(self) -> int:
        """The row of the column that the open question shown is about; -1 where there is none."""
        shown = self._questions and not self._questions[self._place].settled
        return self._questions[self._place].row if shown else -1

    def show_column(self, row: int) -> None:
        """Show the question about the column in a row of the page, when there is one."""
        found = next((place for place, each in enumerate(self._questions) if each.row == row), None)
        if found is not None and self._questions[self._place].row != row and not self._is_folded():
            self._place = found
            self._show()

    def choose(self, number: int) -> bool:
        """Answer with the option of that number, from 1; return whether there is one."""
        buttons = self._group.buttons()
        if not self.isVisible() or not 1 <= number <= min(len(buttons), MOST_KEYS):
            return False
        buttons[number - 1].click()
        return True

    def _is_folded(self) -> bool:
        """Return whether the panel is out of sight: nothing is open, and nobody asked what was decided."""
        return self._folds and not self._unfolded and all(each.settled for each in self._questions)

    def _show(self) -> None:
        """Show the question whose turn it is."""
        question = self._questions[self._place]
        count, still = len(self._questions), open_words(self._questions)
        which = f"Question {self._place + 1} of {count}" if count > 1 else "Question"
        self._count.setText(f"{which} · {question.column}" if question.column else which)
        day = question.remembered
        done = f"✓ as you answered on {day}; choose another to change it" if day else "✓ answered"
        self._state.setText(done if question.settled else f"▲ {still}")
        self._text.setText(question.text)
        self._text.setVisible(bool(question.text))
        answered = _all_answered(self._questions)
        self.fold.setText(answered if self._is_folded() else "Hide the questions")
        self.fold.setVisible(self._folds and not still)
        self._sides.show_sides(question.sides)
        for stepper in (self.previous, self.next):
            stepper.setVisible(count > 1)
        self.setVisible(not self._is_folded())
        restyle(self, "answered" if question.settled else "notice")
        self._show_options(question)

    def _show_options(self, question: QuestionView) -> None:
        focused = self._options.isAncestorOf(self.window().focusWidget() or self)
        while (item := self._flow.takeAt(0)) is not None:
            gone = item.widget()
            self._group.removeButton(gone)
            gone.hide()
            gone.deleteLater()
        for number, (value, label) in enumerate(question.options, 1):
            self._add_option(question, number, value, label)
        if focused and self._group.buttons():
            (self._group.checkedButton() or self._group.buttons()[0]).setFocus()

    def _add_option(self, question: QuestionView, number: int, value: str, label: str) -> None:
        assumed = " (assumed)" if value == question.answer and not question.settled else ""
        key = f"{number}  " if number <= MOST_KEYS else ""
        button = QPushButton()
        button.setProperty("whole", f"{key}{label}{assumed}")
        button.setCheckable(True)
        button.setProperty("look", "answer")
        button.setAccessibleName(f"{label}{assumed}")
        button.setToolTip(f"Answer with this (key {number})" if key else "Answer with this")
        button.setProperty("value", value)
        button.setChecked(value == question.answer)
        button.clicked.connect(self._answer)
        self._group.addButton(button)
        self._flow.addWidget(button)
        self._wrap(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break what the answers say to the new width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            for button in self._group.buttons():
                self._wrap(button)

    def _wrap(self, button: QPushButton) -> None:
        width = max(self.width() - _BESIDE_ANSWER, 2 * _BESIDE_ANSWER)
        lines = _lines(str(button.property("whole")), button.fontMetrics(), width)
        button.setText("\n".join(lines).replace("&", "&&"))

    def _answer(self) -> None:
        question = self._questions[self._place]
        value = self.sender().property("value")
        if value == ANOTHER:
            self._show_options(question)  # nothing is answered yet
            self.chooses.emit(question.row)
        else:
            self.answered.emit(question.position, question.code, value)

    def _fold(self) -> None:
        self._unfolded = not self._unfolded
        self._show()

    def _turn(self) -> None:
        step = self.sender().property("step")
        self._place = (self._place + step) % len(self._questions)
        self._show()
        self.turned.emit(self._questions[self._place].row)

    def _step(self, sign: str, name: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setProperty("look", "step")
        button.setProperty("step", step)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(self._turn)
        return button

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._count, 1)
        if not self._folds:
            head.addWidget(self._state)
        head.addWidget(self.previous)
        head.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 5, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(head)
        if self._folds:  # beside the sheet there is no room for it in the first line
            layout.addWidget(self._state)
        layout.addWidget(self._text)
        layout.addWidget(self._sides)
        layout.addWidget(self._options)


def _all_answered(questions: Sequence[QuestionView]) -> str:
    """Return that nothing is open, and on which day everything was answered where that was one."""
    count = len(questions)
    words = "✓ 1 question" if count == 1 else f"✓ {count} questions"
    days = {each.remembered for each in questions}
    if len(days) == 1 and (day := days.pop()):
        return f"{words}, as you answered on {day}"
    return f"{words}, answered" if count == 1 else f"{words}, all answered"


def _lines(text: str, measure: QFontMetrics, width: int) -> list[str]:
    """Return a text as lines of at most a width in pixels: a button breaks none of its own."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure.horizontalAdvance(longer) > width:
            lines.append(word)
        else:
            lines[-1:] = [longer]
    return lines
