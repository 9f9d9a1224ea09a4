"""The encoding that a text file is read in, to be changed where its letters are wrong."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cxdesk.desktop.widgets.card import text_label
from cxdesk.desktop.widgets.choice_cell import SHOWN_IN_LIST, ChoiceBox

_LIST_WIDTH = 300
_WIDTH = 128


class EncodingBox(QWidget):
    """Shows an encoding; `chosen` gives another. Out of sight for what is no text file."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = ""
        self.box = ChoiceBox()
        self.box.setAccessibleName("Encoding of the file")
        self.box.setToolTip("If letters beyond a to z are wrong, choose another; the file is read again.")
        self.box.setMinimumWidth(_WIDTH)
        self.box.activated.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(text_label("Encoding", "muted"))
        layout.addWidget(self.box)
        self.setVisible(False)

    def show_encoding(self, codec: str) -> None:
        """Show an encoding by its name in Python; "" for a file that is no text."""
        self._now = codec
        self.setVisible(bool(codec))
        if not codec:
            return
        self._fill(codec)
        self.box.setCurrentIndex(self.box.findData(codec))

    def _fill(self, codec: str) -> None:
        """Offer every encoding; closed, the list says the short name alone."""
        from cxdesk.importing.text_encoding import CHOICES, label_of

        self.box.clear()
        known = dict(CHOICES)
        for name, label in (known if codec in known else {codec: label_of(codec)} | known).items():
            self.box.addItem(label.partition(" (")[0], name)
            self.box.setItemData(self.box.count() - 1, label, SHOWN_IN_LIST)
        self.box.view().setMinimumWidth(_LIST_WIDTH)

    def _choose(self) -> None:
        if self.box.currentData() != self._now:
            self.chosen.emit(self.box.currentData())
