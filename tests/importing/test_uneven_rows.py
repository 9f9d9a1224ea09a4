"""Text files in which every row is longer or shorter than the header: told, and no column is sure."""

from __future__ import annotations

import pytest

from cxdesk.importing.uneven_rows import LONGER, SHORTER
from tests.importing.made import kept, planned, problem_codes, raw_file

HEAD = "Account ID,Account Name,ARR,Renewal Date"


def planned_of(folder, head: str, row: str, rows: int = 20):
    """Return the plan of a text file of rows of one form, `{n}` being their number."""
    lines = [head, *(row.format(n=number) for number in range(rows))]
    return planned(raw_file(folder, "\n".join(lines).encode()))


@pytest.mark.parametrize(
    ("head", "row", "code"),
    [
        (HEAD, "B{n},Bb, Inc {n},{n}00,2026-02-01", LONGER),
        (f"{HEAD},Segment", "B{n},Bb {n},{n}00,2026-02-01", SHORTER),
        ("Account ID,Account Name,ARR (paid, gross),Renewal Date", "B{n},Bb {n},{n}00,2026-02-01", SHORTER),
    ],
)
def test_rows_that_do_not_fit_the_header_are_told(tmp_path, head, row, code) -> None:
    """Five cells under four names, four cells under five, and a name that its comma made two of."""
    plan = planned_of(tmp_path, head, row)
    assert code in problem_codes(plan)
    assert {match.confidence for match in plan.columns} <= {"check", "unmapped"}
    assert len(kept(plan, "account_id")) == 20


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (HEAD, "B{n},Bb {n},{n}00,2026-02-01"),
        (HEAD, "B{n},Bb {n},{n}00,2026-02-01,"),
        (f"{HEAD},Segment", "B{n},Bb {n},{n}00,2026-02-01,"),
        (f"{HEAD},", "B{n},Bb {n},{n}00,2026-02-01,x"),
    ],
)
def test_rows_that_fit_are_not_doubted(tmp_path, head, row) -> None:
    """As many cells as names; a separator ending each row; an empty last column; one without a name."""
    plan = planned_of(tmp_path, head, row)
    assert not {LONGER, SHORTER, "rows_end_early"} & set(problem_codes(plan))
    assert "sure" in {match.confidence for match in plan.columns}
