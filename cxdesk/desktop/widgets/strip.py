"""Under the headline of an account: the facts in one line, and how soon something is due."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from cxdesk.desktop.appearance import Appearance, sized
from cxdesk.desktop.widgets.flow import FlowLayout
from cxdesk.session.account_view import Fact, Urgency


class Strip(QFrame):
    """A card of one line with labelled facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._row = FlowLayout(self, across=22, down=2)
        self._row.setContentsMargins(14, 7, 14, 7)
        self._labels: list[QLabel] = []

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        while len(self._labels) < len(facts):
            label = QLabel()
            label.setTextFormat(Qt.TextFormat.RichText)
            self._row.addWidget(label)
            self._labels.append(label)
        for position, label in enumerate(self._labels):
            label.setVisible(position < len(facts))
            if position < len(facts):
                fact = facts[position]
                label.setText(f"<b>{_plain(fact.label)}</b>&nbsp; {_plain(fact.text)}")
                label.setToolTip(_as_tooltip(fact.help))
                label.setAccessibleName(f"{fact.label}: {fact.text}")
                label.setAccessibleDescription(fact.help)


class UrgencyChip(QWidget):
    """When something is due, on the ground of its tone; the words say it without the colour."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._urgency = Urgency("", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def show_urgency(self, urgency: Urgency) -> None:
        """Show another date."""
        self._urgency = urgency
        self.setAccessibleName(urgency.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the words."""
        return QSize(QFontMetrics(self._font()).horizontalAdvance(self._urgency.text) + 22, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        look = self._appearance.look
        grounds = {"risk": (look.risk, look.risk_ground), "watch": (look.watch, look.watch_ground)}
        ink, ground = grounds.get(self._urgency.tone, (look.muted, look.panel))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(look.line if self._urgency.tone == "" else ground))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 10, 10)
        painter.setFont(self._font())
        painter.setPen(QColor(ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._urgency.text)

    def _font(self) -> QFont:
        look = self._appearance.look
        return sized(QFont(), look.text.small, look.text.semibold)


def _as_tooltip(text: str) -> str:
    """Return text for a tooltip, which would take some of it for markup: people write what they like."""
    from html import escape

    if "<" not in text and "&" not in text:
        return text
    lines = escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>"


def _plain(text: str) -> str:
    """Return text for a label with markup: its signs as they are, its spaces kept."""
    from html import escape

    return escape(text).replace("  ", "&nbsp; ")
