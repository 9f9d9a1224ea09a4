"""Asks once, in the page, before what nobody has confirmed is taken as it is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cxdesk.desktop.widgets.card import text_label


class AskedOnce(QFrame):
    """A sentence with two answers, out of sight until it is asked. `agreed` and `refused` give the answer."""

    agreed = Signal()
    refused = Signal()

    def __init__(self, yes: str, no: str, name: str, parent: QWidget | None = None) -> None:
        """Make it with what its two buttons say, and what a screen reader calls it."""
        super().__init__(parent)
        self.setProperty("look", "notice")
        self.setAccessibleName(name)
        self._text = text_label("", wraps=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.no, self.yes = QPushButton(no), QPushButton(yes)
        self.yes.setProperty("look", "primary")
        self.yes.clicked.connect(self._agree)
        self.no.clicked.connect(self._refuse)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._text, 1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.hide()

    def ask(self, text: str) -> None:
        """Show the sentence; the answer that changes nothing has the focus."""
        self._text.setText(text)
        self.setAccessibleDescription(text)
        self.show()
        self.no.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Refuse with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._refuse()
            return
        super().keyPressEvent(event)

    def _agree(self) -> None:
        self.hide()
        self.agreed.emit()

    def _refuse(self) -> None:
        self.hide()
        self.refused.emit()
