"""The bar under the menus: import, export, search, and the date that everything is seen on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from cxdesk.desktop.widgets.card import text_label

_GAP = 8
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CommandBar(QFrame):
    """Composes the bar. `find_wanted` is sent when the search field is used."""

    find_wanted = Signal(str)

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "strip")
        self.search = SearchField(actions["find"])
        self.search.wanted.connect(self.find_wanted)
        self._mark = text_label("Synthetic sample", "watch")
        self._mark.setToolTip("These accounts are generated. None of them exists.")
        self._mark.hide()
        self.as_of = QToolButton()
        self.as_of.setText("–")
        self.as_of.setAccessibleName("As-of date")
        self.as_of.setToolTip(actions["choose_as_of"].toolTip())
        self.as_of.clicked.connect(actions["choose_as_of"].trigger)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 14, 7)
        row.setSpacing(10)
        row.addWidget(action_button(actions["import"], "primary"))
        row.addWidget(action_button(actions["export"]))
        row.addWidget(self.search, 1)
        row.addStretch(1)
        row.addWidget(self._mark)
        row.addWidget(text_label("As of", "muted"))
        row.addWidget(self.as_of)

    def show_as_of(self, text: str, chosen: bool) -> None:
        """Show the date that everything is seen on, "" when there is none."""
        self.as_of.setText(f"{text} ▾" if text else "–")
        self.as_of.setEnabled(bool(text))
        self.as_of.setAccessibleName(
            f"As of {text}{', chosen' if chosen else ', the newest date in the data'}"
        )

    def show_synthetic(self, synthetic: bool) -> None:
        """Say whether what is shown is generated."""
        self._mark.setVisible(synthetic)


class SearchField(QLineEdit):
    """A field that opens the search: by a click, by typing, or by the shortcut that it shows."""

    wanted = Signal(str)

    def __init__(self, find: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shortcut = find.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setPlaceholderText("Find accounts, people, comments")
        self.setAccessibleName("Find accounts, people, comments and commands")
        self.setTextMargins(0, 0, self.fontMetrics().horizontalAdvance(self._shortcut) + _GAP, 0)
        self.setMinimumWidth(180)
        self.setMaximumWidth(420)
        self.textEdited.connect(self._typed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shortcut at the right of the field."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(self.rect().adjusted(0, 0, -12, 0), _RIGHT, self._shortcut)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Open the search."""
        self.wanted.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the search with Enter or Down."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.wanted.emit("")
            return
        super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self.clear()
        self.wanted.emit(text)


def action_button(action: QAction, look: str = "") -> QPushButton:
    """Return a button that does what an action does, and is enabled when it is."""
    button = QPushButton(action.text().replace("&", ""))
    button.setAccessibleName(action.text().rstrip("."))
    button.setToolTip(action.toolTip())
    button.setEnabled(action.isEnabled())
    if look:
        button.setProperty("look", look)
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    return button
