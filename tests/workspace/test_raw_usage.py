"""The rows of usage behind account-months, looked up in what was stored."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from cxdesk.workspace import sheet_store
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.raw_usage import FoundUsage, UsageWanted, raw_usage, uses_on_days
from tests.workspace.rows_factory import workspace_of

END = np.datetime64("2026-09-30")
START = np.datetime64("2026-07-01")
ACCOUNTS = [{"account_id": "A1"}, {"account_id": "A2", "account_name": "Zwei"}]
CONTRACTS = [{"account_id": "A1", "contract_id": "K1", "start_date": datetime.fromisoformat("2025-01-01")}]


def used() -> list[dict]:
    """Return 400 uses from April to October 2026: of A1 by its id or its contract, of A2 by its name, of
    nobody known.
    """
    whose = ({"account_id": "A1"}, {"contract_id": "K1"}, {"account_id": "zwei"}, {"account_id": "X"})
    start = datetime.fromisoformat("2026-04-01")
    return [
        {
            **whose[number % 4],
            "user_id": f"u{number % 5}",
            "feature": ("search", "export", "share")[number % 3],
            "at": start + timedelta(hours=11 * number),
            "count": float(number),
        }
        for number in range(400)
    ]


def of_first(row: dict) -> bool:
    """Return whether a use is one of A1, on a day that is asked for."""
    inside = START <= np.datetime64(row["at"], "D") <= END
    return inside and (row.get("account_id") == "A1" or row.get("contract_id") == "K1")


def found(wanted: UsageWanted, most: int | None = 1_000) -> FoundUsage:
    """Return what is looked up in a workspace of those uses."""
    workspace = workspace_of(accounts=ACCOUNTS, contracts=CONTRACTS, usage=used())
    return raw_usage(workspace, read_facts(workspace, END), wanted, most)


def test_rows_of_an_account_are_found_by_id_and_by_contract() -> None:
    """Picked from the same list by plain comparisons: their counts, newest first, with their rows."""
    expected = [(row["count"], place + 2) for place, row in enumerate(used()) if of_first(row)][::-1]
    rows = found(UsageWanted(np.array([0]), START, END)).rows
    assert list(zip(rows.count.tolist(), rows.source_row.tolist(), strict=True)) == expected
    assert set(rows.account.tolist()) == {0}


def test_only_the_newest_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of some hundred rows in chunks of 7 the 5 newest, whichever chunk they stand in."""
    monkeypatch.setattr(sheet_store, "ROWS_PER_CHUNK", 7)
    expected = [row["count"] for row in used() if of_first(row)][::-1]
    few = found(UsageWanted(np.array([0]), START, END), most=5)
    assert few.rows.count.tolist() == expected[:5]
    assert few.total == len(expected) > 80


def test_rows_can_be_narrowed_to_uses_of_a_feature_on_a_day() -> None:
    """First uses carry a day and no row: those of "share" by A1 on two days, by plain comparisons."""
    days = [np.datetime64("2026-08-02"), np.datetime64("2026-08-05")]
    expected = {
        row["count"]
        for row in used()
        if of_first(row) and row["feature"] == "share" and np.datetime64(row["at"], "D") in days
    }
    share = ("export", "search", "share").index("share")  # features are sorted by name
    keys = uses_on_days(np.zeros(2), np.full(2, share), np.array(days))
    narrowed = found(UsageWanted(np.array([0]), START, END, keys))
    assert set(narrowed.rows.count.tolist()) == expected
    assert expected


def test_what_was_counted_in_a_warehouse_has_no_rows_here() -> None:
    """Account-months that were brought home are told as such; rows there are none."""
    months = [
        {
            "account_id": "A1",
            "month_end": END.item(),
            "counted_to": END.item(),
            "last_at": END.item(),
            "rows": 3,
            "count": 3.0,
        }
    ]
    workspace = workspace_of(accounts=ACCOUNTS, usage_months=months)
    result = raw_usage(workspace, read_facts(workspace, END), UsageWanted(np.array([0]), START, END))
    assert result.total == len(result.rows) == 0
    assert result.counted_elsewhere
