"""Hours by the working clock, against an hour-by-hour count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from cxdesk.metrics.business_hours import hours_between, is_sleeping_time, is_working_time, local_hour
from cxdesk.workspace.conventions import Conventions

BUSINESS = Conventions(clock="business")


def _instants(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[s]")


def _counted(start: datetime, end: datetime, conventions: Conventions) -> float:
    """Count the working minutes between two instants one by one."""
    minutes, moment = 0, start
    while moment < end:
        local = moment + timedelta(minutes=conventions.utc_offset_minutes)
        minute = 60 * local.hour + local.minute
        works = conventions.business_start <= minute < conventions.business_end
        minutes += works and local.weekday() in conventions.business_days
        moment += timedelta(minutes=1)
    return minutes / 60.0


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2025-06-06T16:00:00", "2025-06-09T10:00:00", 2.0),  # Friday four o'clock to Monday ten
        ("2025-06-07T08:00:00", "2025-06-08T20:00:00", 0.0),  # a weekend
        ("2025-06-10T03:00:00", "2025-06-10T23:00:00", 8.0),  # a whole working day
        ("2025-06-10T10:15:00", "2025-06-10T10:45:00", 0.5),
    ],
)
def test_by_hand(start, end, hours):
    """Nine to five, Monday to Friday; the hours were counted on a calendar."""
    assert hours_between(_instants(start), _instants(end), BUSINESS).tolist() == [hours]


def test_any_two_instants_equal_a_count_minute_by_minute():
    """Random instants, days of work and offsets from UTC, counted independently in plain Python."""
    random = np.random.default_rng(5)
    for _ in range(30):
        conventions = replace(
            BUSINESS,
            business_days=tuple(sorted(random.choice(7, 4, replace=False).tolist())),
            business_start=int(random.integers(0, 600)),
            business_end=int(random.integers(700, 1440)),
            utc_offset_minutes=int(random.integers(-600, 600)),
        )
        start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=int(random.integers(0, 500_000)))
        end = start + timedelta(minutes=int(random.integers(0, 15_000)))
        ends = [_instants(moment.strftime("%Y-%m-%dT%H:%M:%S")) for moment in (start, end)]
        found = hours_between(*ends, conventions)[0]
        assert found == pytest.approx(_counted(start, end, conventions), abs=1e-9)


def test_calendar_hours_run_day_and_night():
    """From Friday evening to Monday morning is 60 hours; an unknown end has no hours."""
    start = _instants("2025-06-06T20:00:00", "2025-06-06T20:00:00")
    hours = hours_between(start, _instants("2025-06-09T08:00:00", "NaT"), Conventions())
    np.testing.assert_array_equal(hours, [60.0, np.nan])
    assert np.isnan(hours_between(start, _instants("NaT", "NaT"), BUSINESS)).all()
    before = _instants("2025-06-05T20:00:00", "2025-06-06T19:00:00")
    for clock in (BUSINESS, Conventions()):
        assert np.isnan(hours_between(start, before, clock)).all()


def test_when_people_work_and_sleep():
    """Sleep is ten to seven, over midnight; work nine to five on weekdays; two hours ahead of UTC."""
    conventions = Conventions(utc_offset_minutes=120)
    times = _instants(
        "2025-06-10T07:00:00",  # 9:00, a Tuesday: at work
        "2025-06-10T06:59:00",  # 8:59: neither
        "2025-06-10T15:00:00",  # 17:00: over
        "2025-06-10T21:00:00",  # 23:00: asleep
        "2025-06-10T04:59:00",  # 6:59: asleep
        "2025-06-07T08:00:00",  # Saturday
        "NaT",
    )
    assert is_working_time(times, conventions).tolist() == [True, False, False, False, False, False, False]
    assert is_sleeping_time(times, conventions).tolist() == [False, False, False, True, True, False, False]
    np.testing.assert_array_equal(local_hour(times, conventions), [9, 8, 17, 23, 6, 10, np.nan])
    nap = Conventions(sleep_start=13 * 60, sleep_end=14 * 60)
    assert is_sleeping_time(_instants("2025-06-10T13:30:00", "2025-06-10T14:00:00"), nap).tolist() == [1, 0]
