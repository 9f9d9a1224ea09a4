"""Survey sheets: which question, which scale, which end is good, and what is said about each assumption."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.importing import answer, prepare
from cxdesk.importing.survey_questions import plausible_scores, survey_of
from cxdesk.progress import silent
from tests.importing.made import aside, csv_file, kept, planned, problem_codes

HEAD = ("Response ID", "Account ID", "Answered at")


def survey(tmp_path, header: str, scores, name: str = "answers.csv"):
    rows = [(f"R-{number}", "A-1", "2026-05-01", str(score)) for number, score in enumerate(scores)]
    return planned(csv_file(tmp_path, [(*HEAD, header), *rows], name))


@pytest.mark.parametrize(
    ("header", "scores", "expected"),
    [
        ("NPS", (0, 5, 9, 10), ("nps", 0.0, 10.0, True)),
        ("How likely are you to recommend us? (0-10)", (9, 9, 10), ("nps", 0.0, 10.0, True)),
        ("CSAT", (1, 4, 5), ("csat", 1.0, 5.0, True)),
        ("How satisfied are you?", (1, 6, 7), ("csat", 1.0, 7.0, True)),
        ("Satisfaction score (%)", (80, 95, 100), ("csat", 0.0, 100.0, True)),
        ("How easy was it? (1 = very hard, 7 = very easy)", (2, 4, 5), ("ces", 1.0, 7.0, True)),
        ("How much effort did it take?", (1, 2, 5), ("ces", 1.0, 5.0, False)),
    ],
)
def test_the_header_says_which_question(tmp_path, header, scores, expected) -> None:
    """Kind, scale and direction of each row are those of the question that the header asks."""
    plan = survey(tmp_path, header, scores)
    assert set(kept(plan, "kind", "scale_min", "scale_max", "high_is_good")) == {expected}


def test_names_and_values_speak_where_the_header_does_not(tmp_path) -> None:
    """A column called Score: the file's name first, then the range of the answers; each time it is said."""
    by_name = survey(tmp_path, "Score", (9, 10, 3), "NPS Q3 answers.csv")
    by_values = survey(tmp_path, "Score", (1, 4, 5), "answers.csv")
    assert set(kept(by_name, "kind")) == {"nps"}
    assert set(kept(by_values, "kind")) == {"csat"}
    assert "assumed_kind" in problem_codes(by_name)
    assert "assumed_kind" in problem_codes(by_values)


def test_a_score_outside_its_scale_is_set_aside(tmp_path) -> None:
    """An NPS answer of 11 is a typing error, whatever the others are."""
    plan = survey(tmp_path, "NPS", (9, 8, 11, 10, 7, 6, 10, 9, 0, 3, 4))
    assert aside(plan) == [(4, "score_outside_scale")]
    assert plan.report.rows_kept == 10


def test_a_score_that_is_no_number_is_set_aside_and_a_blank_one_is_no_answer(tmp_path) -> None:
    """Who was asked and did not answer is kept: silence is a finding."""
    plan = survey(tmp_path, "NPS", (9, "", "great", 3, 4, 5, 6, 7))
    assert aside(plan) == [(4, "unreadable_score")]
    assert kept(plan, "score")[:3] == [9.0, None, 3.0]


def test_an_account_level_nps_is_no_answer(tmp_path) -> None:
    """Values from -100 to 100 were computed; nobody gave them."""
    assert not plausible_scores(np.array([-40.0, 25.0, 60.0, -10.0]))
    assert survey(tmp_path, "NPS", (-40, 25, 60, -10)).table == ""


def test_several_questions_in_one_sheet_are_several_readings(tmp_path) -> None:
    """CSAT and CES side by side: each has a plan of its own that accounts for all rows of the sheet.

    Row 4 answers neither: it stays with the first question as somebody who was asked.
    """
    rows = [
        (*HEAD, "CSAT", "CES", "Comment"),
        ("R-1", "A-1", "2026-05-01", "5", "2", "fine"),
        ("R-2", "A-1", "2026-05-02", "4", "", ""),
        ("R-3", "A-2", "2026-05-03", "", "", ""),
        ("R-4", "A-2", "2026-05-04", "", "3", ""),
    ]
    csat, ces = prepare([csv_file(tmp_path, rows, "survey.csv")], silent()).sheets
    assert kept(csat, "response_id", "kind", "score") == [
        ("R-1/csat", "csat", 5.0),
        ("R-2/csat", "csat", 4.0),
        ("R-3/csat", "csat", None),
    ]
    assert kept(ces, "response_id", "kind", "score") == [("R-1/ces", "ces", 2.0), ("R-4/ces", "ces", 3.0)]
    assert aside(csat) == [(5, "not_answered")]
    assert aside(ces) == [(3, "not_answered"), (4, "not_answered")]
    for plan in (csat, ces):
        assert plan.report.rows_in == 4
    assert csat.report.digest != ces.report.digest


def test_a_column_that_names_the_question_is_followed(tmp_path) -> None:
    """Each kind has its own scale: 10 is an answer to NPS and none to CSAT."""
    answers = [("nps", "10"), ("nps", "9"), ("csat", "5"), ("csat", "4"), ("csat", "1"), ("nps", "0")]
    rows = [
        (*HEAD, "Kind", "Score"),
        *[(f"R-{number}", "A-1", "2026-05-01", *answer) for number, answer in enumerate(answers)],
    ]
    plan = planned(csv_file(tmp_path, rows, "survey.csv"))
    assert kept(plan, "kind", "scale_max") == [
        ("nps", 10.0),
        ("nps", 10.0),
        ("csat", 5.0),
        ("csat", 5.0),
        ("csat", 5.0),
        ("nps", 10.0),
    ]


@pytest.mark.parametrize(
    ("kind", "few", "expected"),
    [
        ("csat", 7.0, (1.0, 7.0)),
        ("csat", 6.0, (1.0, 7.0)),
        ("csat", 9.0, (1.0, 10.0)),
        ("csat", 0.0, (1.0, 5.0)),
        ("nps", 11.0, (0.0, 10.0)),
        ("other", 11.0, (1.0, 5.0)),
        ("ces", 7.0, (1.0, 7.0)),
    ],
)
def test_few_high_answers_say_how_far_a_scale_goes(kind, few, expected) -> None:
    """One answer in forty: unhappy customers on a scale of 1 to 7 seldom choose 7, but it is on the scale. A
    0 in answers of 1 to 5 is somebody who gave none, and no usual scale of steps holds an 11."""
    question = survey_of(np.array([*([1.0, 2.0, 5.0] * 13), few]), "score", "", kind)
    assert (question.scale_min, question.scale_max) == expected


def test_few_zeros_on_a_scale_to_ten_are_answers() -> None:
    """39 answers from 1 to 10 and a 0: the scale begins at 0."""
    question = survey_of(np.array([*([1.0, 8.0, 10.0] * 13), 0.0]), "csat", "", "")
    assert (question.scale_min, question.scale_max) == (0.0, 10.0)


def test_one_typing_error_does_not_stretch_the_scale() -> None:
    """19 answers from 1 to 5 and a 50: the scale is 1 to 5, and the 50 lies outside."""
    question = survey_of(np.array([*([4.0] * 19), 50.0]), "csat", "", "")
    assert (question.scale_min, question.scale_max) == (1.0, 5.0)


def test_each_score_is_told_the_scale_of_its_own_question(tmp_path) -> None:
    """An NPS of 11 and a CSAT of 50 (one of 20) in one column: 0 to 10 for the one, 1 to 5 for the other."""
    answers = [*[("nps", "9"), ("csat", "4")] * 19, ("nps", "11"), ("csat", "50")]
    rows = [
        (*HEAD, "Kind", "Score"),
        *[(f"R-{number}", "A-1", "2026-05-01", *answer) for number, answer in enumerate(answers)],
    ]
    plan = planned(csv_file(tmp_path, rows, "survey.csv"))
    assert [row.reason for row in plan.report.set_aside] == [
        "The score lies outside its scale (0 to 10).",
        "The score lies outside its scale (1 to 5).",
    ]


@pytest.mark.parametrize(
    ("header", "assumed"), [("Zufriedenheit", "high"), ("Schulnote Zufriedenheit", "low")]
)
def test_school_grades_are_asked_about(tmp_path, header, assumed) -> None:
    """Answers of 1 to 6 under a German word: the scale is 1 to 6, and which end is good is asked, because a 1
    is the best grade in Germany; answered so, a low answer is good."""
    rows = [("Kundennummer", header, "Kommentar", "Beantwortet am")]
    rows += [(f"K-{n}", str(1 + n % 6), "ok", f"{13 + n}.03.2026") for n in range(12)]
    plan = planned(csv_file(tmp_path, rows, "umfrage.csv"))
    asked = {question.code: question for question in plan.questions}
    assert (asked["scale"].answer, asked["scale"].settled) == ("1 to 6", False)
    assert (asked["direction"].answer, asked["direction"].settled) == (assumed, False)
    low = answer(plan, asked["direction"].position, "direction", "low")
    assert kept(low, "scale_max", "high_is_good") == [(6.0, False)] * 12
