"""A small form that lies over the window while it is filled in: no dialog, nothing else is blocked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cxdesk.desktop.notice import Notice
from cxdesk.desktop.widgets.card import ElidedLabel, text_label

_WIDTH = 420


class OverForm(QFrame):
    """A heading, fields, what is wrong in words, and two buttons. `taken` says that it is to be kept, by the
    button or Ctrl+Enter: the form that knows the fields gives them with `kept`. Escape puts the form away.
    What was typed stays until it is kept or another account is meant.
    """

    taken = Signal()
    kept = Signal(object)

    def __init__(self, take: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.heading = ElidedLabel("", "heading")
        self.note = text_label("", "note", wraps=True)
        self.said = text_label("", "note", wraps=True)
        self.said.setAccessibleName("What is missing")
        self.fields = QFormLayout()
        self.fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.take, cancel = QPushButton(take), QPushButton("Cancel")
        self.take.setProperty("look", "primary")
        self.take.setToolTip("Ctrl+Enter")
        self.take.clicked.connect(self.taken)
        cancel.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (cancel, self.take):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        for part in (self.heading, self.note):
            layout.addWidget(part)
        layout.addLayout(self.fields)
        layout.addWidget(self.said)
        layout.addLayout(buttons)
        self.setFixedWidth(_WIDTH)
        self.hide()

    def add(self, label: str, field: QWidget) -> None:
        """Add a field under its name."""
        field.setAccessibleName(label)
        self.fields.addRow(label, field)

    def open_at(self, place: QRect, first: QWidget) -> None:
        """Open in the middle of a place of the window, ready to type into the first field."""
        self.refuse("")
        self.adjustSize()
        left = place.center().x() - self.width() // 2
        top = place.center().y() - self.height() // 2
        self.move(max(8, left), max(8, top))
        self.show()
        self.raise_()
        first.setFocus()

    def refuse(self, message: str) -> None:
        """Say what is missing; what was typed stays."""
        self.said.setText(message)
        self.said.setVisible(bool(message))
        self.adjustSize()

    def tell(self, notice: Notice) -> None:
        """Say why what is filled in was not kept."""
        if self.isVisible():
            self.refuse(f"{notice.what} {notice.next_step}".strip())

    def put_away(self) -> None:
        """Close: what was filled in is kept."""
        if self.isVisible():
            self.forget()

    def forget(self) -> None:
        """Close, and begin anew the next time."""
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Claim Ctrl+Enter, which means something else to the window."""
        if event.type() is QEvent.Type.ShortcutOverride and _keeps(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the form away with Escape, keep it with Ctrl+Enter."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif _keeps(event):
            self.taken.emit()
        else:
            super().keyPressEvent(event)


def _keeps(event: QKeyEvent) -> bool:
    """Return whether a key is Ctrl+Enter."""
    with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return with_control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
