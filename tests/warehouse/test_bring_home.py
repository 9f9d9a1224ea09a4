"""Facts brought home are an import like any other: reported, undoable, replaced by newer ones."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb
import numpy as np
import pytest

from cxdesk.errors import UsageError
from cxdesk.progress import silent
from cxdesk.warehouse import Request, address, bring_home, connected
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.usage_kept import known_up_to
from tests.journeys.command_line import run
from tests.workspace.rows_factory import sheet, workspace_of

EVENTS = [
    ("A1", "u1", "2026-07-10 09:00:00"),
    ("A1", "u2", "2026-08-20 09:00:00"),
    ("A1", "u1", "2026-09-14 09:00:00"),
    ("A2", "u3", "2026-09-15 09:00:00"),
    ("", "u3", "2026-09-15 10:00:00"),
    ("A2", "u3", None),
]
MID_MONTH = np.datetime64("2026-09-15")


def database_of(path: Path, events: list[tuple], table: str = "events") -> Path:
    """Write events into a DuckDB file, in a table of that name."""
    with duckdb.connect(path) as database:
        database.execute(f'CREATE OR REPLACE TABLE "{table}" (account_id TEXT, user_id TEXT, "at" TIMESTAMP)')
        database.executemany(f'INSERT INTO "{table}" VALUES (?, ?, ?)', events)
    return path


def bring(workspace: Workspace, path: Path, **asked):
    """Bring the facts of the table `events` home and keep them."""
    request = Request(asked.pop("table", "events"), "duckdb", asked.pop("columns", {}), **asked)
    with closing(connected(address(f"duckdb:{path}"))) as warehouse:
        brought = bring_home(workspace, warehouse, request, silent())
    return brought, workspace.add_import([brought.sheet])


def usage_of(workspace: Workspace, as_of: str | None = None) -> list[tuple]:
    """Return (account, month, events, users) of the facts."""
    usage = read_facts(workspace, None if as_of is None else np.datetime64(as_of)).usage
    columns = (usage.account, usage.month, usage.events, usage.active_users)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.fixture
def workspace() -> Workspace:
    """Two accounts, and nothing that happened yet."""
    return workspace_of(accounts=[{"account_id": "A1"}, {"account_id": "A2"}])


def test_the_report_names_source_table_query_and_what_is_left_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Counted by hand from the six events above: one without account, one without time."""
    brought, record = bring(workspace, database_of(tmp_path / "e.db", EVENTS), source="Sales warehouse")
    report = workspace.imports()[-1].sheets[0]
    assert (report.file, report.sheet, report.table) == ("Sales warehouse", "events", "usage_months")
    assert dict(report.mapping)["at"] == "usage_months.last_at"
    assert report.rows_in == report.rows_kept + report.rows_set_aside
    told = {problem.code: problem.value for problem in report.problems if problem.code != "facts_query"}
    assert told == {"events_without_time": "1", "events_without_account": "1"}
    assert brought.not_countable == 2
    queries = [problem.value for problem in report.problems if problem.code == "facts_query"]
    assert len(queries) == 4
    assert all('FROM "events"' in query for query in queries)
    assert record.import_id == workspace.imports()[-1].import_id


def test_months_end_on_the_newest_day_and_undo_takes_them_back(workspace: Workspace, tmp_path: Path) -> None:
    """15 September is the newest: months run from the 16th, so 20 August and 14 September are one month with
    two users, 10 July another; worked out by hand.
    """
    _, record = bring(workspace, database_of(tmp_path / "e.db", EVENTS))
    expected = [(0, 2, 1.0, 1.0), (0, 0, 2.0, 2.0), (1, 0, 1.0, 1.0)]
    assert usage_of(workspace) == expected
    workspace.undo_import(record.import_id)
    assert usage_of(workspace, "2026-09-15") == []
    workspace.redo_import(record.import_id)
    assert usage_of(workspace) == expected


def test_the_same_again_changes_nothing_and_more_replaces(workspace: Workspace, tmp_path: Path) -> None:
    """Asked twice, the second is no import; with one more event the newer facts count alone, not added."""
    path = database_of(tmp_path / "e.db", EVENTS)
    bring(workspace, path)
    assert bring(workspace, path)[1] is None
    database_of(path, [*EVENTS, ("A1", "u1", "2026-09-15 09:00:00")])
    assert bring(workspace, path)[1] is not None
    assert usage_of(workspace)[1] == (0, 0, 3.0, 2.0)


def test_seen_from_a_later_day_it_says_up_to_when_it_knows(workspace: Workspace, tmp_path: Path) -> None:
    """Counted to 15 September. On 30 September the newest whole month is still that one; on 20 November the
    months to 15 November and 15 October are without feed, so it is month 2. Both are said; on 15 August,
    which ends a month too, nothing is missing.
    """
    bring(workspace, database_of(tmp_path / "e.db", EVENTS))
    assert usage_of(workspace, "2026-09-30")[1] == (0, 0, 2.0, 2.0)
    assert usage_of(workspace, "2026-11-20")[1] == (0, 2, 2.0, 2.0)
    for day, days in (("2026-09-30", 15.0), ("2026-11-20", 66.0)):
        (finding,) = [
            found
            for found in read_facts(workspace, np.datetime64(day)).findings
            if found.code == "usage_counted_to"
        ]
        assert "2026-09-15" in finding.message
        assert f"--as-of {day}" in finding.message
        assert finding.numbers == (("days", days),)
    earlier = read_facts(workspace, np.datetime64("2026-08-15"))
    assert usage_of(workspace, "2026-08-15") == [(0, 1, 1.0, 1.0)]
    assert not [found for found in earlier.findings if found.code == "usage_counted_to"]


@pytest.mark.parametrize(
    ("counted_to", "as_of", "known"),
    [
        ("2026-09-15", "2026-09-15", "2026-09-15"),
        ("2026-09-15", "2026-10-14", "2026-09-15"),
        ("2026-09-15", "2026-10-15", "2026-10-15"),
        ("2026-09-15", "2025-12-31", "2025-12-15"),
        ("2026-09-30", "2026-10-30", "2026-09-30"),
        ("2026-09-30", "2026-02-28", "2026-02-28"),
        ("2026-01-31", "2026-03-30", "2026-02-28"),
    ],
)
def test_whole_months_known_by_a_date(counted_to: str, as_of: str, known: str) -> None:
    """The last end of a month by the date, read off a calendar."""
    assert known_up_to(np.datetime64(counted_to), np.datetime64(as_of)) == np.datetime64(known)


def test_files_and_warehouse_are_added(workspace: Workspace, tmp_path: Path) -> None:
    """Two events of one account-month in a file as well: added; users cannot be, so the larger number counts,
    and that is said.
    """
    bring(workspace, database_of(tmp_path / "e.db", EVENTS))
    at = np.datetime64("2026-09-10T12:00").astype(object)
    rows = [{"account_id": "A2", "user_id": name, "feature": "x", "at": at} for name in ("u8", "u9")]
    workspace.add_import([sheet("usage", rows)])
    assert usage_of(workspace)[2] == (1, 0, 3.0, 2.0)
    assert "usage_added_up" in {found.code for found in read_facts(workspace).findings}


def test_people_who_cannot_be_asked_for_are_told(tmp_path: Path) -> None:
    """Of three contacts one has a backslash in its id: it is not looked for, and that is said; no name is."""
    contacts = [{"contact_id": name, "account_id": "A1"} for name in ("u1", "u2", "CORP\\jdoe")]
    accounts = [{"account_id": "A1"}, {"account_id": "A2"}]
    with workspace_of(accounts=accounts, contacts=contacts) as workspace:
        brought, _ = bring(workspace, database_of(tmp_path / "e.db", EVENTS))
        (remark,) = brought.remarks
        assert (remark.code, remark.value) == ("people_not_asked", "1")
        assert "backslash" in remark.hint
        assert "jdoe" not in remark.hint


def test_the_same_table_under_another_name_is_told(workspace: Workspace, tmp_path: Path) -> None:
    """The same events from "Old name" and then from "New name" count twice: the import to take back is named.
    Another table, other accounts, or the same name again are no reason to say so.
    """
    path = database_of(tmp_path / "e.db", EVENTS)
    first, record = bring(workspace, path, source="Old name")
    assert first.remarks == ()
    second, _ = bring(workspace, path, source="New name")
    (remark,) = second.remarks
    assert (remark.code, remark.value) == ("another_source", str(record.import_id))
    assert "events home from Old name" in remark.hint
    workspace.undo_import(record.import_id)
    assert bring(workspace, path, source="New name")[0].remarks == ()
    database_of(path, EVENTS, "other")
    assert bring(workspace, path, table="other")[0].remarks == ()
    database_of(path, [("B1", "u1", "2026-07-10 09:00:00")])
    assert bring(workspace, path, source="Third name")[0].remarks == ()


def test_columns_are_found_in_any_case_and_missed_with_a_word(workspace: Workspace, tmp_path: Path) -> None:
    """The table has no features and no counts: left out. A column that the user names must be there."""
    path = database_of(tmp_path / "e.db", EVENTS, "My events; --")
    brought, _ = bring(workspace, path, table="My events; --", columns={"account_id": "ACCOUNT_ID"})
    assert set(brought.asked.events.columns) == {"account_id", "user_id", "at"}
    with pytest.raises(UsageError, match="has no column org") as caught:
        bring(workspace, path, table="My events; --", columns={"account_id": "org"})
    assert "account_id" in caught.value.next_step


def test_the_command_brings_home_and_says_so_in_one_object(tmp_path: Path) -> None:
    """A workspace is made when there is something to keep; --strict is 4 for the two events left out."""
    path, kept = database_of(tmp_path / "e.db", EVENTS), tmp_path / "w.cxdesk"
    base = ("facts", "--connect", f"duckdb:{path}", "--table", "events", "--workspace", kept, "--json")
    outcome = run(*base, "--strict")
    assert outcome.status == 4
    told = outcome.json
    assert (told["as_of"], told["account_months"], told["changed"]) == ("2026-09-15", 3, True)
    assert told["left_out"] == {"events_without_time": 1, "events_without_account": 1}
    again = run(*base)
    assert (again.status, again.json["changed"]) == (0, False)
    refused = run(*base[:-2], tmp_path / "v.cxdesk", "--json", "--column", "at=when")
    assert refused.status == 2
    assert not (tmp_path / "v.cxdesk").exists()


def test_the_query_is_printed_for_a_team_that_runs_it(tmp_path: Path) -> None:
    """As text four statements, each ending with a semicolon; as JSON one object; no such dialect is 2."""
    printed = run("facts-sql", "--dialect", "snowflake", "--table", "sales.events", "--as-of", "2026-09-15")
    assert printed.status == 0
    assert printed.output.count(";\n") == 4
    assert '"SALES"."EVENTS"' in printed.output
    told = run("facts-sql", "--dialect", "bigquery", "--column", "account_id=org", "--json").json
    assert set(told["statements"]) == {"months", "user_days", "features", "days"}
    assert run("facts-sql", "--dialect", "cobol").status == 2
