"""Near names are asked about, never merged by themselves; what the user says of them can be taken back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from cxdesk.errors import CxdeskError
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.near_names import Named, Near, near_accounts, near_pairs
from cxdesk.workspace.records import Decision
from tests.workspace.rows_factory import made_up_names, sheet, workspace_of

ACCOUNTS = [
    {"account_id": "1", "account_name": "Globex Ltd", "segment": "Large", "arr": 100.0},
    {"account_id": "2", "account_name": "Globex Limited", "segment": "Small", "owner": "Kim"},
    {"account_id": "3", "account_name": "Initech"},
]
TICKETS = [
    {"ticket_id": "T1", "account_id": "Globex Limited", "created_at": "2026-09-01"},
    {"ticket_id": "T2", "account_id": "2", "created_at": "2026-09-02"},
    {"ticket_id": "T3", "account_id": "Ini Tech", "created_at": "2026-09-03"},
    {"ticket_id": "T4", "account_id": "1", "created_at": "2026-09-04"},
]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """Return three accounts of which two may be one, and a ticket that names an account otherwise."""
    tickets = [row | {"created_at": np.datetime64(row["created_at"], "us").item()} for row in TICKETS]
    with workspace_of(accounts=ACCOUNTS, tickets=tickets) as made:
        yield made


def names_of(workspace: Workspace) -> list[tuple[str, str]]:
    """Return the names of the pairs that are asked about, in the order of the alphabet."""
    pairs = near_accounts(read_facts(workspace), workspace.decisions())
    return sorted((pair.kept.name, pair.other.name) for pair in pairs)


def shown(workspace: Workspace) -> list[tuple]:
    """Return the accounts with what is known of them and their tickets."""
    facts = read_facts(workspace)
    accounts = facts.accounts
    return [
        (
            str(accounts.account_id[code]),
            str(accounts.account_name[code]),
            str(accounts.segment[code]),
            str(accounts.owner[code]),
            sorted(facts.tickets.ticket_id[facts.tickets.account == code]),
            facts.also_known_as.get(str(accounts.account_id[code]), ()),
        )
        for code in range(len(accounts))
    ]


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        ("Globex Ltd", "Globex Limited", "differ in the legal form only"),
        ("GTXPro", "GTX Pro", "differ in spaces, signs or accents only"),
        ("Müller GmbH", "Mueller GmbH", "differ in spaces, signs or accents only"),
        ("Société Générale", "Societe Generale S.A.", "differ in the legal form only"),
        ("Bär & Söhne GmbH & Co. KG", "Baer and Soehne", "differ in the legal form only"),
        ("Northwind Traders", "Traders Northwind", "the same words in another order"),
        ("Continental Shipping", "Continental Shiping", "97 of 100 alike"),
        ("Acme", "ACME ", "the same name"),
    ],
)
def test_names_that_may_mean_one_account_are_asked_about(one: str, two: str, why: str) -> None:
    """The issue's examples and their kin; 97 is 2 x 18 common letters of 18 + 19, in percent."""
    (pair,) = near_pairs([Named("a", one), Named("b", two), Named("c", "Something else")])
    assert (pair.kept.key, pair.other.key, pair.why) == ("a", "b", why)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Store 17", "Store 18"),
        ("Northwind Traders", "Southwind Traders"),
        ("Acme East", "Acme West"),
        ("Ltd", "Limited"),
        ("Meridian", "Obsidian"),
        ("", ""),
    ],
)
def test_names_of_different_accounts_are_left_alone(one: str, two: str) -> None:
    """Numbered shops, opposite directions, and names with nothing left to compare are no near misses."""
    assert near_pairs([Named("a", one), Named("b", two)]).pairs == ()


def test_nothing_is_merged_without_a_word(workspace: Workspace) -> None:
    """Three accounts stay three; the pair, and the ticket's unknown name, are offered for a decision."""
    assert [row[:2] for row in shown(workspace)] == [
        ("1", "Globex Ltd"),
        ("2", "Globex Limited"),
        ("3", "Initech"),
    ]
    assert names_of(workspace) == [("Globex Ltd", "Globex Limited"), ("Initech", "Ini Tech")]


def test_the_same_account_is_one_with_everything_of_both(workspace: Workspace) -> None:
    """What the kept account says comes first, the other fills the blanks; tickets of both by id and by name
    are its own; it says under which names it goes. Undone, all is as before; redone, one again.
    """
    before = shown(workspace)
    decision = workspace.merge_accounts("1", "2")
    merged = ("1", "Globex Ltd", "Large", "Kim", ["T1", "T2", "T4"], ("2", "Globex Limited"))
    assert shown(workspace) == [merged, ("3", "Initech", "", "", [], ())]
    assert names_of(workspace) == [("Initech", "Ini Tech")]
    workspace.undo_decision(decision)
    assert shown(workspace) == before
    workspace.redo_decision(decision)
    assert shown(workspace)[0] == merged


def test_a_name_in_the_rows_is_joined_to_its_account(workspace: Workspace) -> None:
    """The ticket of "Ini Tech" counts nowhere until the user says that this is Initech."""
    assert any("1 rows of tickets" in finding.message for finding in read_facts(workspace).findings)
    workspace.merge_accounts("3", "Ini Tech")
    assert shown(workspace)[2] == ("3", "Initech", "", "", ["T3"], ("Ini Tech",))
    assert not any("of tickets name" in finding.message for finding in read_facts(workspace).findings)


def test_a_pair_told_apart_is_not_asked_about_again(workspace: Workspace) -> None:
    """Different stays different; the newest word about a pair counts."""
    workspace.tell_accounts_apart("2", "1")
    assert names_of(workspace) == [("Initech", "Ini Tech")]
    assert len(shown(workspace)) == 3
    workspace.merge_accounts("1", "2")
    assert len(shown(workspace)) == 2


def test_merges_follow_each_other_and_survive_an_undone_import() -> None:
    """A with B, then C with A: one account named C. With C's import taken back, A stands for both."""
    with Workspace.in_memory() as workspace:
        for name in ("A", "B", "C"):
            workspace.add_import([sheet("accounts", [{"account_id": name, "account_name": f"Firm {name}"}])])
        workspace.merge_accounts("A", "B")
        workspace.merge_accounts("C", "A")
        assert [row[0] for row in shown(workspace)] == ["C"]
        workspace.undo_import(3)
        assert [row[:2] for row in shown(workspace)] == [("A", "Firm A")]
        workspace.redo_import(3)
        assert [row[0] for row in shown(workspace)] == ["C"]


def test_accounts_that_only_other_sheets_name_are_merged_too() -> None:
    """Without an account sheet the names in the rows are the accounts: a merge holds for them as well."""
    day = np.datetime64("2026-09-01", "us").item()
    rows = [{"ticket_id": f"T{n}", "account_id": name, "created_at": day} for n, name in enumerate("GHG")]
    with workspace_of(tickets=rows) as workspace:
        workspace.merge_accounts("G", "H")
        assert [(row[0], row[4]) for row in shown(workspace)] == [("G", ["T0", "T1", "T2"])]


@pytest.mark.parametrize(("kept", "other"), [("1", "1"), ("", "1"), ("1", "")])
def test_a_decision_needs_two_accounts(workspace: Workspace, kept: str, other: str) -> None:
    """One account cannot be merged with itself or with nothing."""
    with pytest.raises(CxdeskError, match="Two different accounts"):
        workspace.merge_accounts(kept, other)


def test_ten_thousand_names_find_every_planted_pair() -> None:
    """10,000 made-up names and 100 of them written otherwise. All 100 pairs are found; a search of
    all against all would compare 5 x 10^7 names and not come to an end here.
    """
    names = made_up_names(10_000, 5, 11)
    planted = [f"{name} Holding Ltd" for name in names[:100]]
    named = [
        Named(f"a{n}", name)
        for n, name in enumerate([f"{name} Holding" for name in names[:100]] + names[100:])
    ]
    named += [Named(f"b{n}", name) for n, name in enumerate(planted)]
    found = {(pair.kept.key, pair.other.key) for pair in near_pairs(named)}
    assert found >= {(f"a{n}", f"b{n}") for n in range(100)}


CHURN_OF_TWO = [
    {"account_id": "A", "churned": False, "start_date": date(2024, 6, 1)},
    {
        "account_id": "B",
        "churned": True,
        "churn_date": date(2025, 1, 1),
        "churn_reason": "price",
        "status": "Cancelled",
        "start_date": date(2022, 1, 1),
    },
]


def test_a_live_account_is_not_lost_by_the_churn_of_the_one_merged_into_it() -> None:
    """A is a customer since June 2024, B left on 2025-01-01 after three years. Merged into A: a customer,
    whose history begins with B's, so that 2023 shows it; the reason of a churn that does not count is gone.
    """
    with workspace_of(accounts=CHURN_OF_TWO) as workspace:
        workspace.merge_accounts("A", "B")
        now = read_facts(workspace, np.datetime64("2026-01-01")).accounts
        assert (list(now.is_lost), list(now.churn_reason)) == ([False], [""])
        assert np.isnat(now.lost_at).all()
        assert now.start_date[0] == np.datetime64("2022-01-01")
        then = read_facts(workspace, np.datetime64("2023-01-01")).accounts
        assert list(then.account_id) == ["A"]


def test_the_churn_of_the_other_counts_where_the_kept_account_says_nothing_of_it() -> None:
    """C says nothing of churn: merged with B it is lost on B's day for B's reason. C's later date of another
    kind cannot split them: flag, day and reason are those of one account. D, merged too, has an older word.
    """
    accounts = [{"account_id": "D", "churn_date": date(2020, 1, 1)}, *CHURN_OF_TWO, {"account_id": "C"}]
    with workspace_of(accounts=accounts) as workspace:
        workspace.merge_accounts("C", "B")
        workspace.merge_accounts("C", "D")
        found = read_facts(workspace, np.datetime64("2026-01-01")).accounts
        place = list(found.account_id).index("C")
        assert found.is_lost[place]
        assert found.lost_at[place] == np.datetime64("2025-01-01")
        assert found.churn_reason[place] == "price"


def test_older_contracts_of_the_other_account_make_the_merged_one_visible_then() -> None:
    """A started in 2024 by its own row, B has a contract since 2022 and no row that says so."""
    contracts = [{"contract_id": "K", "account_id": "B", "start_date": date(2022, 1, 1), "mrr": 10.0}]
    accounts = [CHURN_OF_TWO[0], {"account_id": "B"}]
    with workspace_of(accounts=accounts, contracts=contracts) as workspace:
        workspace.merge_accounts("A", "B")
        found = read_facts(workspace, np.datetime64("2023-01-01")).accounts
        assert (list(found.account_id), list(found.mrr)) == (["A"], [10.0])


def test_what_contradicts_other_decisions_is_refused_in_words() -> None:
    """A is B and B is C, so A cannot be another than C; nor, told apart first, can they be joined through B,
    by a new decision or by one brought back. The newest word about one pair alone still counts.
    """
    with workspace_of(accounts=[{"account_id": name} for name in "ABC"]) as workspace:
        workspace.merge_accounts("A", "B")
        second = workspace.merge_accounts("B", "C")
        words = "A and B, B and C are the same, A and C are different"
        with pytest.raises(CxdeskError, match=words):
            workspace.tell_accounts_apart("A", "C")
        assert len(workspace.decisions()) == 2
        workspace.undo_decision(second)
        workspace.tell_accounts_apart("A", "C")
        for refused in (
            lambda: workspace.redo_decision(second),
            lambda: workspace.merge_accounts("C", "B"),
        ):
            with pytest.raises(CxdeskError, match="are the same, A and C are different"):
                refused()
        assert [row[0] for row in shown(workspace)] == ["A", "C"]
        workspace.tell_accounts_apart("A", "B")
        workspace.redo_decision(second)
        assert [row[0] for row in shown(workspace)] == ["A", "B"]


def test_pairs_that_do_not_fit_are_counted() -> None:
    """21 accounts of one name are 210 pairs: 200 are shown, 10 more are there. 500 of one name are too many
    to pair each with each: the first is paired with the 499 others.
    """
    some = near_pairs([Named(str(number), "Globex Ltd") for number in range(21)])
    assert (len(some), some.more) == (200, 10)
    many = near_pairs([Named(str(number), "Globex Ltd") for number in range(500)])
    assert (len(many), many.more) == (200, 299)


def test_many_names_that_begin_alike_are_still_compared() -> None:
    """500 names that share their first twelve letters and their last six; one is written in two ways."""
    dice = random.Random(3)
    middles = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=14)) for _ in range(500)]
    named = [Named(str(number), f"Northwinding {middle} trader") for number, middle in enumerate(middles)]
    near = near_pairs([*named, Named("other", f"Northwinding {middles[7]}x trader")])
    assert ("7", "other") in {(pair.kept.key, pair.other.key) for pair in near}


def pairs_of(near: Near, asked: bool = True) -> list[tuple[str, str, int]]:
    """Return the keys of the pairs to ask about, or of all that are near, each with its group."""
    return [(p.kept.key, p.other.key, p.group) for p in (near.asked if asked else near.pairs)]


def test_names_near_in_a_row_are_a_group_of_which_no_more_is_asked_than_needed() -> None:
    """Three spellings are three pairs of one group, two spellings of another firm a second one. Two of the
    three are asked: with A as B and B as C nobody asks for A and C. Decisions settle the rest.
    """
    named = [Named("A", "GTX Pro"), Named("X", "Initech"), Named("B", "GTX-Pro"), Named("C", "GTXPro")]
    named.append(Named("Y", "Ini Tech"))
    near = near_pairs(named)
    assert sorted(pairs_of(near, asked=False)) == [("A", "B", 1), ("A", "C", 1), ("B", "C", 1), ("X", "Y", 2)]
    assert pairs_of(near) == [("A", "B", 1), ("A", "C", 1), ("X", "Y", 2)]
    same = [Decision(1, "A", "B", same=True), Decision(2, "X", "Y", same=False)]
    assert pairs_of(near_pairs(named, same)) == [("A", "C", 1)]
    apart = [Decision(1, "A", "B", same=True), Decision(2, "A", "C", same=False)]
    assert pairs_of(near_pairs(named, apart)) == [("X", "Y", 2)]
    both = [Decision(1, "A", "B", same=False), Decision(2, "A", "C", same=False)]
    assert [pair[:2] for pair in pairs_of(near_pairs(named, both))] == [("B", "C"), ("X", "Y")]


def test_of_a_large_group_each_name_is_asked_about_once() -> None:
    """21 accounts of one name are 210 pairs, of which 20 tell all; of 400 it is 399, 200 of them now."""
    some = near_pairs([Named(str(number), "Globex Ltd") for number in range(21)])
    assert (len(some.asked), some.more_asked) == (20, 0)
    assert {name for pair in some.asked for name in (pair.kept.key, pair.other.key)} == {
        str(number) for number in range(21)
    }
    many = near_pairs([Named(str(number), "Globex Ltd") for number in range(400)])
    assert (len(many.asked), many.more_asked) == (200, 199)
