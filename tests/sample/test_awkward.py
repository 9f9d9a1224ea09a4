"""The rows that no import can use stand where `AWKWARD_ROWS` says, and there are no others."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from cxdesk.sample import AWKWARD_ROWS, AwkwardRow

DUPLICATE = next(awkward for awkward in AWKWARD_ROWS if awkward.name == "exact duplicate")


def rows_of(folder: Path, file: str, sheet: str = "") -> list[list[str]]:
    """Return all rows of a file, the header first, every cell as text."""
    if file.endswith(".xlsx"):
        book = openpyxl.load_workbook(folder / file, read_only=True)
        rows = [
            ["" if cell is None else str(cell) for cell in row]
            for row in book[sheet].iter_rows(values_only=True)
        ]
        book.close()
        return rows
    separator = ";" if file == "NPS survey.csv" else ","
    with (folder / file).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines, delimiter=separator))


@pytest.mark.parametrize("awkward", AWKWARD_ROWS, ids=lambda awkward: awkward.name)
def test_awkward_row_stands_where_it_is_documented(sample_folder: Path, awkward: AwkwardRow) -> None:
    """Row and column are counted as a spreadsheet shows them, 1-based with the header as row 1."""
    rows = rows_of(sample_folder, awkward.file, awkward.sheet)
    row = rows[awkward.row - 1]
    assert len(row) == len(rows[0])
    if awkward is DUPLICATE:
        assert row == rows[awkward.row - 2]
    else:
        assert row == [str(value) for value in awkward.values]
        assert row[rows[0].index(awkward.column)] == awkward.value
    assert awkward.why


def test_the_kinds_asked_for_are_there() -> None:
    """A score of 11, an impossible date, a blank account id and an exact duplicate were asked for by name."""
    names = {awkward.name for awkward in AWKWARD_ROWS}
    assert {"score of 11", "impossible survey date", "usage without an account", "exact duplicate"} <= names
    assert len(names) == len(AWKWARD_ROWS)


@pytest.mark.parametrize(
    ("file", "sheet"),
    [
        ("NPS survey.csv", ""),
        ("CSAT after tickets.xlsx", "Responses"),
        ("CSAT after tickets.xlsx", "Effort"),
        ("usage_daily.csv", ""),
        ("tickets_export.csv", ""),
    ],
)
def test_no_other_row_repeats_or_lacks_its_account(sample_folder: Path, file: str, sheet: str) -> None:
    """Rows that repeat or name no account are exactly the documented ones, counted over the whole file."""
    header, *rows = rows_of(sample_folder, file, sheet)
    documented = [awkward for awkward in AWKWARD_ROWS if (awkward.file, awkward.sheet) == (file, sheet)]
    repeated = len(rows) - len({tuple(row) for row in rows})
    assert repeated == sum(awkward is DUPLICATE for awkward in documented)
    names = ("Account ID", "account_id", "Organization")
    column = next(header.index(name) for name in names if name in header)
    nameless = sum(row[column] == "" for row in rows)
    assert nameless == sum(awkward.values[column] == "" for awkward in documented if awkward.values)
