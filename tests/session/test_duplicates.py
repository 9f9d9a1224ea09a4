"""Pairs of near names and decisions as one table; what undo is about when imports and decisions mix."""

from __future__ import annotations

import pytest

from cxdesk.errors import UsageError
from cxdesk.formatting import NEUTRAL
from cxdesk.session.duplicates import duplicates, key_of, respelt_json
from cxdesk.session.history import Step, steps, to_redo, to_undo
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.records import Decision, ImportRecord
from tests.workspace.rows_factory import workspace_of

ACCOUNTS = [
    {"account_id": "1", "account_name": "Globex Ltd", "segment": "Large", "arr": 1000.0, "currency": "EUR"},
    {"account_id": "2", "account_name": "Globex Limited"},
]
CHURN = [{"event_id": "e1", "account_id": "Glob ex", "reason": "price"}]
INSTANT = "2026-09-01T08:00:00+00:00"


def test_open_pairs_come_first_then_decisions_newest_first() -> None:
    """Three names of one firm, of which two are accounts, are one group: two pairs, from which the third
    follows. Decided ones move to the end with what was said, also when it was taken back; the accounts told
    apart, the third name can be either of them.
    """
    with workspace_of(accounts=ACCOUNTS, churn_events=CHURN) as workspace:
        view = duplicates(read_facts(workspace), workspace.decisions(), NEUTRAL)
        assert view.keys == (("1", "2"), ("2", "Glob ex"))
        assert list(view.table.column("group").texts) == ["1", "1"]
        assert (view.open, view.note) == (2, "1 group of near names, 2 pairs to look at")
        workspace.tell_accounts_apart("1", "2")
        workspace.merge_accounts("1", "Glob ex")
        workspace.undo_decision(2)
        view = duplicates(read_facts(workspace), workspace.decisions(), NEUTRAL)
        assert set(view.keys[:2]) == {("1", "Glob ex"), ("2", "Glob ex")}
        assert view.keys[-2:] == (("1", "Glob ex"), ("1", "2"))
        assert view.decisions[-2:] == (2, 1)
        assert list(view.table.column("said").texts) == [
            "to decide",
            "to decide",
            "the same, taken back",
            "different",
        ]
        assert view.note == "1 group of near names, 2 pairs to look at · 2 decisions made"


def test_each_side_says_what_tells_it_from_the_other() -> None:
    """An account with its id, segment and revenue; a name without an account with its rows."""
    with workspace_of(accounts=ACCOUNTS, churn_events=CHURN) as workspace:
        view = duplicates(read_facts(workspace), (), NEUTRAL)
    assert view.table.column("kept_about").texts[0].startswith("1 · Large · ")
    row = view.keys.index(("2", "Glob ex"))
    assert view.table.column("other_about").texts[row] == "no account; 1 row names it"


def test_a_name_is_taken_for_its_account_and_nonsense_is_refused() -> None:
    """What the command line is given: an id, a name in any case, a name in the rows, or nothing of these."""
    with workspace_of(accounts=ACCOUNTS, churn_events=CHURN) as workspace:
        facts = read_facts(workspace)
        assert [key_of(facts, text) for text in ("2", "globex ltd", "Glob ex")] == ["2", "1", "Glob ex"]
        with pytest.raises(UsageError, match="Nothing here is called Acme"):
            key_of(facts, "Acme")


def test_a_name_in_another_spelling_can_be_told_apart() -> None:
    """`GLOBEX, INC` in rows counts for Globex Inc. of the list and is listed with it; a script names it as it
    is written, also where only its case differs, and after the decision it is nobody's.
    """
    listed = [{"account_id": "7", "account_name": "Globex Inc."}]
    with workspace_of(accounts=listed, churn_events=[{**CHURN[0], "account_id": "GLOBEX, INC"}]) as workspace:
        facts = read_facts(workspace)
        assert respelt_json(facts) == [
            {"name": "GLOBEX, INC", "account_id": "7", "account_name": "Globex Inc."}
        ]
        view = duplicates(facts, (), NEUTRAL)
        assert (view.keys, view.decisions, view.open) == ((("7", "GLOBEX, INC"),), (None,), 0)
        assert view.note == "nothing to decide · 1 name joined in another spelling"
        workspace.tell_accounts_apart(key_of(facts, "7"), key_of(facts, "GLOBEX, INC"))
        assert respelt_json(read_facts(workspace)) == []
    with workspace_of(
        churn_events=[{**CHURN[0], "account_id": name} for name in ("Globex", "GLOBEX")]
    ) as two:
        facts = read_facts(two)
        assert [key_of(facts, name) for name in ("GLOBEX", "Globex")] == ["GLOBEX", "Globex"]


@pytest.mark.parametrize(
    ("undone", "undo", "redo"),
    [
        ((), ("import", 2), None),
        ((("import", 2),), ("decision", 1), ("import", 2)),
        ((("import", 2), ("decision", 1)), ("import", 1), ("decision", 1)),
        ((("decision", 1),), ("import", 2), ("decision", 1)),
    ],
)
def test_undo_goes_back_through_imports_and_decisions_in_their_order(undone, undo, redo) -> None:
    """A decision was made after the first of two imports: undo takes the second import, then the decision,
    then the first import; redo comes back the same way. Worked out by hand.
    """
    imports = [ImportRecord(number, INSTANT, (), ("import", number) in undone) for number in (1, 2)]
    made = steps(imports, [Decision(1, "A", "B", True, 1, ("decision", 1) in undone)])
    assert [(step.kind, step.number) for step in made] == [("import", 1), ("decision", 1), ("import", 2)]
    assert _named(to_undo(made)) == undo
    assert _named(to_redo(made)) == redo


def _named(step: Step | None) -> tuple[str, int] | None:
    return None if step is None else (step.kind, step.number)
