"""How the cells of a table are drawn: one line, elided, numbers to the right, bands as shape, word and
colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from cxdesk.desktop.appearance import Appearance, body_font, sized, small_font
from cxdesk.desktop.models.columns_model import CellRole
from cxdesk.theme import BandLook, Theme

if TYPE_CHECKING:
    from cxdesk.session.table_view import TableColumn

_SIDE = 6
"""Space left and right of a cell's content, as in the header."""
_BAR_WIDTH, _BAR_HEIGHT, _BAR_GAP = 16, 6, 4
_SHAPE = 8
_CHIP_HEIGHT = 18


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a `ColumnsModel` in the look in force."""

    def __init__(self, appearance: Appearance, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._appearance = appearance

    @property
    def look(self) -> Theme:
        """The look in force."""
        return self._appearance.look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw ground, hairline and content of one cell."""
        look = self._appearance.look
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, option, look)
        area = option.rect.adjusted(_SIDE, 0, -_SIDE, 0)
        match index.data(CellRole.KIND):
            case "band":
                draw_band(painter, area, look.band(index.data(CellRole.TONE)), look)
            case "bars":
                _draw_bars(painter, area, index.data(CellRole.BARS), look)
            case "value":
                _draw_value(painter, area, index, look)
            case _:
                _draw_text(painter, area, index, look)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the room that the content wants; columns are laid out by the table, so only the height
        counts.
        """
        return QSize(super().sizeHint(option, index).width(), self._appearance.look.space.row_height)

    def width_of(self, column: TableColumn, longest: Sequence[str]) -> int:
        """Return the width in pixels of a column whose cells are drawn with more than their text."""
        look = self._appearance.look
        if column.kind == "band":
            return max((chip_width(text, look) for text in longest), default=0) + 2 * _SIDE
        if column.kind == "bars":
            return len(column.bar_names) * (_BAR_WIDTH + _BAR_GAP) - _BAR_GAP + 2 * _SIDE
        small, bold = (
            QFontMetrics(small_font(look)),
            QFontMetrics(sized(QFont(), look.text.body, look.text.semibold)),
        )
        number = max(bold.horizontalAdvance(text) for text in ("100", *longest))
        return number + 4 + small.horizontalAdvance("±00") + 2 * _SIDE

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: QModelIndex
    ) -> bool:
        """Show the whole of a cell: always where there is more to say, else where the text was cut."""
        if event.type() is not QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        whole = index.data(CellRole.WHOLE) or ""
        room = option.rect.width() - 2 * _SIDE
        cut = QFontMetrics(body_font(self._appearance.look)).horizontalAdvance(text) > room
        shown = whole if whole and (cut or whole != text) else text if cut else ""
        QToolTip.showText(event.globalPos(), shown, view)
        return True


def bar_positions(area: QRect, count: int) -> list[int]:
    """Return the left edges of the small bars in a cell; the header puts their letters above them."""
    return [area.left() + number * (_BAR_WIDTH + _BAR_GAP) for number in range(count)]


def bar_width() -> int:
    """Return the width of one small bar in pixels."""
    return _BAR_WIDTH


def chip_width(word: str, look: Theme) -> int:
    """Return the width of a band's chip in pixels."""
    return (
        _SHAPE
        + 20
        + QFontMetrics(sized(QFont(), look.text.small, look.text.semibold)).horizontalAdvance(word)
    )


def draw_band(painter: QPainter, area: QRect, band: BandLook, look: Theme) -> None:
    """Draw a band as a chip at the left of the area: its shape, its word, its colours."""
    font = sized(QFont(), look.text.small, look.text.semibold)
    width = min(chip_width(band.word, look), area.width())
    chip = QRectF(area.left(), area.center().y() - _CHIP_HEIGHT / 2 + 1, width, _CHIP_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(band.ground))
    painter.drawRoundedRect(chip, _CHIP_HEIGHT / 2, _CHIP_HEIGHT / 2)
    draw_shape(painter, QPointF(chip.left() + 7 + _SHAPE / 2, chip.center().y()), band)
    painter.setFont(font)
    painter.setPen(QColor(band.ink))
    words = chip.adjusted(12 + _SHAPE, 0, -1, 0)
    shown = QFontMetrics(font).elidedText(band.word, Qt.TextElideMode.ElideRight, int(words.width()))
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def draw_shape(painter: QPainter, centre: QPointF, band: BandLook, size: float = _SHAPE) -> None:
    """Draw the shape of a band: circle, triangle, square or hollow circle."""
    half = size / 2
    box = QRectF(centre.x() - half, centre.y() - half, size, size)
    if band.shape == "hollow circle":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(band.ink), 1.4))
        painter.drawEllipse(box.adjusted(0.7, 0.7, -0.7, -0.7))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(band.ink))
    if band.shape == "triangle":
        painter.drawPolygon(QPolygonF([QPointF(centre.x(), box.top()), box.bottomRight(), box.bottomLeft()]))
    elif band.shape == "square":
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        painter.drawEllipse(box)


def draw_ground(painter: QPainter, option: QStyleOptionViewItem, look: Theme) -> None:
    """Draw the ground of a selected or hovered row, and the hairline below."""
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, QColor(look.select))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, QColor(look.raised))
    painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, QColor(look.line))


def _draw_text(painter: QPainter, area: QRect, index: QModelIndex, look: Theme) -> None:
    """Draw one line of text in the colour of its tone."""
    tone = index.data(CellRole.TONE)
    colours = {"good": look.good, "watch": look.watch, "risk": look.risk, "unknown": look.muted}
    is_note = index.data(CellRole.KIND) == "note"
    font = small_font(look) if is_note else body_font(look)
    painter.setFont(font)
    painter.setPen(QColor(colours.get(tone, look.muted if is_note else look.ink)))
    text = " ".join(str(index.data(Qt.ItemDataRole.DisplayRole) or "").split("\n"))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, index.data(Qt.ItemDataRole.TextAlignmentRole), shown)


def _draw_value(painter: QPainter, area: QRect, index: QModelIndex, look: Theme) -> None:
    """Draw a number with its muted half width, both right-aligned in their own columns."""
    second = str(index.data(CellRole.SECOND) or "")
    small = small_font(look)
    room = max(QFontMetrics(small).horizontalAdvance("±00"), QFontMetrics(small).horizontalAdvance(second))
    vertical = Qt.AlignmentFlag.AlignVCenter
    painter.setFont(small)
    painter.setPen(QColor(look.muted))
    beside = QRect(area.right() - room + 1, area.top(), room, area.height())
    painter.drawText(beside, vertical | Qt.AlignmentFlag.AlignLeft, second)
    painter.setFont(sized(QFont(), look.text.body, look.text.semibold))
    painter.setPen(QColor(look.ink))
    number = area.adjusted(0, 0, -room - 4, 0)
    painter.drawText(
        number, vertical | Qt.AlignmentFlag.AlignRight, str(index.data(Qt.ItemDataRole.DisplayRole))
    )


def _draw_bars(painter: QPainter, area: QRect, shares, look: Theme) -> None:
    """Draw the small bars of the pillars; one without evidence is an empty outline."""
    top = area.center().y() - _BAR_HEIGHT / 2 + 1
    for left, share in zip(bar_positions(area, len(shares)), shares, strict=True):
        track = QRectF(left, top, _BAR_WIDTH, _BAR_HEIGHT)
        if isnan(share):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 2.5, 2.5)
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.line))
        painter.drawRoundedRect(track, 3, 3)
        painter.setBrush(QColor(look.bar))
        painter.drawRoundedRect(QRectF(left, top, max(_BAR_WIDTH * min(share, 1.0), 2.0), _BAR_HEIGHT), 3, 3)
