"""Counting usage leaves nothing on the disk, and numbers people and features as their names say."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from cxdesk.errors import CxdeskError
from cxdesk.workspace.facts import read_facts, usage
from tests.workspace.rows_factory import workspace_of

END = np.datetime64("2026-09-30")
ACCOUNTS = [{"account_id": "A1"}, {"account_id": "A2"}]


def used(count: int) -> list[dict]:
    """Return so many uses of two accounts, nearly each of another user."""
    start = datetime.fromisoformat("2026-01-01")
    return [
        {
            "account_id": f"A{number % 2 + 1}",
            "user_id": None if number % 11 == 0 else f"user {number * 7 % (count - 3)}",
            "feature": ("search", "Export", None, "ärger")[number * 5 % 13 % 4],
            "at": start + timedelta(minutes=number * 390_000 // count),
            "count": float(number % 4),
        }
        for number in range(count)
    ]


def test_short_of_memory_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """60,000 rows do not fit into 4 MB: told in words. With the limit that holds else they are counted."""
    workspace = workspace_of(accounts=ACCOUNTS, usage=used(60_000))
    assert read_facts(workspace, END).usage.rows.sum() == 60_000
    monkeypatch.setattr(usage, "MEMORY_LIMIT", "4MB")
    with pytest.raises(CxdeskError, match="more usage rows"):
        read_facts(workspace, END)


def test_the_engine_writes_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A table of some 50 MB under a limit of 16 MB is refused, not put into the working folder as plain text.

    Copying to a file fails as well, and so does the setting that would allow it.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(usage, "MEMORY_LIMIT", "16MB")
    engine = usage._engine()
    with pytest.raises(duckdb.OutOfMemoryException):
        engine.execute("CREATE TABLE large AS SELECT hash(range)::VARCHAR AS text FROM range(2000000)")
    assert list(tmp_path.iterdir()) == []
    for statement in ("COPY (SELECT 1) TO 'rows.csv'", "SET enable_external_access = true"):
        with pytest.raises(duckdb.Error, match=r"disabled|locked"):
            engine.execute(statement)
    engine.close()


def test_months_and_features_are_what_a_loop_over_the_rows_counts() -> None:
    """Every sum, distinct user and active day of 3,000 rows, counted again one by one."""
    rows = used(3_000)
    months, features = defaultdict(list), defaultdict(list)
    for row in rows:
        key = (int(row["account_id"][1]) - 1, 9 - row["at"].month)
        months[key].append(row)
        if row["feature"]:
            features[(*key, row["feature"])].append(row)
    facts = read_facts(workspace_of(accounts=ACCOUNTS, usage=rows), END)
    found = facts.usage
    counted = zip(found.events, found.active_users, found.active_days, found.rows, found.last_at, strict=True)
    assert dict(
        zip(zip(found.account.tolist(), found.month.tolist(), strict=True), counted, strict=True)
    ) == {
        key: (
            sum(row["count"] for row in those),
            len({row["user_id"] for row in those} - {None}),
            len({row["at"].date() for row in those}),
            len(those),
            np.datetime64(max(row["at"] for row in those), "D"),
        )
        for key, those in months.items()
    }
    assert facts.features == ("Export", "search", "ärger")
    by_feature = facts.feature_months
    names = [facts.features[code] for code in by_feature.feature]
    keys = zip(by_feature.account.tolist(), by_feature.month.tolist(), names, strict=True)
    counted = zip(by_feature.events, by_feature.users, strict=True)
    assert dict(zip(keys, counted, strict=True)) == {
        key: (sum(row["count"] for row in those), len({row["user_id"] for row in those} - {None}))
        for key, those in features.items()
    }
