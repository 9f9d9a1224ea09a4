"""One sheet under review: what it is read as, what it leaves open, and what each of its columns means."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QWidget

from cxdesk.desktop.appearance import Appearance
from cxdesk.desktop.models.columns_model import CellRole
from cxdesk.desktop.models.mapping_model import MappingModel
from cxdesk.desktop.widgets.card import Card, text_label
from cxdesk.desktop.widgets.choice_cell import ChoiceBox, ChoiceDelegate
from cxdesk.desktop.widgets.question_panel import QuestionPanel
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.whole_rows import WholeRows
from cxdesk.session.review import Review, SheetReview
from cxdesk.session.review_edits import Edit, answer_edit, column_edit, table_edit

_FLEXIBLE = {"header": (110, 220), "values": (140, 320), "field": (170, 240), "note": (120, 2000)}


class SheetPanel(Card):
    """Shows a `SheetReview`. `edited` gives an `Edit` that reads it otherwise."""

    edited = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._review: Review | None = None
        self._place = 0
        self.columns = MappingModel(self)
        self.columns.field_chosen.connect(self._choose_field)
        self.table = RowTable(appearance, self.columns, "Columns of the sheet")
        self._delegate = ChoiceDelegate(appearance, self.table)
        self.table.setItemDelegate(self._delegate)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.table.clicked.connect(self._edit)
        self.table.row_opened.connect(self._edit_row)
        self.table.installEventFilter(self)
        self.table.selectionModel().currentRowChanged.connect(self._ask_about)
        self.kind = ChoiceBox()
        self.kind.setAccessibleName("Read this sheet as")
        self.kind.activated.connect(self._choose_table)
        self.questions = QuestionPanel()
        self.questions.answered.connect(self._answer)
        self.questions.turned.connect(self._go_to)
        self._compose()
        self.setFocusProxy(self.table)

    def show_sheet(self, review: Review, place: int, *, same_sheet: bool) -> None:
        """Show a sheet of a review; with `same_sheet` the place in its table stays."""
        self._review, self._place = review, place
        sheet: SheetReview = review.sheets[place]
        self.entitle(sheet.heading, sheet.about)
        self.kind.clear()
        for name, label in review.tables:
            self.kind.addItem(label, name)
        self.kind.setCurrentIndex(self.kind.findData(sheet.table))
        row, scrolled = self.table.currentIndex().row(), self.table.verticalScrollBar().value()
        self._delegate.choices = sheet.choices
        self.columns.show_fields(sheet.fields)
        self.columns.show(sheet.columns)
        self.table.arrange(_FLEXIBLE)
        self.questions.show_questions(sheet.questions, same_sheet=same_sheet)
        if same_sheet and 0 <= row < len(sheet.columns):
            blocked = self.table.selectionModel().blockSignals(True)
            self.table.setCurrentIndex(self.columns.index(row, 0))
            self.table.selectionModel().blockSignals(blocked)
            self.table.verticalScrollBar().setValue(scrolled)
        else:
            self.table.scrollToTop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the question with a digit that is typed in the table of columns."""
        if event.type() is QEvent.Type.KeyPress and event.text().isdecimal():
            return self.questions.choose(int(event.text()))
        return super().eventFilter(watched, event)

    def _ask_about(self, current: QModelIndex) -> None:
        """Show what the column is asked, where it leaves something open."""
        if current.isValid():
            self.questions.show_column(current.data(CellRole.ROW))

    def _go_to(self, row: int) -> None:
        """Show the column that a question is about."""
        if 0 <= row < self.columns.rowCount():
            self.table.setCurrentIndex(self.columns.index(row, 0))

    def _answer(self, position: int, code: str, value: str) -> None:
        self._send(answer_edit(self._place, position, code, value))

    def _choose_field(self, row: int, field: str) -> None:
        if self._review is not None:
            self._send(column_edit(self._review, self._place, {row: field}))

    def _choose_table(self) -> None:
        if self._review is not None and self._review.sheets[self._place].table != self.kind.currentData():
            self._send(table_edit(self._place, self.kind.currentData()))

    def _send(self, edit: Edit) -> None:
        self.edited.emit(edit)

    def _edit(self, index: QModelIndex) -> None:
        if index.data(CellRole.KIND) == "choice":
            self.table.edit(index)

    def _edit_row(self, row: int) -> None:
        table = self.columns.table
        place = next((at for at, column in enumerate(table.columns) if column.kind == "choice"), None)
        if place is not None:
            self.table.edit(self.columns.index(row, place))

    def _compose(self) -> None:
        kind = QHBoxLayout()
        kind.setSpacing(8)
        kind.addWidget(text_label("Read this sheet as", "muted"))
        kind.addWidget(self.kind)
        kind.addStretch(1)
        self.body.addLayout(kind)
        self.body.addWidget(self.questions)
        self.body.addWidget(WholeRows(self.table), 1)
        self.questions.hide()
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
