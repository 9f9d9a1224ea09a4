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
        card.body.addWidget(text_label(title, "title"))
        card.setFixedWidth(_WIDTH)
        for line in lines:
            card.body.addWidget(text_label(line, "muted", wraps=True))
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
