"""Rows come back from the store as they were, however they are packed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from cxdesk.workspace import SheetImport, Workspace
from tests.workspace.rows_factory import sheet

_LARGEST = 2**63 - 1


def kept(column: pa.Array) -> list:
    """Return what the store gives for the times of use that it was given."""
    made = sheet("usage", [{"account_id": "A-1", "feature": "x"}] * len(column))
    rows = made.rows.append_column("extra:at", column)
    with Workspace.in_memory() as workspace:
        workspace.add_import([SheetImport(replace(made.report, rows_kept=len(column)), rows)])
        ((sheet_id, _, _),) = workspace.sheets_of("usage")
        return pa.concat_tables(workspace.chunks(sheet_id, ["extra:at"]))["extra:at"].to_pylist()


@pytest.mark.parametrize(
    "values",
    [[], [7], [3, 3, 4, 9], [4, 3, 9], [-_LARGEST - 1, 0, _LARGEST], [1, None, 2], [None], list(range(5000))],
    ids=str,
)
def test_whole_numbers_come_back_whether_they_ascend_or_not(values: list) -> None:
    """Ascending ones are packed as steps, and the largest step does not fit an int64; the values are those
    put in."""
    assert kept(pa.array(values, pa.int64())) == values


@pytest.mark.parametrize("seconds", [[0, 0, 60, 86_400], [86_400, 0, -60]], ids=["ascending", "mixed"])
def test_moments_come_back(seconds: list[int]) -> None:
    """Events in the order of time, and out of it; the expected moments are Python's own."""
    moments = [datetime.fromtimestamp(second, UTC).replace(tzinfo=None) for second in seconds]
    assert kept(pa.array(moments, pa.timestamp("us"))) == moments


def test_ascending_moments_take_less_room() -> None:
    """Of 200,000 events, one each second, the steps are all alike: under 100 kB, of 1.6 MB as they stand."""
    moments = pa.array(range(1_700_000_000, 1_700_200_000), pa.int64()).cast(pa.timestamp("s"))
    made = sheet("usage", [{"account_id": "A-1"}])
    rows = pa.table({"at": moments.cast(pa.timestamp("us"))})
    with Workspace.in_memory() as workspace:
        workspace.add_import([replace(made, rows=rows)])
        ((size,),) = workspace._rows("SELECT length(parquet) FROM chunks")
    assert size < 100_000
