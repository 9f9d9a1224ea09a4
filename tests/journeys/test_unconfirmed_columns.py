"""Columns that were read by their names, on the command line: named, confirmed, changed, or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.importing.made import csv_file
from tests.journeys.command_line import run

CRM = [("Account ID", "Account Name", "ARR (last year)"), ("A-1", "Acme", "1200"), ("A-2", "Beta", "2400")]
SURVEY = [
    ("Respondent ID", "Collector ID", "Start Date", "End Date", "Custom Data 1", "What do you think?"),
    ("9001", "77", "01/02/2026 10:00:00 AM", "01/02/2026 10:05:00 AM", "A-1", "5"),
    ("9002", "77", "01/14/2026 10:00:00 AM", "01/14/2026 10:05:00 AM", "A-2", "4"),
]
"""An export of SurveyMonkey whose question says nothing of a score."""


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    """Return a file with one column whose name leaves something open."""
    return csv_file(tmp_path, CRM, "crm.csv")


def test_the_default_imports_and_names_the_column(crm: Path, tmp_path: Path) -> None:
    """The rows come in, and the column is named with what it is taken for, its values, and why."""
    told = run("import", crm, "--workspace", tmp_path / "new.cxdesk")
    assert told.status == 0
    assert (
        "  not confirmed: “ARR (last year)” is read as accounts.arr, annual recurring revenue; it holds "
        "1200 · 2400. Asked because what the name says in brackets may change what it means."
    ) in told.output.splitlines()
    assert "1 column is read as shown, unconfirmed. --confirm accepts all; --map COLUMN=FIELD" in told.output
    assert "2 new" in told.output


def test_strict_columns_imports_nothing_and_exits_with_5(crm: Path, tmp_path: Path) -> None:
    """No workspace is made; one that exists stays as it is, byte for byte; what is confirmed comes in."""
    workspace = tmp_path / "new.cxdesk"
    assert run("import", crm, "--workspace", workspace, "--strict-columns").status == 5
    assert not workspace.exists()
    other = csv_file(tmp_path, [("Account ID", "Account Name"), ("A-9", "Old")], "old.csv")
    assert run("import", other, "--workspace", workspace, "--strict-columns").status == 0
    before = workspace.read_bytes()
    refused = run("import", crm, "--workspace", workspace, "--strict-columns")
    assert refused.status == 5
    assert "Nothing was written." in refused.output
    assert workspace.read_bytes() == before
    for said in (["--confirm"], ["--map", "ARR (last year)=arr"], ["--map", "ARR (last year)="]):
        done = run("import", crm, "--workspace", workspace, "--strict-columns", "--preview", *said)
        assert done.status == 0
        assert "not confirmed" not in done.output


def test_json_lists_what_was_asked_under_every_option(crm: Path, tmp_path: Path) -> None:
    """One object each time: the column is in `asked` until it is confirmed; a refused one changes nothing."""
    workspace = tmp_path / "new.cxdesk"
    refused = run("import", crm, "--workspace", workspace, "--strict-columns", "--json")
    told = json.loads(refused.output)
    assert refused.status == 5
    assert told["changed"] is False
    assert [each["column"] for each in told["sheets"][0]["asked"]] == ["ARR (last year)"]
    assert told["sheets"][0]["asked"][0]["read_as"] == "accounts.arr"
    confirmed = run("import", crm, "--workspace", workspace, "--confirm", "--json")
    told = json.loads(confirmed.output)
    assert told["changed"] is True
    assert told["sheets"][0]["asked"] == []


def test_an_export_without_its_score_is_read_once_its_table_and_column_are_said(tmp_path: Path) -> None:
    """The survey asks for its table and column; both can be said, and the two answers come in."""
    survey = csv_file(tmp_path, SURVEY, "survey.csv")
    workspace = tmp_path / "new.cxdesk"
    first = run("import", survey, "--workspace", workspace, "--preview")
    assert "Choose the table and its column." in first.output or "0 of 2 rows kept" in first.output
    assert "1 sheet is not used. --table SHEET=TABLE reads one all the same." in first.output
    done = run(
        "import", survey, "--workspace", workspace,
        "--table", "surveys", "--map", "What do you think?=score", "--json",
    )  # fmt: skip
    (sheet,) = json.loads(done.output)["sheets"]
    assert sheet["table"] == "surveys"
    assert sheet["mapping"]["What do you think?"] == "surveys.score"
    assert sheet["rows_kept"] == 2
