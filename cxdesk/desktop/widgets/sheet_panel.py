"""One sheet under review: what it is read as, and what each of its columns means."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QComboBox, QHBoxLayout, QWidget

from cxdesk.desktop.appearance import Appearance
from cxdesk.desktop.models.columns_model import CellRole
from cxdesk.desktop.models.mapping_model import MappingModel
from cxdesk.desktop.widgets.card import Card, ElidedLabel, text_label
from cxdesk.desktop.widgets.choice_cell import SHOWN_IN_LIST, ChoiceBox, ChoiceDelegate
from cxdesk.desktop.widgets.encoding_box import EncodingBox
from cxdesk.desktop.widgets.question_panel import QuestionPanel
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.whole_rows import WholeRows
from cxdesk.session.review import Review, SheetReview
from cxdesk.session.review_edits import Edit, answer_edit, column_edit, header_edit, replace_edit, table_edit
from cxdesk.session.review_questions import ENCODING

_NARROW = {"header": (110, 180), "values": (120, 200), "field": (170, 240), "note": (150, 2000)}
_WIDE = _NARROW | {"header": (110, 320), "values": (120, 420)}
_WIDE_FROM = 1100
"""Pixels from which the notes have room enough beside longer headers and values."""
_HEADER_WIDTH = 330


class SheetPanel(Card):
    """Shows a `SheetReview`. `edited` gives an `Edit` that reads it otherwise, `encoding_chosen` its file and
    the encoding to read that in. `questions` is what the sheet leaves open, for the page to place beside it.
    """

    edited = Signal(object)
    encoding_chosen = Signal(object, str)

    def __init__(
        self, appearance: Appearance, questions: QuestionPanel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._review: Review | None = None
        self._place = 0
        self._answered = False
        self._sheet: SheetReview | None = None
        self.columns = MappingModel(self)
        self.columns.field_chosen.connect(self._choose_field)
        self.table = RowTable(appearance, self.columns, "Columns of the sheet")
        self._delegate = ChoiceDelegate(appearance, self.table)
        self.table.setItemDelegate(self._delegate)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.table.clicked.connect(self._edit)
        self.table.row_opened.connect(self._edit_row)
        self.table.selectionModel().currentRowChanged.connect(self._ask_about)
        self.kind = ChoiceBox()
        self.kind.setAccessibleName("Read this sheet as")
        self.kind.activated.connect(self._choose_table)
        self.header = ChoiceBox()
        self.header.setAccessibleName("Row of the header")
        self.header.setToolTip("The row that names the columns; choose another if this is not it.")
        self.header.setMinimumWidth(76)
        self.header.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.header.setMinimumContentsLength(6)
        self.header.activated.connect(self._choose_header)
        self.encoding = EncodingBox()
        self.encoding.chosen.connect(self._read_in)
        self.replace = QCheckBox("Here already; replace other exports of it")
        self.replace.setToolTip(
            "Other exports of this sheet count no more: what they have and this one has not is dropped. "
            "Undoing the import brings it back."
        )
        self.replace.clicked.connect(self._replace)
        self.questions = questions
        self.questions.answered.connect(self._answer)
        self.questions.turned.connect(self._go_to)
        self.questions.chooses.connect(self._choose_from_all)
        self._name = ElidedLabel("", "heading", fits=True)
        self._compose()

    def show_sheet(self, review: Review, place: int, *, same_sheet: bool) -> None:
        """Show a sheet of a review; with `same_sheet` the place in its table stays."""
        self._review, self._place = review, place
        sheet: SheetReview = review.sheets[place]
        if same_sheet and sheet is self._sheet:
            # What has not changed stays as it is: somebody may be choosing from one of its lists.
            self._choose(sheet)
            return
        self._sheet = sheet
        self._name.setText(sheet.heading)
        self.note.setText(sheet.about)
        self.kind.clear()
        for name, label in review.tables:
            self.kind.addItem(label, name)
        self._offer_headers(sheet)
        self.encoding.show_encoding(sheet.encoding)
        self.replace.setVisible(sheet.replaces is not None)
        self.replace.setChecked(bool(sheet.replaces))
        self._choose(sheet)
        row, scrolled = self.table.currentIndex().row(), self.table.verticalScrollBar().value()
        self._delegate.choices = sheet.choices
        self.columns.show_fields(sheet.fields)
        self.columns.show(sheet.columns)
        self._arrange()
        self.questions.show_questions(sheet.questions, same_sheet=same_sheet)
        if same_sheet and 0 <= row < len(sheet.columns):
            blocked = self.table.selectionModel().blockSignals(True)
            self.table.setCurrentIndex(self.columns.index(row, 0))
            self.table.selectionModel().blockSignals(blocked)
            self.table.verticalScrollBar().setValue(scrolled)
        else:
            self.table.scrollToTop()
        if not same_sheet or self._answered:
            self._go_to(self.questions.row)
        self._answered = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give headers and values more room where there is much."""
        super().resizeEvent(event)
        if (event.oldSize().width() >= _WIDE_FROM) != (self.width() >= _WIDE_FROM):
            self._arrange()

    def _arrange(self) -> None:
        self.table.arrange(_WIDE if self.width() >= _WIDE_FROM else _NARROW)

    def _ask_about(self, current: QModelIndex) -> None:
        """Show what the column is asked, where it leaves something open."""
        if current.isValid():
            self.questions.show_column(current.data(CellRole.ROW))

    def _go_to(self, row: int) -> None:
        """Show the column that a question is about."""
        if 0 <= row < self.columns.rowCount():
            self.table.setCurrentIndex(self.columns.index(row, 0))

    def _choose_from_all(self, row: int) -> None:
        """Open the list of all meanings of a column."""
        self._go_to(row)
        self.table.setFocus()
        self._edit_row(row)

    def _answer(self, position: int, code: str, value: str) -> None:
        self._answered = True
        if code == ENCODING:
            self._read_in(value)
        elif self._review is not None:
            self._send(answer_edit(self._review, self._place, position, code, value))

    def _read_in(self, encoding: str) -> None:
        if self._review is not None:
            self.encoding_chosen.emit(self._review.plan.sheets[self._place].source.path, encoding)

    def _choose_field(self, row: int, field: str) -> None:
        if self._review is not None:
            self._send(column_edit(self._review, self._place, {row: field}))

    def _choose_table(self) -> None:
        review, table = self._review, self.kind.currentData()
        if review is not None and review.sheets[self._place].table != table:
            self._send(table_edit(review, self._place, table))

    def _replace(self, yes: bool) -> None:
        if self._review is not None:
            self._send(replace_edit(self._review, self._place, yes=yes))

    def _choose_header(self) -> None:
        review, row = self._review, self.header.currentData()
        if review is not None and row is not None and review.sheets[self._place].header_row != row:
            self._send(header_edit(review, self._place, row))

    def _offer_headers(self, sheet: SheetReview) -> None:
        """Offer the rows that can be the header; closed, the list says the number alone."""
        self.header.clear()
        if sheet.header_row is None:
            self.header.addItem("none", None)
        for row, cells in sheet.headers:
            self.header.addItem(f"{row}", row)
            self.header.setItemData(self.header.count() - 1, f"{row}   {cells}", SHOWN_IN_LIST)
        self.header.view().setMinimumWidth(_HEADER_WIDTH)

    def _choose(self, sheet: SheetReview) -> None:
        """Let the lists say what is."""
        self.kind.setCurrentIndex(self.kind.findData(sheet.table))
        self.header.setCurrentIndex(max(self.header.findData(sheet.header_row), 0))

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
        self.heading.hide()
        self.head.insertWidget(0, self._name, 100)  # what it does not need goes to the note
        self.head.addWidget(self.questions.fold)
        read = QHBoxLayout()
        read.setSpacing(8)
        for widget in (text_label("Read as", "muted"), self.kind, text_label("Header in row", "muted")):
            read.addWidget(widget)
        for widget in (self.header, self.encoding):
            read.addWidget(widget)
        read.addStretch(1)
        read.addWidget(self.replace)
        self.body.addLayout(read)
        self.body.addWidget(WholeRows(self.table), 1)
        self.questions.hide()
        order = (
            self.kind,
            self.header,
            self.encoding.box,
            self.replace,
            self.questions.fold,
            self.table,
        )
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
