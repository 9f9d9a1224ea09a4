"""The plan: what can be changed before an import, what is committed, and what scripts are told."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Event

import pytest

from cxdesk.errors import Cancelled, UnreadableInput, UsageError
from cxdesk.importing import choose_table, commit, plan_json, prepare, remap
from cxdesk.progress import Progress, silent
from cxdesk.workspace import Workspace
from tests.importing.made import ACCOUNTS, csv_file, kept, planned, raw_file

JSON_KEYS = {
    "file",
    "sheet",
    "table",
    "recognised_as",
    "header_row",
    "mapping",
    "unmapped",
    "rows_in",
    "rows_kept",
    "rows_set_aside",
    "asked",
    "remembered",
    "encoding",
    "problems",
}


def test_a_mapping_can_be_changed_and_its_effect_is_seen(tmp_path) -> None:
    """Two columns change places; what the one had is free again; the old plan stays as it was."""
    rows = [("Account ID", "Account Name", "Owner", "Coach"), ("A-1", "Acme", "Kim", "Lee")]
    plan = planned(csv_file(tmp_path, rows))
    assert kept(plan, "owner", "extra.Coach") == [("Kim", "Lee")]
    changed = remap(plan, {3: "accounts.owner"})
    assert kept(changed, "owner", "extra.Owner") == [("Lee", "Kim")]
    assert [match.confidence for match in changed.columns] == ["sure", "sure", "unmapped", "sure"]
    assert changed.report.digest != plan.report.digest
    dropped = remap(changed, {3: ""})
    assert dropped.report.unmapped == ("Owner", "Coach")
    assert kept(plan, "owner") == ["Kim"]


def test_a_field_of_another_table_is_refused(tmp_path) -> None:
    """So is one that does not exist, and any on a sheet that is not used."""
    plan = planned(csv_file(tmp_path, ACCOUNTS))
    for field in ("tickets.subject", "accounts.shoe_size", "nonsense"):
        with pytest.raises(UsageError):
            remap(plan, {0: field})
    unused = planned(csv_file(tmp_path, [("plan_id", "grade"), ("1", "2")], "lessons.csv"))
    with pytest.raises(UsageError):
        remap(unused, {0: "accounts.account_id"})


def test_a_sheet_can_be_read_as_another_table(tmp_path) -> None:
    """A sheet that nothing recognised, read as accounts by the user's choice and mapping; and left out
    again."""
    plan = planned(csv_file(tmp_path, [("Kunde", "Nummer"), ("Acme", "7"), ("Bee", "8")], "liste.csv"))
    assert plan.table == ""
    chosen = remap(choose_table(plan, "accounts"), {0: "accounts.account_name", 1: "accounts.account_id"})
    assert kept(chosen, "account_id", "account_name") == [("7", "Acme"), ("8", "Bee")]
    out = choose_table(chosen, "")
    assert (out.table, out.report.rows_set_aside) == ("", 2)
    with pytest.raises(UsageError):
        choose_table(plan, "no such table")


def test_importing_twice_changes_nothing(tmp_path) -> None:
    """The same file under the same mapping is there already; under another mapping it is not."""
    plan = prepare([csv_file(tmp_path, ACCOUNTS)], silent())
    with Workspace.in_memory() as workspace:
        first = commit(workspace, plan, silent())
        assert [sheet.table for sheet in first.sheets] == ["accounts"]
        assert commit(workspace, prepare([tmp_path / "accounts.csv"], silent()), silent()) is None
        changed = replace(plan, sheets=(remap(plan.sheets[0], {2: ""}),))
        assert commit(workspace, changed, silent()) is not None


def test_a_refused_file_stops_the_commit(tmp_path) -> None:
    """Leaving a file out is for the user to decide: then the others go in."""
    plan = prepare([csv_file(tmp_path, ACCOUNTS), raw_file(tmp_path, b"", "empty.csv")], silent())
    with Workspace.in_memory() as workspace:
        with pytest.raises(UnreadableInput, match="empty"):
            commit(workspace, plan, silent())
        assert workspace.imports() == []
        assert commit(workspace, replace(plan, refused=()), silent()) is not None


def test_nothing_readable_raises_the_reason(tmp_path) -> None:
    """One file alone that cannot be read, and no file at all."""
    with pytest.raises(UnreadableInput, match="no such file"):
        prepare([tmp_path / "absent.csv"], silent())
    with pytest.raises(UnreadableInput, match="folder"):
        prepare([tmp_path], silent())
    with pytest.raises(UsageError):
        prepare([], silent())


def test_stopping_leaves_nothing(tmp_path) -> None:
    """A user who stopped before the first row gets no plan."""
    stop = Event()
    stop.set()
    with pytest.raises(Cancelled):
        prepare([csv_file(tmp_path, ACCOUNTS)], Progress(stop=stop))


def test_progress_goes_forward(tmp_path) -> None:
    """Fractions from 0 to 1 that never fall, over two files."""
    seen: list[float] = []
    files = [csv_file(tmp_path, ACCOUNTS), csv_file(tmp_path, ACCOUNTS, "more accounts.csv")]
    prepare(
        files, Progress(lambda _message, fraction: seen.append(fraction) if fraction is not None else None)
    )
    assert seen == sorted(seen)
    assert 0.0 <= seen[0] <= seen[-1] <= 1.0


def test_json_has_the_agreed_shape(tmp_path) -> None:
    """Exactly the keys that scripts rely on, and it is JSON."""
    plan = prepare([csv_file(tmp_path, [*ACCOUNTS, ("A-4", "x", "lots", "")])], silent())
    (sheet,) = json.loads(json.dumps(plan_json(plan)))["sheets"]
    assert set(sheet) == JSON_KEYS
    assert sheet["mapping"]["ARR"] == "accounts.arr"
    assert [problem for problem in sheet["problems"] if problem["code"] != "to_check"] == [
        {
            "code": "unreadable_number",
            "row": 5,
            "column": "ARR",
            "value": "lots",
            "hint": "This is no number. The cell was left empty.",
        }
    ]


def test_columns_show_their_first_values_and_notes(tmp_path) -> None:
    """What the review page shows for a German column of amounts."""
    rows = [
        ("Account ID", "Account Name", "ARR (EUR)"),
        ("A-1", "Acme", "186.000,00"),
        ("A-2", "Bee", "42.500,00"),
        ("A-3", "Cee", ""),
    ]
    match = planned(csv_file(tmp_path, rows)).columns[2]
    assert match.first_values == ("186.000,00", "42.500,00")
    assert match.note == "decimal comma; 1 blank"
    assert (match.header, match.position, match.confidence) == ("ARR (EUR)", 2, "sure")
