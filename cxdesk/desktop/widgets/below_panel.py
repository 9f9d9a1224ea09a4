"""Below the columns of a sheet: what was not as expected, what will change, and near names to decide."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cxdesk import formatting
from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import ColumnsModel
from cxdesk.desktop.widgets.card import ElidedLabel, tab_button
from cxdesk.desktop.widgets.problem_panel import ProblemPanel
from cxdesk.desktop.widgets.question_panel import QuestionPanel
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.whole_rows import WholeRows
from cxdesk.session.review import Review, changed
from cxdesk.session.review_changes import MOST_VALUES

PROBLEMS, CHANGES, VALUES, NAMES = range(4)
_FLEXIBLE = {"sheet": (160, 420), "table": (100, 180), "note": (120, 2000)}
_FLEXIBLE_VALUES = {"key": (110, 300), "field": (110, 240), "before": (110, 360), "after": (110, 2000)}


class BelowPanel(QFrame):
    """Three tables and the questions about near names, of which one shows. `name_answered` gives the position
    of a question and its answer.
    """

    name_answered = Signal(int, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("look", "card")
        self._asked = False
        self.pieces = self._make()

    def _make(self) -> Iterator[None]:
        """Make the panel by parts, each in less time than a window may stand still."""
        self._by_sheet, self._values = ColumnsModel(self), ColumnsModel(self)
        self.problems = ProblemPanel(self._context)
        yield
        self.names = QuestionPanel(name="Accounts that may be the same", folds=False)
        self.names.answered.connect(self._answer)
        yield
        look = self._context.appearance
        self.by_sheet = RowTable(look, self._by_sheet, "What will change, sheet by sheet")
        yield
        self.values = RowTable(look, self._values, "Values that will change")
        yield
        self._stack = QStackedWidget()
        self._stack.setProperty("look", "clear")
        self._stack.addWidget(self.problems)
        for table in (self.by_sheet, self.values):
            self._stack.addWidget(WholeRows(table))
            yield
        self._stack.addWidget(_with_room_below(self.names))
        yield
        self._note = ElidedLabel("", "note")
        self._group = QButtonGroup(self)
        self.tabs = [tab_button(self._group, number) for number in (PROBLEMS, CHANGES, VALUES, NAMES)]
        self._group.idToggled.connect(self._turn)
        self.tabs[PROBLEMS].setChecked(True)
        yield
        self._compose()

    def show_review(self, review: Review, sheet: int) -> None:
        """Show what belongs to a sheet of a review; a position beyond the sheets has no values."""
        style = self._context.style
        own = review.sheets[sheet].problem_total if sheet < len(review.sheets) else 0
        self.tabs[PROBLEMS].setText(f"Problems {formatting.number(own, style)}")
        self.tabs[PROBLEMS].setAccessibleName(f"Problems of this sheet: {formatting.number(own, style)}")
        self.problems.show_problems(review.problems, sheet)
        self.tabs[CHANGES].setText("Changes by sheet")
        values = changed(review, sheet) if sheet < len(review.sheets) else None
        count = 0 if values is None else len(values)
        more = "+" if count == MOST_VALUES else ""
        self.tabs[VALUES].setText(f"Changed values {formatting.number(count, style)}{more}")
        self.tabs[VALUES].setEnabled(count > 0)
        self._values.show(values)
        self.values.arrange(_FLEXIBLE_VALUES)
        if not count and self.tabs[VALUES].isChecked():
            self.tabs[PROBLEMS].setChecked(True)
        self.show_names(review)
        self._note.setText("" if review.compared else "comparing with the workspace …")

    def show_names(self, review: Review) -> None:
        """Show the rows of each sheet that name no account, and the questions about near names; when the
        first of a review come in, turn to them.
        """
        questions, tab = review.name_questions, self.tabs[NAMES]
        if review.by_sheet is not self._by_sheet.table:  # an answer about a name changes no count
            self._by_sheet.show(review.by_sheet)
            self.by_sheet.arrange(_FLEXIBLE)
        still = formatting.number(sum(not each.settled for each in questions), self._context.style)
        tab.setText(f"Near names {still}")
        tab.setAccessibleName(f"Names near to others: {still} to decide")
        tab.setVisible(bool(questions))
        self.names.show_questions(questions, same_sheet=self._asked)
        if questions and not self._asked:
            tab.setChecked(True)
        elif not questions and tab.isChecked():
            self.tabs[PROBLEMS].setChecked(True)
        self._asked = bool(questions)

    def _answer(self, position: int, _code: str, value: str) -> None:
        self.name_answered.emit(position, value)

    def _turn(self, number: int, checked: bool) -> None:
        if checked:
            self._stack.setCurrentIndex(number)

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        for tab in self.tabs:
            head.addWidget(tab)
        head.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)


def _with_room_below(panel: QWidget) -> QScrollArea:
    """Return an area with a panel at its top, of its own height; what is higher than the area scrolls."""
    whole = QWidget()
    whole.setProperty("look", "clear")
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(panel)
    layout.addStretch(1)
    area = QScrollArea()
    area.setProperty("look", "clear")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(whole)
    return area
