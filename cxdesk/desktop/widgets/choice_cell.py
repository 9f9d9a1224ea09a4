"""A cell whose meaning can be chosen from a list: drawn as a small button, opened by a click, Enter or F2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cxdesk.desktop.models.columns_model import CellRole
from cxdesk.desktop.widgets.sign_cell import SignDelegate

if TYPE_CHECKING:
    from cxdesk.session.table_view import TableColumn

_SIDE = 6
_HEIGHT = 22
_BESIDE = 32
"""Room for the button's edges and its arrow."""
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


SHOWN_IN_LIST = Qt.ItemDataRole.UserRole + 9
"""What an entry says in the open list, where that is more than in the closed box."""


class ChoiceBox(QComboBox):
    """A list to choose from, with an arrow in the colour of the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_ListDelegate(self))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field and the arrow: a style sheet can only draw one from a picture."""
        super().paintEvent(event)
        draw_arrow(self)


def draw_arrow(field: QWidget) -> None:
    """Draw the arrow of a field from which something is chosen."""
    painter = QPainter(field)
    painter.setPen(field.palette().color(QPalette.ColorRole.PlaceholderText))
    painter.drawText(field.rect().adjusted(0, 0, -9, 0), _RIGHT, "▾")


class _ListDelegate(QStyledItemDelegate):
    """Draws an entry of an open list, with more than the closed box says where there is more."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # noqa: N802
        """Take the longer text."""
        super().initStyleOption(option, index)
        if more := index.data(SHOWN_IN_LIST):
            option.text = more


class ChoiceDelegate(SignDelegate):
    """Draws and edits cells of kind "choice"; the others as every table."""

    choices: Sequence[tuple[str, str]] = ()
    """(field, label) of what can be chosen."""

    def draw(
        self, painter: QPainter, area: QRect, column: TableColumn, row: int, table: QWidget | None
    ) -> None:
        """Draw a small button with the present meaning."""
        if column.kind != "choice":
            super().draw(painter, area, column, row, table)
            return
        with_brushes = self.brushes
        measure = with_brushes.body_measure
        shown = measure.elidedText(column.texts[row], Qt.TextElideMode.ElideRight, area.width() - _BESIDE - 2)
        width = measure.horizontalAdvance(shown) + _BESIDE
        box = QRectF(area.left() + 0.5, area.center().y() - _HEIGHT / 2 + 0.5, width, _HEIGHT)
        painter.setPen(with_brushes.line)
        painter.setBrush(QColor(with_brushes.look.panel))
        painter.drawRoundedRect(box, 5, 5)
        painter.setFont(with_brushes.body)
        painter.setPen(with_brushes.muted if column.tones[row] == "unknown" else with_brushes.ink)
        painter.drawText(box.adjusted(8, 0, 0, 0), _LEFT, shown)
        painter.setPen(with_brushes.muted)
        painter.drawText(box.adjusted(0, 0, -7, 0), _RIGHT, "▾")

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget | None:
        """Return a list of the meanings, open at once."""
        if index.data(CellRole.KIND) != "choice":
            return super().createEditor(parent, option, index)
        box = ChoiceBox(parent)
        box.setAccessibleName("Read as")
        box.setMaxVisibleItems(20)
        for field, label in self.choices:
            box.addItem(label, field)
        box.activated.connect(self._commit_sender)
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        """Show the present meaning."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findData(index.data(Qt.ItemDataRole.EditRole)), 0))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex) -> None:
        """Hand over what was chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)

    def _commit_sender(self) -> None:
        """Take what was chosen and close the list."""
        box = self.sender()
        self.commitData.emit(box)
        self.closeEditor.emit(box)
