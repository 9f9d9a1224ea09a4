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
QUALTRICS = (
    "Extremely satisfied",
    "Somewhat satisfied",
    "Neither satisfied nor dissatisfied",
    "Somewhat dissatisfied",
    "Extremely dissatisfied",
)
SEVEN = (
    "Strongly agree",
    "Agree",
    "Somewhat agree",
    "Neither agree nor disagree",
    "Somewhat disagree",
    "Disagree",
    "Strongly disagree",
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
    [
        (CSAT, FIVE),
        (CSAT, EXTREME),
        (CSAT, QUALTRICS),
        (CES, EASE),
        ("Wie zufrieden sind Sie?", GERMAN),
        (CSAT, FRENCH),
    ],
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


def test_seven_steps_are_told_from_five(tmp_path: Path) -> None:
    """The statement of the effort score (CES 2.0) is answered in seven steps: Somewhat agree is not Agree,
    Strongly agree is 7 and the scale ends there. Where only one of both is used, five steps are enough.
    """
    statement = "The company made it easy for me to handle my issue."
    plan = answers(tmp_path, statement, SEVEN)
    assert kept(plan, "score") == [7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert set(kept(plan, "scale_max")) == {7.0}
    five = (SEVEN[0], SEVEN[2], SEVEN[3], SEVEN[4], SEVEN[6])
    assert kept(answers(tmp_path, statement, five), "score") == [5.0, 4.0, 3.0, 2.0, 1.0]


def test_words_of_no_scale_are_no_answers(tmp_path: Path) -> None:
    """Half of the answers are of the scale and half are not: nothing is guessed."""
    plan = answers(tmp_path, CSAT, (*FIVE[:2], "It depends", "Ask Kim"))
    assert plan.table != "surveys" or kept(plan, "score") == []


def test_one_answer_in_ten_may_be_of_no_scale(tmp_path: Path) -> None:
    """Nine of ten are read, the tenth is set aside; of eight in ten none is. A number among words stays."""
    plan = answers(tmp_path, CSAT, (*FIVE, *FIVE[:4], "It depends"))
    assert kept(plan, "score") == [5.0, 4.0, 3.0, 2.0, 1.0, 5.0, 4.0, 3.0, 2.0]
    plan = answers(tmp_path, CSAT, (*FIVE, *FIVE[:3], "It depends", "Ask Kim"))
    assert plan.table != "surveys" or kept(plan, "score") == []
    assert kept(answers(tmp_path, CSAT, (*FIVE, "4", "5")), "score") == [5.0, 4.0, 3.0, 2.0, 1.0, 4.0, 5.0]
