"""Choosing a day: a calendar, and a way back to the day that is taken by default."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cxdesk.desktop.appearance import Appearance
from cxdesk.desktop.date_questions import Asking
from cxdesk.desktop.widgets.card import text_label

_CALENDAR = QSize(340, 236)


class DatePicker(QFrame):
    """Lies over the window while it is used. `chosen` gives a `datetime.date`, or None for the default."""

    chosen = Signal(object)

    def __init__(self, appearance: Appearance, asked: Asking, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setObjectName(asked.name)
        self.setProperty("look", "card")
        self._calendar = QCalendarWidget()
        self._calendar.setAccessibleName(asked.accessible)
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._calendar.setFirstDayOfWeek(QLocale().firstDayOfWeek())
        self._calendar.setMinimumSize(_CALENDAR)
        self._calendar.activated.connect(self._choose_day)
        see = QPushButton(asked.take)
        see.setProperty("look", "primary")
        see.clicked.connect(self._choose_selected)
        default = QPushButton(asked.default)
        default.clicked.connect(self._choose_default)
        close = QPushButton("Cancel")
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        for button in (default, close, see):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(text_label(asked.heading, "heading"))
        layout.addWidget(self._calendar)
        layout.addLayout(buttons)
        appearance.changed.connect(self._colour)
        self._colour()
        self.hide()

    def start(self, present: date, below: QPoint, latest: date | None = None) -> None:
        """Open with its top right corner under a point of the parent; `latest` is the last day on offer."""
        if latest is not None:
            self._calendar.setMaximumDate(QDate(latest.year, latest.month, latest.day))
        self._calendar.setSelectedDate(QDate(present.year, present.month, present.day))
        self.adjustSize()
        self.move(max(8, below.x() - self.width()), below.y() + 4)
        self.show()
        self.raise_()
        self._calendar.setFocus()

    def keyPressEvent(self, event) -> None:
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _colour(self) -> None:
        """Write weekends like other days: red is for accounts at risk."""
        look = self._appearance.look
        plain, header = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(QColor(look.ink))
        header.setForeground(QColor(look.ink))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(day, plain)
        self._calendar.setHeaderTextFormat(header)

    def _choose_day(self, day: QDate) -> None:
        self.hide()
        self.chosen.emit(date(day.year(), day.month(), day.day()))

    def _choose_selected(self) -> None:
        self._choose_day(self._calendar.selectedDate())

    def _choose_default(self) -> None:
        self.hide()
        self.chosen.emit(None)
