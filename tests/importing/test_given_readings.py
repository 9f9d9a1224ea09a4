"""Tables and columns as a script names them: what is changed, and what is said of unknown names."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.errors import UsageError
from cxdesk.importing import ImportPlan, prepare, unconfirmed
from cxdesk.importing.given_readings import given_columns, given_tables
from cxdesk.progress import silent
from tests.importing.made import csv_file, prepared, xlsx_file

CRM = [("Account ID", "Account Name", "ARR (last year)", "Colour"), ("A-1", "Acme", "1200", "red")]
NOTHING = [("Colour", "Shape", "Weight"), ("red", "round", "3"), ("blue", "square", "4")]


@pytest.fixture
def plan(tmp_path: Path) -> ImportPlan:
    """Return the plan of accounts and of a sheet that no table fits."""
    return prepare([csv_file(tmp_path, CRM, "crm.csv"), csv_file(tmp_path, NOTHING, "things.csv")], silent())


def fields(plan: ImportPlan, sheet: int) -> dict[str, str]:
    """Return the fields of a sheet's columns by their headers."""
    return {match.header: match.field for match in plan.sheets[sheet].columns}


@pytest.mark.parametrize(
    ("text", "field", "open_ones"),
    [
        ("ARR (last year)=", "", 0),
        ("arr (LAST year)=mrr", "accounts.mrr", 0),
        ("ARR (last year)=accounts.arr", "accounts.arr", 0),
        ("crm.csv:ARR (last year)=arr", "accounts.arr", 0),
        ("Colour=industry", "accounts.arr", 1),
    ],
)
def test_what_a_script_says_of_a_column_is_confirmed(
    plan: ImportPlan, text: str, field: str, open_ones: int
) -> None:
    """The column that is in doubt is kept unused, read otherwise, or confirmed; what is said of another
    column leaves it open. The sheet that is not used keeps its own column of that name.
    """
    assert unconfirmed(plan) == 1
    changed = given_columns(plan, [text])
    assert fields(changed, 0)["ARR (last year)"] == field
    assert unconfirmed(changed) == open_ones
    assert changed.sheets[1] is plan.sheets[1]


def test_what_is_said_as_it_is_read_changes_no_row(plan: ImportPlan) -> None:
    """To confirm is no choice of one's own: the sheet is recognised as it was, with the rows that it had."""
    before, after = plan.sheets[0], given_columns(plan, ["ARR (last year)=arr"]).sheets[0]
    assert after.recognised_as == before.recognised_as
    assert after.outcome.rows is before.outcome.rows


def test_a_sheet_is_read_as_the_table_that_is_said(plan: ImportPlan) -> None:
    """The sheet that fits none becomes invoices, and a column of it the invoice's number."""
    assert plan.sheets[1].table == ""
    chosen = given_tables(plan, ["things.csv=invoices", "crm.csv=none"])
    assert [sheet.table for sheet in chosen.sheets] == ["", "invoices"]
    read = given_columns(chosen, ["Shape=invoice_id"])
    assert fields(read, 1)["Shape"] == "invoices.invoice_id"


def test_a_single_sheet_needs_no_name(tmp_path: Path) -> None:
    """With one file of one sheet, the table alone says it."""
    plan = prepare([csv_file(tmp_path, NOTHING)], silent())
    assert given_tables(plan, ["accounts"]).sheets[0].table == "accounts"


def test_sheets_of_a_book_are_named_as_reports_name_them(tmp_path: Path) -> None:
    """`file › sheet` and the sheet's name alone both mean the second sheet."""
    plan = prepared(xlsx_file(tmp_path, {"One": CRM, "Two": NOTHING}, "book.xlsx"))
    for name in ("book.xlsx › Two", "Two"):
        assert [sheet.table for sheet in given_tables(plan, [f"{name}=tickets"]).sheets] == [
            "accounts",
            "tickets",
        ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Color=industry", "No sheet that is used has a column Color."),
        ("Colour=hue", "hue is no field of accounts (crm.csv)."),
        ("Colour=tickets.status", "tickets.status is no field of accounts (crm.csv)."),
        ("Colour", "--map Colour cannot be used."),
    ],
)
def test_columns_and_fields_that_there_are_not_are_told(plan: ImportPlan, text: str, told: str) -> None:
    """What was written is named, with what there is."""
    with pytest.raises(UsageError) as failed:
        given_columns(plan, [text])
    assert failed.value.what == told


@pytest.mark.parametrize("text", ["accounts", "nothing.csv=accounts", "crm.csv=customers"])
def test_sheets_and_tables_that_there_are_not_are_told(plan: ImportPlan, text: str) -> None:
    """Of two sheets one must be named, by a name that there is, with a table that there is."""
    with pytest.raises(UsageError):
        given_tables(plan, [text])
