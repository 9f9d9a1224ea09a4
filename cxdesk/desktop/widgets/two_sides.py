"""Two names beside each other, each with what is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cxdesk.desktop.widgets.card import text_label


class TwoSides(QWidget):
    """Shows two (name, what is known of it); nothing, and takes no room, where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(20)
        self._labels: list[tuple[QLabel, QLabel]] = []
        for _ in range(2):
            side = QVBoxLayout()
            side.setSpacing(0)
            labels = text_label("", "heading", wraps=True), text_label("", "note", wraps=True)
            for label in labels:
                side.addWidget(label)
            side.addStretch(1)
            layout.addLayout(side, 1)
            self._labels.append(labels)
        self.hide()

    def show_sides(self, sides: Sequence[tuple[str, str]]) -> None:
        """Show two sides, or none."""
        for labels, texts in zip(self._labels, sides, strict=False):
            for label, text in zip(labels, texts, strict=True):
                label.setText(text)
        self.setVisible(bool(sides))
