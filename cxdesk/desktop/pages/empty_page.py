"""A page with nothing on it yet: what belongs there, and how to get it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cxdesk.desktop.widgets.card import Card, text_label
from cxdesk.desktop.widgets.command_bar import action_button

_WIDTH = 640


class EmptyPage(QWidget):
    """Says in a few lines what the page is for; the first of the actions is the one to take."""

    def __init__(
        self, title: str, lines: Sequence[str], actions: Sequence[QAction], parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setProperty("look", "page")
        card = Card()
        card.heading.hide()
        card.note.hide()
        self._said: Sequence[str] = ()
        self._title = text_label("", "title")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        card.body.addWidget(self._title)
        card.setFixedWidth(_WIDTH)
        card.body.addLayout(self._lines)
        self.say(title, lines)
        row = QHBoxLayout()
        row.setSpacing(8)
        for position, action in enumerate(actions):
            row.addWidget(action_button(action, "" if position else "primary"))
        row.addStretch(1)
        card.body.addSpacing(4)
        card.body.addLayout(row)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(middle)
        layout.addStretch(3)

    def say(self, title: str, lines: Sequence[str]) -> None:
        """Show another title, and other lines below it."""
        if self._title.text() == title and lines == self._said:
            return
        self._said = lines
        self._title.setText(title)
        while (item := self._lines.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for line in lines:
            self._lines.addWidget(text_label(line, "muted", wraps=True))
