"""Sorting and copying of tables, below the item models."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.session.table_view import Table, TableColumn, as_tab_separated, file_columns, ordered

NAMES = np.array(["beta", "", "Alpha", "gamma"], dtype=object)


def numbers(*values: float) -> TableColumn:
    """Return a column of numbers."""
    return TableColumn("n", "N", "", [str(value) for value in values], "number", np.array(values))


@pytest.mark.parametrize(("descending", "expected"), [(False, [2, 0, 3, 1]), (True, [0, 3, 2, 1])])
def test_unknown_numbers_come_last_either_way(descending: bool, expected: list[int]) -> None:
    """5, unknown, 1, 5: the unknown one is last, equal ones keep their order; worked out by hand."""
    column = numbers(5.0, np.nan, 1.0, 5.0)
    assert ordered(column, np.arange(4), descending=descending).tolist() == expected


@pytest.mark.parametrize(("descending", "expected"), [(False, [2, 0, 3, 1]), (True, [3, 0, 2, 1])])
def test_texts_sort_without_regard_to_case_and_empty_ones_last(descending: bool, expected: list[int]) -> None:
    """Alpha, beta, gamma whatever their case; the nameless row is last either way."""
    column = TableColumn("t", "T", "", list(NAMES), keys=NAMES)
    assert ordered(column, np.arange(4), descending=descending).tolist() == expected


def test_only_the_given_rows_are_ordered() -> None:
    """A filter has taken row 0 away: what is sorted is what is left."""
    column = numbers(5.0, 4.0, 1.0, 3.0)
    assert ordered(column, np.array([3, 1, 2]), descending=False).tolist() == [2, 3, 1]


def test_a_column_without_keys_keeps_the_order() -> None:
    """The small bars have no order of their own."""
    column = TableColumn("t", "T", "", ["b", "a"])
    assert ordered(column, np.array([1, 0]), descending=True).tolist() == [1, 0]


def test_a_copied_table_holds_no_formula_and_one_line_for_each_row() -> None:
    """What a customer wrote must stay text where it is pasted; plain numbers stay numbers."""
    texts = TableColumn("t", "Name", "", ["=1+1", "two\nlines\tand tabs", "-3"])
    table = Table((texts, numbers(1.0, 2.0, 3.0)), "")
    assert as_tab_separated(table, [0, 1, 2]) == "Name\tN\n'=1+1\t1.0\ntwo lines and tabs\t2.0\n-3\t3.0\n"


def test_a_copied_value_has_its_half_width_and_bars_their_percentages() -> None:
    """Nothing that is only drawn gets lost on the way to a spreadsheet."""
    value = TableColumn("v", "Health", "", ["58"], "value", second=["±6"])
    bars = TableColumn("b", "S A", "", [""], "bars", bars=np.array([[0.25, np.nan]]), bar_names=("S", "A"))
    assert as_tab_separated(Table((value, bars), ""), [0]) == "Health\tS A\n58 ±6\t25 ?\n"


def test_a_file_of_a_table_has_numbers_for_numbers_and_bars_and_the_rest_as_shown() -> None:
    """Rows 1 and 0 of three: the keys behind "5" and unknown, shares of 100, text with its second part."""
    bars = np.array([[0.25, np.nan], [1.0, 0.5], [0.0, 0.0]])
    table = Table(
        (
            numbers(5.0, np.nan, 1.0),
            TableColumn("b", "S A", "", ["", "", ""], "bars", bars=bars, bar_names=("S", "A")),
            TableColumn("t", "Notice", "", ["9 d", "8 d", "7 d"], second=["9 Oct", "", "1 Oct"]),
        ),
        "",
    )
    columns = {column.title: column.values.tolist() for column in file_columns(table, [1, 0])}
    assert list(columns) == ["N", "S", "A", "Notice"]
    assert np.isnan(columns["N"][0])
    assert (columns["N"][1], columns["S"], columns["A"][0]) == (5.0, [100.0, 25.0], 50.0)
    assert columns["Notice"] == ["8 d", "9 d 9 Oct"]
