"""Contracts that were cancelled: status and day count, and are asked about where their names may mislead."""

from __future__ import annotations

from datetime import date

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


def test_a_cancellation_day_beside_the_end_of_the_term_is_asked_about(tmp_path) -> None:
    """The end of the term is taken; in the 10 of 20 rows that were cancelled the other day differs."""
    head = (
        "Contract ID",
        "Account ID",
        "ARR",
        "Start Date",
        "End Date",
        "Cancellation Date",
        "Contract Status",
    )
    rows = [
        (
            f"k{row}",
            f"A{row}",
            100,
            "2024-01-01",
            "2027-01-01",
            *(("2025-03-01", "Terminated"), ("", "Active"))[row % 2],
        )
        for row in range(1, 21)
    ]
    plan = planned(csv_file(tmp_path, [head, *rows], "terms.csv"))
    assert kept(plan, "churned") == [row[6] == "Terminated" for row in rows]
    assert {match.header: match.confidence for match in plan.columns}["End Date"] == "check"
    (problem,) = [each for each in plan.report.problems if each.code == "several_columns"]
    assert problem.value == "Cancellation Date"
    assert "10 of 10 rows differ" in problem.hint
