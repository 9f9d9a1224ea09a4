"""Answers that are words of a scale, as forms export them, are numbers from 5, the best, to 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.made import csv_file, kept, planned

CSAT, CES = "How satisfied are you with our support?", "How easy was it to get your issue resolved?"
FIVE = (
    "Very satisfied",
    "Satisfied",
    "Neither satisfied nor dissatisfied",
    "Dissatisfied",
    "Very dissatisfied",
)
EXTREME = (
    "Extremely satisfied",
    "Very satisfied",
    "Somewhat satisfied",
    "Not so satisfied",
    "Not at all satisfied",
)
EASE = ("Very easy", "Easy", "Neutral", "Difficult", "Very difficult")
GERMAN = ("Sehr zufrieden", "Zufrieden", "Weder / noch", "Unzufrieden", "Sehr unzufrieden")
FRENCH = ("Très satisfait(e)", "Satisfait(e)", "Neutre", "Insatisfait(e)", "Très insatisfait(e)")


def answers(folder: Path, question: str, words: tuple[str, ...]):
    """Return the plan of a sheet of answers to one question."""
    rows = [(f"R{number}", "Acme", word, "2026-03-14") for number, word in enumerate(words)]
    header = ("Response ID", "Customer", question, "Answered at")
    return planned(csv_file(folder, [header, *rows], "answers.csv"))


@pytest.mark.parametrize(
    ("question", "words"),
    [(CSAT, FIVE), (CSAT, EXTREME), (CES, EASE), ("Wie zufrieden sind Sie?", GERMAN), (CSAT, FRENCH)],
)
def test_words_of_a_scale_are_numbers(tmp_path: Path, question: str, words: tuple[str, ...]) -> None:
    """The best word is 5 and each next one less, as they stand on the form; it is told and asked about."""
    plan = answers(tmp_path, question, words)
    assert plan.table == "surveys"
    assert kept(plan, "score") == [5.0, 4.0, 3.0, 2.0, 1.0]
    (told,) = (problem.hint for problem in plan.report.problems if problem.code == "assumed_rating")
    assert told.count(" as ") == 6  # five words and "read as"
    (score,) = (match for match in plan.columns if match.field == "surveys.score")
    assert score.confidence == "check"


def test_words_of_no_scale_are_no_answers(tmp_path: Path) -> None:
    """Half of the answers are of the scale and half are not: nothing is guessed."""
    plan = answers(tmp_path, CSAT, (*FIVE[:2], "It depends", "Ask Kim"))
    assert plan.table != "surveys" or kept(plan, "score") == []
