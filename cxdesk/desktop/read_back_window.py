"""What came back in workbooks, in a window of its own: each text beside what is kept, to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cxdesk.desktop.models.columns_model import CellRole, ColumnsModel
from cxdesk.desktop.models.mapping_model import MappingModel
from cxdesk.desktop.widgets.card import ElidedLabel, tab_button, text_label
from cxdesk.desktop.widgets.choice_cell import ChoiceDelegate
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.whole_rows import WholeRows

if TYPE_CHECKING:
    from cxdesk.desktop.context import Context
    from cxdesk.desktop.notice import Notice
    from cxdesk.session.read_back_view import ReadBackView

_SIZE = (1080, 660)
_SMALLEST = (720, 480)
_SIDE_HEIGHT = 110
_WIDTHS = {
    "account": (110, 180),
    "kept": (90, 240),
    "came": (110, 300),
    "take": (170, 260),
}
_ASIDE_WIDTHS = {"file": (90, 160), "account": (80, 160), "text": (90, 220), "reason": (160, 2000)}


class ReadBackWindow(QDialog):
    """Shows a `ReadBackView`. `chosen` gives it with a row and a choice, `keep_wanted` it alone."""

    chosen = Signal(object, int, str)
    keep_wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Read back")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        self.view: ReadBackView | None = None
        self._model = MappingModel(self)
        self.table = RowTable(context.appearance, self._model, "What came back")
        self._aside_model = ColumnsModel(self)
        self.aside = RowTable(context.appearance, self._aside_model, "Set aside")
        self.sides = (_Side("What is kept now"), _Side("What came back"))
        self.about = text_label("", "muted", wraps=True)
        self.said = text_label("", "note", wraps=True)
        self.keep, self.close_button = QPushButton(""), QPushButton("Close")
        self._group, self._stack = QButtonGroup(self), QStackedWidget()
        self.tabs = [tab_button(self._group, number) for number in range(2)]
        self._compose()
        self._connect(context)

    def show_view(self, view: ReadBackView) -> None:
        """Show what came back; the same files with another choice keep their place."""
        same = self.view is not None and self.view.found is view.found
        row = self.table.currentIndex().row()
        self.view = view
        self.about.setText(view.summary)
        self._delegate.rows = view.choices
        self._model.show_fields(view.fields)
        self._model.show(view.table)
        self.keep.setText(view.button)
        self.keep.setEnabled(view.can_keep)
        for tab, title, count in zip(
            self.tabs, ("Came back", "Set aside"), (len(view.table), len(view.aside)), strict=True
        ):
            tab.setText(f"{title} {count:,}")
            tab.setAccessibleName(tab.text())
        if not same:
            self._aside_model.show(view.aside)
            self.said.setText("")
            self.tabs[0 if len(view.table) or not len(view.aside) else 1].setChecked(True)
            row = 0
        self.table.arrange(_WIDTHS)
        self.aside.arrange(_ASIDE_WIDTHS)
        self._go_to(row)

    def put_away(self) -> None:
        """Close and forget: what was chosen is kept, or another workspace is open."""
        self.view = None
        self.close()

    def refuse(self, notice: Notice) -> None:
        """Say what went wrong; what was chosen stays."""
        self.said.setText(f"{notice.what} {notice.next_step}".strip())

    def _go_to(self, row: int) -> None:
        if 0 <= row < self._model.rowCount():
            self.table.setCurrentIndex(self._model.index(row, 0))
        self._show_sides(row)

    def _show_sides(self, row: int) -> None:
        shown = self.view is not None and 0 <= row < len(self.view.sides)
        for place, side in enumerate(self.sides):
            found = self.view.sides[row][place] if shown else None
            side.show_text("" if found is None else found.heading, "" if found is None else found.text)

    def _edit(self, index: QModelIndex) -> None:
        if index.data(CellRole.KIND) == "choice":
            self.table.edit(index)

    def _edit_row(self, row: int) -> None:
        self.table.edit(self._model.index(row, self._model.columnCount() - 1))

    def _choose(self, row: int, value: str) -> None:
        if self.view is not None:
            self.chosen.emit(self.view, row, value)

    def _give(self) -> None:
        if self.view is not None:
            self.keep_wanted.emit(self.view)

    def _connect(self, context: Context) -> None:
        self._delegate = _TakeDelegate(context.appearance, self.table)
        self.table.setItemDelegate(self._delegate)
        for table in (self.table, self.aside):
            table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.table.clicked.connect(self._edit)
        self.table.row_opened.connect(self._edit_row)
        self.table.selectionModel().currentRowChanged.connect(
            lambda now, _before: self._show_sides(now.row())
        )
        self._model.field_chosen.connect(self._choose)
        self.keep.clicked.connect(self._give)
        self.close_button.clicked.connect(self.close)
        self._group.idToggled.connect(
            lambda number, checked: self._stack.setCurrentIndex(number) if checked else None
        )
        self.tabs[0].setChecked(True)

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(text_label("What came back", "title"))
        head.addSpacing(12)
        for tab in self.tabs:
            head.addWidget(tab)
        head.addStretch(1)
        came = QWidget()
        column = QVBoxLayout(came)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(WholeRows(self.table), 1)
        beside = QGridLayout()
        beside.setSpacing(8)
        for place, side in enumerate(self.sides):
            beside.addWidget(side, 0, place)
            beside.setColumnStretch(place, 1)
        column.addLayout(beside)
        self._stack.setProperty("look", "clear")
        self._stack.addWidget(came)
        self._stack.addWidget(WholeRows(self.aside))
        self.keep.setProperty("look", "primary")
        self.keep.setToolTip("Keep what is chosen as one step, which Undo takes back")
        self.close_button.setToolTip("Leave everything as it is kept")
        for button in (self.keep, self.close_button):
            button.setAutoDefault(False)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.said, 1)
        below.addWidget(self.close_button)
        below.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.about)
        layout.addWidget(self._stack, 1)
        layout.addLayout(below)


class _Side(QWidget):
    """One of two texts side by side."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._heading, self._text = ElidedLabel("", "note"), QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(_SIDE_HEIGHT)
        self._text.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addWidget(self._text)

    def show_text(self, heading: str, text: str) -> None:
        """Show another text."""
        self._heading.setText(heading)
        self._text.setPlainText(text)

    @property
    def text(self) -> str:
        """The text that is shown."""
        return self._text.toPlainText()


class _TakeDelegate(ChoiceDelegate):
    """Offers in each row what that row can take."""

    rows: tuple[tuple[tuple[str, str], ...], ...] = ()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget | None:
        """Return a list of what can be taken, open at once."""
        self.choices = self.rows[index.row()]
        box = super().createEditor(parent, option, index)
        if box is not None:
            box.setAccessibleName(f"What to do: {index.siblingAtColumn(0).data(Qt.ItemDataRole.DisplayRole)}")
        return box
