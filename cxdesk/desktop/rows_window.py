"""One number opened in a window of its own: what it proves, what to read beside it, and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import ColumnsModel
from cxdesk.desktop.widgets.card import Card, ElidedLabel, tab_button, text_label
from cxdesk.desktop.widgets.choice_cell import ChoiceBox
from cxdesk.desktop.widgets.flow import FlowLayout
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.whole_rows import WholeRows

if TYPE_CHECKING:
    from cxdesk.session.evidence_rows import EvidenceRows

_SIZE = (1080, 720)
_SMALLEST = (640, 420)
_NOTES = {
    "account": (90, 220),
    "person": (90, 180),
    "comment": (110, 420),
    "subject": (110, 420),
    "file": (150, 2000),
}
"""Columns that grow: least and enough pixels."""


class RowsWindow(QDialog):
    """Shows an `EvidenceRows`; it stays open beside the main window and is used again for the next number."""

    asked = Signal(object)
    save_wanted = Signal(object, int, str)
    put_away = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._view: EvidenceRows | None = None
        self.setMinimumSize(*_SMALLEST)
        self.setModal(False)
        self._heading, self._value = ElidedLabel("", "title", fits=True), text_label("", "figure")
        self._interval, self._detail = ElidedLabel("", "muted", fits=True), ElidedLabel("", "note")
        self.metrics = ChoiceBox()
        self.metrics.setAccessibleName("Metric")
        self.metrics.setToolTip("Another metric of the same accounts")
        self.metrics.activated.connect(self._choose)
        self._limits, self._grid = (
            Card("Limits", "what the number shows, and what it does not"),
            QGridLayout(),
        )
        self._beside = QWidget()
        self._links = FlowLayout(self._beside, across=2, down=2)
        self._links.setContentsMargins(0, 0, 0, 0)
        self._model = ColumnsModel(self)
        self.table = RowTable(context.appearance, self._model, "Rows")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setSortingEnabled(True)
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._turn)
        self._note = ElidedLabel("", "note")
        self._empty = text_label("", "muted", wraps=True)
        self.copy, self.save = _link("Copy rows"), _link("Save as CSV...")
        self.copy.setToolTip("Copy the selected rows, or all that are shown, as a table (Ctrl+C)")
        self.save.setToolTip("Write all rows of this table, also those that are not shown")
        self.copy.clicked.connect(self.copy_rows)
        self.save.clicked.connect(self._save)
        copies = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copies.activated.connect(self.copy_rows)
        self._compose()
        if not self.restoreGeometry(context.settings.rows_geometry):
            self.resize(*_SIZE)

    @property
    def view(self) -> EvidenceRows | None:
        """What is shown."""
        return self._view

    def show_view(self, view: EvidenceRows) -> None:
        """Show another number; the same one again, seen on another date, takes no focus."""
        is_news = not self.isVisible() or self._view is None or self._view.asked != view.asked
        self._view = view
        self.setWindowTitle(f"{view.title} - rows")
        self._heading.setText(view.heading)
        self._value.setText(view.value)
        self._interval.setText(view.interval)
        self._detail.setText(view.detail)
        self._show_choices(view)
        self._show_limits(view)
        self._show_links(view)
        self._show_tabs(view)
        if is_news:
            self.show()
            self.activateWindow()
            self.table.setFocus()

    def copy_rows(self) -> None:
        """Put the selected rows, or all that are shown, on the clipboard as a table."""
        from cxdesk.session.table_view import as_tab_separated

        if self._model.table is None:
            return
        selected = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        rows = [self._model.rows[row] for row in selected] or list(self._model.rows)
        QGuiApplication.clipboard().setText(as_tab_separated(self._model.table, rows))

    def done(self, result: int) -> None:
        """Remember the place of the window when it is put away."""
        self._context.settings.rows_geometry = self.saveGeometry()
        super().done(result)
        self.put_away.emit()

    def _choose(self, _index: int) -> None:
        from dataclasses import replace

        if self._view is not None:
            self.asked.emit(replace(self._view.asked, name=self.metrics.currentData(), role=None))

    def _save(self) -> None:
        if self._view is not None:
            self.save_wanted.emit(self._view.asked, max(self._group.checkedId(), 0), self._view.file_name)

    def _show_choices(self, view: EvidenceRows) -> None:
        if self.metrics.count() == 0:
            for name, label in view.choices:
                self.metrics.addItem(label, name)
        self.metrics.setCurrentIndex(self.metrics.findData(view.asked.name))

    def _show_limits(self, view: EvidenceRows) -> None:
        """Fill the card: pairs of label and text, two beside each other."""
        _emptied(self._grid)
        for place, (label, text) in enumerate(view.about):
            row, column = divmod(place, 2)
            name, told = text_label(label, "note"), text_label(text, wraps=True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            told.setAccessibleName(f"{label}: {text}")
            self._grid.addWidget(name, row, 2 * column, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(told, row, 2 * column + 1, Qt.AlignmentFlag.AlignTop)

    def _show_links(self, view: EvidenceRows) -> None:
        _emptied(self._links)
        for other in view.beside:
            button = _link(f"{other.label}: {other.value}")
            button.setToolTip("Open the rows of this number here")
            button.clicked.connect(lambda _checked=False, asked=other.asked: self.asked.emit(asked))
            self._links.addWidget(button)
        self._links.invalidate()

    def _show_tabs(self, view: EvidenceRows) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.deleteLater()
        for number, part in enumerate(view.tables):
            tab = tab_button(self._group, number)
            tab.setText(part.title)
            tab.setAccessibleName(f"{part.title}: {part.note}")
            tab.setVisible(len(view.tables) > 1)
            self._tabs.insertWidget(number, tab)
        if view.tables:
            self._group.button(0).setChecked(True)

    def _turn(self, number: int, checked: bool) -> None:
        """Show the rows of another part."""
        if not checked or self._view is None:
            return
        part = self._view.tables[number]
        some = len(part.table) > 0
        self._note.setText(part.note if some else "")
        self._holder.setVisible(some)
        self._empty.setVisible(not some)
        self._empty.setText(f"There are no rows. {'' if self._view.interval else self._view.detail}".strip())
        self.copy.setEnabled(some)
        self.save.setEnabled(some)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setAccessibleName(part.table.description)
        self._model.show(part.table if some else None)
        if some:
            self.table.arrange(_flexible([column.name for column in part.table.columns]))
            self.table.setCurrentIndex(self._model.index(0, 0))
            self.table.clearSelection()

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        for widget in (self._heading, self._value, self._interval):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.metrics)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)
        self._limits.body.addLayout(self._grid)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(text_label("Read beside it", "note"))
        beside.addWidget(self._beside, 1)
        self._limits.body.addLayout(beside)
        self._limits.body.addStretch(1)
        rows = Card()
        rows.heading.hide()
        rows.note.hide()
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(4)
        self._tabs.addWidget(self._note, 1)
        self._tabs.addWidget(self.copy)
        self._tabs.addWidget(self.save)
        self._holder = WholeRows(self.table)
        rows.body.addLayout(self._tabs)
        rows.body.addWidget(self._holder, 1)
        rows.body.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._detail)
        layout.addWidget(self._limits)
        layout.addWidget(rows, 1)


def _flexible(names: list[str]) -> dict[str, tuple[int, int]]:
    """Return which columns share the room that is left: those with long texts, else the last."""
    return {name: _NOTES[name] for name in _NOTES if name in names} or {names[-1]: (60, 2000)}


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("look", "link")
    button.setAutoDefault(False)
    return button


def _emptied(layout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if item.widget() is not None:
            item.widget().deleteLater()
