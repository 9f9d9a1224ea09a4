"""What was not as expected: a table that is narrowed by sheet, kind, column and words, and can be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import CellRole, ColumnsModel
from cxdesk.desktop.widgets.card import text_label
from cxdesk.desktop.widgets.choice_cell import ChoiceBox
from cxdesk.desktop.widgets.flow import FlowLayout
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.sign_cell import SignDelegate
from cxdesk.desktop.widgets.whole_rows import WholeRows
from cxdesk.session import Outcome
from cxdesk.session.review_problems import (
    ProblemFilter,
    Problems,
    columns_offered,
    kinds_offered,
    rows_shown,
    shown_text,
)
from cxdesk.session.review_work import table_text
from cxdesk.session.table_view import Table, ordered

_FLEXIBLE = {
    "kind": (110, 240),
    "hint": (240, 420),
    "sheet": (100, 220),
    "value": (70, 320),
    "column": (84, 200),
}
"""Least and enough pixels, the first to grow first; what to do comes before the value that is only shown."""


class ProblemPanel(QWidget):
    """Shows a `Problems`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._problems: Problems | None = None
        self._sheet = 0
        self._sorting: tuple[str, bool] | None = None
        self._model = ColumnsModel(self, sorts_itself=False)
        self._model.sort_wanted.connect(self._sort)
        self.table = RowTable(context.appearance, self._model, "What was not as expected")
        self.table.setItemDelegate(SignDelegate(context.appearance, self.table))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.everywhere = QPushButton("All sheets")
        self.everywhere.setCheckable(True)
        self.everywhere.setProperty("look", "chip")
        self.everywhere.setToolTip(
            "Show what was not as expected in every sheet, not only in the one chosen."
        )
        self.kind, self.column = self._box("Kind of problem"), self._box("Column of the problem")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Filter problems")
        self.field.setAccessibleName("Filter problems")
        self.field.setToolTip("Words that stand in the row, the column, the value or the reason")
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(170)
        self.shown = text_label("", "note")
        self.copy = QPushButton("Copy")
        self.copy.setProperty("look", "link")
        self.copy.setAccessibleName("Copy the problems")
        self.copy.setToolTip("Copy the selected rows, or all that are shown, as a table")
        self._connect()
        self._compose()

    def show_problems(self, problems: Problems, sheet: int) -> None:
        """Show another state of the problems, those of one sheet unless all are asked for."""
        self._problems, self._sheet = problems, sheet
        self._fill()

    def wanted(self) -> ProblemFilter:
        """Return what is asked for."""
        return ProblemFilter(
            sheet=None if self.everywhere.isChecked() else self._sheet,
            kind=self.kind.currentData() or "",
            column=self.column.currentData() or "",
            text=self.field.text(),
        )

    def _fill(self) -> None:
        """Offer the kinds and columns that there are, and show what is asked for."""
        if self._problems is None:
            return
        self._offer(self.kind, "All kinds", kinds_offered(self._problems, self.wanted()))
        self._offer(self.column, "All columns", columns_offered(self._problems, self.wanted()))
        self._show()

    def _show(self) -> None:
        if self._problems is None:
            return
        given, wanted = self._problems, self.wanted()
        # Of one sheet its name need not be said in each row.
        columns = given.table.columns if wanted.sheet is None else given.table.columns[1:]
        rows = rows_shown(given, wanted)
        if self._sorting is not None:
            name, descending = self._sorting
            rows = ordered(given.table.column(name), rows, descending=descending)
        before = self._model.table
        self._model.show(Table(columns, given.table.description), rows)
        if before is None or before.columns[-1] is not columns[-1] or len(before.columns) != len(columns):
            self.table.arrange(_FLEXIBLE)
        self.shown.setText(shown_text(given, len(rows), wanted, self._context.style))
        self.copy.setEnabled(len(rows) > 0)

    def _offer(self, box: QComboBox, everything: str, offered: tuple[tuple[str, str, int], ...]) -> None:
        """Fill a list with what there is and how much of it; what was chosen stays so while it is there."""
        chosen = box.currentData()
        box.blockSignals(True)
        box.clear()
        box.addItem(everything, "")
        for value, label, count in offered:
            box.addItem(f"{label} ({count:,})", value)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.setEnabled(len(offered) > 0)
        box.blockSignals(False)

    def _sort(self, name: str, descending: bool) -> None:
        self._sorting = (name, descending)
        self._show()

    def _copy(self) -> None:
        """Put the selected rows, or all that are shown, on the clipboard."""
        table = self._model.table
        if table is None:
            return
        chosen = self.table.selectionModel().selectedRows()
        rows = [index.data(CellRole.ROW) for index in chosen] or list(self._model.rows)
        self._context.files.submit(table_text(table, rows), self._take_text)

    def _take_text(self, outcome: Outcome) -> None:
        QGuiApplication.clipboard().setText(outcome.value)

    def _box(self, name: str) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMaximumWidth(170)
        box.setMaxVisibleItems(20)
        return box

    def _connect(self) -> None:
        self.everywhere.toggled.connect(self._fill)
        self.kind.activated.connect(self._fill)
        self.column.activated.connect(self._show)
        self.field.textChanged.connect(self._show)
        self.copy.clicked.connect(self._copy)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self._copy)

    def _compose(self) -> None:
        filters = QWidget()
        row = FlowLayout(filters, across=6, down=4)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.everywhere, self.kind, self.column, self.field, self.shown, self.copy):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(filters)
        layout.addWidget(WholeRows(self.table), 1)
