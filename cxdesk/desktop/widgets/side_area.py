"""Room for a panel of changing height: as high as it needs, and scrolled where room lacks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

_LEAST = 120
"""Pixels of a panel that show at least."""


class SideArea(QScrollArea):
    """Holds one panel at its top, and is out of sight while the panel is."""

    def __init__(self, panel: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panel = panel
        whole = QWidget()
        whole.setProperty("look", "clear")
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel)
        layout.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(whole)
        panel.installEventFilter(self)
        self.setVisible(not panel.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the panel: when it comes, goes or wants another height."""
        match event.type():
            case QEvent.Type.ShowToParent:
                self.show()
            case QEvent.Type.HideToParent:
                self.hide()
            case QEvent.Type.LayoutRequest:
                self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Return the height that the panel needs at the present width."""
        return QSize(super().sizeHint().width(), self._wanted())

    def minimumSizeHint(self) -> QSize:
        """Return the least height, which scrolls."""
        return QSize(super().minimumSizeHint().width(), min(_LEAST, self._wanted()))

    def _wanted(self) -> int:
        layout = self._panel.layout()
        width = self.viewport().width()
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
