"""A key figure on a card: what it is, its value with the range beside it, and what it counts."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from cxdesk.desktop.widgets.card import ElidedLabel, text_label
from cxdesk.session.tiles import Tile


class TileCard(QFrame):
    """Shows one `Tile`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._label = ElidedLabel("", "note")
        self._value = text_label("", "figure")
        self._interval = ElidedLabel("", "muted")
        self._detail = ElidedLabel("", "note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 10, 9)
        layout.setSpacing(2)
        layout.addWidget(self._label)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._value)
        row.addWidget(self._interval, 1)
        layout.addLayout(row)
        layout.addWidget(self._detail)

    def show_tile(self, tile: Tile) -> None:
        """Show a key figure."""
        self._label.setText(tile.label)
        self._value.setText(tile.value)
        self._interval.setText(tile.interval)
        self._detail.setText(tile.detail)
        self.setToolTip(tile.help)
        self.setAccessibleName(f"{tile.label}: {tile.value} {tile.interval}, {tile.detail}")
        self.setAccessibleDescription(tile.help)
