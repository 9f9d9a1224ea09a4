"""A key figure on a card: what it is, its value with the range beside it, and what it counts."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cxdesk.desktop.widgets.card import ElidedLabel, text_label
from cxdesk.session.tiles import Tile


class TileCard(QFrame):
    """Shows one `Tile`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._face = _Face(self)

    def show_tile(self, tile: Tile) -> None:
        """Show a key figure."""
        self._face.show_tile(tile)
        self.setToolTip(tile.help)
        self.setAccessibleName(_spoken(tile))
        self.setAccessibleDescription(tile.help)


class TileButton(QPushButton):
    """Shows one `Tile` whose rows can be opened: it looks like the others and takes the keyboard's focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "tile")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._face = _Face(self)

    def show_tile(self, tile: Tile) -> None:
        """Show a key figure."""
        self._face.show_tile(tile)
        self.setToolTip(f"{tile.help} Press it for the rows that it is made of.")
        self.setAccessibleName(f"{_spoken(tile)}. Show the rows")
        self.setAccessibleDescription(tile.help)

    def sizeHint(self) -> QSize:
        """Return the room of the figures: a button by itself only makes room for its text."""
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the least room of the figures."""
        return self.layout().minimumSize()


class _Face:
    """The labels of a tile, laid out in a widget; the mouse goes through them."""

    def __init__(self, widget: QWidget) -> None:
        self._label = ElidedLabel("", "note")
        self._value = text_label("", "figure")
        self._interval = ElidedLabel("", "muted")
        self._detail = ElidedLabel("", "note")
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(12, 9, 10, 9)
        layout.setSpacing(2)
        layout.addWidget(self._label)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._value)
        row.addWidget(self._interval, 1)
        layout.addLayout(row)
        layout.addWidget(self._detail)
        if isinstance(widget, QPushButton):
            for part in (self._label, self._value, self._interval, self._detail):
                part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_tile(self, tile: Tile) -> None:
        """Fill the labels."""
        self._label.setText(tile.label)
        self._value.setText(tile.value)
        self._interval.setText(tile.interval)
        self._detail.setText(tile.detail)


def _spoken(tile: Tile) -> str:
    return f"{tile.label}: {tile.value} {tile.interval}, {tile.detail}"
