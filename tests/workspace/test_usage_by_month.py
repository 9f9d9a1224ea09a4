"""Usage that comes by the month: a row of a month says that it was used within it, not on its first day."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.metrics.usage import last_use, recency
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts_record import Facts
from tests.workspace.rows_factory import workspace_of

STANDARDS = read_standards(default_standards_text())


def facts_of(days: dict[str, list[str]], as_of: str) -> Facts:
    """Return the facts of accounts that were used on those days, each by one champion."""
    usage = [
        {"account_id": name, "user_id": f"p{name}", "at": datetime.fromisoformat(day), "count": 20.0}
        for name, used in days.items()
        for day in used
    ]
    people = [{"contact_id": f"p{name}", "account_id": name, "is_champion": True} for name in days]
    accounts = [{"account_id": name} for name in days]
    return read_facts(workspace_of(accounts=accounts, contacts=people, usage=usage), np.datetime64(as_of))


def silent_days(facts: Facts, back: int = 0) -> list[float]:
    end = facts.as_of if back == 0 else np.datetime64("2026-02-28")
    return recency(last_use(facts, back), end).tolist()


MONTHS = {"A": ["2026-01-01", "2026-02-01", "2026-03-01"], "B": ["2026-01-01", "2026-02-01"]}


def test_late_in_a_month_nobody_is_silent_since_its_first_day() -> None:
    """On 30 March A, used in March, may have been so today; B has not been since February ended."""
    facts = facts_of(MONTHS, "2026-03-30")
    assert silent_days(facts) == [0.0, 30.0]
    assert silent_days(facts_of(MONTHS, "2026-03-31"), back=1) == [0.0, 0.0]
    assert silent_days(facts_of(MONTHS, "2026-03-10")) == [0.0, 10.0]
    drivers = score(facts, STANDARDS)
    place = [each.name for each in drivers.drivers].index("recency")
    assert drivers.driver_value[:, place].tolist() == [0.0, 30.0]


def test_a_champion_seen_in_a_month_is_heard_of_until_it_ends() -> None:
    """45 days of silence begin with the month's end: on 14 April B is heard of since 28 February, 45 days."""
    facts = facts_of({**MONTHS, "A": [*MONTHS["A"], "2026-04-01"]}, "2026-04-14")
    assert facts.contacts.last_seen.astype(str).tolist() == ["2026-04-14", "2026-02-28"]


@pytest.mark.parametrize(
    ("days", "silent"),
    [
        (["2026-01-01", "2026-02-01", "2026-03-02"], 28.0),  # one other day: not by the month
        (["2026-03-01"], 29.0),  # a single day says nothing of a rhythm
        (["2026-01-31", "2026-02-28"], 30.0),  # named by their last days: as they are
    ],
)
def test_other_feeds_are_taken_by_the_day(days: list[str], silent: float) -> None:
    """The days since the last row, on 30 March."""
    assert silent_days(facts_of({"A": days}, "2026-03-30")) == [silent]


def test_on_a_past_date_later_rows_say_nothing_of_the_rhythm() -> None:
    """A daily feed that began by the month is by the month on the dates before; without what came later."""
    facts = facts_of({"A": ["2026-01-01", "2026-02-01", "2026-03-05", "2026-03-06"]}, "2026-03-31")
    assert not facts.used_by_month
    assert facts_back(facts, 1).used_by_month
