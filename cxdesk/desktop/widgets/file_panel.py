"""A file that could not be read: why, what to do, and a field for its password where that would open it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from cxdesk.desktop.widgets.card import Card, text_label
from cxdesk.session.review import FileReview


class FilePanel(Card):
    """Shows a `FileReview`. `password_given` gives the path and what was typed."""

    password_given = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._file: FileReview | None = None
        self._what, self._next = text_label("", wraps=True), text_label("", "muted", wraps=True)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText("Password")
        self.field.setAccessibleName("Password of the file")
        self.field.setFixedWidth(240)
        self.field.returnPressed.connect(self._give)
        self.field.textChanged.connect(self._allow)
        self.open = QPushButton("Open with this password")
        self.open.clicked.connect(self._give)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field)
        row.addWidget(self.open)
        row.addStretch(1)
        for widget in (self._what, self._next, self._row):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_file(self, file: FileReview) -> None:
        """Show another file, or the same after a password that did not open it."""
        self._file = file
        self.entitle(file.name, "protected by a password" if file.needs_password else "cannot be read")
        self._what.setText(file.what)
        self._next.setText(file.next_step)
        self._row.setVisible(file.needs_password and file.path is not None)
        self.field.clear()
        self.field.setEnabled(True)
        self._allow()

    def _give(self) -> None:
        """Try the password; it is kept nowhere."""
        if self._file is not None and self.field.text():
            password = self.field.text()
            self.field.setEnabled(False)
            self.open.setEnabled(False)
            self.password_given.emit(self._file.path, password)

    def _allow(self) -> None:
        self.open.setEnabled(bool(self.field.text()))
