"""Scorecards of conversations and lists of agents are recognised by what they bear; the scale is asked."""

from __future__ import annotations

import pytest

from tests.importing.made import csv_file, kept, planned

HEAD = ("Review ID", "Ticket", "Reviewer", "Reviewed at", "Criterion", "Score", "Comment")


def _reviews(*scores: str) -> list[tuple[str, ...]]:
    """Return a scorecard of one criterion a review."""
    rows = [(f"V-{n}", f"T-{n}", "Ann", "2026-02-13", "tone", score, "") for n, score in enumerate(scores)]
    return [HEAD, *rows]


def test_a_scorecard(tmp_path) -> None:
    """Two criteria of one review, and one that names none: all three are kept, none is said to repeat."""
    rows = [
        HEAD,
        ("V-1", "T-1", "Ann", "2026-02-13", "Tone", "4", "friendly"),
        ("V-1", "T-1", "Ann", "2026-02-13", "Solution", "5", ""),
        ("V-2", "T-2", "Bo", "2026-02-15", "", "", "not applicable"),
    ]
    plan = planned(csv_file(tmp_path, rows, "qa.csv"))
    assert plan.table == "reviews"
    assert [match.confidence for match in plan.columns] == ["sure"] * 7
    found = kept(plan, "review_id", "ticket_id", "reviewer", "criterion", "score")
    assert found == [
        ("V-1", "T-1", "Ann", "Tone", 4.0),
        ("V-1", "T-1", "Ann", "Solution", 5.0),
        ("V-2", "T-2", "Bo", "Overall", None),
    ]
    assert not [problem for problem in plan.report.problems if problem.code == "key_not_unique"]


@pytest.mark.parametrize(
    ("scores", "scale"),
    [
        (("0", "1", "1"), "0 to 1"),
        (("1", "3", "4"), "1 to 4"),
        (("2", "5", "4"), "1 to 5"),
        (("0", "5", "4"), "0 to 5"),
        (("3", "9", "7"), "1 to 10"),
        (("0", "9", "7"), "0 to 10"),
        (("80", "100", "95"), "0 to 100"),
    ],
)
def test_the_scale_is_assumed_from_all_scores_and_asked(tmp_path, scores, scale) -> None:
    """No scorecard has a part of a scale only: the smallest usual one that holds every score, not settled."""
    plan = planned(csv_file(tmp_path, _reviews(*scores), "reviews.csv"))
    (asked,) = [question for question in plan.questions if question.code == "scale"]
    assert (asked.answer, asked.settled) == (scale, False)
    low, high = map(float, scale.split(" to "))
    assert kept(plan, "scale_min", "scale_max") == [(low, high)] * 3


def test_points_of_possible_points_need_no_question(tmp_path) -> None:
    """Where a column says how many points there were, that is the scale of each row, from 0."""
    rows = [
        ("Ticket", "Evaluator", "Criterion", "Points", "Possible points"),
        ("T-1", "Ann", "tone", "4", "5"),
        ("T-1", "Ann", "solution", "18", "20"),
        ("T-2", "Ann", "tone", "7", "5"),
    ]
    plan = planned(csv_file(tmp_path, rows, "scorecards.csv"))
    assert plan.table == "reviews"
    assert [question for question in plan.questions if question.code == "scale"] == []
    assert kept(plan, "score", "scale_min", "scale_max") == [(4.0, 0.0, 5.0), (18.0, 0.0, 20.0)]
    assert [row.code for row in plan.report.set_aside] == ["score_outside_scale"]


def test_answers_of_customers_are_no_reviews_of_conversations(tmp_path) -> None:
    """A rating of a ticket with a comment, whatever the file is called, is a survey: nobody reviewed it."""
    rows = [
        ("Ticket ID", "Customer ID", "Rating", "Comment", "Submitted at"),
        ("T-1", "A-1", "4", "quick", "2026-02-13"),
        ("T-2", "A-2", "2", "slow", "2026-02-14"),
    ]
    assert planned(csv_file(tmp_path, rows, "reviews.csv")).table == "surveys"


def test_a_review_that_nobody_made_may_be_a_customers(tmp_path) -> None:
    """Scores of tickets with an id and a date, but neither who judged nor what: a customer's review has that
    too. Nothing is taken for sure; with a reviewer they are reviews of conversations.
    """
    rows = [
        ("Review ID", "Ticket ID", "Customer", "Score", "Review date"),
        ("R-1", "T-1", "Acme", "4", "2026-02-13"),
        ("R-2", "T-2", "Beta", "5", "2026-02-14"),
    ]
    assert planned(csv_file(tmp_path, rows)).table == ""
    rows[0] = ("Review ID", "Ticket ID", "Reviewer", "Score", "Review date")
    assert planned(csv_file(tmp_path, rows)).table == "reviews"


def test_a_list_of_agents(tmp_path) -> None:
    """In German, with a decimal comma and the day first: read as the same table."""
    rows = [
        ("Mitarbeiter", "Abteilung", "Eintrittsdatum", "Wochenstunden"),
        ("Cy", "Erste Linie", "13.02.2024", "38,5"),
        ("Di", "Zweite Linie", "01.12.2025", "20"),
    ]
    plan = planned(csv_file(tmp_path, rows, "liste.csv", delimiter=";"))
    assert plan.table == "agents"
    found = [tuple(map(str, row)) for row in kept(plan, "agent", "team", "joined_date", "hours_per_week")]
    assert found == [
        ("Cy", "Erste Linie", "2024-02-13", "38.5"),
        ("Di", "Zweite Linie", "2025-12-01", "20.0"),
    ]
