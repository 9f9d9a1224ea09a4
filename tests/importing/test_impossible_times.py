"""Times that cannot be are told with their rows and counted in no duration; the rows are kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cxdesk.importing import ImportPlan, commit
from cxdesk.metrics.resolution_time import resolution_hours
from cxdesk.progress import silent
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.importing.made import csv_file, kept, moment, planned

TICKETS = [
    ("Ticket ID", "Account", "Created at", "Solved at", "Priority"),
    ("T-1", "Acme", "2026-03-14 10:00", "2026-03-14 16:00", "high"),
    ("T-2", "Acme", "2026-03-15 10:00", "2026-03-13 10:00", "high"),
    ("T-3", "Acme", "2026-03-16 10:00", "2026-03-16 12:00", "low"),
]


def told(plan) -> list[tuple[str, int | None, str, str]]:
    """Return code, row, column and value of what is told of impossible times."""
    problems = (problem for problem in plan.report.problems if problem.code.endswith("_time"))
    return [(problem.code, problem.row, problem.column, problem.value) for problem in problems]


def test_a_ticket_solved_before_it_was_opened(tmp_path: Path) -> None:
    """Row 3 is solved two days before it was opened: told, its time set aside, kept beside the row,
    neither open nor in a duration. Expected: the six and two hours of the other two.
    """
    plan = planned(csv_file(tmp_path, TICKETS, "tickets.csv"))
    assert told(plan) == [("impossible_time", 3, "Solved at", "2026-03-13 10:00")]
    assert kept(plan, "resolved_at") == [moment("2026-03-14 16:00"), None, moment("2026-03-16 12:00")]
    assert kept(plan, "extra.Solved at") == [row[3] for row in TICKETS[1:]]
    with Workspace.in_memory() as workspace:
        commit(workspace, ImportPlan((plan,)), silent())
        tickets = read_facts(workspace, np.datetime64("2026-04-01")).tickets
    assert not tickets.is_open.any()
    hours = resolution_hours(tickets)
    assert sorted(hours[~np.isnan(hours)].tolist()) == [2.0, 6.0]


def test_a_bare_day_is_not_before_a_time_of_that_day(tmp_path: Path) -> None:
    """Opened at ten and solved on the same day, without a time: possible."""
    rows = [TICKETS[0], *((*row[:3], row[2][:10], row[4]) for row in TICKETS[1:])]
    assert told(planned(csv_file(tmp_path, rows, "tickets.csv"))) == []


@pytest.mark.parametrize(
    ("head", "good", "bad", "column", "field"),
    [
        (
            ("Response ID", "Account", "Sent at", "Answered at", "NPS"),
            ("1", "Acme", "2026-03-01", "2026-03-02", "9"),
            ("2", "Acme", "2026-03-20", "2026-03-13", "8"),
            "Answered at",
            "invited_at",
        ),
        (
            ("Account ID", "Account Name", "Customer since", "Churn date"),
            ("A-1", "Acme", "2024-03-01", "2025-03-13"),
            ("A-2", "Beta", "2026-03-20", "2025-03-13"),
            "Churn date",
            "start_date",
        ),
    ],
)
def test_the_earlier_time_is_set_aside_where_the_later_one_counts(
    tmp_path: Path, head: tuple, good: tuple, bad: tuple, column: str, field: str
) -> None:
    """An answer stays where it was given and a loss where it was: only what was before it is left out."""
    plan = planned(csv_file(tmp_path, [head, good, bad], "list.csv"))
    assert told(plan) == [("impossible_time", 3, column, "2026-03-13" if "NPS" in head else "2025-03-13")]
    assert [value is None for value in kept(plan, field)] == [False, True]


def test_a_contract_that_ends_before_it_begins_counts_as_ended(tmp_path: Path) -> None:
    """Both days are kept, for without its end it would run for ever; what it means is told."""
    head = ("Contract ID", "Account", "Start date", "End date", "ARR")
    rows = [
        head,
        ("C-1", "Acme", "2026-03-14", "2025-03-13", "1000"),
        ("C-2", "B", "2026-01-14", "2027-01-13", "1"),
    ]
    plan = planned(csv_file(tmp_path, rows, "contracts.csv"))
    assert told(plan) == [("impossible_time", 2, "End date", "2025-03-13")]
    assert None not in kept(plan, "start_date") + kept(plan, "end_date")


def test_a_length_below_zero_is_set_aside(tmp_path: Path) -> None:
    """Minus two hours are no time to a solution."""
    rows = [
        (*row, hours) for row, hours in zip(TICKETS, ("Resolution time (hours)", "6", "-2", "2"), strict=True)
    ]
    rows[2] = (*rows[2][:3], "2026-03-15 14:00", *rows[2][4:])
    plan = planned(csv_file(tmp_path, rows, "tickets.csv"))
    assert told(plan) == [("negative_time", 3, "Resolution time (hours)", "-2")]
    assert kept(plan, "resolution_minutes") == [360.0, None, 120.0]
