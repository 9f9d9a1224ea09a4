"""Working hours, sleep, the clock that times are counted on, and how far it is from UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cxdesk.desktop.widgets.card import Card, text_label
from cxdesk.desktop.widgets.choice_cell import ChoiceBox
from cxdesk.desktop.widgets.typed import whole_number

if TYPE_CHECKING:
    from cxdesk.session.conventions_view import ConventionsView

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TIMES = (
    ("business_start", "The working day begins at"),
    ("business_end", "and ends at"),
    ("sleep_start", "Whoever is called is woken from"),
    ("sleep_end", "until"),
)


class HoursForm(QWidget):
    """Days to tick, times as HH:MM, the clock to choose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = [QCheckBox(day) for day in _DAYS]
        self.times = {name: QLineEdit() for name, _ in _TIMES}
        self.clock, self.offset = ChoiceBox(), QLineEdit()
        self.clock.setAccessibleName("Clock")
        self.clock.addItem("Day and night (calendar)", "calendar")
        self.clock.addItem("In working hours only (business)", "business")
        self.offset.setMaximumWidth(90)
        self.offset.setAccessibleName("Minutes that your clocks are ahead of UTC")
        self._compose()

    def show_view(self, view: ConventionsView) -> None:
        """Show the hours in force."""
        conventions = view.conventions
        for number, box in enumerate(self.days):
            box.setChecked(number in conventions.business_days)
        for name, field in self.times.items():
            minutes = getattr(conventions, name)
            field.setText(f"{minutes // 60:02}:{minutes % 60:02}")
        self.clock.setCurrentIndex(self.clock.findData(conventions.clock))
        self.offset.setText(str(conventions.utc_offset_minutes))

    def plain(self) -> dict[str, Any]:
        """Return the hours as plain values."""
        return {
            "business_days": [box.text() for box in self.days if box.isChecked()],
            **{name: field.text().strip() for name, field in self.times.items()},
            "clock": self.clock.currentData(),
            "utc_offset_minutes": whole_number(self.offset.text()),
        }

    def _compose(self) -> None:
        days = Card("Working days", "what comes in on other days is after hours")
        row = QHBoxLayout()
        row.setSpacing(12)
        for box in self.days:
            row.addWidget(box)
        row.addStretch(1)
        days.body.addLayout(row)
        times = Card("Hours", "in your own time, as HH:MM; 24:00 is the end of the day")
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        for place, (name, label) in enumerate(_TIMES):
            self.times[name].setMaximumWidth(90)
            self.times[name].setAccessibleName(f"{label} (HH:MM)")
            grid.addWidget(text_label(label), place // 2, 2 * (place % 2))
            grid.addWidget(self.times[name], place // 2, 2 * (place % 2) + 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(4, 1)
        times.body.addLayout(grid)
        clock = Card("Clock", "on which times to answer and to solve are counted")
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(text_label("Times run"), 0, 0)
        grid.addWidget(self.clock, 0, 1)
        grid.addWidget(text_label("Minutes that your clocks are ahead of UTC"), 1, 0)
        grid.addWidget(self.offset, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(2, 1)
        clock.body.addLayout(grid)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for card in (days, times, clock):
            layout.addWidget(card)
        layout.addStretch(1)
