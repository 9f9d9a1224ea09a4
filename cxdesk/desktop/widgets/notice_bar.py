"""A line above the page that says what happened and what to do next; it waits there until it is put away."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cxdesk.desktop.notice import Notice
from cxdesk.desktop.widgets.card import restyle, text_label


class NoticeBar(QFrame):
    """Shows one `Notice`; a new one takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice: Notice | None = None
        self._text = text_label("", wraps=True)
        self._open = self._button("Open", "Open the file that was written", self._open_file)
        self._folder = self._button(
            "Open folder", "Open the folder of the file that was written", self._open_folder
        )
        self._copy = self._button("Copy details", "Copy the details of the failure", self._copy_details)
        self._away = self._button("Dismiss", "Put this notice away", self._dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        for button in (self._open, self._folder, self._copy, self._away):
            row.addWidget(button)
        self.hide()

    @property
    def text(self) -> str:
        """What is said at present, "" when nothing is."""
        return self._text.text() if self.isVisibleTo(self.parentWidget()) else ""

    def show_notice(self, notice: Notice) -> None:
        """Say something."""
        self._notice = notice
        self._text.setText(f"{notice.what} {notice.next_step}".strip())
        self.setAccessibleName(self._text.text())
        for button in (self._open, self._folder):
            button.setVisible(notice.file is not None)
        self._copy.setVisible(bool(notice.details))
        restyle(self, notice.kind)
        self.show()

    def _dismiss(self) -> None:
        self.hide()

    def _button(self, text: str, name: str, clicked) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("look", "link")
        button.setAccessibleName(name)
        button.clicked.connect(clicked)
        return button

    def _open_file(self) -> None:
        if self._notice and self._notice.file:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._notice.file)))

    def _open_folder(self) -> None:
        if self._notice and self._notice.file:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._notice.file.parent)))

    def _copy_details(self) -> None:
        if self._notice:
            QGuiApplication.clipboard().setText(self._notice.details)
