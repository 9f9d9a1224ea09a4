"""The portfolio: which account needs somebody first, as a table, and where the week is best spent, as a
chart.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from cxdesk import formatting
from cxdesk.charts import Chart, Spots, Surface
from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import ColumnsModel
from cxdesk.desktop.widgets.card import Card, ElidedLabel, text_label
from cxdesk.desktop.widgets.chart_view import ChartView
from cxdesk.desktop.widgets.filter_row import FilterRow
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.tile import TileButton, TileCard
from cxdesk.desktop.widgets.whole_rows import WholeRows
from cxdesk.session.evidence import Asked
from cxdesk.session.filters import SortOrder, chosen_rows
from cxdesk.session.portfolio_view import PortfolioView
from cxdesk.session.record_view import RecordView
from cxdesk.session.table_view import as_tab_separated
from cxdesk.session.tiles import OPENED, SOON_DAYS, TILES

_FLEXIBLE = {"account": (132, 280), "signal": (110, 2000)}


class PortfolioPage(QWidget):
    """Shows a `PortfolioView`. Selection is one thing: the table and the chart show the same."""

    account_opened = Signal(str)
    rows_wanted = Signal(object)
    notes_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Make an empty page, that is whole once all of its `pieces` are made."""
        super().__init__(parent)
        self.setProperty("look", "page")
        self._context = context
        self._view: PortfolioView | None = None
        self._order = SortOrder()
        self._rows = np.empty(0, dtype=np.int64)
        self.pieces = self._make(context)

    def _make(self, context: Context) -> Iterator[None]:
        """Make the page by parts, each in less time than a window may stand still."""
        self._tiles = {name: TileButton() if name in OPENED else TileCard() for name in TILES}
        for name in OPENED:
            self._tiles[name].clicked.connect(partial(self._open_tile, name))
        self._title, self._subtitle = text_label("Portfolio", "title"), ElidedLabel("", "muted")
        self._notes = QPushButton("")
        self._notes.setProperty("look", "link")
        self._notes.clicked.connect(self.notes_wanted)
        self.record = QPushButton("")
        self.record.setProperty("look", "link")
        self.record.clicked.connect(self.record_wanted)
        self.record.hide()
        self._filters = FilterRow(context.appearance)
        self._filters.changed.connect(self._refresh)
        yield
        self._model = ColumnsModel(self, sorts_itself=False)
        self._model.sort_wanted.connect(self._sort)
        self.table = RowTable(context.appearance, self._model, "Accounts")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.arrange(_FLEXIBLE)
        self.table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        self.table.row_opened.connect(self._open_row)
        self.table.selectionModel().selectionChanged.connect(self._show_selection)
        self._chart = ChartView(context, "Where to spend the week")
        self._chart.item_clicked.connect(self._select_item)
        self._chart.item_opened.connect(self._open_item)
        self._chart.items_framed.connect(self._select_items)
        yield
        self._compose()
        self.setFocusProxy(self.table)

    def show_view(self, view: PortfolioView) -> None:
        """Show the portfolio; what was selected stays selected where it is still there."""
        selected, current = self.selected_accounts(), self.current_account()
        self._view = view
        self._subtitle.setText(view.subtitle)
        count = len(view.notes)
        self._notes.setText(
            formatting.counted(count, "note on the data", "notes on the data", self._context.style)
        )
        self._notes.setVisible(count > 0)
        for tile in view.tiles:
            self._tiles[tile.name].show_tile(tile)
        bands = [name for name, _ in reversed(view.bands)]
        bands += [name for name in ("unknown",) if np.any(view.band == name)]
        dated = bool(np.any(~np.isnan(view.due_days)))
        self._filters.offer(
            bands, lost=not view.is_customer.all(), dates=dated, differs=bool(view.differs.any())
        )
        self._refresh()
        self._select_ids(selected, current)

    def show_record(self, record: RecordView) -> None:
        """Say beside the bands what became of their accounts."""
        self.record.setText(record.headline)
        self.record.setToolTip(record.verdict)
        self.record.setAccessibleDescription(record.verdict)
        self.record.show()
        self._filters.explain(record)

    def selected_accounts(self) -> list[str]:
        """Return the ids of the selected accounts, in the order of the table."""
        if self._view is None:
            return []
        rows = self._selected_rows()
        return [str(self._view.account_id[self._rows[row]]) for row in rows if row < len(self._rows)]

    def shown_accounts(self, most: int) -> list[str]:
        """Return the ids of the first accounts that the table shows, in its order."""
        return [] if self._view is None else [str(self._view.account_id[row]) for row in self._rows[:most]]

    def current_account(self) -> str | None:
        """Return the id of the account under the keyboard's focus, else of the first in the table."""
        if self._view is None or not len(self._rows):
            return None
        row = max(self.table.currentIndex().row(), 0)
        return str(self._view.account_id[self._rows[min(row, len(self._rows) - 1)]])

    def neighbour(self, account_id: str, step: int) -> str | None:
        """Return the id of the account so many rows below another one in the table, None beyond its ends."""
        ids = [] if self._view is None else [str(self._view.account_id[row]) for row in self._rows]
        if account_id not in ids:
            return ids[0] if ids else None
        position = ids.index(account_id) + step
        return ids[position] if 0 <= position < len(ids) else None

    def mark(self, account_id: str) -> None:
        """Select the account that is open elsewhere, if it is in the table."""
        self._select_ids([account_id], account_id)

    def focus_filter(self) -> None:
        """Let the user type a filter."""
        self._filters.field.setFocus()
        self._filters.field.selectAll()

    def clear_filters(self) -> None:
        """Show all accounts again."""
        self._filters.clear()

    def copy_rows(self) -> None:
        """Put the selected rows, or all that are shown, on the clipboard as a table."""
        if self._view is None:
            return
        rows = [int(self._rows[row]) for row in self._selected_rows()] or [int(row) for row in self._rows]
        QGuiApplication.clipboard().setText(as_tab_separated(self._view.table, rows))

    def tile(self, name: str) -> TileButton | TileCard:
        """Return the card of a key figure by its name in `session.tiles.TILES`."""
        return self._tiles[name]

    def current_number(self) -> Asked:
        """Return the number of the tile under the keyboard's focus, else of the first that has rows."""
        focused = [name for name in OPENED if self._tiles[name].hasFocus()]
        return Asked((focused or OPENED)[0])

    def is_settled(self) -> bool:
        """Whether the chart shows the present state."""
        return self._chart.is_settled()

    def showEvent(self, event: QShowEvent) -> None:
        """Paint the table a turn after all else: both at once would take longer than a window may halt."""
        super().showEvent(event)
        self.table.setUpdatesEnabled(False)
        QTimer.singleShot(0, self._paint_table)

    def _paint_table(self) -> None:
        self.table.setUpdatesEnabled(True)

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._subtitle, 1)
        head.addWidget(self.record)
        head.addWidget(self._notes)
        tiles = QHBoxLayout()
        tiles.setSpacing(10)
        for card in self._tiles.values():
            tiles.addWidget(card, 1)
        left = Card()
        left.layout().setContentsMargins(2, 2, 2, 2)
        left.layout().setSpacing(0)
        left.heading.hide()
        left.note.hide()
        left.body.addWidget(WholeRows(self.table))
        right = Card("Where to spend the week")
        right.body.addWidget(self._chart)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(12)
        self._split.addWidget(left)
        self._split.addWidget(right)
        self._split.setStretchFactor(0, 5)
        self._split.setStretchFactor(1, 2)
        right.setMinimumWidth(236)
        left.setMinimumWidth(420)
        if not self._split.restoreState(self._context.settings.split):
            self._split.setSizes([920, 236])
        self._split.splitterMoved.connect(self._keep_split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(tiles)
        layout.addWidget(self._filters)
        layout.addWidget(self._split, 1)

    def _keep_split(self) -> None:
        self._context.settings.split = self._split.saveState()

    def _sort(self, column: str, descending: bool) -> None:
        selected, current = self.selected_accounts(), self.current_account()
        self._order = SortOrder(column, descending)
        self._refresh()
        self._select_ids(selected, current)

    def _refresh(self) -> None:
        """Show the rows that the filter and the order ask for."""
        view = self._view
        if view is None:
            return
        wanted = self._filters.filter()
        self._rows = chosen_rows(view, wanted, self._order)
        self._model.show(view.table, self._rows)
        self.table.arrange(_FLEXIBLE)
        total = int(view.is_customer.sum()) if not wanted.with_lost else len(view)
        style = self._context.style
        shown = f"{formatting.out_of(len(self._rows), total, style)} shown"
        self._filters.say_shown(shown if len(self._rows) != total else "")
        rows = self._rows
        self._chart.show_chart(partial(_draw_quadrant, view, rows), partial(self._tip, rows))

    def _tip(self, rows: np.ndarray, item: int) -> str:
        """Return what a bubble is."""
        view = self._view
        if view is None or item >= len(rows):
            return ""
        row = int(rows[item])
        table = view.table
        health = table.column("health")
        return "\n".join(
            (
                str(view.account_name[row]),
                f"Health {health.texts[row]} {health.second[row]} · {table.column('band').texts[row]}",
                f"CLV {table.column('clv').texts[row]} · ARR {table.column('arr').texts[row]}",
            )
        )

    def _select_ids(self, ids: list[str], current: str | None) -> None:
        """Select accounts by id where they are shown."""
        if self._view is None:
            return
        positions = {str(self._view.account_id[row]): position for position, row in enumerate(self._rows)}
        self._select_rows(
            [positions[name] for name in ids if name in positions], positions.get(current or "")
        )

    def _select_rows(self, positions: list[int], current: int | None) -> None:
        model, chosen = self.table.selectionModel(), QItemSelection()
        last = self._model.columnCount() - 1
        for position in positions:
            chosen.select(self._model.index(position, 0), self._model.index(position, last))
        if current is not None:
            model.setCurrentIndex(self._model.index(current, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _show_selection(self) -> None:
        self._chart.select(self._selected_rows())

    def _selected_rows(self) -> list[int]:
        """Return the selected rows of the table, from its ranges: one may hold ten thousand."""
        selection = self.table.selectionModel().selection()
        return sorted({row for part in selection for row in range(part.top(), part.bottom() + 1)})

    def _select_item(self, item: int) -> None:
        self._select_items([item])

    def _select_items(self, items: list[int]) -> None:
        """Select in the table what was clicked or framed in the chart."""
        self._select_rows(items, items[0] if items else None)
        if items:
            self.table.scrollTo(self._model.index(items[0], 0))

    def _open_tile(self, name: str, _checked: bool = False) -> None:
        self.rows_wanted.emit(Asked(name))

    def _open_row(self, row: int) -> None:
        if self._view is not None:
            self.account_opened.emit(str(self._view.account_id[row]))

    def _open_item(self, item: int) -> None:
        if item < len(self._rows):
            self._open_row(int(self._rows[item]))


def _draw_quadrant(view: PortfolioView, rows: np.ndarray, surface: Surface) -> Chart:
    """Draw the accounts in some rows of the view; runs on the drawing thread."""
    from cxdesk.charts import quadrant_chart

    soon = (view.due_days[rows] >= 0) & (view.due_days[rows] <= SOON_DAYS)
    spots = Spots(
        name=[str(name) for name in view.account_name[rows]],
        health=view.health[rows],
        value=view.clv[rows],
        size=view.arr[rows],
        band=[str(band) for band in view.band[rows]],
        hollow=view.hollow[rows],
        renews_soon=soon,
        own_bands=bool(np.any(view.own_bands[rows])),
    )
    return quadrant_chart(spots, view.bands, surface, view.currency, SOON_DAYS)
