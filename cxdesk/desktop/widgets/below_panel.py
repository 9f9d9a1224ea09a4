"""Below the columns of a sheet: what was not as expected, and what will change by sheet and by value."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cxdesk import formatting
from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import ColumnsModel
from cxdesk.desktop.widgets.card import ElidedLabel, tab_button
from cxdesk.desktop.widgets.problem_panel import ProblemPanel
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.whole_rows import WholeRows
from cxdesk.session.review import Review, changed
from cxdesk.session.review_changes import MOST_VALUES

PROBLEMS, CHANGES, VALUES = range(3)
_FLEXIBLE = {"sheet": (160, 420), "table": (100, 180), "note": (120, 2000)}
_FLEXIBLE_VALUES = {"key": (110, 300), "field": (110, 240), "before": (110, 360), "after": (110, 2000)}


class BelowPanel(QFrame):
    """Three tables, of which one shows."""

    def __init__(self, context: Context, problems: ProblemPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("look", "card")
        self._by_sheet, self._values = ColumnsModel(self), ColumnsModel(self)
        self.problems = problems
        self.by_sheet = RowTable(context.appearance, self._by_sheet, "What will change, sheet by sheet")
        self.values = RowTable(context.appearance, self._values, "Values that will change")
        self._note = ElidedLabel("", "note")
        self._stack = QStackedWidget()
        self._stack.setProperty("look", "clear")
        self._stack.addWidget(self.problems)
        for table in (self.by_sheet, self.values):
            self._stack.addWidget(WholeRows(table))
        self._group = QButtonGroup(self)
        self.tabs = [tab_button(self._group, number) for number in (PROBLEMS, CHANGES, VALUES)]
        self._group.idToggled.connect(self._turn)
        self.tabs[PROBLEMS].setChecked(True)
        self._compose()

    def show_review(self, review: Review, sheet: int) -> None:
        """Show what belongs to a sheet of a review; a position beyond the sheets has no values."""
        style = self._context.style
        own = review.sheets[sheet].problem_total if sheet < len(review.sheets) else 0
        self.tabs[PROBLEMS].setText(f"Problems {formatting.number(own, style)}")
        self.tabs[PROBLEMS].setAccessibleName(f"Problems of this sheet: {formatting.number(own, style)}")
        self.problems.show_problems(review.problems, sheet)
        self.tabs[CHANGES].setText("Changes by sheet")
        self._by_sheet.show(review.by_sheet)
        self.by_sheet.arrange(_FLEXIBLE)
        values = changed(review, sheet) if sheet < len(review.sheets) else None
        count = 0 if values is None else len(values)
        more = "+" if count == MOST_VALUES else ""
        self.tabs[VALUES].setText(f"Changed values {formatting.number(count, style)}{more}")
        self.tabs[VALUES].setEnabled(count > 0)
        self._values.show(values)
        self.values.arrange(_FLEXIBLE_VALUES)
        if not count and self.tabs[VALUES].isChecked():
            self.tabs[PROBLEMS].setChecked(True)
        self._note.setText("" if review.compared else "comparing with the workspace …")

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
