"""Before an import: how each sheet is read, what could not be used and why, and what will change. Nothing is
written.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import CellRole, ColumnsModel
from cxdesk.desktop.models.mapping_model import MappingModel
from cxdesk.desktop.pages.imports_page import FLEXIBLE_PROBLEMS
from cxdesk.desktop.widgets.card import Card, text_label
from cxdesk.desktop.widgets.choice_cell import ChoiceBox, ChoiceDelegate
from cxdesk.desktop.widgets.flow import FlowLayout
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.sheet_list import SheetList
from cxdesk.session.review import Review, SheetReview

_FLEXIBLE = {"header": (110, 220), "values": (140, 320), "field": (170, 240), "note": (120, 2000)}


class ReviewPage(QWidget):
    """Shows a `Review`. `accepted` and `declined` end it; the others ask for a column or a sheet to be read
    otherwise.
    """

    accepted = Signal(object)
    declined = Signal()
    column_read_as = Signal(object, int, object)
    sheet_read_as = Signal(object, int, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self._review: Review | None = None
        appearance = context.appearance
        self.sheets = SheetList(appearance)
        self.sheets.currentRowChanged.connect(self._show_sheet)
        self.columns = MappingModel(self)
        self.columns.field_chosen.connect(self._choose_field)
        self.table = RowTable(appearance, self.columns, "Columns of the sheet")
        self._delegate = ChoiceDelegate(appearance, self.table)
        self.table.setItemDelegate(self._delegate)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.table.clicked.connect(self._edit)
        self.table.row_opened.connect(self._edit_row)
        self.kind = ChoiceBox()
        self.kind.setAccessibleName("Read this sheet as")
        self.kind.activated.connect(self._choose_table)
        self._problems = ColumnsModel(self)
        self.problems = RowTable(appearance, self._problems, "What was not as expected")
        self._left, self._right = Card("Sheets"), Card("")
        self._about = Card("What was not as expected")
        self._below = Card(
            "What will change", "nothing is written until you import; an import can be taken back"
        )
        self.accept = QPushButton("Import")
        self.accept.setProperty("look", "primary")
        self.accept.clicked.connect(self._accept)
        self.decline = QPushButton("Cancel")
        self.decline.setAccessibleName("Cancel this import")
        self.decline.clicked.connect(self._decline)
        self._changes = QWidget()
        self._change_row = FlowLayout(self._changes, across=24, down=2)
        self._change_row.setContentsMargins(0, 0, 0, 0)
        self._compose()
        self.setFocusProxy(self.sheets)

    def show_review(self, review: Review) -> None:
        """Show what files hold: the first sheet that is used, or, of the same files, the one looked at."""
        before = [] if self._review is None else [sheet.heading for sheet in self._review.sheets]
        same_files = before == [sheet.heading for sheet in review.sheets]
        self._review = review
        self._left.entitle(review.title)
        self.sheets.show_sheets(
            [(sheet.title, sheet.count, sheet.heading, sheet.used) for sheet in review.sheets]
        )
        if not same_files:
            used = (row for row, sheet in enumerate(review.sheets) if sheet.used)
            self.sheets.setCurrentRow(next(used, 0))
        while (item := self._change_row.takeAt(0)) is not None:
            item.widget().deleteLater()
        for text, tone in review.changes:
            self._change_row.addWidget(text_label(text, tone or "heading"))
        self.accept.setText(review.button)
        self.accept.setAccessibleName(review.button)
        self.accept.setEnabled(review.can_import)
        self._show_sheet(self.sheets.currentRow())

    def _show_sheet(self, row: int) -> None:
        """Show the columns and the problems of a sheet."""
        if self._review is None or not 0 <= row < len(self._review.sheets):
            return
        sheet: SheetReview = self._review.sheets[row]
        self._right.entitle(sheet.heading, sheet.about)
        self.kind.clear()
        for name, label in self._review.tables:
            self.kind.addItem(label, name)
        self.kind.setCurrentIndex(self.kind.findData(sheet.table))
        self._delegate.choices = sheet.choices
        self.columns.show_fields(sheet.fields)
        self.columns.show(sheet.columns)
        self.table.arrange(_FLEXIBLE)
        self._problems.show(sheet.problems)
        self.problems.arrange(FLEXIBLE_PROBLEMS)
        self._about.entitle("What was not as expected", sheet.problem_count)
        self._about.setVisible(len(sheet.problems) > 0)

    def _choose_field(self, row: int, field: str) -> None:
        if self._review is not None:
            self.column_read_as.emit(self._review, self.sheets.currentRow(), {row: field})

    def _choose_table(self) -> None:
        row = self.sheets.currentRow()
        if self._review is not None and self._review.sheets[row].table != self.kind.currentData():
            self.sheet_read_as.emit(self._review, row, self.kind.currentData())

    def _edit(self, index: QModelIndex) -> None:
        if index.data(CellRole.KIND) == "choice":
            self.table.edit(index)

    def _edit_row(self, row: int) -> None:
        table = self.columns.table
        if table is not None:
            place = next(number for number, column in enumerate(table.columns) if column.kind == "choice")
            self.table.edit(self.columns.index(row, place))

    def _accept(self) -> None:
        self.accepted.emit(self._review)

    def _decline(self) -> None:
        self.declined.emit()

    def _compose(self) -> None:
        self._left.body.addWidget(self.sheets)
        self._left.setFixedWidth(268)
        kind = QHBoxLayout()
        kind.setSpacing(8)
        kind.addWidget(text_label("Read this sheet as", "muted"))
        kind.addWidget(self.kind)
        kind.addStretch(1)
        self._right.body.addLayout(kind)
        self._right.body.addWidget(self.table)
        self._about.body.addWidget(self.problems)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(self._right)
        split.addWidget(self._about)
        split.setSizes([420, 180])
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self._left)
        middle.addWidget(split, 1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._changes, 1)
        row.addWidget(self.decline)
        row.addWidget(self.accept)
        self._below.body.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(text_label("Review import", "title"))
        layout.addLayout(middle, 1)
        layout.addWidget(self._below)
