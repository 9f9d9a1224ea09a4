"""Durations for charts are the observations of the metrics, whole and by groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.durations import resolution_durations, value_durations
from cxdesk.errors import UsageError
from cxdesk.metrics import measure_by
from cxdesk.metrics.survival import quantile
from cxdesk.workspace.conventions import Conventions
from tests.metrics.made_facts import AS_OF, make_facts
from tests.metrics.rich_facts import rich_facts

FACTS = rich_facts(30)


def _median_hours(facts, account: int | None = None) -> tuple[int, float]:
    """Return how many tickets were opened in the last 365 days, and the Kaplan-Meier median of their hours by
    plain loops: the product of 1 - ended / at risk.
    """
    tickets, end = facts.tickets, (AS_OF + 1).astype("datetime64[s]")
    times = []
    for row in range(len(tickets)):
        age = (AS_OF - tickets.created_at[row].astype("datetime64[D]")).astype(int)
        if (
            not tickets.is_case[row]
            or age >= 365
            or (account is not None and tickets.account[row] != account)
        ):
            continue
        open_still = np.isnat(tickets.resolved_at[row])
        last = end if open_still else tickets.resolved_at[row]
        times.append(((last - tickets.created_at[row]).astype(float) / 3600, not open_still))
    share = 1.0
    for hours in sorted({hours for hours, ended in times if ended}):
        at_risk = sum(other >= hours for other, _ended in times)
        share *= 1 - sum(ended and other == hours for other, ended in times) / at_risk
        if share <= 0.5:
            return len(times), hours
    return len(times), float("nan")


@pytest.mark.parametrize("account", [None, 3])
def test_median_of_the_curve_is_that_of_a_plain_count(account):
    """All accounts and one: how many tickets and the median equal loops over the tickets."""
    durations = resolution_durations(FACTS, ChartRequest(account=account))
    count, median = _median_hours(FACTS, account)
    assert durations.together.count == count
    assert quantile(durations.together.curve, 0.5) == pytest.approx(median)
    assert durations.whose == ("" if account is None else "Account 3")


def test_groups_are_those_of_the_metric_the_largest_first():
    """By team: each group's median is the metric's by team, sizes fall, and they sum to all."""
    durations = resolution_durations(FACTS, ChartRequest(by="team"))
    names, grid = measure_by("resolution_time_median", FACTS, "team")
    expected = dict(zip(names, grid.value.tolist(), strict=True))
    assert {group.name: quantile(group.curve, 0.5) for group in durations.groups} == pytest.approx(expected)
    sizes = [group.count for group in durations.groups]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == durations.together.count
    assert 0 <= durations.p_value <= 1


def test_days_to_value_are_hours_on_the_curve():
    """Three accounts that came to search 4, 2 and 6 days after their start: after 48, 96 and 144 hours."""
    facts = make_facts(
        {"account_id": ["A", "B", "C"], "start_date": ["2025-01-01"] * 3},
        features=("search",),
        first_uses={
            "account": [0, 1, 2],
            "user": [1, 1, 1],
            "feature": [0, 0, 0],
            "first_at": ["2025-01-05", "2025-01-03", "2025-01-07"],
        },
    )
    named = replace(facts, conventions=Conventions(value_feature="search"))
    durations = value_durations(named, ChartRequest())
    assert durations.together.curve.times.tolist() == [48.0, 96.0, 144.0]
    assert durations.period == "that began in the last 730 days"


def test_a_dimension_that_is_not_there_is_refused():
    """Accounts have no team, and nothing is grouped by the moon: both are said, with what can be chosen."""
    for gather, by in ((value_durations, "team"), (resolution_durations, "moon")):
        with pytest.raises(UsageError, match=f"no {by} to be grouped by"):
            gather(FACTS, ChartRequest(by=by))


def test_nothing_has_the_reason_of_the_metric():
    """An account without tickets: no curve, the metric's words."""
    nobody = replace(FACTS, as_of=np.datetime64("2010-01-01"))
    durations = resolution_durations(nobody, ChartRequest())
    assert durations.together is None
    assert durations.reason == "No tickets in the last 365 days."
