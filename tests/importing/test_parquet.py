"""Parquet files: typed already, and read in the reader process all the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.importing import prepare
from cxdesk.progress import silent
from tests.importing.made import kept, moment, planned, raw_file


def test_types_arrive_as_they_are(tmp_path) -> None:
    """One row of each type; the row below the names is row 2, as in a spreadsheet."""
    table = pa.table(
        {
            "account_id": pa.array([1234567890123456789, 2]),
            "account_name": pa.array(["Acme", "Bee"]).dictionary_encode(),
            "arr": pa.array([Decimal("12.50"), None]),
            "seats": pa.array([5, None], pa.int32()),
            "churned": pa.array([True, False]),
            "renewal_date": pa.array([date(2026, 5, 1), None]),
            "created_at": pa.array(
                [moment("2024-01-01 12:00:00"), None], pa.timestamp("ns", "Europe/Berlin")
            ),
            "tags": pa.array([["a", "b"], []]),
            "score": pa.array([float("nan"), 1.5]),
        }
    )
    path = tmp_path / "accounts.parquet"
    pq.write_table(table, path)
    plan = planned(path)
    names = ("account_id", "account_name", "arr", "seats", "churned", "renewal_date", "source_row")
    assert kept(plan, *names) == [
        ("1234567890123456789", "Acme", 12.5, 5.0, True, date(2026, 5, 1), 2),
        ("2", "Bee", None, None, False, None, 3),
    ]
    assert kept(plan, "extra.tags")[0] == "['a', 'b']"
    assert kept(plan, "extra.score") == [None, "1.5"]


def test_many_rows_in_blocks(tmp_path) -> None:
    """More than two blocks of 65,536 rows; the sum is that of the numbers written."""
    count = 150_000
    table = pa.table(
        {
            "account_id": [f"A-{number % 50}" for number in range(count)],
            "date": pa.array([date(2026, 1, 1)] * count),
            "feature": ["map"] * count,
            "count": pa.array(range(count)),
        }
    )
    path = tmp_path / "usage.parquet"
    pq.write_table(table, path)
    plan = planned(path)
    assert plan.table == "usage"
    assert sum(kept(plan, "count")) == count * (count - 1) / 2


def test_a_damaged_file_is_refused(tmp_path) -> None:
    """Cut in the middle, or nothing but its first letters."""
    path = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"account_id": ["A-1"]}), path)
    for content in (path.read_bytes()[:60], b"PAR1"):
        with pytest.raises(UnreadableInput, match="Parquet"):
            prepare([raw_file(tmp_path, content, "cut.parquet")], silent())
