"""Near names are found before the import that brings them; what is said of them comes and goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import apsw
import numpy as np
import pytest

from cxdesk.errors import UsageError
from cxdesk.workspace import SheetImport, Workspace, store
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.accounts import read_accounts
from cxdesk.workspace.facts.arrivals import near_arrivals
from cxdesk.workspace.facts.near_names import Near, near_accounts
from cxdesk.workspace.records import Decision
from tests.workspace.old_schemas import WITHOUT_VERSION_5
from tests.workspace.rows_factory import made_up_names, sheet, workspace_of

DAY = np.datetime64("2026-09-01", "us").item()
THERE = [
    {"account_id": "1", "account_name": "GTXPro"},
    {"account_id": "2", "account_name": "Initech"},
    {"account_id": "3", "account_name": "Ini tech"},
]


def tickets(*names: str, first: int = 1) -> list[dict]:
    """Return a ticket for each name of an account."""
    return [
        {"ticket_id": f"T{number}", "account_id": name, "created_at": DAY}
        for number, name in enumerate(names, first)
    ]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """Return three accounts, two of them near to each other, and three tickets: two of GTXPro."""
    with workspace_of(accounts=THERE, tickets=tickets("1", "GTXPro", "2")) as made:
        yield made


def names_of(near: Near) -> set[tuple[str, str]]:
    """Return the names of the pairs, those proposed to stay first."""
    return {(pair.kept.name, pair.other.name) for pair in near}


def crm(*rows: tuple[str, str]) -> SheetImport:
    """Return another list of accounts."""
    return sheet("accounts", [{"account_id": key, "account_name": name} for key, name in rows], "crm.csv")


def test_only_what_an_import_brings_is_asked_side_by_side(workspace: Workspace) -> None:
    """GTX Pro comes as an account, Ini-Tech as a name in two tickets; Initech and Ini tech are both there
    and are asked elsewhere. Ids, rows and files are those written above, counted by hand.
    """
    coming = [
        crm(("9", "GTX Pro"), ("8", "Ravenhill")),
        sheet("tickets", tickets(*["Ini-Tech"] * 2), "t.csv"),
    ]
    near = near_arrivals(workspace, coming)
    assert names_of(near) == {("GTXPro", "GTX Pro"), ("Initech", "Ini-Tech"), ("Ini tech", "Ini-Tech")}
    pair = next(pair for pair in near if pair.kept.name == "GTXPro")
    kept, other = pair.kept, pair.other
    assert (kept.key, kept.rows, kept.source, kept.arrives) == ("1", 2, "accounts.csv", False)
    assert (other.key, other.rows, other.source, other.arrives) == ("9", 0, "crm.csv", True)
    stranger = next(pair.other for pair in near if pair.other.name == "Ini-Tech")
    assert (stranger.is_account, stranger.rows, stranger.source, stranger.arrives) == (
        False,
        2,
        "t.csv",
        True,
    )


def test_names_within_one_import_and_names_that_rows_had_are_asked(workspace: Workspace) -> None:
    """Two new accounts near to each other; and a new account near to a name that older tickets have."""
    workspace.add_import([sheet("tickets", tickets("Raven Hill", first=20), "old.csv")])
    near = near_arrivals(workspace, [crm(("7", "Ravenhill"), ("8", "Quayside Ltd"), ("9", "Quayside GmbH"))])
    assert names_of(near) == {("Ravenhill", "Raven Hill"), ("Quayside Ltd", "Quayside GmbH")}


def test_a_known_account_with_a_new_name_is_asked_about(workspace: Workspace) -> None:
    """Account 2 comes with the name GTX-Pro: near to account 1, which it was not before."""
    assert names_of(near_arrivals(workspace, [crm(("2", "GTX-Pro"))])) == {("GTXPro", "GTX-Pro")}
    assert names_of(near_arrivals(workspace, [crm(("2", "Initech"))])) == set()


def test_what_is_decided_or_there_already_is_not_asked(workspace: Workspace) -> None:
    """A pair told apart, and a sheet that the workspace has, bring no question."""
    coming = crm(("9", "GTX Pro"))
    workspace.tell_accounts_apart("1", "9")
    assert names_of(near_arrivals(workspace, [coming])) == set()
    workspace.undo_decision(1)
    assert names_of(near_arrivals(workspace, [coming])) == {("GTXPro", "GTX Pro")}
    workspace.add_import([coming])
    assert names_of(near_arrivals(workspace, [coming])) == set()


def test_without_account_sheets_the_names_in_the_rows_are_the_accounts() -> None:
    """An empty workspace, and tickets of two spellings: each is an account, named by its rows."""
    with Workspace.in_memory() as empty:
        (pair,) = near_arrivals(empty, [sheet("tickets", tickets("GTXPro", "GTX Pro", "GTX Pro"))])
    assert {(one.name, one.is_account, one.rows) for one in (pair.kept, pair.other)} == {
        ("GTXPro", True, 1),
        ("GTX Pro", True, 2),
    }


def test_what_is_asked_before_an_import_is_what_would_be_asked_after_it(workspace: Workspace) -> None:
    """A new account, a new name of an old one and a name in the rows: the pairs are those of the facts after,
    which are worked out from what is kept.
    """
    coming = [
        crm(("9", "GTX Pro"), ("2", "Initech Ltd")),
        sheet("tickets", tickets("gtxPRO.", "Raven", first=9)),
    ]
    before = near_arrivals(workspace, coming)
    workspace.add_import(coming)
    after = names_of(near_accounts(read_facts(workspace), ()))
    assert {frozenset(pair) for pair in after} == {frozenset(pair) for pair in names_of(before)}
    assert len(after) == 4


def known(workspace: Workspace) -> tuple[list[str], tuple]:
    """Return the accounts and under which other names they go."""
    rows = read_accounts(workspace)
    return list(rows.texts["account_id"]), rows.known_as


def test_what_was_said_in_a_review_goes_and_comes_back_with_the_import(workspace: Workspace) -> None:
    """9 is said to be 1, and 8 to be no 2. Undone, the accounts and decisions are what they were before, also
    the names they go under; redone, 9 is in 1 again. One answer can be taken back alone, and stays so.
    """
    before = known(workspace)
    said = [Decision(0, "1", "9", same=True), Decision(0, "2", "8", same=False)]
    workspace.add_import([crm(("9", "GTX Pro"), ("8", "Initech Ltd"))], said=said)
    with_both = known(workspace)
    assert with_both == (["1", "2", "3", "8"], ((0, "9"), (0, "GTX Pro")))
    assert [(one.kept, one.other, one.with_import) for one in workspace.decisions()] == [
        ("1", "9", 2),
        ("2", "8", 2),
    ]
    workspace.undo_import(2)
    assert (known(workspace), workspace.decisions()) == (before, ())
    workspace.redo_import(2)
    assert known(workspace) == with_both
    workspace.undo_decision(1)
    workspace.undo_import(2)
    workspace.redo_import(2)
    assert known(workspace)[0] == ["1", "2", "3", "8", "9"]


def test_an_answer_that_contradicts_keeps_nothing_of_the_import(workspace: Workspace) -> None:
    """1 is no 2, as was said before; an import that brings both as one with 9 is refused whole."""
    workspace.tell_accounts_apart("1", "2")
    said = [Decision(0, "1", "9", same=True), Decision(0, "2", "9", same=True)]
    with pytest.raises(UsageError, match="That cannot be"):
        workspace.add_import([crm(("9", "GTX Pro"))], said=said)
    assert (len(workspace.imports()), len(workspace.decisions())) == (1, 1)
    assert list(read_accounts(workspace).texts["account_id"]) == ["1", "2", "3"]


def test_an_import_does_not_come_back_against_what_was_said_since(workspace: Workspace) -> None:
    """9 was said to be 1, then to be 2, which stays. Undone, 1 and 2 are told apart: the import does not come
    back before that is undone.
    """
    said = [Decision(0, "1", "9", same=True), Decision(0, "2", "9", same=True)]
    workspace.add_import([crm(("9", "GTX Pro"))], said=said)
    workspace.undo_import(2)
    workspace.tell_accounts_apart("1", "2")
    with pytest.raises(UsageError, match="1 and 2 are different"):
        workspace.redo_import(2)
    workspace.undo_decision(3)
    workspace.redo_import(2)
    assert list(read_accounts(workspace).texts["account_id"]) == ["2", "3"]


def test_ten_thousand_names_that_come_are_all_looked_at() -> None:
    """10,000 accounts are there and 10,000 names come, 50 of them spellings of these: all 50 are asked
    about.
    """
    names = made_up_names(20_000, 6, 5)
    there = [{"account_id": f"A{n}", "account_name": name} for n, name in enumerate(names[:10_000])]
    spelled = [f"{name[:4]} {name[4:]} Ltd" for name in names[:50]]
    with workspace_of(accounts=there) as workspace:
        coming = sheet("tickets", tickets(*names[10_050:], *spelled))
        near = near_arrivals(workspace, [coming])
    found = {(pair.kept.name, pair.other.name) for pair in near}
    assert found >= set(zip(names[:50], spelled, strict=True))


def test_a_workspace_of_the_fourth_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """A file made before decisions could go with an import keeps its decisions as the user's own."""
    path = tmp_path / "old.cxdesk"
    with Workspace.create(path) as workspace:
        workspace.add_import([sheet("accounts", THERE)])
        workspace.merge_accounts("2", "3")
    connection: apsw.Connection = store.open_existing(path, None)
    with connection:
        connection.execute(WITHOUT_VERSION_5)
        connection.pragma("user_version", 4)
    connection.close()
    with Workspace.open(path) as workspace:
        assert workspace.decisions() == (Decision(1, "2", "3", same=True, after_import=1),)
        workspace.undo_import(1)
        assert len(workspace.decisions()) == 1
