"""A name in another spelling is found; whatever else is near is left to be asked."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.near_names import near_accounts
from cxdesk.workspace.facts.spellings import spelling_groups, spellings_of
from tests.workspace.rows_factory import workspace_of

DAY = np.datetime64("2026-09-01", "us").item()


@pytest.mark.parametrize(
    ("listed", "written", "same"),
    [
        ("Acme Inc.", "ACME INC", True),
        ("Acme Inc.", "acme, inc", True),
        ("Acme Incorporated", "Acme Inc", True),
        ("Acme Inc.", "Acme", True),
        ("Acme", "ACME Ltd", True),
        ("Müller & Söhne GmbH", "MÜLLER UND SÖHNE", False),
        ("Müller & Söhne GmbH", "müller and söhne gmbh", True),
        ("Acme Inc.", "Acme GmbH", False),
        ("GTXPro", "GTX Pro", False),
        ("Zürich Re", "Zurich Re", False),
        ("Acme Corp", "Acne Corp", False),
        ("A-1", "A.1", False),
        ("ACC-0010", "acc 0010", False),
        ("AB", "a.b.", False),
    ],
)
def test_case_signs_and_legal_forms_make_no_other_name(listed: str, written: str, same: bool) -> None:
    """The pairs are written by hand from the issue: by name after normalisation, near misses asked, two legal
    forms are two companies, and what may be an id is only itself.
    """
    assert spellings_of([(listed, "owner")]).owner(written) == ("owner" if same else None)


def test_a_name_of_two_is_nobodys() -> None:
    """Acme is Acme Inc. or Acme GmbH; Ini-Tech is Ini tech or Initech, that a space tells apart; each full
    name is its own.
    """
    two = spellings_of([("Acme Inc.", 1), ("Acme GmbH", 2), ("Ini tech", 3), ("Initech", 4)])
    assert two.owner("Acme") is None
    assert two.owner("ACME INC") == 1
    assert two.owner("acme gmbh") == 2
    assert two.owner("Ini-Tech") is None


def tickets(*names: str) -> list[dict]:
    """Return a ticket for each name of an account."""
    return [
        {"ticket_id": f"T{number}", "account_id": name, "created_at": DAY}
        for number, name in enumerate(names)
    ]


def known(workspace: Workspace) -> tuple[list[int], set[str]]:
    """Return the account of each ticket, and the names that are asked about."""
    facts = read_facts(workspace)
    return facts.tickets.account.tolist(), {pair.other.name for pair in near_accounts(facts, ())}


def test_rows_in_another_spelling_join_and_near_ones_are_asked() -> None:
    """Three spellings of account 0 count for it; the misspelt name is asked about."""
    accounts = [{"account_id": "1", "account_name": "Acme Widgets Inc."}]
    with workspace_of(
        accounts=accounts,
        tickets=tickets("ACME WIDGETS INC", "acme widgets", "Acme-Widgets, Inc.", "Acme Widgetts"),
    ) as made:
        assert known(made) == ([0, 0, 0], {"Acme Widgetts"})


def test_what_a_person_told_apart_stays_apart() -> None:
    """After the decision that they are two, rows of the other spelling are of no known account."""
    accounts = [{"account_id": "1", "account_name": "Acme Widgets Inc."}]
    with workspace_of(accounts=accounts, tickets=tickets("1", "ACME WIDGETS INC")) as made:
        assert known(made)[0] == [0, 0]
        made.tell_accounts_apart("1", "ACME WIDGETS INC")
        assert known(made)[0] == [0]


def test_a_list_without_ids_joins_the_account_of_that_name() -> None:
    """The second list only has names: its row is about the account with an id, whose segment it brings."""
    first = [{"account_id": "1", "account_name": "Acme Widgets Inc."}]
    second = [{"account_id": None, "account_name": "ACME WIDGETS INC", "segment": "SMB"}]
    with workspace_of(accounts=first + second, tickets=tickets("1")) as made:
        accounts = read_facts(made).accounts
    assert list(accounts.account_id) == ["1"]
    assert list(accounts.segment) == ["SMB"]


def test_without_a_list_spellings_of_a_name_are_one_account() -> None:
    """By hand: Acme in three spellings, most as `ACME Inc`; GTX Pro and GTXPro are asked about;
    Beta GmbH and Beta Inc. are two companies, and Beta is neither's.
    """
    names = (
        "ACME Inc",
        "Acme",
        "ACME Inc",
        "acme, inc.",
        "GTX Pro",
        "GTXPro",
        "Beta GmbH",
        "Beta Inc.",
        "Beta",
    )
    with workspace_of(tickets=tickets(*names)) as made:
        facts = read_facts(made)
        ids = facts.accounts.account_id
        asked = {pair.other.name for pair in near_accounts(facts, ())}
        made.tell_accounts_apart("ACME Inc", "Acme")
        apart = read_facts(made).accounts.account_id
    assert list(ids) == ["ACME Inc", "Beta", "Beta GmbH", "Beta Inc.", "GTX Pro", "GTXPro"]
    assert ids[facts.tickets.account].tolist()[:4] == ["ACME Inc"] * 4
    assert asked == {"GTXPro", "Beta GmbH", "Beta Inc."}
    assert "Acme" in apart


def test_what_is_said_of_two_names_holds_for_their_spellings() -> None:
    """Acme was taken over by Beta: what the user said, also counts for `ACME`, and Beta stays."""
    with workspace_of(tickets=tickets("Beta", "Acme", "ACME")) as made:
        made.merge_accounts("Beta", "Acme")
        assert list(read_facts(made).accounts.account_id) == ["Beta"]


def test_names_in_another_spelling_are_listed() -> None:
    """Nothing joins without a word: the finding counts the names and shows whose they are taken for."""
    accounts = [{"account_id": "1", "account_name": "Acme Widgets Inc."}]
    with workspace_of(accounts=accounts, tickets=tickets("1", "ACME WIDGETS INC", "acme widgets")) as made:
        facts = read_facts(made)
    (found,) = (finding for finding in facts.findings if finding.code == "respelt_names")
    assert found.numbers == (("names", 2.0),)
    assert "ACME WIDGETS INC as Acme Widgets Inc.; acme widgets as Acme Widgets Inc." in found.message


def test_names_that_only_spaces_tell_apart_stay_as_they_are_written() -> None:
    """INI-TECH is Ini tech or Initech, nobody can tell; without Initech it is Ini tech, the more frequent."""
    rows = {"INI-TECH": 1, "Ini tech": 2}
    assert spelling_groups(rows) == [["Ini tech", "INI-TECH"]]
    assert spelling_groups(rows | {"Initech": 5}) == []
    assert spelling_groups(rows, frozenset({"Ini tech"})) == []
