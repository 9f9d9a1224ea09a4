"""A chart in the window: drawn as a picture on the drawing thread, painted here, with the pointer on its
marks.

Matplotlib takes longer than a frame, so this thread never draws with it; until a new picture arrives the old
one stays. Rings around selected marks are painted here, so that selecting is immediate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cxdesk.desktop.context import Context
from cxdesk.desktop.saving import offer, saver_of
from cxdesk.progress import Progress
from cxdesk.session.operations import Operation, Outcome

if TYPE_CHECKING:
    from cxdesk.charts import Chart, Marks, Surface

_LANES = count()
_RESIZE_PAUSE = 100
"""Milliseconds without another resize before a chart is drawn for the new size."""
_MOST_RINGS = 300
_MOST_DESCRIBED = 60
"""Marks of a chart that are read out one by one; of more only what the title says."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: its pixels, the marks in it, and what it shows in words."""

    image: QImage
    marks: Marks
    words: str


class ChartView(QWidget):
    """Shows what a builder draws. `item_clicked` gives the item of a mark, `items_framed` those in a dragged
    frame.
    """

    item_clicked = Signal(int)
    item_opened = Signal(int)
    items_framed = Signal(list)
    drawn = Signal()

    def __init__(self, context: Context, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setAccessibleName(name)
        self._lane = f"chart {next(_LANES)}"
        self._build: Callable[[Surface], Chart] | None = None
        self._picture: Picture | None = None
        self._message = ""
        self._selected: frozenset[int] = frozenset()
        self._tip: Callable[[int], str] | None = None
        self._press: QPoint | None = None
        self._frame: QRect | None = None
        self._pause = QTimer(self, singleShot=True, interval=_RESIZE_PAUSE)
        self._pause.timeout.connect(self.redraw)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        context.appearance.changed.connect(self.redraw)

    def show_chart(self, build: Callable[[Surface], Chart], tip: Callable[[int], str] | None = None) -> None:
        """Show what `build` draws on a surface; `tip` says what a mark is. Both are called again."""
        self._build, self._tip, self._message = build, tip, ""
        self.redraw()

    def show_message(self, message: str) -> None:
        """Show a sentence in place of a chart."""
        self._build, self._picture, self._message = None, None, message
        self._context.drawing.cancel(self._lane)
        self.setAccessibleDescription(message)
        self.update()

    def select(self, items: Sequence[int]) -> None:
        """Put rings around the marks of some items."""
        self._selected = frozenset(items)
        self.update()

    def is_settled(self) -> bool:
        """Whether the picture shows what was asked for last, in the present size."""
        return not self._pause.isActive() and not self._context.drawing.is_busy_with(self._lane)

    def redraw(self) -> None:
        """Have the chart drawn for the present size and look."""
        if self._build is None or self.width() < 40 or self.height() < 40 or not self.isVisible():
            return
        build, ratio = self._build, self.devicePixelRatioF()
        width, height, look, style = (
            self.width(),
            self.height(),
            self._context.appearance.look,
            self._context.style,
        )
        family = self.fontInfo().family()

        def work(progress: Progress) -> Outcome:
            from cxdesk.charts import Surface, pixels

            chart = build(Surface(look, width, height, style, family, titled=False))
            progress.check()
            return Outcome(Picture(_image(pixels(chart, ratio), ratio), chart.marks, _described(chart)))

        self._context.drawing.submit(Operation("Drawing", self._lane, work), self._take, self._fail)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to save the picture, or the table behind it."""
        if self._build is not None:
            offer(self, event.globalPos(), {"Save this chart or its table...": self.save})

    def save(self) -> None:
        """Ask for a file and draw the chart into it, in its present size and in light colours for paper."""
        saver, build = saver_of(self), self._build
        if saver is not None and build is not None:
            saver.save_chart(
                self.accessibleName(), build, (self.width(), self.height()), self.fontInfo().family()
            )

    def sizeHint(self) -> QSize:
        """Return a modest size; layouts give more."""
        return QSize(320, 240)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Draw anew once the size is settled."""
        self._pause.start()

    def showEvent(self, event) -> None:
        """Draw when first seen."""
        super().showEvent(event)
        self._pause.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, the rings around selected marks and the frame that is being dragged."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._context.appearance.look
        if self._picture is None:
            painter.setPen(QColor(look.muted))
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 8, -16, -8), centred, self._message)
            return
        painter.drawImage(0, 0, self._picture.image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(look.accent), 2))
        for ring in self._rings():
            painter.drawEllipse(ring)
        if self._frame is not None:
            painter.setPen(QPen(QColor(look.accent), 1, Qt.PenStyle.DashLine))
            painter.drawRect(self._frame)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a frame."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._press = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the frame that is being dragged."""
        here = event.position().toPoint()
        if self._press is not None and (here - self._press).manhattanLength() > 6:
            self._frame = QRect(self._press, here).normalized()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which mark was clicked, or which were framed."""
        frame, press = self._frame, self._press
        self._frame = self._press = None
        self.update()
        if self._picture is None or press is None:
            return
        marks = self._picture.marks
        if frame is not None:
            inside = marks.within(frame.left(), frame.top(), frame.right(), frame.bottom())
            self.items_framed.emit([int(item) for item in inside])
        elif (item := marks.at(event.position().x(), event.position().y())) is not None:
            self.item_clicked.emit(item)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell which mark is to be opened."""
        if self._picture is not None:
            item = self._picture.marks.at(event.position().x(), event.position().y())
            if item is not None:
                self.item_opened.emit(item)

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if event.type() is QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        item = None
        if self._picture is not None and self._tip is not None:
            item = self._picture.marks.at(event.pos().x(), event.pos().y())
        QToolTip.showText(event.globalPos(), self._tip(item) if item is not None and self._tip else "", self)

    def _rings(self) -> list[QRectF]:
        """Return a ring around each selected mark; so many that they would cover the chart are left out."""
        if len(self._selected) > _MOST_RINGS:
            return []
        marks = self._picture.marks
        return [
            QRectF(left - 3, top - 3, right - left + 6, bottom - top + 6)
            for item, left, top, right, bottom in zip(
                marks.item, marks.left, marks.top, marks.right, marks.bottom, strict=True
            )
            if int(item) in self._selected
        ]

    def _take(self, outcome: Outcome) -> None:
        """Show the picture that has arrived."""
        self._picture = outcome.value
        self.setAccessibleDescription(self._picture.words)
        self.update()
        self.drawn.emit()

    def _fail(self, error: Exception) -> None:
        """Say that the chart could not be drawn."""
        self.show_message(f"This chart could not be drawn: {error}")


def _image(pixels, ratio: float) -> QImage:
    """Return a picture of red, green, blue and opacity, uint8 height x width x 4, as an image that owns its
    bytes.
    """
    height, width = pixels.shape[:2]
    image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(ratio)
    return image


def _described(chart: Chart) -> str:
    """Return the chart in words for a screen reader: its title, and its table where that is not long."""
    rows = [", ".join(row) for row in chart.as_table()] if len(chart.marks) <= _MOST_DESCRIBED else []
    return ". ".join((chart.title, chart.subtitle, *rows))
