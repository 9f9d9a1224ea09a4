"""How the cells of tables are drawn: one line, elided; numbers to the right, bands as shape and word."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from cxdesk.desktop.appearance import Appearance
from cxdesk.desktop.models.columns_model import RIGHT_ALIGNED, CellRole, ColumnsModel
from cxdesk.desktop.widgets.brushes import Brushes, brushes
from cxdesk.theme import BandLook, Theme

if TYPE_CHECKING:
    from cxdesk.session.table_view import TableColumn

_SIDE = 6
"""Space left and right of a cell's content, as in the header."""
_BAR_WIDTH, _BAR_HEIGHT, _BAR_GAP = 16, 6, 4
_SHAPE = 8
_CHIP_HEIGHT = 18
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDED = Qt.TextElideMode.ElideRight
_SELECTED, _HOVERED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_MouseOver


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a `ColumnsModel` in the look in force, straight from its columns."""

    def __init__(self, appearance: Appearance, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._appearance = appearance

    @property
    def brushes(self) -> Brushes:
        """What the look in force is drawn with."""
        return brushes(self._appearance.look)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw ground, hairline and content of one cell."""
        column, row = cell_of(index)
        with_brushes = self.brushes
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, option, with_brushes)
        self.draw(painter, option.rect.adjusted(_SIDE, 0, -_SIDE, 0), column, row, option.widget)
        painter.restore()

    def draw(
        self, painter: QPainter, area: QRect, column: TableColumn, row: int, table: QWidget | None
    ) -> None:
        """Draw what a cell of `table` holds; a delegate that knows further kinds draws those itself."""
        with_brushes = self.brushes
        if column.kind == "band":
            look = with_brushes.look
            hollow = len(column.hollow) > 0 and bool(column.hollow[row])
            draw_band(painter, area, look.band(column.tones[row]), look, hollow=hollow)
        elif column.kind == "bars" and column.bars is not None:
            _draw_bars(painter, area, column.bars[row], with_brushes)
        elif column.kind == "value":
            _draw_value(painter, area, column, row, with_brushes)
        else:
            texts = column.brief if _is_brief(table, column) else column.texts
            _draw_text(painter, area, column, row, with_brushes, texts)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the room that the content wants; the table lays out columns, so only the height counts."""
        return QSize(super().sizeHint(option, index).width(), self._appearance.look.space.row_height)

    def width_of(self, column: TableColumn, longest: Sequence[str]) -> int:
        """Return the width in pixels of a column whose cells are drawn with more than their text."""
        measured = self.brushes
        if column.kind == "band":
            return max((chip_width(text, measured.look) for text in longest), default=0) + 2 * _SIDE
        if column.kind == "bars":
            return len(column.bar_names) * (_BAR_WIDTH + _BAR_GAP) - _BAR_GAP + 2 * _SIDE
        number = max(measured.bold_measure.horizontalAdvance(text) for text in ("100", *longest))
        return number + 4 + measured.small_measure.horizontalAdvance("±00") + 2 * _SIDE

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: QModelIndex
    ) -> bool:
        """Show the whole of a cell: always where there is more to say, else where the text was cut."""
        if event.type() is not QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        whole = index.data(CellRole.WHOLE) or ""
        room = option.rect.width() - 2 * _SIDE
        cut = self.brushes.body_measure.horizontalAdvance(text) > room or _is_brief(view, cell_of(index)[0])
        shown = whole if whole and (cut or whole != text) else text if cut else ""
        QToolTip.showText(event.globalPos(), shown, view)
        return True


def cell_of(index: QModelIndex) -> tuple[TableColumn, int]:
    """Return the column and the row of its table that a valid index of a `ColumnsModel` stands for."""
    model: ColumnsModel = index.model()
    return model.table.columns[index.column()], model.rows[index.row()]


def bar_positions(area: QRect, count: int) -> list[int]:
    """Return the left edges of the small bars in a cell; the header puts their letters above them."""
    return [area.left() + number * (_BAR_WIDTH + _BAR_GAP) for number in range(count)]


def bar_width() -> int:
    """Return the width of one small bar in pixels."""
    return _BAR_WIDTH


def chip_width(word: str, look: Theme) -> int:
    """Return the width of a band's chip in pixels."""
    return _SHAPE + 20 + brushes(look).chip_measure.horizontalAdvance(word)


def draw_band(painter: QPainter, area: QRect, band: BandLook, look: Theme, *, hollow: bool = False) -> None:
    """Draw a band as a chip at the left of the area: its shape, its word, its colours; hollow, as outlines,
    where it stands on little evidence.
    """
    measured = brushes(look)
    width = min(chip_width(band.word, look), area.width())
    chip = QRectF(area.left(), area.center().y() - _CHIP_HEIGHT / 2 + 1, width, _CHIP_HEIGHT)
    painter.setPen(QPen(QColor(band.ink), 1.0, Qt.PenStyle.DotLine) if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else QColor(band.ground))
    edge = 0.5 if hollow else 0.0
    painter.drawRoundedRect(
        chip.adjusted(edge, edge, -edge, -edge), _CHIP_HEIGHT / 2 - edge, _CHIP_HEIGHT / 2 - edge
    )
    draw_shape(painter, QPointF(chip.left() + 7 + _SHAPE / 2, chip.center().y()), band, hollow=hollow)
    painter.setFont(measured.chip)
    painter.setPen(QColor(band.ink))
    words = chip.adjusted(12 + _SHAPE, 0, -1, 0)
    painter.drawText(words, _LEFT, measured.chip_measure.elidedText(band.word, _ELIDED, int(words.width())))


def draw_shape(
    painter: QPainter, centre: QPointF, band: BandLook, size: float = _SHAPE, *, hollow: bool = False
) -> None:
    """Draw the shape of a band: circle, triangle, square or hollow circle; `hollow` draws outlines only."""
    half = size / 2
    box = QRectF(centre.x() - half, centre.y() - half, size, size)
    if band.shape == "hollow circle":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(band.ink), 1.4))
        painter.drawEllipse(box.adjusted(0.7, 0.7, -0.7, -0.7))
        return
    painter.setPen(QPen(QColor(band.ink), 1.2) if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else QColor(band.ink))
    if band.shape == "triangle":
        painter.drawPolygon(QPolygonF([QPointF(centre.x(), box.top()), box.bottomRight(), box.bottomLeft()]))
    elif band.shape == "square":
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        painter.drawEllipse(box)


def draw_ground(painter: QPainter, option: QStyleOptionViewItem, with_brushes: Brushes) -> None:
    """Draw the ground of a selected or hovered row, and the hairline below."""
    rect, state = option.rect, option.state
    if state & _SELECTED:
        painter.fillRect(rect, with_brushes.select)
    elif state & _HOVERED:
        painter.fillRect(rect, with_brushes.raised)
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, with_brushes.line)


def _is_brief(view: QWidget | None, column: TableColumn) -> bool:
    """Return whether a table has too little room for a column that can be brief."""
    return bool(column.brief) and column.name in getattr(view, "brief_columns", ())


def _draw_text(
    painter: QPainter,
    area: QRect,
    column: TableColumn,
    row: int,
    with_brushes: Brushes,
    texts: Sequence[str],
) -> None:
    """Draw one line of a column's whole or brief texts in the colour of its tone."""
    text = texts[row]
    if not text:
        return
    is_note = column.kind == "note"
    tone = column.tones[row] if column.tones else ""
    plain = with_brushes.muted if is_note else with_brushes.ink
    measure = with_brushes.small_measure if is_note else with_brushes.body_measure
    painter.setFont(with_brushes.small if is_note else with_brushes.body)
    painter.setPen(with_brushes.tones.get(tone, plain))
    shown = measure.elidedText(text.replace("\n", " "), _ELIDED, area.width())
    painter.drawText(area, _RIGHT if column.kind in RIGHT_ALIGNED else _LEFT, shown)


def _draw_value(painter: QPainter, area: QRect, column: TableColumn, row: int, with_brushes: Brushes) -> None:
    """Draw a number with its muted half width, each in a column of its own."""
    second = column.second[row] if column.second else ""
    measure = with_brushes.small_measure
    room = max(measure.horizontalAdvance("±00"), measure.horizontalAdvance(second))
    painter.setFont(with_brushes.small)
    painter.setPen(with_brushes.muted)
    painter.drawText(QRect(area.right() - room + 1, area.top(), room, area.height()), _LEFT, second)
    painter.setFont(with_brushes.bold)
    painter.setPen(with_brushes.ink)
    painter.drawText(area.adjusted(0, 0, -room - 4, 0), _RIGHT, column.texts[row])


def _draw_bars(painter: QPainter, area: QRect, shares: Sequence[float], with_brushes: Brushes) -> None:
    """Draw the small bars of the pillars; one without evidence is an empty outline."""
    top = area.center().y() - _BAR_HEIGHT / 2 + 1
    for left, share in zip(bar_positions(area, len(shares)), shares, strict=True):
        track = QRectF(left, top, _BAR_WIDTH, _BAR_HEIGHT)
        if isnan(share):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(with_brushes.line)
            painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 2.5, 2.5)
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_brushes.line)
        painter.drawRoundedRect(track, 3, 3)
        painter.setBrush(with_brushes.bar)
        filled = max(_BAR_WIDTH * min(float(share), 1.0), 2.0)
        painter.drawRoundedRect(QRectF(left, top, filled, _BAR_HEIGHT), 3, 3)
