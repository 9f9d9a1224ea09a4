"""How much of each pillar's evidence is there: a label, a bar and a percentage for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cxdesk.desktop.appearance import Appearance, small_font
from cxdesk.session.gaps import PillarCoverage

_ROW = 20


class CoverageBars(QWidget):
    """Draws the coverage of some pillars."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._pillars: Sequence[PillarCoverage] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def show_pillars(self, pillars: Sequence[PillarCoverage]) -> None:
        """Show other pillars."""
        self._pillars = pillars
        spoken = ", ".join(f"{pillar.label} {pillar.text}" for pillar in pillars)
        self.setAccessibleName(f"Evidence by pillar: {spoken}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for all rows."""
        return QSize(160, _ROW * len(self._pillars))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows."""
        look, font = self._appearance.look, small_font(self._appearance.look)
        metrics = QFontMetrics(font)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        names = max((metrics.horizontalAdvance(pillar.label) for pillar in self._pillars), default=0) + 10
        figures = metrics.horizontalAdvance("100 %") + 6
        for number, pillar in enumerate(self._pillars):
            row = QRect(0, number * _ROW, self.width(), _ROW)
            painter.setPen(QColor(look.muted))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, pillar.label)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, pillar.text)
            track = QRectF(names, row.center().y() - 2, max(self.width() - names - figures, 10), 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.line))
            painter.drawRoundedRect(track, 3, 3)
            if pillar.share > 0:
                painter.setBrush(QColor(look.bar))
                full = QRectF(track)
                full.setWidth(max(track.width() * min(pillar.share, 1.0), 3))
                painter.drawRoundedRect(full, 3, 3)
