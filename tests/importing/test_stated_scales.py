"""What a survey's header says of its scale: the ends, and which of them is the good one."""

from __future__ import annotations

import pytest

from cxdesk.importing import answer
from tests.importing.made import csv_file, kept, planned, problem_codes

HEAD = ("Response ID", "Account ID", "Answered at")


def survey(tmp_path, header: str, scores):
    rows = [(f"R-{row}", f"A-{row}", f"2026-05-{row:02}", score) for row, score in enumerate(scores, 1)]
    return planned(csv_file(tmp_path, [(*HEAD, header), *rows], "answers.csv"))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("CSAT (1 = very satisfied, 5 = very dissatisfied)", (1.0, 5.0, False)),
        ("Satisfaction 1 (best) - 5 (worst)", (1.0, 5.0, False)),
        ("CSAT (1 best, 5 worst)", (1.0, 5.0, False)),
        ("CSAT (5 = best, 1 = worst)", (1.0, 5.0, True)),
        ("CSAT (1 = not good, 3 = good)", (1.0, 3.0, True)),
        ("CES (1 = very easy, 7 = very difficult)", (1.0, 7.0, False)),
        ("CES (1 = very difficult, 7 = very easy)", (1.0, 7.0, True)),
        ("Zufriedenheit (1 = sehr zufrieden, 5 = sehr unzufrieden)", (1.0, 5.0, False)),
        ("CSAT (1 = pas du tout satisfait, 5 = très satisfait)", (1.0, 5.0, True)),
        ("CSAT (very satisfied = 1, very dissatisfied = 5)", (1.0, 5.0, False)),
        ("How satisfied are you? (1-3)", (1.0, 3.0, True)),
        ("CSAT (1-4)", (1.0, 4.0, True)),
        ("CSAT (1-5)", (1.0, 5.0, True)),
    ],
)
def test_the_header_says_the_ends_and_the_good_one(tmp_path, header, expected) -> None:
    """Each expected scale and direction is what the header says to a person; nothing of it is assumed."""
    plan = survey(tmp_path, header, (1, 2, 3, 3, 2, 1))
    assert set(kept(plan, "scale_min", "scale_max", "high_is_good")) == {expected}
    assert not {"assumed_scale", "assumed_direction"} & set(problem_codes(plan))


def test_recommendations_out_of_a_hundred_are_kept_and_asked_about(tmp_path) -> None:
    """Answers of 0 to 100, most above 10: all rows are kept, and the scale is a question with that answer."""
    scores = [*range(0, 101, 10), 20, 50, 70]
    plan = survey(tmp_path, "NPS score", scores)
    assert plan.report.rows_kept == len(scores)
    assert set(kept(plan, "scale_min", "scale_max")) == {(0.0, 100.0)}
    assert "assumed_scale" in problem_codes(plan)
    (scale,) = [question for question in plan.questions if question.code == "scale"]
    assert not scale.settled


def test_ticket_ratings_in_percent_are_no_stars(tmp_path) -> None:
    """1% to 29% of the best are 1 + 4 x share stars, and the reading is asked; the other answer keeps the
    texts beside the tickets."""
    head = ("Ticket ID", "Account ID", "Created at", "Solved at", "Priority", "Satisfaction")
    rows = [
        (f"T{row}", "A1", f"2025-03-{row:02} 08:00", f"2025-03-{row:02} 10:00", "high", f"{row}%")
        for row in range(1, 30)
    ]
    plan = planned(csv_file(tmp_path, [head, *rows], "tickets.csv"))
    assert kept(plan, "csat_score") == pytest.approx([1 + 4 * row / 100 for row in range(1, 30)])
    assert "assumed_percent" in problem_codes(plan)
    beside = answer(plan, 5, "percent", "beside")
    assert set(kept(beside, "csat_score")) == {None}
    assert kept(beside, "extra.Satisfaction")[0] == "1%"
