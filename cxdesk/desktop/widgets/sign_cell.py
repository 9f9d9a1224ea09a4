"""A cell that says a verdict: a shape, and the word beside it in the same colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from cxdesk.desktop.widgets.cells import CellDelegate, draw_shape

if TYPE_CHECKING:
    from cxdesk.session.table_view import TableColumn

_SIDE = 6
_SHAPE = 8
_BANDS = {"good": "healthy", "watch": "watch", "risk": "at risk", "unknown": "unknown"}
"""The bands whose shapes the tones are drawn with: circle, triangle, square, hollow circle."""
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class SignDelegate(CellDelegate):
    """Draws cells of kind "sign"; the others as every table."""

    def draw(
        self, painter: QPainter, area: QRect, column: TableColumn, row: int, table: QWidget | None
    ) -> None:
        """Draw the shape of the cell's tone and its word."""
        if column.kind != "sign":
            super().draw(painter, area, column, row, table)
            return
        with_brushes, tone = self.brushes, column.tones[row]
        centre = QPointF(area.left() + _SHAPE / 2, area.center().y() + 0.5)
        draw_shape(painter, centre, with_brushes.look.band(_BANDS[tone]))
        painter.setFont(with_brushes.body)
        painter.setPen(with_brushes.tones[tone])
        painter.drawText(area.adjusted(_SHAPE + 5, 0, 0, 0), _LEFT, column.texts[row])

    def width_of(self, column: TableColumn, longest: Sequence[str]) -> int:
        """Return the width in pixels of a column; a shape takes room beside its word."""
        if column.kind != "sign":
            return super().width_of(column, longest)
        measure = self.brushes.body_measure
        return max((measure.horizontalAdvance(text) for text in longest), default=0) + _SHAPE + 5 + 2 * _SIDE
