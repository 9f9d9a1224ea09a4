"""An account's past in one card: its health over 12 months, and why it changed since a day."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget

from cxdesk.charts import Chart, HealthHistory, ScoreChange, Surface
from cxdesk.desktop.context import Context
from cxdesk.desktop.widgets.card import Card, tab_button
from cxdesk.desktop.widgets.chart_view import ChartView
from cxdesk.session.change_view import ChangeView, part_text

HISTORY, CHANGE = 0, 1
_WAITING = "Looking at the months before …"


class PastCard(Card):
    """Shows a `HealthHistory` and a `ChangeView`, one tab each; `date_wanted`: to compare with a day."""

    date_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("Health, 12 months")
        self._context = context
        self._change: ScoreChange | None = None
        self.since: date | None = None
        self.history = ChartView(context, "Health over 12 months")
        self.change = ChartView(context, "Change of health by cause")
        self._tabs, self._sides = QButtonGroup(self), QStackedWidget()
        self._sides.setProperty("look", "clear")
        self.compare = QPushButton("▾")
        self.compare.setAccessibleName("Compare with another day")
        self.compare.setProperty("look", "link")
        self.compare.clicked.connect(self.date_wanted)
        for number, (text, side) in enumerate(
            (("12 months", self.history), ("Since the last call", self.change))
        ):
            tab = tab_button(self._tabs, number)
            tab.setText(text)
            tab.setAccessibleName("Health, 12 months" if side is self.history else "What changed, and why")
            self.head.insertWidget(number, tab)
            self._sides.addWidget(side)
        self.head.insertWidget(2, self.compare)
        self.heading.hide()
        self._tabs.idClicked.connect(self._turn)
        self.body.addWidget(self._sides)
        self._tabs.button(HISTORY).click()

    def forget(self) -> None:
        """Put away what belongs to another account; it is asked for already."""
        self._change = None
        for chart in (self.history, self.change):
            chart.show_message(_WAITING)

    def show_history(self, history: HealthHistory | None, bands: tuple[tuple[str, float], ...]) -> None:
        """Show the months before."""
        if history is None or not len(history.date):
            self.history.show_message("The account was not there in the months before.")
        else:
            self.history.show_chart(partial(_draw_history, history, bands))

    def show_change(self, view: ChangeView) -> None:
        """Show why the score changed, or why that cannot be told."""
        self._change, self.since = view.change, view.since.astype("datetime64[D]").item()
        self._tabs.button(CHANGE).setText(view.tab)
        if view.change is None:
            self.change.show_message(view.message)
        else:
            self.change.show_chart(partial(_draw_change, view.change), self._tip)

    def turn_to_change(self) -> None:
        """Show the tab of the change."""
        self._tabs.button(CHANGE).click()

    def is_settled(self) -> bool:
        """Whether the chart that is seen shows the present state."""
        return self._sides.currentWidget().is_settled()

    def _turn(self, number: int) -> None:
        self._sides.setCurrentIndex(number)
        self.compare.setVisible(number == CHANGE)

    def _tip(self, position: int) -> str:
        """Return one bar of the change in words."""
        if self._change is None or position >= len(self._change.parts):
            return ""
        return part_text(self._change, position, self._context.style)


def _draw_history(history: HealthHistory, bands: tuple[tuple[str, float], ...], surface: Surface) -> Chart:
    """Draw the months before; runs on the drawing thread."""
    from cxdesk.charts import history_chart

    return history_chart(history, bands, surface)


def _draw_change(change: ScoreChange, surface: Surface) -> Chart:
    """Draw the change by cause; runs on the drawing thread."""
    from cxdesk.charts import change_chart

    return change_chart(change, surface)
