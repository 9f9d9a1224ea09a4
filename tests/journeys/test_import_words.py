"""What `cxdesk import` prints of a sheet: what it changes, and what was not as expected, each in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.made import ACCOUNTS, csv_file
from tests.journeys.command_line import run

HEAD = ("Ticket ID", "Account", "Created at", "Status", "Priority")


def ticket(number: int, account: str = "Globex", created: str = "2026-09-01", key: str = "T") -> tuple:
    """Return a ticket of a number, with what may be wrong with it."""
    return (f"{key}{number}" if key else "", account, created, "open", "high")


def lines(tmp_path: Path, rows: list[tuple]) -> list[str]:
    """Return what an import of tickets into a new workspace prints, line by line."""
    path = csv_file(tmp_path, [HEAD, *rows], "tickets.csv")
    return run("import", path, "--workspace", tmp_path / "new.cxdesk").output.splitlines()


@pytest.mark.parametrize("count", [267, 1_500])
def test_very_many_rows_with_one_problem_are_one_line(tmp_path: Path, count: int) -> None:
    """Rows 3, 5, 7 and so on, 267 and 1,500 of them, have no account: one line with the count and the first
    five. Above a thousand the reader itself tells them as one; the line is the same.
    """
    rows = [ticket(number, "" if number % 2 else "Globex") for number in range(2 * count)]
    told = [line for line in lines(tmp_path, rows) if "without" in line]
    assert told == [f"  {count:,} rows without an account id: rows 3, 5, 7, 9, 11 … The row was set aside."]


def test_a_few_rows_are_all_named_and_columns_told_apart(tmp_path: Path) -> None:
    """Two bad dates in rows 3 and 5, and one row, the sixth, without an id: two lines; a row that is alone
    reads as it did.
    """
    rows = [ticket(1), ticket(2, created="soon"), ticket(3), ticket(4, created="later"), ticket(5, key="")]
    told = lines(tmp_path, [*rows, *(ticket(number) for number in range(6, 12))])
    assert (
        "  2 rows in column Created at: rows 3, 5. This is no date that exists between 1900 and 2200. "
        "The row was set aside."
    ) in told
    assert "  row 6: The row has no ticket id. The row was set aside." in told


def test_a_first_import_and_a_later_one_say_what_they_change(tmp_path: Path) -> None:
    """Three accounts are new; then one changes, one stays and one is gone; then a copy under another name
    changes nothing. Counted by hand.
    """
    workspace = tmp_path / "book.cxdesk"
    told = run("import", csv_file(tmp_path, ACCOUNTS), "--workspace", workspace).output
    assert "accounts.csv: 3 new, 0 changed, 0 unchanged, 0 gone." in told
    newer = [ACCOUNTS[0], ACCOUNTS[1], (*ACCOUNTS[2][:2], "7.5", ACCOUNTS[2][3])]
    told = run("import", csv_file(tmp_path, newer), "--workspace", workspace).output
    assert "accounts.csv updates what was imported on " in told
    assert ": 0 new, 1 changed, 1 unchanged, 1 gone (they stay; --replace leaves them out)." in told
    told = run("import", csv_file(tmp_path, newer, "copy.csv"), "--workspace", workspace).output
    assert "copy.csv: 0 new, 0 changed, 2 unchanged, 0 gone." in told
