"""Who stayed, by the quarter of the start: counted by hand."""

from __future__ import annotations

import numpy as np

from cxdesk.metrics.cohorts import retention_by_cohort
from tests.metrics.made_facts import make_facts


def cohorts(**columns):
    """Return the cohorts of accounts with those columns, as of 30 June 2025."""
    count = len(next(iter(columns.values())))
    return retention_by_cohort(make_facts({"account_id": [f"A{n}" for n in range(count)], **columns}))


def test_small_example():
    """Two accounts began in autumn 2024; one left on 9 January, 100 days after its start on 1 October: it was
    there after one quarter (1 January) and not after two (1 April). One began in winter and stays. The
    youngest that autumn can have (31 December) is two quarters old on 30 June 2025, that of winter (31
    March) one quarter.
    """
    found = cohorts(
        start_date=["2024-10-01", "2024-12-20", "2025-02-01"],
        is_lost=[True, False, False],
        lost_at=["2025-01-09", "NaT", "NaT"],
    )
    assert found.quarter.astype(str).tolist() == ["2024-10", "2025-01", "2025-04"]
    assert found.size.tolist() == [2, 1, 0]
    np.testing.assert_array_equal(found.kept, [[2, 2, 1], [1, 1, np.nan], [0, np.nan, np.nan]])


def test_leaving_on_the_day_itself_is_leaving():
    """Whoever is lost on the day on which a quarter is full has not stayed it; a day later, they have."""
    for lost_at, kept in (("2024-04-15", 0), ("2024-04-16", 1)):
        found = cohorts(start_date=["2024-01-15"], is_lost=[True], lost_at=[lost_at])
        assert found.kept[0, :2].tolist() == [1, kept]


def test_month_ends_stay_month_ends():
    """A quarter after 30 November 2023 is 29 February: an account lost on 1 March had stayed it."""
    found = cohorts(start_date=["2023-11-30"], is_lost=[True], lost_at=["2024-03-01"])
    assert found.kept[0, 1] == 1


def test_what_is_left_out_is_counted():
    """No start, an unknown day of loss, a trial: none of them is in a cohort, each is told."""
    found = cohorts(
        start_date=["NaT", "2024-01-01", "2024-01-01", "2024-01-01"],
        is_lost=[False, True, False, False],
        is_trial=[False, False, True, False],
    )
    assert found.size.tolist() == [1, 0, 0, 0, 0, 0]
    assert (found.without_start, found.without_loss_day, found.trials) == (1, 1, 1)


def test_no_accounts():
    """Nothing gives no cohorts."""
    found = retention_by_cohort(make_facts(0))
    assert found.size.tolist() == []
    assert found.kept.shape == (0, 0)
