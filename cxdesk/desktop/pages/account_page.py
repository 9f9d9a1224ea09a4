"""One account: how healthy, how urgent, exactly why, on which evidence, in whose words, and what is not
known.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cxdesk.charts import Chart, HealthHistory, Surface
from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import ColumnsModel
from cxdesk.desktop.widgets.card import BandChip, Card, ElidedLabel, tab_button
from cxdesk.desktop.widgets.chart_view import ChartView
from cxdesk.desktop.widgets.coverage_bars import CoverageBars
from cxdesk.desktop.widgets.past_card import PastCard
from cxdesk.desktop.widgets.prose import Prose
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.strip import Strip, UrgencyChip
from cxdesk.desktop.widgets.whole_rows import WholeRows
from cxdesk.session.account_view import AccountView, Fact
from cxdesk.session.change_view import ChangeView
from cxdesk.session.evidence import Asked
from cxdesk.session.record_view import RecordView, band_words

CALL = 0
"""The tab of what to bring up; the other one is of what is not known."""
_FLEXIBLE = {"metric": (130, 280), "reading": (186, 560)}


class AccountPage(QWidget):
    """Shows an `AccountView`; its history arrives later."""

    rows_wanted = Signal(object)

    def __init__(
        self, context: Context, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self._context = context
        self._view: AccountView | None = None
        self._record: RecordView | None = None
        appearance = context.appearance
        self._title = ElidedLabel("", "title", fits=True)
        self._band = BandChip(appearance)
        self._subtitle = ElidedLabel("", "muted")
        self._urgency = UrgencyChip(appearance)
        self._steps = [
            _step_button(actions["previous_account"], Qt.ArrowType.UpArrow),
            _step_button(actions["next_account"], Qt.ArrowType.DownArrow),
        ]
        self._strip = Strip()
        self._why, self._waterfall = Card("Why"), ChartView(context, "Contributions to the score")
        self.past = PastCard(context)
        self.past.compare.setToolTip(actions["compare_with"].toolTip())
        self.past.date_wanted.connect(actions["compare_with"].trigger)
        self._unknown, self._coverage = Card(), CoverageBars(appearance)
        self._gaps = Prose(appearance, "What we do not know")
        self.call = Prose(appearance, "Before the call")
        self.lift = Prose(appearance, "What would lift it a band")
        self._tabs = QButtonGroup(self)
        self._sides = QStackedWidget()
        self._sides.setProperty("look", "clear")
        self._proof, self._model = (
            Card("Evidence", "each number with its range and its limits; Enter shows its rows"),
            ColumnsModel(self),
        )
        self.evidence = RowTable(appearance, self._model, "Evidence")
        self.evidence.arrange(_FLEXIBLE)
        self.evidence.row_opened.connect(self._open_number)
        self.evidence.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.evidence.addAction(actions["show_rows"])
        self._said, self._quotes = Card("What they said"), Prose(appearance, "What they said")
        self._compose()
        self.setFocusProxy(self.evidence)

    @property
    def account_id(self) -> str | None:
        """The account that is shown, None when none is yet."""
        return None if self._view is None else self._view.account_id

    def show_view(self, view: AccountView) -> None:
        """Show an account; the history of another one is put away."""
        another = view.account_id != self.account_id
        self._view = view
        self._title.setText(view.name)
        self._band.show_band(view.band, hollow=view.hollow)
        self._subtitle.setText(view.subtitle)
        self._urgency.show_urgency(view.urgency)
        self._show_strip(view)
        self._why.entitle(view.why, "contributions add up exactly" if view.contributions else "")
        if view.contributions:
            self._waterfall.show_chart(partial(_draw_waterfall, view), self._tip)
        else:
            self._waterfall.show_message(
                "There is no score: the account has left, or nothing is known about it."
            )
        if another:
            self.past.forget()
        items = view.call.items if view.call else ()
        self.call.show_call(items, view.nothing_to_ask)
        self.call.verticalScrollBar().setValue(0)
        count = len(view.call.tensions) if view.call else 0
        self._tabs.button(CALL).setText(f"To ask {count}" if count else "To ask")
        self._tabs.button(CALL).setToolTip(view.call.note if view.call else "")
        if another:
            self._tabs.button(CALL).click()
        self.lift.show_gaps(view.lift.lines if view.lift else (), "")
        self.lift.verticalScrollBar().setValue(0)
        self._coverage.show_pillars(view.coverage)
        not_judged = view.call.not_judged if view.call else ()
        self._gaps.show_gaps((*view.gaps, *not_judged), "Nothing that the standards ask for is missing.")
        self._model.show(view.evidence)
        self.evidence.arrange(_FLEXIBLE)
        count = len(view.quotes)
        self._said.entitle("What they said", "newest first" if count > 1 else "")
        self._quotes.show_quotes(view.quotes, "No comment of theirs has been imported.")
        self._quotes.verticalScrollBar().setValue(0)

    def show_history(self, account_id: str, history: HealthHistory | None) -> None:
        """Show the months before, if they belong to the account that is shown."""
        if self._view is None or account_id != self._view.account_id:
            return
        self.past.show_history(history, self._view.bands)

    def show_change(self, change: ChangeView) -> None:
        """Show why the score changed, if that is told of the account that is shown."""
        if change.account_id == self.account_id:
            self.past.show_change(change)

    def show_record(self, record: RecordView | None) -> None:
        """Show what became of the accounts of its band; None: that is not known yet."""
        self._record = record
        if self._view is not None:
            self._show_strip(self._view)

    def current_number(self) -> Asked | None:
        """Return the number under the keyboard's focus in the evidence table, else the first."""
        if self._view is None or not self._view.numbers:
            return None
        return self._view.numbers[max(self.evidence.currentIndex().row(), 0)]

    def is_settled(self) -> bool:
        """Whether the charts that are seen show the present state."""
        return self._waterfall.is_settled() and self.past.is_settled()

    def _show_strip(self, view: AccountView) -> None:
        words = None if self._record is None else self._record.of(view.band)
        if words is None:
            self._strip.show_facts(view.strip)
            return
        apart = "" if self._record.can_tell_apart else "; your history cannot tell grades apart"
        record = Fact("This band", f"{words.text}{apart}", band_words(self._record, view.band))
        self._strip.show_facts((*view.strip, record))

    def _open_number(self, row: int) -> None:
        if self._view is not None:
            self.rows_wanted.emit(self._view.numbers[row])

    def _tip(self, item: int) -> str:
        """Return one bar of the explanation in words."""
        from cxdesk import formatting

        bar = self._view.contributions[item] if self._view and item < len(self._view.contributions) else None
        if bar is None:
            return ""
        points = f"{bar.label}: {formatting.signed(bar.points, self._context.style, 1)} points"
        return f"{points}\n{bar.reason}" if bar.reason else points

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        for widget in (self._title, self._band):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._urgency)
        for button in self._steps:
            head.addWidget(button)
        self._why.body.addWidget(self._waterfall)
        self._compose_call()
        self._proof.body.addWidget(WholeRows(self.evidence))
        self._said.body.addWidget(self._quotes)
        grid = QGridLayout()
        grid.setSpacing(12)
        for column, share in enumerate((34, 34, 7, 25)):
            grid.setColumnStretch(column, share)
            grid.setColumnMinimumWidth(column, 40)
        grid.addWidget(self._why, 0, 0)
        grid.addWidget(self.past, 0, 1, 1, 2)
        grid.addWidget(self._unknown, 0, 3)
        grid.addWidget(self._proof, 1, 0, 1, 2)
        grid.addWidget(self._said, 1, 2, 1, 2)
        grid.setRowStretch(0, 11)
        grid.setRowStretch(1, 10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        headline = QVBoxLayout()
        headline.setSpacing(0)
        headline.addLayout(head)
        headline.addWidget(self._subtitle)
        layout.addLayout(headline)
        layout.addWidget(self._strip)
        layout.addLayout(grid, 1)

    def _compose_call(self) -> None:
        """Put what to ask, what is not known and what to do into one card, with a tab for each."""
        self._unknown.head.setSpacing(2)
        known = QWidget()
        inside = QVBoxLayout(known)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self._coverage)
        inside.addWidget(_hairline())
        inside.addWidget(self._gaps, 1)
        for number, (text, side) in enumerate(
            (("To ask", self.call), ("Not known", known), ("To do", self.lift))
        ):
            tab = tab_button(self._tabs, number)
            tab.setText(text)
            self._unknown.head.insertWidget(number, tab)
            self._sides.addWidget(side)
        self._unknown.heading.hide()
        self._tabs.idClicked.connect(self._sides.setCurrentIndex)
        self._tabs.button(CALL).setChecked(True)
        self._unknown.body.addWidget(self._sides, 1)


def _step_button(action: QAction, arrow: Qt.ArrowType) -> QToolButton:
    """Return a small button for the previous or next account."""
    button = QToolButton()
    button.setArrowType(arrow)
    button.setProperty("look", "step")
    button.setAccessibleName(action.text())
    button.setToolTip(action.toolTip())
    button.setEnabled(action.isEnabled())
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    return button


def _hairline() -> QFrame:
    line = QFrame()
    line.setProperty("look", "strip")
    line.setFixedHeight(1)
    return line


def _draw_waterfall(view: AccountView, surface: Surface) -> Chart:
    """Draw the explanation; runs on the drawing thread."""
    from cxdesk.charts import waterfall_chart

    edges = tuple(start for _, start in view.bands)
    return waterfall_chart(view.contributions, surface, view.half_width, edges)
