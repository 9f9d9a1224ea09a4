"""Which human view holds on a day: the newest, until it expires or is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cxdesk.session.human_views import views_on
from cxdesk.workspace.written_records import Entry, HumanView

FIRST = HumanView("A", date(2026, 1, 5), "at risk", "The sponsor left.", date(2026, 12, 31))
SECOND = HumanView("A", date(2026, 3, 2), "healthy", "A new sponsor.", date(2026, 4, 30))
ENTRIES = (Entry(1, FIRST, "2026-01-05T09:00:00", False), Entry(2, SECOND, "2026-03-02T09:00:00", False))


@pytest.mark.parametrize(
    ("day", "number"),
    [("2026-01-04", None), ("2026-01-05", 1), ("2026-03-01", 1), ("2026-03-02", 2), ("2026-04-30", 2),
     ("2026-05-01", None)],
)  # fmt: skip
def test_the_newest_view_takes_the_place_of_the_older_for_good(day: str, number: int | None) -> None:
    """By the calendar: the second view holds through 30 April, its last day. The first would run to December,
    but was taken back by a change of mind: it does not return."""
    found = views_on(ENTRIES, date.fromisoformat(day))
    assert {account: entry.number for account, entry in found.items()} == (
        {} if number is None else {"A": number}
    )


def test_a_view_that_is_taken_back_gives_way_to_the_one_before() -> None:
    """Undone, the second view was never there."""
    entries = (ENTRIES[0], replace(ENTRIES[1], is_undone=True))
    assert views_on(entries, date(2026, 5, 1))["A"].number == 1
