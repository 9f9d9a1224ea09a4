"""Cells that are merged over several rows: their value belongs to each row, a number counts once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import openpyxl

from cxdesk.importing.merged_cells import MERGED_FILLED
from tests.importing.made import kept, planned

HEAD = ("Account", "Feature", "Date", "Count")
NAMES = ("Acme", "Bee", "Cee")
EACH = 12


def book(folder, merged=("A",), title=False, name="book.xlsx"):
    """Write usage of three accounts in 12 rows each, whose cells in some columns are merged over the 12, as
    openpyxl does it: only the first of them holds the value."""
    made = openpyxl.Workbook()
    sheet = made.active
    if title:
        sheet.append(("Usage of 2026",))
        sheet.merge_cells("A1:D2")
        sheet.append(())
    sheet.append(HEAD)
    first = sheet.max_row + 1
    for place, account in enumerate(NAMES):
        for month in range(EACH):
            day = date(2026, 1, 1) + timedelta(days=month)
            sheet.append((account, f"f{month}", day, 100 * place + month))
    edges = range(first, first + EACH * len(NAMES) + 1, EACH)
    for letter in merged:
        for top, below in pairwise(edges):
            sheet.merge_cells(f"{letter}{top}:{letter}{below - 1}")
    made.save(folder / name)
    return folder / name


def told(plan):
    """Return the columns and cells that were told to be filled."""
    problems = [each for each in plan.report.problems if each.code == MERGED_FILLED]
    return [(problem.column, problem.value) for problem in problems]


def test_each_row_has_what_its_merged_cell_shows(tmp_path) -> None:
    """36 rows, 3 merged cells: 33 are filled, and all 36 rows are kept, each with its account."""
    plan = planned(book(tmp_path))
    assert kept(plan, "account_id") == [name for name in NAMES for _ in range(EACH)]
    assert kept(plan, "count") == [100 * place + month for place in range(3) for month in range(EACH)]
    assert told(plan) == [("Account", "33 cells")]


def test_a_merged_number_counts_once(tmp_path) -> None:
    """A count that is merged over an account's 12 rows is not 12 counts."""
    plan = planned(book(tmp_path, merged=("A", "D")))
    assert kept(plan, "count") == [
        100.0 * place if not month else None for place in range(3) for month in range(EACH)
    ]


def test_titles_and_rows_that_are_merged_whole_are_not_filled(tmp_path) -> None:
    """A title over two rows is no table's, and a row all of whose cells are merged with the one below is one
    row: nothing is filled, 2 rows stay 2."""
    made = openpyxl.Workbook()
    for row in (
        ("Accounts",),
        (),
        HEAD,
        ("Acme", "f1", date(2026, 1, 1), 5),
        (),
        ("Bee", "f1", date(2026, 1, 2), 6),
    ):
        made.active.append(row)
    made.active.merge_cells("A1:D2")
    for letter in "ABCD":
        made.active.merge_cells(f"{letter}4:{letter}5")
    made.save(tmp_path / "book.xlsx")
    plan = planned(tmp_path / "book.xlsx")
    assert kept(plan, "account_id") == ["Acme", "Bee"]
    assert told(plan) == []


def test_merged_cells_far_below_count_as_those_above(tmp_path) -> None:
    """Below a title, and in row 100: only cells merged in one row alone matter in a header alone."""
    path = book(tmp_path, title=True)
    made = openpyxl.load_workbook(path)
    last = made.active.max_row
    for number in range(60):
        made.active.append(("Dee" if not number % 2 else None, "f1", date(2026, 2, 1), number))
    for top in range(last + 1, last + 61, 2):
        made.active.merge_cells(f"A{top}:A{top + 1}")
    made.save(path)
    plan = planned(path)
    assert kept(plan, "account_id")[36:] == ["Dee"] * 60
    assert told(plan) == [("Account", "63 cells")]


def test_names_merged_over_two_header_rows_are_names_of_the_lower_one(tmp_path) -> None:
    """Account and Segment stand over both rows, the quarters over two columns each: quarters called Q1 and
    Q2 are groups, no codes of questions, and no row is lost."""
    made = openpyxl.Workbook()
    for row in (("Account", "Segment", "Q1", None, "Q2", None), (None, None, "ARR", "Seats", "ARR", "Seats")):
        made.active.append(row)
    for number in range(5):
        made.active.append((f"Acme {number}", "SMB", 100 * number, number, 200 * number, 2 * number))
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
        made.active.merge_cells(area)
    made.save(tmp_path / "book.xlsx")
    plan = planned(tmp_path / "book.xlsx")
    names = ("Account", "Segment", "Q1 / ARR", "Q1 / Seats", "Q2 / ARR", "Q2 / Seats")
    assert tuple(match.header for match in plan.columns) == names
    assert kept(plan, "account_name") == [f"Acme {number}" for number in range(5)]
