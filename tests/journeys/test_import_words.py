"""What `cxdesk import` prints of a sheet: what it changes, and what was not as expected, each in one line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from cxdesk.commands.progress_line import end_line, progress_line
from cxdesk.workspace import Workspace
from tests.importing.made import ACCOUNTS, csv_file
from tests.importing.test_protected import protected
from tests.journeys.command_line import run

HEAD = ("Ticket ID", "Account", "Created at", "Status", "Priority")


def ticket(number: int, account: str = "Globex", created: str = "2026-09-01", key: str = "T") -> tuple:
    """Return a ticket of a number, with what may be wrong with it."""
    return (f"{key}{number}" if key else "", account, created, "open", "high")


def lines(tmp_path: Path, rows: list[tuple]) -> list[str]:
    """Return what an import of tickets into a new workspace prints, line by line."""
    path = csv_file(tmp_path, [HEAD, *rows], "tickets.csv")
    return run("import", path, "--workspace", tmp_path / "new.cxdesk").output.splitlines()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


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
    assert ": 0 new, 1 changed, 1 unchanged, 1 gone (they stay; --replace leaves them out: A-3)." in told
    told = run("import", csv_file(tmp_path, newer, "copy.csv"), "--workspace", workspace).output
    assert "copy.csv: 0 new, 0 changed, 2 unchanged, 0 gone." in told


def test_rows_of_unknown_accounts_are_told_with_the_nearest_name(tmp_path: Path) -> None:
    """Two tickets name `GTXPro`, which is near to the account `GTX Pro`, one names nobody near; the one of a
    known account is not told. Counted by hand; the JSON has the same.
    """
    crm = csv_file(tmp_path, [("Account ID", "Account Name"), ("A-1", "GTX Pro"), ("A-2", "Beta")], "crm.csv")
    accounts = ["GTXPro", "GTXPro", "Nobody Ltd", "Beta"]
    tickets = csv_file(tmp_path, [HEAD, *map(ticket, range(4), accounts)], "tickets.csv")
    given = ("import", crm, tickets, "--workspace", tmp_path / "new.cxdesk", "--preview")
    assert (
        "tickets.csv: 3 rows name no known account: GTXPro (2 rows, nearest GTX Pro); Nobody Ltd (1 row). "
        "They count once the account comes."
    ) in run(*given).output.splitlines()
    told = json.loads(run(*given, "--json").output)["sheets"]
    assert [sheet["unknown_accounts"]["rows"] for sheet in told] == [0, 3]
    assert told[1]["unknown_accounts"]["names"] == [
        {"name": "GTXPro", "rows": 2, "nearest": "GTX Pro"},
        {"name": "Nobody Ltd", "rows": 1, "nearest": None},
    ]


def test_a_terminal_is_told_how_much_is_done_and_how_long_it_takes() -> None:
    """After 10 s a quarter is done: 30 s are left (10 / 0.25 - 10). A file or a pipe is told nothing."""
    screen, seconds = Terminal(), iter([0.0, 10.0])
    progress_line(screen, lambda: next(seconds)).report("Reading big.csv", 0.25)
    assert "Reading big.csv · 25% · 30 s left" in screen.getvalue()
    end_line(screen)
    assert screen.getvalue().endswith("\r\x1b[K")
    pipe = io.StringIO()
    progress_line(pipe).report("Reading big.csv", 0.25)
    end_line(pipe)
    assert pipe.getvalue() == ""


def test_an_import_that_is_stopped_leaves_no_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C while rows are being kept: the exit status of shells, and no file where there was none."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "add_import", stopped)
    told = run("import", csv_file(tmp_path, ACCOUNTS), "--workspace", tmp_path / "new.cxdesk")
    assert told.status == 130
    assert "Stopped" in told.errors
    assert not (tmp_path / "new.cxdesk").exists()


def test_a_protected_workbook_names_the_option_for_its_password(tmp_path: Path) -> None:
    """Who imports by script has no field to type into: the option and the variable are named."""
    told = run("import", protected(tmp_path), "--workspace", tmp_path / "new.cxdesk")
    assert told.status == 3
    assert "--password-file FILE" in told.errors
    assert "CXDESK_PASSWORD" in told.errors
