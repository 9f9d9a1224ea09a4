"""User-days and first uses, counted again row by row; of earlier dates, merged, and brought home."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from cxdesk.workspace import Conventions, Workspace
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts_record import Facts
from tests.workspace.rows_factory import sheet, workspace_of

END = np.datetime64("2026-06-30")
ACCOUNTS = [{"account_id": name} for name in ("A", "B", "C")]


def made(seed: int, count: int = 900) -> list[dict]:
    """Return uses over half a year: users of one name in several accounts, blanks, addresses in any case."""
    dice = Random(seed)
    users = ["u1", "u2", "u3", "Ana@x.example", "ana@X.example", None]
    return [
        {
            "account_id": dice.choice(["A", "B", "B", "nobody"]),
            "user_id": dice.choice(users),
            "feature": dice.choice(["search", "Export", "late", None]) if number % 50 else "late",
            "at": datetime.fromisoformat("2026-01-01") + timedelta(minutes=dice.randrange(190 * 1440)),
        }
        for number in range(count)
    ]


def person(row: dict) -> str | None:
    """Return who used it; an address is the same in any case."""
    name = row["user_id"]
    return name.lower() if name and "@" in name else name


def first_days(rows: list[dict], until: date) -> set[tuple]:
    """Return (account, feature, user, first day) of known accounts, one row after the other."""
    found: dict[tuple, date] = {}
    for row in rows:
        day = row["at"].date()
        if row["feature"] and row["account_id"] != "nobody" and day <= until:
            key = (row["account_id"], row["feature"], person(row))
            found[key] = min(day, found.get(key, day))
    return {(*key, day) for key, day in found.items()}


def told(facts: Facts, users: list[str]) -> set[tuple]:
    """Return the same of facts; `users` are all texts, in their order."""
    uses = facts.first_uses
    assert len(uses) == len(set(zip(uses.account, uses.feature, uses.user, strict=True)))
    return {
        (facts.accounts.account_id[account], facts.features[feature], users[user] if user >= 0 else None, day)
        for account, feature, user, day in zip(
            uses.account, uses.feature, uses.user, uses.first_at.tolist(), strict=True
        )
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_first_uses_are_what_a_loop_over_the_rows_finds(seed: int) -> None:
    """Intent: who used what first and when, on the date and two months before. Expected: the loop above."""
    rows = made(seed)
    users = ["ana@x.example", "u1", "u2", "u3"]
    workspace = workspace_of(accounts=ACCOUNTS, usage=rows)
    facts = read_facts(workspace, END)
    workspace.close()
    assert told(facts, users) == first_days(rows, date(2026, 6, 30))
    assert told(facts_back(facts, 2), users) == first_days(rows, date(2026, 4, 30))
    alone = facts.of([1])
    assert told(alone, users) == {one for one in first_days(rows, date(2026, 6, 30)) if one[0] == "B"}
    keys = facts.first_uses
    assert np.lexsort((keys.user, keys.first_at, keys.feature, keys.account)).tolist() == list(
        range(len(keys))
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_user_days_are_the_users_of_each_day_added_up(seed: int) -> None:
    """Intent: stickiness is computed from these. Expected: pairs of user and day of each month."""
    rows = [row for row in made(seed) if row["account_id"] != "nobody"]
    rows += [{"account_id": "C", "user_id": None, "at": datetime.fromisoformat("2026-03-03"), "feature": "x"}]
    pairs: dict[tuple, set] = {}
    for row in rows:
        if row["at"].date() <= date(2026, 6, 30):
            known = pairs.setdefault((row["account_id"], 6 - row["at"].month), set())
            known |= {(person(row), row["at"].date())} if row["user_id"] else set()
    workspace = workspace_of(accounts=ACCOUNTS, usage=rows)
    facts = read_facts(workspace, END)
    workspace.close()
    usage = facts.usage
    found = zip(facts.accounts.account_id[usage.account], usage.month.tolist(), usage.user_days, strict=True)
    assert {(account, month): None if np.isnan(days) else days for account, month, days in found} == {
        key: float(len(known)) or None for key, known in pairs.items()
    }


def test_users_are_numbered_the_same_whatever_happens_later() -> None:
    """Intent: later rows change no number. Expected: 0 for u5 on the first day, though a1 comes later."""
    rows = [
        {"account_id": "A", "user_id": "a1", "feature": "search", "at": datetime.fromisoformat("2026-05-05")},
        {"account_id": "A", "user_id": "u5", "feature": "search", "at": datetime.fromisoformat("2026-04-05")},
    ]
    workspace = workspace_of(accounts=ACCOUNTS, usage=rows)
    facts = read_facts(workspace, END)
    workspace.close()
    assert facts.first_uses.user.tolist() == [1, 0]
    assert facts_back(facts, 2).first_uses.user.tolist() == [0]


def home(rows: list[dict]) -> dict:
    """Return rows as a warehouse's months come home."""
    return {"usage_months": [row | {"counted_to": date(2026, 6, 30)} for row in rows]}


def test_merged_accounts_have_the_earlier_first_use() -> None:
    """Intent: one person of two accounts that are the same, in files and in what was brought home."""
    rows = [
        {"account_id": name, "user_id": "u1", "feature": "search", "at": datetime.fromisoformat(day)}
        for name, day in (("A", "2026-05-05"), ("B", "2026-03-03"))
    ]
    kept = [
        {"account_id": name, "user_id": "0000000001", "feature": "search", "first_at": day}
        for name, day in (("A", date(2026, 2, 2)), ("B", date(2026, 4, 4)))
    ]
    workspace = workspace_of(accounts=ACCOUNTS, usage=rows, **home(kept))
    workspace.merge_accounts("A", "B")
    facts = read_facts(workspace, END)
    workspace.close()
    assert facts.first_uses.first_at.tolist() == [date(2026, 2, 2), date(2026, 3, 3)]
    assert len(set(facts.first_uses.user.tolist())) == 2
    assert facts.first_uses.account.tolist() == [0, 0]


def test_a_home_without_the_new_columns_is_still_read() -> None:
    """Intent: what an earlier version brought home counts on. Expected: no first uses, no user-days."""
    rows = [
        {"account_id": "A", "month_end": date(2026, 6, 30), "count": 5.0, "active_users": 2.0, "rows": 5.0,
         "active_days": 3.0, "last_at": date(2026, 6, 20)},
        {"account_id": "A", "month_end": date(2026, 6, 30), "feature": "search", "count": 5.0,
         "active_users": 2.0},
    ]  # fmt: skip
    workspace = workspace_of(accounts=ACCOUNTS, **home(rows))
    facts = read_facts(workspace, END)
    assert (facts.usage.events.tolist(), facts.usage.active_users.tolist()) == ([5.0], [2.0])
    assert np.isnan(facts.usage.user_days).all()
    assert len(facts.first_uses) == 0
    assert facts.findings == ()
    workspace.set_conventions(Conventions(core_features=("search", "never seen")))
    (finding,) = read_facts(workspace, END).findings
    workspace.close()
    assert finding.code == "first_uses_not_home"
    assert "search" in finding.message
    assert "never seen" not in finding.message


def test_two_sources_number_their_users_apart() -> None:
    """Intent: number 1 of one warehouse is not number 1 of another. Expected: two people."""
    with Workspace.in_memory() as workspace:
        workspace.add_import([sheet("accounts", ACCOUNTS)])
        for source in ("east", "west"):
            row = {
                "account_id": "A", "user_id": "0000000001", "feature": "search",
                "first_at": date(2026, 2, 2), "counted_to": date(2026, 6, 30),
            }  # fmt: skip
            other = {"account_id": "A" if source == "east" else "B", "month_end": date(2026, 6, 30)}
            rows = [row, other | {"counted_to": date(2026, 6, 30), "rows": 1.0}]
            workspace.add_import([sheet("usage_months", rows, source)])
        facts = read_facts(workspace, END)
    assert facts.first_uses.user.tolist() == [0, 1]
