"""Cards and the texts on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from cxdesk.desktop.appearance import Appearance
from cxdesk.desktop.widgets.cells import chip_width, draw_band

LITTLE = "Hollow: little is known, so the grade says little."


def text_label(text: str = "", look: str = "", *, wraps: bool = False) -> QLabel:
    """Return a label in one of the style sheet's looks; plain text, never markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    if look:
        label.setProperty("look", look)
    return label


def restyle(widget: QWidget, look: str) -> None:
    """Give a widget another look of the style sheet."""
    if widget.property("look") != look:
        widget.setProperty("look", look)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def tab_button(group: QButtonGroup, number: int) -> QPushButton:
    """Return a button that turns to one of several tables; its group keeps one of them chosen."""
    tab = QPushButton()
    tab.setCheckable(True)
    tab.setProperty("look", "tab")
    group.addButton(tab, number)
    return tab


class ElidedLabel(QLabel):
    """A label of one line, cut with an ellipsis where it is too long; the tooltip then has the whole."""

    def __init__(self, text: str = "", look: str = "", *, fits: bool = False) -> None:
        """With `fits` it takes the width of its text where there is room, else all that it is given."""
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        across = QSizePolicy.Policy.Maximum if fits else QSizePolicy.Policy.Ignored
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        if look:
            self.setProperty("look", look)

    def minimumSizeHint(self) -> QSize:
        """Return a size that lets the label be cut."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)

    def event(self, event: QEvent) -> bool:
        """Offer the whole text as a tooltip only where it is cut and no other tooltip is set."""
        if event.type() is QEvent.Type.ToolTip and not self.toolTip():
            if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
                return True
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)


class Card(QFrame):
    """A panel with a heading, a note beside it, and whatever is put into `body`."""

    def __init__(self, heading: str = "", note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.heading = text_label(heading, "heading")
        self.note = ElidedLabel(note, "note")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 12)
        outer.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(self.heading)
        self.head.addWidget(self.note, 1)
        outer.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)

    def entitle(self, heading: str, note: str = "") -> None:
        """Set heading and note."""
        self.heading.setText(heading)
        self.note.setText(note)


class BandChip(QWidget):
    """A band of health as shape, word and colour."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._band, self._hollow = "unknown", False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def show_band(self, band: str, *, hollow: bool = False) -> None:
        """Show another band, hollow where it stands on little evidence."""
        self._band, self._hollow = band, hollow
        little = ", on little evidence" if hollow else ""
        self.setAccessibleName(f"Grade: {self._appearance.look.band(band).word}{little}")
        self.setToolTip(LITTLE if hollow else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the chip."""
        look = self._appearance.look
        return QSize(chip_width(look.band(self._band).word, look) + 2, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._appearance.look
        draw_band(
            painter,
            QRect(0, 0, self.width(), self.height()),
            look.band(self._band),
            look,
            hollow=self._hollow,
        )
