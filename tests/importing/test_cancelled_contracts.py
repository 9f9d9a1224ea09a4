"""Contracts that were cancelled: status and day count, and are asked about where their names may mislead."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cxdesk.importing import ImportPlan, answer, commit
from cxdesk.progress import silent
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.importing.made import csv_file, kept, planned


def test_status_and_cancellation_day_end_a_subscription(tmp_path) -> None:
    """Every second subscription is canceled on 1 March 2025, as the rows made here say; both are asked."""
    head = ("Subscription ID", "Customer ID", "Plan", "MRR", "Start date", "Status", "Canceled at")
    rows = [
        (
            f"s{row}",
            f"c{row}",
            "Pro",
            row * 10,
            "2024-01-01",
            *(("canceled", "2025-03-01"), ("active", ""))[row % 2],
        )
        for row in range(1, 21)
    ]
    plan = planned(csv_file(tmp_path, [head, *rows], "subs.csv"))
    wanted = [(row[5] == "canceled", date(2025, 3, 1) if row[6] else None) for row in rows]
    assert kept(plan, "churned", "end_date") == wanted
    confidence = {match.header: match.confidence for match in plan.columns}
    assert (confidence["Status"], confidence["Canceled at"]) == ("check", "check")


TERMS = ("Contract ID", "Account ID", "ARR", "Start Date", "End Date", "Cancellation Date", "Contract Status")


def terms(folder, states: tuple[str, str] | None):
    """Return the plan of twenty contracts to 2027, every second one with a day of cancellation in 2025; what
    these and the others are said to be, if anything."""
    rows = [
        (f"k{row}", f"A{row}", 100, "2024-01-01", "2027-01-13", *(("2025-03-01",), ("",))[row % 2])
        for row in range(1, 21)
    ]
    if states is None:
        return planned(csv_file(folder, [TERMS[:-1], *rows], "terms.csv"))
    return planned(csv_file(folder, [TERMS, *((*row, states[row[5] == ""]) for row in rows)], "terms.csv"))


@pytest.mark.parametrize(
    ("states", "assumed"),
    [(("Terminated", "Active"), "last"), (("Active", "Active"), "notice"), (None, "last")],
)
def test_a_cancellation_day_before_the_end_of_the_term_is_asked_about(tmp_path, states, assumed) -> None:
    """What the states of the ten contracts say counts until somebody answers; without states they count as
    ended on the day, for revenue that may be gone must not count.
    """
    plan = terms(tmp_path, states)
    (question,) = (question for question in plan.questions if question.code == "cancelled")
    assert (question.answer, question.settled, question.position) == (assumed, False, 4)
    assert "In 10 rows “Cancellation Date” is before this day" in question.text
    last, end = date(2025, 3, 1), date(2027, 1, 13)
    for value, day in (("last", last), ("notice", end)):
        answered = answer(plan, 4, "cancelled", value)
        assert kept(answered, "end_date") == [end, day] * 10
        assert [bool(lost) for lost in kept(answered, "churned")] == [False, True] * 10
    assert kept(plan, "end_date") == [end, last if assumed == "last" else end] * 10
    assert [problem.value for problem in plan.report.problems if problem.code == "cancelled_early"] == [
        "10 rows"
    ]


def test_a_contract_cancelled_before_its_end_is_not_live(tmp_path) -> None:
    """In 2026, after the cancellation and before the end of the term, only the ten others run."""
    with Workspace.in_memory() as workspace:
        commit(workspace, ImportPlan((terms(tmp_path, ("Terminated", "Active")),)), silent())
        contracts = read_facts(workspace, np.datetime64("2026-06-01")).contracts
    assert int((~contracts.ended).sum()) == 10
