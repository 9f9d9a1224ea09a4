"""Item models: Qt's own rules, checked by pytest-qt, and that they only pass on what is in the arrays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from pytestqt.qtbot import QtBot

from cxdesk.desktop.models.columns_model import CellRole, ColumnsModel
from cxdesk.desktop.models.mapping_model import MappingModel
from cxdesk.formatting import NEUTRAL
from cxdesk.session.portfolio_view import portfolio_view
from cxdesk.session.table_view import Table, TableColumn
from tests.session.factory import Made

HORIZONTAL = Qt.Orientation.Horizontal


@pytest.fixture
def table(portfolio: Made) -> Table:
    """Return the table of accounts of the hand-made portfolio."""
    return portfolio_view(portfolio.facts, portfolio.portfolio, portfolio.standards, NEUTRAL).table


class BrokenModel(QAbstractTableModel):
    """Claims that its cells have children: no table may."""

    def rowCount(self, _parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 3

    def columnCount(self, _parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return -1

    def data(self, _index: QModelIndex, _role: int = 0) -> object:
        return None


def test_the_model_tester_still_finds_a_broken_model(qtmodeltester) -> None:
    """A canary: under some options the tester passes everything; then the tests below would prove nothing."""
    with pytest.raises(AssertionError):
        qtmodeltester.check(BrokenModel(), force_py=True)


def test_the_table_of_accounts_keeps_qts_rules(qtbot: QtBot, qtmodeltester, table: Table) -> None:
    """Also after another table, fewer rows, and none at all."""
    model = ColumnsModel()
    model.show(table)
    qtmodeltester.check(model, force_py=True)
    model.show(table, [3, 1])
    assert model.rowCount() == 2
    model.show(None)
    assert (model.rowCount(), model.columnCount()) == (0, 0)


def test_the_mapping_keeps_qts_rules(qtbot: QtBot, qtmodeltester) -> None:
    """A model with cells that can be edited has more rules to keep."""
    model = MappingModel()
    columns = (
        TableColumn("header", "Column", "", ["ARR"]),
        TableColumn("field", "Read as", "", ["ARR"], "choice"),
    )
    model.show_fields(["accounts.arr"])
    model.show(Table(columns, ""))
    qtmodeltester.check(model, force_py=True)


def test_cells_show_the_rows_in_the_given_order(qtbot: QtBot, table: Table) -> None:
    """Row 0 of the view is row 7 of the table: its text, its tooltip and its own position say so."""
    model = ColumnsModel()
    model.show(table, [7, 2])
    index = model.index(0, 0)
    assert index.data() == table.column("account").texts[7]
    assert index.data(CellRole.ROW) == 7
    assert index.data(CellRole.WHOLE) == table.column("account").whole[7]


def test_numbers_are_right_aligned_and_headers_with_them(qtbot: QtBot, table: Table) -> None:
    """The look asks for numbers to the right, under a title that is to the right as well."""
    model = ColumnsModel()
    model.show(table)
    for position, column in enumerate(table.columns):
        right = column.kind in ("number", "value")
        for alignment in (
            model.index(0, position).data(Qt.ItemDataRole.TextAlignmentRole),
            model.headerData(position, HORIZONTAL, Qt.ItemDataRole.TextAlignmentRole),
        ):
            assert bool(alignment & Qt.AlignmentFlag.AlignRight) is right, column.name


def test_a_screen_reader_hears_the_column_with_the_value(qtbot: QtBot, table: Table) -> None:
    """A number alone means nothing to somebody who does not see the header; bars are read as words."""
    model = ColumnsModel()
    model.show(table)
    spoken = {
        column.name: model.index(0, position).data(Qt.ItemDataRole.AccessibleTextRole)
        for position, column in enumerate(table.columns)
    }
    health = table.column("health")
    assert spoken["health"] == f"Health: {health.texts[0]} {health.second[0]}"
    assert spoken["band"] in {"Grade: Healthy", "Grade: Watch", "Grade: At risk"}
    assert spoken["pillars"].startswith("Sentiment ")


def test_sorting_is_asked_for_or_done_by_keys(qtbot: QtBot, table: Table) -> None:
    """The table of accounts asks the page; other tables sort by their keys; columns without keys do none."""
    asking = ColumnsModel(sorts_itself=False)
    asking.show(table)
    with qtbot.waitSignal(asking.sort_wanted) as signal:
        asking.sort(1, Qt.SortOrder.DescendingOrder)
    assert signal.args == ["health", True]
    sorting = ColumnsModel()
    sorting.show(table)
    sorting.sort(0, Qt.SortOrder.DescendingOrder)
    assert sorting.index(0, 0).data() == "Larkspur Retail"
    before = list(sorting.rows)
    sorting.sort(3)
    assert list(sorting.rows) == before


def test_choosing_a_meaning_asks_and_keeps_nothing(qtbot: QtBot) -> None:
    """The sheet is read again first: until then the old meaning stands. The same meaning asks for nothing."""
    model = MappingModel()
    columns = (
        TableColumn("header", "Column", "", ["ARR"]),
        TableColumn("field", "Read as", "", ["ARR"], "choice"),
    )
    model.show(Table(columns, ""))
    model.show_fields(["accounts.arr"])
    asked: list[tuple[int, str]] = []
    model.field_chosen.connect(lambda row, field: asked.append((row, field)))
    choice = model.index(0, 1)
    assert choice.flags() & Qt.ItemFlag.ItemIsEditable
    assert not model.index(0, 0).flags() & Qt.ItemFlag.ItemIsEditable
    model.setData(choice, "accounts.arr")
    model.setData(choice, "accounts.mrr")
    assert asked == [(0, "accounts.mrr")]
    assert model.field(0) == "accounts.arr"
